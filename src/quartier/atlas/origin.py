"""What a passport says of figures that were put together: areas of one's own, and what was carried over a reform."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from quartier.atlas import schemas
from quartier.catalogue.areas import area_by_key, area_observations, composition
from quartier.catalogue.areas.composition import Composition, Known
from quartier.catalogue.crosswalks.convert import conversion_of, figure_error
from quartier.catalogue.models import AreaWay, CrosswalkWay, Geography, Indicator, OwnArea, Release, Unit
from quartier.catalogue.observations import Asked
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.numbers import format_value
from quartier.kernel.presence import Presence
from quartier.kernel.reader import Reader

_REASONS = {
    "missing": gettext_noop("A part of the area has no figure."),
    "suppressed": gettext_noop("A part of the area is kept secret; the sum is therefore not told either."),
    "not-convertible": gettext_noop("Indices, scores and classes cannot be put together; they hold for whole units."),
    "no-weights": gettext_noop("This figure has no denominator by which its parts could be weighted."),
    "no-crosswalk": gettext_noop("The boundaries were different then, and there is no crosswalk from them."),
    "units-gone": gettext_noop("Units of this area are no longer in the geography it was made for."),
    "not-drawn": gettext_noop("The drawn shape cannot be resolved for the boundaries of that time."),
    "zero-denominator": gettext_noop("Nobody is counted here."),
    "excluded": gettext_noop("Does not apply to any part of the area."),
}
_KNOWN = {
    Known.CHOSEN: gettext_noop("chosen units"),
    Known.SAME_UNITS: gettext_noop("chosen units, unchanged in the boundaries of that time"),
    Known.CROSSWALK: gettext_noop("chosen units, carried from the boundaries of that time by the crosswalk %(key)s"),
    Known.DRAWN: gettext_noop("drawn shape"),
    Known.NOT: gettext_noop("not known"),
}
_WAYS = {
    AreaWay.AREA: gettext_noop("units that the border cuts count by their surface"),
    AreaWay.POPULATION: gettext_noop("units that the border cuts count by their residents"),
}


_CROSSWALKS = {
    CrosswalkWay.AREA: gettext_noop("by area: what lives in a unit is taken to be spread evenly over it"),
    CrosswalkWay.POINTS: gettext_noop("by residents of small places (their centres decide)"),
    CrosswalkWay.CELLS: gettext_noop("by residents of small places (cells are cut by the border)"),
    CrosswalkWay.TABLE: gettext_noop("by a table that was delivered"),
}


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """One figure of an area of one's own, with what the passport needs."""

    area: OwnArea
    geography: Geography
    composition: Composition
    row: dict[str, object]
    made_of: schemas.MadeOf


def own_figure(
    indicator: Indicator, area_key: str, place: Geography, period: str, slice_key: str, *, reader: Reader
) -> OwnFigure:
    """Raises NotFound (the area is not there for this reader)."""
    area = area_by_key(area_key, reader=reader)
    found = composition(area, place)
    asked = Asked(geography=place.key, periods=[period], slices=[slice_key])
    frame = area_observations(indicator, area, reader=reader, asked=asked)
    row: dict[str, object] = {"period": period, "geography": place.key, "presence": int(Presence.MISSING), "flags": 0,
                              "reason": found.reason or "missing", "known": 0, "total": len(found.parts)}  # fmt: skip
    if len(frame):
        row = {str(name): value for name, value in frame.iloc[0].to_dict().items()}
    return OwnFigure(area, place, found, row, _made_of(indicator, area, found, row))


def _made_of(
    indicator: Indicator, area: OwnArea, found: Composition, row: dict[str, object]
) -> schemas.MadeOf:  # fmt: skip
    names = dict(
        Unit.objects.filter(geography__level__key=area.level, geography__key=found.geography, code__in=found.parts)
        .values_list("code", "name")
    )  # fmt: skip
    way = gettext(_KNOWN[found.known]) % ({"key": found.crosswalk} if found.known is Known.CROSSWALK else {})
    if area.way in _WAYS:
        way = f"{way}; {gettext(_WAYS[AreaWay(area.way)])}"
    reason = str(row.get("reason") or "")
    return schemas.MadeOf(
        way=way,
        formula=formula(indicator, area, row),
        known=_count(row["known"]),
        total=_count(row["total"]),
        known_text=known_text(_count(row["known"]), _count(row["total"])),
        reason=gettext(_REASONS[reason]) if reason in _REASONS else reason,
        parts=[schemas.MadeOfPart(code=code, name=names.get(code, code), part=part) for code, part in
               found.parts.items()],
    )  # fmt: skip


