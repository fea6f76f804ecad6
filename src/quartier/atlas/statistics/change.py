"""Change of every unit between two dates of one geography, with the reason where it cannot be said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.utils.translation import gettext

from quartier.atlas import schemas
from quartier.atlas.statistics.figures import Place, checked_period, in_order, refused
from quartier.atlas.statistics.pair import known
from quartier.catalogue import listing
from quartier.catalogue.models import Geography, Indicator
from quartier.catalogue.observations import Asked, observations
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.period import parse
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import Reader
from quartier.methods import change as methods
from quartier.methods.rates import difference_of_rates, difference_of_shares
from quartier.methods.results import BoolArray, Column, numbers

RELATIVE = (IndicatorKind.COUNT, IndicatorKind.SHARE, IndicatorKind.RATE, IndicatorKind.MEAN)
"""Only these have a true zero, so that a change in per cent means something."""


@dataclass(frozen=True, slots=True)
class ChangeKey:
    """Which change: from `since` to `period`, in the unit of measure or (`relative`) in per cent of the first value."""

    indicator: str
    slice: str
    level: str
    geography: str
    since: str
    period: str
    relative: bool = False


def change(key: ChangeKey, *, reader: Reader) -> schemas.ChangeAnswer:
    """Change in unit order. Raises NotFound, InputRejected (ordinal classes, no true zero, dates in wrong order)."""
    row = listing.indicator_by_key(key.indicator, reader=reader)
    _check(row, key)
    place = Place.of(key.level, key.geography)
    before = place.at(row, key.slice, key.since, reader=reader)
    after = place.at(row, key.slice, key.period, reader=reader)
    column = methods.change(before, after, key.relative, _broken(place, row, key, reader))
    unsure = _unsure(row, before, after)
    values = numbers(column.values)
    found = values[np.isfinite(values)]
    return schemas.ChangeAnswer(
        order=place.order,
        values=[known(value) for value in values],
        reasons=list(column.reasons),
        unsure=None if unsure is None else [bool(one) for one in unsure & np.isfinite(values)],
        breaks=methods.diverging_breaks(values),
        min=float(found.min()) if found.size else None,
        max=float(found.max()) if found.size else None,
        town=_town(row, key, reader),
    )


def _check(row: Indicator, key: ChangeKey) -> None:
    if row.kind == IndicatorKind.CLASS:
        message = gettext("Classes have an order but no distance: their change cannot be counted.")
        raise refused(message, "indicator", row.key, "figures")
    if key.relative and row.kind not in RELATIVE:
        message = gettext("This indicator has no true zero: a change in per cent would mean nothing.")
        raise refused(message, "relative", "yes", "no")
    if not parse(checked_period(key.since)) < parse(checked_period(key.period)):
        message = gettext("The first date has to lie before the second.")
        raise refused(message, "since", key.since, f"< {key.period}")


def _broken(place: Place, row: Indicator, key: ChangeKey, reader: Reader) -> BoolArray:
    """Units whose series has a break after the first date, up to the second."""
    asked = Asked(key.level, key.geography, slices=[key.slice])
    frame = observations(row, reader=reader, asked=asked)
    first, last = parse(key.since), parse(key.period)
    between = {text for text in frame["period"].astype(str).unique() if first < parse(text) <= last}
    hit = frame["period"].astype(str).isin(between) & ((frame["flags"].fillna(0).astype("int64") & int(Flag.BREAK)) > 0)
    return np.asarray(place.codes.isin(frame.loc[hit, "unit"].astype(str)), dtype=bool)


def _unsure(row: Indicator, before: pd.DataFrame, after: pd.DataFrame) -> BoolArray | None:
    """Units whose two figures cannot be told apart; None where figures have no intervals at one of the dates.

    The two dates count as independent (`methods.rates.difference_of_shares`), which is cautious where they hold largely
    the same people: then chance is claimed too often, never too seldom.
    """
    parts = ["value", "lower", "upper", "numerator", "denominator"]
    # the bounds of a suppressed value are no interval of a figure
    known_both = [
        (frame["presence"] == int(Presence.VALUE)) & frame[parts].notna().all(axis=1) for frame in (before, after)
    ]
    sure = known_both[0] & known_both[1]
    if row.kind not in (IndicatorKind.SHARE, IndicatorKind.RATE) or not sure.any():
        return None
    test = difference_of_shares if row.kind == IndicatorKind.SHARE else difference_of_rates
    k, n = after.loc[sure, "numerator"], after.loc[sure, "denominator"]
    table = test(k, n, before.loc[sure, "numerator"], before.loc[sure, "denominator"])
    out = np.zeros(len(before), dtype=bool)
    out[sure.to_numpy()] = methods.not_told_apart(numbers(table["lower"]), numbers(table["upper"]))
    return out


def _town(row: Indicator, key: ChangeKey, reader: Reader) -> schemas.TownChange | None:
    """The change of the whole town, by the newest geography that has both dates."""
    rank0 = Geography.objects.filter(level__rank=0, current__isnull=False).order_by("-valid_from", "-key")
    for geography in rank0.select_related("level"):
        asked = Asked(geography.level.key, geography.key, periods=[key.since, key.period], slices=[key.slice])
        frame = observations(row, reader=reader, asked=asked)
        frame = frame.assign(unit=frame["unit"].astype(str), period=frame["period"].astype(str))
        codes = pd.Index(sorted(frame["unit"].unique()))
        if len(codes) != 1 or frame["period"].nunique() != 2:
            continue
        first, second = (in_order(frame[frame["period"] == period], codes) for period in (key.since, key.period))
        broken = np.asarray([(second["flags"] & int(Flag.BREAK)).any()], dtype=bool)
        return _town_answer(geography, str(codes[0]), methods.change(first, second, key.relative, broken))
    return None


def _town_answer(geography: Geography, code: str, column: Column) -> schemas.TownChange:
    name = listing.unit_name(geography.level.key, code)
    return schemas.TownChange(name=name, value=known(column.values.iloc[0]), reason=str(column.reasons.iloc[0]))
