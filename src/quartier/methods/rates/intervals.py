"""Intervals of counts, rates and shares. Index in, index out; gaps have a reason."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pandas as pd
from scipy import special

from quartier.methods.results import BoolArray, FloatArray, Reason, counts, numbers, parts_of, rejected

Series = pd.Series


def z_value(level: float) -> float:
    """Two-sided standard normal quantile; 0.95 gives 1.959964. Rejects levels outside 0 to 1."""
    if not 0 < level < 1:
        raise rejected("the level must lie between 0 and 1", "unknown-option", "level", str(level))
    return NormalDist().inv_cdf(0.5 + level / 2)


def interval_table(
    value: FloatArray, lower: FloatArray, upper: FloatArray, index: pd.Index, empty: BoolArray | None = None
) -> pd.DataFrame:
    """Columns `value`, `lower`, `upper`, `reason`: missing where unknown, ``zero-denominator`` where `empty`."""
    reason = np.where(np.isnan(value), Reason.MISSING.value, "")
    if empty is not None:
        reason = np.where(empty, Reason.ZERO_DENOMINATOR.value, reason)
    gap = reason != ""
    columns = {name: np.where(gap, np.nan, part) for name, part in zip(NAMES, (value, lower, upper), strict=True)}
    return pd.DataFrame({**columns, "reason": reason.astype(object)}, index=index)


NAMES = ("value", "lower", "upper")


def wilson(successes: Series[float], trials: Series[float], level: float = 0.95) -> pd.DataFrame:
    """Score interval of a share: ``(k + z^2/2 -+ z sqrt(k (n-k) / n + z^2/4)) / (n + z^2)``.

    k of n persons; shares between 0 and 1. Lower limit exactly 0 where k = 0, upper exactly 1 where k = n.
    Columns `value`, `lower`, `upper`, `reason`. Undefined: ``zero-denominator`` where n = 0. Rejects negative counts
    and k > n. Source: Wilson (1927); Newcombe, Statistics in Medicine 17 (1998), method 3.
    """
    k_series, n_series = parts_of(successes, trials, "successes", "trials")
    k, n = numbers(k_series), numbers(n_series)
    z = z_value(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = z * np.sqrt(k * (n - k) / n + z**2 / 4)
        lower = np.where(k == 0, 0.0, (k + z**2 / 2 - half) / (n + z**2))
        upper = np.where(k == n, 1.0, (k + z**2 / 2 + half) / (n + z**2))
        return interval_table(k / n, lower, upper, k_series.index, n == 0)


def exact_share(successes: Series[float], trials: Series[float], level: float = 0.95) -> pd.DataFrame:
    """Exact (Clopper-Pearson) interval of a share, from the beta distribution; wider than Wilson's.

    Columns, undefined results and rejections as `wilson`. Source: Clopper and Pearson, Biometrika 26 (1934).
    """
    k_series, n_series = parts_of(successes, trials, "successes", "trials")
    k, n = numbers(k_series), numbers(n_series)
    tail = _tail(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = np.where(k == 0, 0.0, special.betaincinv(np.maximum(k, 1e-300), n - k + 1, tail))
        upper = np.where(k == n, 1.0, special.betaincinv(k + 1, np.maximum(n - k, 1e-300), 1 - tail))
        return interval_table(k / n, lower, upper, k_series.index, n == 0)


def _tail(level: float) -> float:
    z_value(level)
    return (1 - level) / 2


def exact_poisson(events: Series[float], level: float = 0.95) -> pd.DataFrame:
    """Exact interval of a count: ``chi2(a/2, 2 o) / 2`` to ``chi2(1 - a/2, 2 o + 2) / 2``.

    Columns `value` (the count), `lower`, `upper`, `reason`. Rejects negative counts.
    Source: Garwood (1936); Breslow and Day, Statistical Methods in Cancer Research II (1987).
    """
    series = counts(events, "events")
    o = numbers(series)
    tail = _tail(level)
    lower = np.where(o == 0, 0.0, special.gammaincinv(np.maximum(o, 1e-300), tail))
    return interval_table(o, lower, special.gammainccinv(o + 1, tail), series.index)


def byar(events: Series[float], level: float = 0.95, exact_below: float = 0.0) -> pd.DataFrame:
    """Byar's approximation for a count: ``o (1 - 1/(9 o) - z/(3 sqrt o))^3`` and the same with o + 1 and + z above.

    With `exact_below` 10 the exact interval stands for smaller counts, as Public Health England does. Columns `value`,
    `lower`, `upper`, `reason`. Rejects negative counts. Source: Breslow and Day (1987), p. 69; PHE, Technical Guide:
    Confidence Intervals (2018).
    """
    series = counts(events, "events")
    o, z = numbers(series), z_value(level)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = np.where(o == 0, 0.0, o * (1 - 1 / (9 * o) - z / (3 * np.sqrt(o))) ** 3)
        upper = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * np.sqrt(o + 1))) ** 3
    exact = exact_poisson(series, level)
    small = o < exact_below
    lower, upper = np.where(small, exact["lower"], lower), np.where(small, exact["upper"], upper)
    return interval_table(o, lower, upper, series.index)


def rate(
    events: Series[float], persons: Series[float], per: float = 1000.0, level: float = 0.95, method: str = "byar"
) -> pd.DataFrame:
    """Events per `per` persons (or person years) with the interval of the count; a person may have several events.

    `method`: ``byar`` (exact below 10 events, as PHE) or ``exact``. Columns `value`, `lower`, `upper`, `reason`.
    Undefined: ``zero-denominator``. Rejects negative numbers. Source: PHE, Technical Guide (2018).
    """
    if method not in ("byar", "exact"):
        raise rejected("the method must be byar or exact", "unknown-option", "rate", method)
    o_series, n_series = counts(events, "events"), counts(persons, "persons")
    if not o_series.index.equals(n_series.index):
        raise rejected("events and persons have different units", "different-units", "rate")
    table = byar(o_series, level, exact_below=10.0) if method == "byar" else exact_poisson(o_series, level)
    n = numbers(n_series)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, lower, upper = (per * numbers(table[name]) / n for name in NAMES)
    return interval_table(value, lower, upper, o_series.index, n == 0)


def two_sided(z: FloatArray) -> FloatArray:
    """Two-sided p-value of a standard normal statistic."""
    return np.asarray(special.erfc(np.abs(z) / math.sqrt(2)))
