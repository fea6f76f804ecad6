"""The lead: two to four sentences, chosen by rule from the figures of the subject.

People first; then the indicator that opens the workspace, beside the comparison area and the nearest containing one;
how it changed since the first comparable period; and the indicator that lies furthest from the comparison area, in
standard deviations of the units of the level, so that shares, means and rates can be told from each other.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

from quartier.atlas import wording
from quartier.atlas.pictures.charts.lines import breaks_before, known
from quartier.atlas.profile import sentences
from quartier.atlas.profile.gather import Beside, Figure, at
from quartier.atlas.profile.sentences import Told
from quartier.atlas.profile.subject import Subject
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.period import parse

_COMPARED = (IndicatorKind.SHARE, IndicatorKind.RATE, IndicatorKind.MEAN)
PEOPLE = "population"
"""Key of the indicator that counts the residents, in every loader and in the demo town."""


def lead(subject: Subject, figures: Sequence[Figure], *, opening: str, language: str) -> list[str]:
    """The sentences; `opening` is the key of the workspace's first indicator. Fewer where figures are lacking."""
    by_key = {figure.indicator.key: figure for figure in figures}
    told: list[str] = []
    if PEOPLE in by_key:
        told += _people(by_key[PEOPLE], subject, language)
    first = by_key.get(opening)
    if first is not None and first.indicator.key != PEOPLE:
        told += _situation(first, language)
    else:
        first = None
    far = _farthest([figure for figure in figures if figure is not first])
    if far is not None:
        told.append(sentences.farthest(_compared(far, language), subject.level_plural, language))
    return told[:4]


def _people(figure: Figure, subject: Subject, language: str) -> list[str]:
    if not figure.known or figure.indicator.kind != IndicatorKind.COUNT:
        return []
    town = next((b for b in figure.beside if subject.town and b.named.pair == subject.town.pair), None)
    whole = _told(town) if town else None
    return [sentences.people(figure.value, figure.period.label(language), whole, language)]


def _situation(figure: Figure, language: str) -> list[str]:
    if not figure.known:
        reason = wording.absence(figure.point.presence, figure.point.flags) or wording.MISSING
        return [sentences.absent(name_of(figure, language), reason, language)]
    told = [_compared(figure, language)]
    change = _change(figure, language)
    return [*told, change] if change else told


def _compared(figure: Figure, language: str) -> str:
    others = [found for beside in figure.beside if (found := _told(beside)) is not None][:2]
    if figure.indicator.kind == IndicatorKind.COUNT:
        others = []
    name = name_of(figure, language)
    text = sentences.beside(name, figure.value, others, figure.indicator, language)
    point = figure.point
    if others and point.lower is not None and point.upper is not None:
        more = sentences.held(point.lower, point.upper, others[0], figure.indicator, language)
        return f"{text} {more}".rstrip()
    return text


def _change(figure: Figure, language: str) -> str:
    change = figure.change
    if change is None or figure.indicator.kind == IndicatorKind.CLASS:
        return ""
    since = parse(change.first.period).label(language)
    town = None
    if figure.beside and figure.indicator.kind != IndicatorKind.COUNT:
        town = _same_span(figure.beside[0], change.first.period, change.now.period)
    first, now = change.first.value or 0.0, change.now.value or 0.0
    return sentences.changed(first, now, since, town, figure.indicator, language)


def _same_span(beside: Beside, first: str, now: str) -> tuple[str, float, float] | None:
    """Name, first and last value of a comparison area, where nothing breaks its series in between."""
    start, end = at(beside.points, first), at(beside.points, now)
    if start is None or end is None or start.value is None or end.value is None:
        return None
    held = [point for point in beside.points if known(point)]
    if start not in held or end not in held:
        return None
    span = held[held.index(start) : held.index(end) + 1]
    broken = any(breaks_before(b, a) for a, b in pairwise(span))
    return None if broken else (beside.named.name, start.value, end.value)


def _farthest(figures: Sequence[Figure]) -> Figure | None:
    found = [(distance, figure) for figure in figures if (distance := _distance(figure)) is not None]
    return max(found, key=lambda pair: pair[0], default=(0.0, None))[1]


def _distance(figure: Figure) -> float | None:
    """Distance from the comparison area in standard deviations of the level; None where it means nothing."""
    if not figure.known or figure.indicator.kind not in _COMPARED or len(figure.values) < 5 or not figure.beside:
        return None
    other = _told(figure.beside[0])
    spread = statistics.pstdev(figure.values)
    return abs(figure.value - other.value) / spread if other and spread > 0 else None


def _told(beside: Beside) -> Told | None:
    point = beside.point
    return Told(beside.named.name, point.value) if point and known(point) and point.value is not None else None


def name_of(figure: Figure, language: str) -> str:
    """The name of the indicator as it was on the shown day."""
    name: str = figure.indicator.wording(figure.period.end).name.get(language)
    return name
