"""A line as small as a word: how a unit got to where it is, the town dashed beside it.

Breaks are short upright strokes, gaps stay open, a point alone is a dot, the last value is a dot that fills.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quartier.atlas.pictures import svg
from quartier.atlas.pictures.charts.lines import break_positions, known, path, runs_of
from quartier.atlas.pictures.charts.scales import Scale
from quartier.atlas.pictures.palette import Colours
from quartier.atlas.schemas import SeriesPoint


@dataclass(frozen=True, slots=True)
class Spark:
    """`town` may be empty; `shown` is the period whose point is filled; `marks` are positions of events."""

    points: Sequence[SeriesPoint]
    town: Sequence[SeriesPoint] = ()
    shown: str = ""
    marks: Sequence[float] = ()


_PAD = 4.0


def body(spark: Spark, colours: Colours, *, width: float, height: float, line: str = "") -> str:
    """Markup without the frame of a document."""
    held = [p for p in (*spark.points, *spark.town) if known(p)]
    if not held:
        return ""
    xs = [p.position for p in (*spark.points, *spark.town)]
    ys = [p.value for p in held if p.value is not None]
    x = Scale(min(xs), max(xs), _PAD, width - _PAD)
    y = Scale(*_calm(min(ys), max(ys)), height - _PAD, _PAD)
    shade = line or colours.accent
    parts = [*_marks(spark, x, height, colours), *_town(spark, x, y, colours), *_unit(spark, x, y, shade)]
    return "".join(parts)


def _calm(low: float, high: float) -> tuple[float, float]:
    """At least a fifth of the highest value from bottom to top: what hardly moves looks as if it hardly moved."""
    lacking = max(0.0, 0.2 * max(abs(low), abs(high)) - (high - low))
    return low - lacking / 2, high + lacking / 2


def _marks(spark: Spark, x: Scale, height: float, colours: Colours) -> list[str]:
    low, high = x.low, x.high
    events = [m for m in spark.marks if low <= m <= high]
    parts = [
        svg.element("path", d=f"M{svg.short(x(m))},{svg.short(height - 4)}v4", stroke=colours.muted) for m in events
    ]
    for at in break_positions(spark.points):
        d = f"M{svg.short(x(at))},0V{svg.short(height)}"
        parts.append(
            svg.element("path", d=d, stroke=colours.muted, stroke_width=1, stroke_dasharray="2 2", class_="gap")
        )
    return parts


def _town(spark: Spark, x: Scale, y: Scale, colours: Colours) -> list[str]:
    style = {"fill": "none", "stroke": colours.muted, "stroke_width": 1.2, "stroke_dasharray": "2 2.5"}
    return [svg.element("path", d=path(run, x, y), **style) for run in runs_of(spark.town) if len(run) > 1]


def _unit(spark: Spark, x: Scale, y: Scale, shade: str) -> list[str]:
    parts = []
    for run in runs_of(spark.points):
        if len(run) > 1:
            line = {"fill": "none", "stroke": shade, "stroke_width": 1.8, "stroke_linejoin": "round"}
            parts.append(svg.element("path", d=path(run, x, y), **line))
        else:
            parts.append(_dot(run[0], x, y, 1.6, shade))
    shown = [p for p in spark.points if p.period == spark.shown and known(p)]
    return [*parts, *(_dot(p, x, y, 3.0, shade) for p in shown)]


def _dot(point: SeriesPoint, x: Scale, y: Scale, r: float, shade: str) -> str:
    return svg.element("circle", cx=x(point.position), cy=y(point.value or 0.0), r=r, fill=shade)


def inline(spark: Spark, colours: Colours, *, name: str, width: float = 180, height: float = 40, line: str = "") -> str:
    """An SVG element for a page: its accessible name says in words what it shows."""
    return svg.element(
        "svg", body(spark, colours, width=width, height=height, line=line), viewBox=f"0 0 {width:g} {height:g}",
        width=width, height=height, role="img", aria_label=name, class_="q-fig-spark", xmlns=svg.NAMESPACE,
    )  # fmt: skip
