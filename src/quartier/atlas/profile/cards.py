"""One indicator of the profile as texts and drawings: what page and document show alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, override

from quartier.atlas import wording
from quartier.atlas.figures import slice_label
from quartier.atlas.pictures.charts.lines import known
from quartier.atlas.pictures.palette import Colours
from quartier.atlas.profile import sentences
from quartier.atlas.profile.drawings import sparkline, strip
from quartier.atlas.profile.gather import Beside, Figure
from quartier.atlas.profile.lead import name_of
from quartier.atlas.profile.portrait import first_root, root_topics
from quartier.atlas.profile.subject import Subject
from quartier.catalogue.models import OWN_LEVEL, Topic
from quartier.kernel.declared import IndicatorKind, Polarity
from quartier.kernel.period import parse
from quartier.kernel.wire import flag_words


@dataclass(frozen=True, slots=True)
class Mark:
    """A comparison area with its value."""

    name: str
    value: str
    sign: str
    """How it is drawn in the strip: "stroke" or "triangle"."""


@dataclass(frozen=True, slots=True)
class Card:
    key: str
    name: str
    members: str
    value: str
    absent: bool
    ratio: str
    interval: str
    flags: str
    marks: tuple[Mark, ...]
    rank: str
    change: str
    period: str
    source: str
    polarity: str
    spark: str
    strip: str
    passport: str
    map: str


@dataclass(frozen=True, slots=True)
class Group:
    """A Lebenslage with its indicators."""

    key: str
    title: str
    cards: tuple[Card, ...]


def groups_of(subject: Subject, figures: Sequence[Figure], colours: Colours, language: str) -> list[Group]:
    """The figures by Lebenslage, in the order of the topics; each stands once."""
    roots = root_topics()
    by_root: dict[str, list[Card]] = {}
    for figure in figures:
        by_root.setdefault(first_root(figure, roots), []).append(card_of(subject, figure, colours, language))
    titles = {topic.key: topic.name.get(language) for topic in Topic.objects.filter(parent=None)}
    order = [*titles, ""]
    with override(language):
        titles[""] = gettext("Other indicators")
    return [Group(key, titles[key], tuple(by_root[key])) for key in order if key in by_root]


def card_of(subject: Subject, figure: Figure, colours: Colours, language: str) -> Card:
    """Everything that is said about one figure."""
    point = figure.point
    return Card(
        key=figure.indicator.key,
        name=name_of(figure, language),
        members=slice_label(figure.slice, language),
        value=value_text(figure, language),
        absent=not figure.known,
        ratio=_ratio(figure, language),
        interval=_interval(figure, language),
        flags=flag_words(point.flags, language),
        marks=tuple(_marks(figure, language)),
        rank=rank_text(figure, language),
        change=change_text(figure, language),
        period=figure.period.label(language),
        source=figure.indicator.source.name.get(language),
        polarity=_polarity(figure, language),
        spark=sparkline(figure, colours, language),
        strip=strip(figure, colours, language),
        passport=passport_address(subject, figure),
        map=map_address(subject, figure),
    )


def value_text(figure: Figure, language: str) -> str:
    """The value with its unit, or in words why there is none."""
    if figure.known:
        return wording.measured(figure.value, figure.indicator, language)
    reason = wording.absence(figure.point.presence, figure.point.flags)
    return wording.absence_word(wording.MISSING if reason is None else reason, language)


def _ratio(figure: Figure, language: str) -> str:
    """ "162 of 2,880": numerator and denominator; never beside a value that is not shown."""
    top, bottom = figure.point.numerator, figure.point.denominator
    if not figure.known or top is None or bottom is None or figure.indicator.kind == IndicatorKind.MEAN:
        return ""
    numbers = [wording.number(value, 0 if value == int(value) else 1, language) for value in (top, bottom)]
    with override(language):
        return gettext("%(numerator)s of %(denominator)s") % {"numerator": numbers[0], "denominator": numbers[1]}


def _interval(figure: Figure, language: str) -> str:
    """The interval of a value; a value that is not shown has none."""
    lower, upper = figure.point.lower, figure.point.upper
    if not figure.known or lower is None or upper is None:
        return ""
    words = {
        "lower": wording.bare(lower, figure.indicator, language),
        "upper": wording.measured(upper, figure.indicator, language),
    }
    with override(language):
        return gettext("interval %(lower)s to %(upper)s") % words


def _marks(figure: Figure, language: str) -> list[Mark]:
    signs = ("stroke", "triangle", "")
    kept: list[Beside] = list(figure.beside[:3])
    if figure.indicator.kind == IndicatorKind.COUNT:
        return []
    return [
        Mark(beside.named.name, _beside_text(figure, beside, language), sign)
        for beside, sign in zip(kept, signs, strict=False)
        if beside.point is not None
    ]


def _beside_text(figure: Figure, beside: Beside, language: str) -> str:
    point = beside.point
    if point is not None and known(point) and point.value is not None:
        return wording.measured(point.value, figure.indicator, language)
    reason = wording.absence(point.presence, point.flags) if point else wording.MISSING
    return wording.absence_word(wording.MISSING if reason is None else reason, language)


def rank_text(figure: Figure, language: str) -> str:
    """ "Rank 9 of 60"; "" where there is no rank."""
    if not figure.ranks:
        return ""
    with override(language):
        return gettext("rank %(rank)s of %(n)s") % {"rank": figure.rank, "n": len(figure.values)}


def change_text(figure: Figure, language: str) -> str:
    """ "since 2018 up by 3.8 percentage points"; "" without a comparable period before."""
    change = figure.change
    if change is None or figure.indicator.kind == IndicatorKind.CLASS:
        return ""
    first, now = change.first.value or 0.0, change.now.value or 0.0
    words = {
        "since": parse(change.first.period).label(language),
        "change": sentences.movement(first, now, figure.indicator, language),
    }
    with override(language):
        return gettext("since %(since)s %(change)s") % words


def _polarity(figure: Figure, language: str) -> str:
    with override(language):
        return {
            Polarity.BURDEN: gettext("a higher value means more burden"),
            Polarity.RELIEF: gettext("a higher value means relief"),
        }.get(Polarity(figure.indicator.polarity), "")


def passport_address(subject: Subject, figure: Figure) -> str:
    """The page behind the number."""
    place = (subject.named.level, subject.named.code, figure.indicator.key)
    query = {"period": figure.period.text, "geography": figure.point.geography, "slice": figure.slice}
    return f"{reverse('quarter-passport', args=place)}?{urlencode({k: v for k, v in query.items() if v})}"


def map_address(subject: Subject, figure: Figure) -> str:
    """The map of the indicator, the unit chosen."""
    query = {"indicator": figure.indicator.key, "period": figure.period.text, "slice": figure.slice}
    if subject.named.level != OWN_LEVEL:
        query |= {"level": subject.named.level, "geography": figure.point.geography, "units": subject.named.code}
    return f"{reverse('karte')}?{urlencode({k: v for k, v in query.items() if v})}"
