"""Runs of a series: a line ends where a value is missing, and where boundaries or the method changed (lines.ts)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from quartier.atlas.pictures import svg
from quartier.atlas.pictures.charts.scales import Scale
from quartier.atlas.schemas import SeriesPoint
from quartier.kernel.presence import Flag, Presence


def known(point: SeriesPoint) -> bool:
    return point.presence == Presence.VALUE and point.value is not None and not point.flags & Flag.NOT_RATED


def breaks_before(point: SeriesPoint, before: SeriesPoint) -> bool:
    """Whether the two cannot be compared: other boundaries, or another method from this point on."""
    return point.geography != before.geography or bool(point.flags & Flag.BREAK)


def runs_of(points: Sequence[SeriesPoint]) -> list[list[SeriesPoint]]:
    """Points in order, parted wherever a line would claim what is not known."""
    runs: list[list[SeriesPoint]] = []
    run: list[SeriesPoint] = []
    for point in points:
        if not known(point):
            run = []
            continue
        if run and breaks_before(point, run[-1]):
            run = []
        if not run:
            runs.append(run)
        run.append(point)
    return runs


def break_positions(points: Sequence[SeriesPoint]) -> list[float]:
    """Where, between two known points, the series breaks."""
    seen = [point for point in points if known(point)]
    return [(a.position + b.position) / 2 for a, b in pairwise(seen) if breaks_before(b, a)]


def path(run: Sequence[SeriesPoint], x: Scale, y: Scale) -> str:
    """Path data of one run."""
    places = [f"{svg.short(x(p.position))},{svg.short(y(p.value))}" for p in run if p.value is not None]
    return "M" + "L".join(places)


def band(run: Sequence[SeriesPoint], x: Scale, y: Scale) -> str:
    """Path data of the interval around a run; "" where it has none."""
    held = [p for p in run if p.lower is not None and p.upper is not None]
    if not held:
        return ""
    upper = [f"{svg.short(x(p.position))},{svg.short(y(p.upper))}" for p in held if p.upper is not None]
    lower = [f"{svg.short(x(p.position))},{svg.short(y(p.lower))}" for p in reversed(held) if p.lower is not None]
    return "M" + "L".join([*upper, *lower]) + "z"
