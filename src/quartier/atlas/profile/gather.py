"""The figures of one subject: value, surroundings, rank, change, all through the gate and for its reader."""

from __future__ import annotations

import bisect
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

import pandas as pd

from quartier.atlas import lines as timelines
from quartier.atlas import wording
from quartier.atlas.pictures.charts.lines import breaks_before, known
from quartier.atlas.profile.subject import Named, Pair, Subject
from quartier.atlas.schemas import SeriesPoint
from quartier.catalogue import listing
from quartier.catalogue.models import OWN_LEVEL, Indicator, Release
from quartier.catalogue.observations import Asked, current_release, observations
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.period import Period, parse
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import Reader

Points = list[SeriesPoint]
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Beside:
    """A comparison area: its figure of the same period (None where it has none), and how it got there."""

    named: Named
    point: SeriesPoint | None
    points: Points


@dataclass(frozen=True, slots=True)
class Change:
    """From the first comparable figure to the shown one: same boundaries, no break of method in between."""

    first: SeriesPoint
    now: SeriesPoint


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator for the subject. `point` may lack a value; then its presence says why.

    `beside`: the comparison area first, then the nearest containing one. `values`: all units of the level, ascending.
    """

    indicator: Indicator
    release: Release
    slice: str
    period: Period
    point: SeriesPoint
    points: Points
    beside: tuple[Beside, ...]
    values: tuple[float, ...]

    @property
    def known(self) -> bool:
        return known(self.point)

    @property
    def value(self) -> float:
        """NaN where there is none."""
        return float("nan") if self.point.value is None or not self.known else self.point.value

    @property
    def ranks(self) -> bool:
        """Classes have an order, but hundreds of units share one: a rank among them would say nothing."""
        return self.known and len(self.values) > 1 and self.indicator.kind != IndicatorKind.CLASS

    @property
    def rank(self) -> int:
        """Competition rank, 1 = highest value."""
        return len(self.values) - bisect.bisect_right(self.values, self.value) + 1

    @property
    def change(self) -> Change | None:
        first = first_comparable(self.points, self.point)
        return None if first is None or first is self.point else Change(first, self.point)


def first_comparable(points: Sequence[SeriesPoint], now: SeriesPoint) -> SeriesPoint | None:
    """The earliest known point from which no break parts the shown one; None where that has no value."""
    held = [point for point in points if known(point)]
    if now not in held:
        return None
    first = now
    for before in reversed(held[: held.index(now)]):
        if breaks_before(first, before):
            break
        first = before
    return first


def figures_of(
    subject: Subject, *, reader: Reader, as_of: date | None = None, compare: Named | None = None
) -> list[Figure]:
    """All indicators that have figures for the level of the subject, in the order of the catalogue."""
    rows = listing.visible_indicators(reader).select_related(
        "source__licence", "current_public", "current_confidential"
    )
    beside = _surroundings(subject, compare)
    found = (_figure(row, subject, beside, as_of, reader) for row in rows.prefetch_related("wordings", "topics"))
    return [figure for figure in found if figure is not None]


def _surroundings(subject: Subject, compare: Named | None) -> tuple[Named, ...]:
    """What each figure stands beside: the comparison area (default the town), then the nearest containing one."""
    base = compare or subject.town
    wanted = [base, *subject.parents[:1]] if base else list(subject.references)
    kept = {named.pair: named for named in wanted if named.pair != subject.named.pair}
    return tuple(kept.values())


def _figure(
    row: Indicator, subject: Subject, beside: Sequence[Named], as_of: date | None, reader: Reader
) -> Figure | None:
    release = current_release(row, reader=reader)
    slice_key = _slice(release, subject)
    if slice_key is None:
        return None
    pairs = [subject.named.pair, *(named.pair for named in beside)]
    lines = _lines(row, release, slice_key, pairs, reader)
    period = _period(release, subject, slice_key, lines[0], as_of)
    if period is None:
        return None
    point = at(lines[0], period.text) or _missing(period, subject)
    around = tuple(Beside(named, at(line, period.text), line) for named, line in zip(beside, lines[1:], strict=True))
    values = _values(row, release, slice_key, subject, point.geography, period.text, reader)
    return Figure(row, release, slice_key, period, point, lines[0], around, values)


def _slice(release: Release, subject: Subject) -> str | None:
    """The total, else the first slice there is; None where the level has no figures at all."""
    level = subject.area.level if subject.area else subject.named.level
    known_here = {row.key for row in subject.geographies}
    slices = [
        part["slice"]
        for part in release.manifest["coverage"]
        if part["level"] == level and (subject.own or part["geography"] in known_here)
    ]
    return None if not slices else "" if "" in slices else str(slices[0])


def _period(release: Release, subject: Subject, slice_key: str, line: Points, as_of: date | None) -> Period | None:
    """The newest period up to a day for which the level has figures in boundaries that know the subject."""
    known_here = {row.key for row in subject.geographies}
    texts: Iterable[str] = (point.period for point in line)
    if not subject.own:
        texts = (
            text
            for part in release.manifest["coverage"]
            if part["level"] == subject.named.level and part["slice"] == slice_key and part["geography"] in known_here
            for text in part["periods"]
        )
    periods = [period for period in map(parse, texts) if as_of is None or period.end <= as_of]
    return max(periods, default=None)


def _missing(period: Period, subject: Subject) -> SeriesPoint:
    """A unit without row is missing."""
    key = subject.geography.key if subject.geography else ""
    return timelines.point(
        {"period": period.text, "geography": key, "presence": int(Presence.MISSING), "flags": int(Flag.NONE)}
    )


def at(line: Sequence[SeriesPoint], period: str) -> SeriesPoint | None:
    return next((point for point in line if point.period == period), None)


class _Kept:
    """What was read, by everything it depends on: a release never changes, so nothing goes stale."""

    def __init__(self) -> None:
        self._items: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Any, ...]) -> Any:
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
            return self._items.get(key)

    def put(self, key: tuple[Any, ...], item: Any) -> None:
        with self._lock:
            self._items[key] = item
            while len(self._items) > _KEPT:
                self._items.popitem(last=False)


_KEEP = _Kept()


def _lines(row: Indicator, release: Release, slice_key: str, pairs: Sequence[Pair], reader: Reader) -> list[Points]:
    """The points of each unit in time, by the rules of `atlas.lines`.

    What was read is kept, but for areas of one's own: they change, and so may who sees them.
    """
    codes = tuple(sorted({code for _, code in pairs}))
    key = (row.key, release.checksum, slice_key, codes)
    own = any(level == OWN_LEVEL for level, _ in pairs)
    by_unit: dict[Any, pd.DataFrame] | None = None if own else _KEEP.get(key)
    if by_unit is None:
        frame = observations(row, reader=reader, asked=Asked(units=codes, slices=[slice_key]))
        by_unit = dict(iter(frame.groupby(["level", "unit"], observed=True)))
        if not own:
            _KEEP.put(key, by_unit)
    known_places = timelines.places(row, release.audience, pairs, reader=reader)
    return [timelines.line(pair, by_unit.get(pair), "", "", known_places).points for pair in pairs]


def _values(
    row: Indicator, release: Release, slice_key: str, subject: Subject, geography: str, period: str, reader: Reader
) -> tuple[float, ...]:
    """All known values of the level in this period, ascending; none for areas of one's own (they have no peers)."""
    if subject.own:
        return ()
    key = (row.key, release.checksum, slice_key, subject.named.level, geography, period)
    found: tuple[float, ...] | None = _KEEP.get(key)
    if found is None:
        asked = Asked(level=subject.named.level, geography=geography, periods=[period], slices=[slice_key])
        frame = observations(row, reader=reader, asked=asked)
        there = [
            wording.absence(int(presence), int(flags)) is None
            for presence, flags in zip(frame["presence"], frame["flags"], strict=True)
        ]
        found = tuple(sorted(float(value) for value in frame.loc[there, "value"]))
        _KEEP.put(key, found)
    return found
