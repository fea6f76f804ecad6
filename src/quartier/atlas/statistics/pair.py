"""Two indicators over the units of one geography: correlation, fitted line, what took no part, classes for both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.utils.translation import gettext

from quartier.atlas import schemas
from quartier.atlas.statistics.figures import Place, refused
from quartier.catalogue import listing
from quartier.catalogue.models import Indicator
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import Reader
from quartier.methods import correlation
from quartier.methods.classify import quantile_breaks
from quartier.methods.results import FloatArray, explain, numbers

_THIRDS = 3


@dataclass(frozen=True, slots=True)
class PairKey:
    """Which two figures: the first lies across (x), the second up (y); the same level and geography."""

    indicator: str
    slice: str
    period: str
    other: str
    other_slice: str
    other_period: str
    level: str
    geography: str
    weighted: bool = False
    units: Collection[str] = ()


def pair(key: PairKey, *, reader: Reader, language: str) -> schemas.PairAnswer:
    """How the two go together. Raises NotFound, InputRejected (a period that is none, ordinal classes)."""
    place = Place.of(key.level, key.geography)
    first = _measured(key.indicator, reader)
    second = _measured(key.other, reader)
    x = place.at(first, key.slice, key.period, reader=reader)
    y = place.at(second, key.other_slice, key.other_period, reader=reader)
    if key.units:
        x, y = x[x.index.isin(list(key.units))], y[y.index.isin(list(key.units))]
    a, b = _values(x), _values(y)
    weights, weight_name = _weights(first, x, second, y, language) if key.weighted else (None, "")
    fit = correlation.least_squares(a, b, weights)
    far = correlation.far_from_line(a, b)
    rest = correlation.pearson(np.where(far, np.nan, a), b)
    return schemas.PairAnswer(
        n=fit.n,
        units=len(x),
        absent=_absent(x, y),
        zeros=(int(np.sum(a == 0)), int(np.sum(b == 0))),
        weight_name=weight_name,
        weightable=_weight_of(first, x, second, y) is not None,
        pearson=_coefficient(correlation.pearson(a, b, weights)),
        spearman=_coefficient(correlation.spearman(a, b)),
        fit=_fit(fit),
        reason=explain(fit.reason).get(language) if fit.reason else "",
        far=[str(code) for code in x.index[far]],
        without_far=_coefficient(rest),
        breaks=(quantile_breaks(a, _THIRDS), quantile_breaks(b, _THIRDS)),
    )


def _measured(key: str, reader: Reader) -> Indicator:
    row = listing.indicator_by_key(key, reader=reader)
    if row.kind == IndicatorKind.CLASS:
        raise refused(
            gettext("Classes have an order but no distance: there is nothing to correlate."),
            "indicator",
            key,
            "figures",
        )
    return row


def _values(frame: pd.DataFrame) -> FloatArray:
    """Values that count: those that are not rated take no part."""
    known = (frame["presence"] == int(Presence.VALUE)) & ((frame["flags"] & int(Flag.NOT_RATED)) == 0)
    return numbers(frame["value"].where(known))


def _weight_of(
    first: Indicator, x: pd.DataFrame, second: Indicator, y: pd.DataFrame
) -> tuple[Indicator, pd.Series[float]] | None:
    for row, frame in ((first, x), (second, y)):
        if (
            row.kind in (IndicatorKind.SHARE, IndicatorKind.RATE, IndicatorKind.MEAN)
            and frame["denominator"].notna().any()
        ):
            return row, frame["denominator"]
    return None


def _weights(
    first: Indicator, x: pd.DataFrame, second: Indicator, y: pd.DataFrame, language: str
) -> tuple[FloatArray | None, str]:
    """The people (or households ...) behind the first figure that names them, and what they are called."""
    found = _weight_of(first, x, second, y)
    if found is None:
        return None, ""
    row, weights = found
    return numbers(weights.clip(lower=0)), row.wording().denominator.get(language)


def _absent(x: pd.DataFrame, y: pd.DataFrame) -> schemas.AbsentCounts:
    def either(wanted: Presence) -> int:
        return int(((x["presence"] == int(wanted)) | (y["presence"] == int(wanted))).sum())

    not_rated = ((x["flags"] | y["flags"]) & int(Flag.NOT_RATED)) > 0
    return schemas.AbsentCounts(
        missing=either(Presence.MISSING),
        suppressed=either(Presence.SUPPRESSED),
        not_applicable=either(Presence.NOT_APPLICABLE),
        not_rated=int(not_rated.sum()),
    )


def _coefficient(found: correlation.Correlation) -> schemas.Coefficient:
    return schemas.Coefficient(value=known(found.value), p_value=known(found.p_value), n=found.n)


def _fit(fit: correlation.Fit) -> schemas.FitAnswer | None:
    if fit.reason is not None:
        return None
    return schemas.FitAnswer(
        slope=fit.slope,
        intercept=fit.intercept,
        r_squared=known(fit.r_squared),
        slope_lower=fit.slope_lower,
        slope_upper=fit.slope_upper,
        sigma=fit.sigma,
        mean_x=fit.mean_x,
        sxx=fit.sxx,
        weight=fit.weight,
        t=fit.t,
    )


def known(value: float) -> float | None:
    """None for NaN: JSON has no such number."""
    return float(value) if np.isfinite(value) else None