def conversion(
    indicator: Indicator, release: Release, place: Geography, unit: str, period: str, slice_key: str, *,
    reader: Reader, language: str,
) -> schemas.PassportConversion | None:  # fmt: skip
    """How a figure was carried to this geography; None where it was published for it."""
    row = conversion_of(indicator, place.level.key, place.key, period, release.audience)
    if row is None:
        return None
    walk = row.crosswalk
    found = figure_error(row, unit, period, slice_key, reader=reader)
    words = {"from": walk.source.name.get(language), "way": gettext(_CROSSWALKS[CrosswalkWay(walk.way)])}
    return schemas.PassportConversion(
        text=gettext("Converted from %(from)s, %(way)s.") % words,
        source=walk.source.name.get(language),
        crosswalk=walk.name,
        split_text=_split_text(found, language),
        bounds_text=_bounds_text(indicator, found, language),
        error_text=error_text(row.error.get("held_out"), language),
    )


def _split_text(found: dict[str, float | None], language: str) -> str:
    part = found.get("split")
    if part is None:
        return ""
    if part <= 0:
        return gettext("No divided unit takes part: nothing was estimated.")
    return gettext("%(part)s of it come from units that the reform divided.") % {
        "part": format_value(100 * part, 0, "%", language)
    }


def _bounds_text(indicator: Indicator, found: dict[str, float | None], language: str) -> str:
    low, high = found.get("lowest"), found.get("highest")
    if low is None or high is None or high - low <= 0:
        return ""
    shown = [format_value(bound, indicator.decimals, indicator.unit.get(language), language) for bound in (low, high)]
    return gettext("However the divided units are distributed, it lies between %(low)s and %(high)s.") % {
        "low": shown[0], "high": shown[1],
    }  # fmt: skip


def error_text(held_out: dict[str, float] | None, language: str) -> str:
    """The hold-out in a sentence, "" where there is none."""
    if not held_out:
        return ""
    return gettext("Tested on residents of small places, this way puts %(misplaced)s of them into a wrong unit.") % {
        "misplaced": format_value(100 * held_out["misplaced"], 1, "%", language)
    }


def _count(value: object) -> int:
    return 0 if value is None or pd.isna(value) else int(str(value))  # type: ignore[call-overload]


def known_text(known: int, total: int) -> str:
    """ "2 of 3 parts have a figure"; empty where all have."""
    if known == total:
        return ""
    return ngettext("%(known)d of %(total)d part has a figure", "%(known)d of %(total)d parts have a figure", total) % {
        "known": known, "total": total,
    }  # fmt: skip


def formula(indicator: Indicator, area: OwnArea, row: dict[str, object]) -> str:
    """How figures of this kind are put together, in one line."""
    match indicator.kind:
        case IndicatorKind.COUNT:
            return gettext("sum of the parts")
        case IndicatorKind.SHARE | IndicatorKind.RATE if not _weighted(area, row):
            shown = f"{indicator.factor:g}"
            return gettext("%(factor)s × sum of numerators / sum of denominators") % {"factor": shown}
        case IndicatorKind.MEAN if not _weighted(area, row):
            return gettext("mean of the parts, weighted by their number of cases")
        case IndicatorKind.SHARE | IndicatorKind.RATE | IndicatorKind.MEAN if area.weighted_by:
            return gettext("estimate: mean of the parts, weighted by %(count)s") % {"count": _named(area.weighted_by)}
        case _:
            return gettext("only where the area is one whole unit")


def _weighted(area: OwnArea, row: dict[str, object]) -> bool:
    """The value was weighted by the count of the area, since denominators are not there."""
    below = row.get("denominator")
    lacks = below is None or bool(pd.isna(below))  # type: ignore[call-overload]
    return bool(area.weighted_by) and lacks and row.get("presence") == int(Presence.VALUE)


def _named(key: str) -> str:
    row = Indicator.objects.filter(key=key).prefetch_related("wordings").first()
    return row.wording().name.get(get_language() or "de") if row is not None else key
