"""Answers about figures: the time line of units, the passport of one figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from django.utils.translation import gettext, gettext_noop, override

from quartier.atlas import describe, lines, origin, schemas
from quartier.catalogue import listing
from quartier.catalogue.areas import area_by_key
from quartier.catalogue.models import OWN_LEVEL, Geography, Indicator, Member
from quartier.catalogue.observations import Asked, current_release, observations
from quartier.kernel.declared import slice_members
from quartier.kernel.errors import NotFound
from quartier.kernel.numbers import format_value
from quartier.kernel.period import parse
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import Reader

UnitKey = tuple[str, str]

_ABSENT = {
    Presence.MISSING: gettext_noop("no figure"),
    Presence.NOT_APPLICABLE: gettext_noop("not applicable"),
    Presence.SUPPRESSED: gettext_noop("kept secret (small number)"),
}
_FLAGS = {
    Flag.PROVISIONAL: gettext_noop("provisional"),
    Flag.ESTIMATED: gettext_noop("estimated"),
    Flag.IMPUTED: gettext_noop("imputed"),
    Flag.FORECAST: gettext_noop("forecast"),
    Flag.BREAK: gettext_noop("break in the series"),
    Flag.UNRELIABLE: gettext_noop("unreliable"),
    Flag.OUTLIER: gettext_noop("outlier"),
    Flag.NOT_RATED: gettext_noop("not rated"),
}


@dataclass(frozen=True, slots=True)
class FigureKey:
    """One figure: indicator, slice, unit, period."""

    indicator: str
    slice: str
    level: str
    geography: str
    unit: str
    period: str


def series(
    indicator: str, slice_key: str, units: Sequence[UnitKey], *, reader: Reader, language: str
) -> schemas.SeriesAnswer:
    """The asked units over time, the units that contain them, and the references."""
    row = listing.indicator_by_key(indicator, reader=reader)
    parents = list(dict.fromkeys(pair for unit in units for pair in listing.containing_units(*unit, reader=reader)))
    references = listing.reference_units()
    wanted = [*units, *parents, *references]
    codes = sorted({code for _, code in wanted})
    frame = observations(row, reader=reader, asked=Asked(units=codes, slices=[slice_key]))
    by_unit = dict(iter(frame.groupby(["level", "unit"], observed=True)))
    levels = listing.level_names(language)
    known = lines.places(row, current_release(row, reader=reader).audience, wanted, reader=reader)

    def build(pairs: Sequence[UnitKey]) -> list[schemas.Series]:
        return [
            lines.line(pair, by_unit.get(pair), listing.unit_name(*pair, reader=reader), levels[pair[0]], known)
            for pair in pairs
            if pair[0] in levels
        ]

    references_shown = [found for found in build(references) if found.points]
    shown_parents = [pair for pair in parents if pair not in references]
    return schemas.SeriesAnswer(
        series=build(units), parents=[s for s in build(shown_parents) if s.points], references=references_shown
    )


def passport(key: FigureKey, *, reader: Reader, language: str) -> schemas.PassportAnswer:
    """Where one figure comes from and what it means. Raises NotFound."""
    row = listing.indicator_by_key(key.indicator, reader=reader)
    release = current_release(row, reader=reader)
    with override(language):
        own = _own_figure(row, key, reader) if key.level == OWN_LEVEL else None
    geography = own.geography if own else listing.geography_by_key(key.level, key.geography)
    frame = _period_frame(row, key, reader)
    point = lines.point(own.row) if own else _own_point(frame, key)
    rank, ranked = (None, 0) if own else _rank(frame, point)
    words = row.wording(parse(key.period).end)
    with override(language):
        return schemas.PassportAnswer(
            indicator=row.key,
            name=words.name.get(language),
            definition=words.definition.get(language),
            slice_label=slice_label(key.slice, language),
            unit=_unit(key, geography, language, reader),
            period_label=parse(key.period).label(language),
            value_text=value_text(row, point, language),
            point=point,
            numerator=words.numerator.get(language),
            denominator=words.denominator.get(language),
            interval_text=_interval_text(row, point, language),
            rank=rank,
            ranked=ranked,
            flags=[gettext(text) for flag, text in _FLAGS.items() if point.flags & flag],
            notes=words.notes.get(language),
            method=_method(row),
            source=describe.source(row.source, language),
            release=describe.release_ref(release),
            made_of=own.made_of if own else None,
            conversion=None
            if own
            else origin.conversion(
                row, release, geography, key.unit, key.period, key.slice, reader=reader, language=language
            ),
        )


def _own_figure(row: Indicator, key: FigureKey, reader: Reader) -> origin.OwnFigure:
    area = area_by_key(key.unit, reader=reader)
    place = listing.geography_by_key(area.level, key.geography)
    return origin.own_figure(row, key.unit, place, key.period, key.slice, reader=reader)


def _period_frame(row: Indicator, key: FigureKey, reader: Reader) -> pd.DataFrame:
    asked = Asked(level=key.level, geography=key.geography, periods=[key.period], slices=[key.slice])
    return observations(row, reader=reader, asked=asked)


def _own_point(frame: pd.DataFrame, key: FigureKey) -> schemas.SeriesPoint:
    own = frame[frame["unit"].astype(str) == key.unit]
    if len(own):
        return lines.point({str(k): v for k, v in own.iloc[0].to_dict().items()})
    if not listing.geography_by_key(key.level, key.geography).units.filter(code=key.unit).exists():
        raise NotFound(f"There is no unit {key.unit!r} in {key.level} {key.geography}.")
    # a unit without row is missing
    return lines.point(
        {"period": key.period, "geography": key.geography, "presence": int(Presence.MISSING), "flags": 0}
    )


def _rank(frame: pd.DataFrame, point: schemas.SeriesPoint) -> tuple[int | None, int]:
    """Competition rank, 1 = highest value, among the units that have a value."""
    values = frame.loc[frame["presence"] == int(Presence.VALUE), "value"]
    if point.value is None:
        return None, len(values)
    return int((values > point.value).sum()) + 1, len(values)


def _unit(key: FigureKey, geography: Geography, language: str, reader: Reader) -> schemas.PassportUnit:
    return schemas.PassportUnit(
        code=key.unit,
        name=listing.unit_name(key.level, key.unit, reader=reader),
        level=key.level,
        level_name=listing.level_names(language)[key.level],
        geography=geography.name.get(language),
    )


def value_text(row: Indicator, point: schemas.SeriesPoint, language: str) -> str:
    """The value with its unit of measure, or in words why there is none."""
    if point.value is None:
        return gettext(_ABSENT[Presence(point.presence)])
    for member in row.classes:
        if member["code"] == point.value:
            return str(member["name"].get(language) or member["name"]["de"])
    return format_value(point.value, row.decimals, row.unit.get(language), language)


def _interval_text(row: Indicator, point: schemas.SeriesPoint, language: str) -> str:
    if point.lower is None or point.upper is None:
        return ""
    unit = row.unit.get(language)
    bounds = [format_value(bound, row.decimals, unit, language) for bound in (point.lower, point.upper)]
    return gettext("%(lower)s to %(upper)s") % {"lower": bounds[0], "upper": bounds[1]}


def _method(row: Indicator) -> str:
    if row.kind in {"share", "rate"} and row.factor:
        shown = f"{row.factor:g}"
        return gettext("%(factor)s × numerator / denominator") % {"factor": shown}
    return gettext("as delivered by the source")


def slice_label(key: str, language: str) -> str:
    """Members in words: "unter 6 Jahre, weiblich"; "" for the total."""
    names = []
    for dimension, member in slice_members(key).items():
        row = Member.objects.filter(dimension__key=dimension, key=member).first()
        names.append(row.name.get(language) if row else member)
    return ", ".join(names)
