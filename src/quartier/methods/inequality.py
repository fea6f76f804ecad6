"""Inequality of a continuous value (income, space, provision) between units or people, and its slope by rank.

Common to all: `values` per unit, `weights` (people behind each value, default 1 each), same index. Gaps: a value or
weight is missing; fewer than two units with weight; the mean is not positive or a value is negative where the formula
needs it. Raises InputRejected for text, infinite values, negative weights, other units. No unit of measure unless said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from quartier.methods.results import FloatArray, Reason, Scalar, counts, rejected

QUANTILE_TYPES = {
    1: "inverted_cdf",
    2: "averaged_inverted_cdf",
    3: "closest_observation",
    4: "interpolated_inverted_cdf",
    5: "hazen",
    6: "weibull",
    7: "linear",
    8: "median_unbiased",
    9: "normal_unbiased",
}


def _numbers(values: pd.Series[float] | Sequence[float], name: str) -> pd.Series[float]:
    try:
        series = pd.Series(values).astype("float64")
    except (TypeError, ValueError):
        raise rejected(f"{name} must be numbers", "not-a-number", name) from None
    if np.isinf(series.to_numpy()).any():
        raise rejected(f"{name} must be finite", "not-finite", name)
    return series


def _weighted(
    values: pd.Series[float] | Sequence[float], weights: pd.Series[float] | Sequence[float] | None
) -> tuple[FloatArray, FloatArray]:
    y = _numbers(values, "values")
    w = pd.Series(1.0, index=y.index) if weights is None else counts(weights, "weights")
    if not y.index.equals(w.index):
        raise rejected("values and weights have different units", "different-units", "inequality")
    return np.asarray(y, dtype=np.float64), np.asarray(w, dtype=np.float64)


def _trouble(y: FloatArray, w: FloatArray, lowest: float) -> Reason | None:
    """`lowest`: 0 where zeros are allowed, a hair above where all values must be positive."""
    if np.isnan(y).any() or np.isnan(w).any():
        return Reason.MISSING
    inhabited = y[w > 0]
    if len(inhabited) < 2:
        return Reason.TOO_FEW_UNITS
    return Reason.NOT_POSITIVE if inhabited.min() < lowest or inhabited.max() <= 0 else None


_POSITIVE = float(np.nextafter(0.0, 1.0))


def gini(
    values: pd.Series[float] | Sequence[float], weights: pd.Series[float] | Sequence[float] | None = None
) -> Scalar:
    """Gini coefficient Σᵢ Σⱼ wᵢwⱼ|yᵢ-yⱼ|/(2 W² ȳ), 0 (equal) to 1; the population form, without n/(n-1).

    Source: Gini (1912); Lerman & Yitzhaki (1989) for the weights.
    """
    y, w = _weighted(values, weights)
    reason = _trouble(y, w, 0.0)
    if reason:
        return Scalar.undefined(reason)
    order = np.argsort(y, kind="stable")
    y, w = y[order], w[order] / w.sum()
    middle = np.cumsum(w) - w / 2
    return Scalar(float(2 * (w * y * middle).sum() / (w * y).sum() - 1))


@dataclass(frozen=True)
class Decomposed:
    """Theil's T = between + within groups; NaN with `reason`. Without groups, between is NaN and within is T."""

    total: float
    between: float
    within: float
    reason: Reason | None = None


def theil(
    values: pd.Series[float] | Sequence[float],
    weights: pd.Series[float] | Sequence[float] | None = None,
    groups: pd.Series[str] | Sequence[object] | None = None,
) -> Decomposed:
    """Theil's T = Σ sᵢ ln(yᵢ/ȳ), sᵢ the share of unit i in the total of w·y; 0 (equal) to ln W.

    With `groups` (city districts, say): between = Σ S_g ln(ȳ_g/ȳ), within = Σ S_g T_g; they sum to T.
    Source: Theil (1967), Economics and information theory.
    """
    nan = float("nan")
    y, w = _weighted(values, weights)
    reason = _trouble(y, w, 0.0)
    if reason:
        return Decomposed(nan, nan, nan, reason)
    mean, s = float((w * y).sum() / w.sum()), w * y / (w * y).sum()
    total = float((s * _log(y / mean)).sum())
    if groups is None:
        return Decomposed(total, nan, total)
    codes = pd.factorize(np.asarray(groups, dtype=object))[0]
    if len(codes) != len(y):
        raise rejected("values and groups have different units", "different-units", "theil")
    if (codes < 0).any():
        return Decomposed(nan, nan, nan, Reason.MISSING)
    share, people = np.bincount(codes, s), np.bincount(codes, w)
    ratio = np.divide(share, people / w.sum(), out=np.zeros(len(share)), where=people > 0)
    between = float((share * _log(ratio)).sum())
    return Decomposed(total, between, total - between)


def _log(ratio: FloatArray) -> FloatArray:
    return np.log(ratio, out=np.zeros(len(ratio)), where=ratio > 0)


def mean_log_deviation(
    values: pd.Series[float] | Sequence[float], weights: pd.Series[float] | Sequence[float] | None = None
) -> Scalar:
    """MLD = Σ wᵢ ln(ȳ/yᵢ)/W (Theil's L), 0 or more; sensitive to the poor. All values must be positive.

    Source: Theil (1967).
    """
    y, w = _weighted(values, weights)
    reason = _trouble(y, w, _POSITIVE)
    if reason:
        return Scalar.undefined(reason)
    y, w = y[w > 0], w[w > 0] / w.sum()
    return Scalar(float((w * np.log((w * y).sum() / y)).sum()))


def equally_distributed_equivalent(
    values: pd.Series[float] | Sequence[float],
    epsilon: float,
    weights: pd.Series[float] | Sequence[float] | None = None,
) -> Scalar:
    """EDE: the value that, had everybody had it, would be as good as the distribution at aversion `epsilon`.

    EDE = (Σ wᵢ yᵢ^(1-ε)/W)^(1/(1-ε)), at ε = 1 the geometric mean; in the unit of `values`. Positive values for ε >= 1.
    Raises InputRejected unless ε > 0. Source: Atkinson (1970), On the measurement of inequality.
    """
    if not epsilon > 0:
        raise rejected("epsilon must be positive", "out-of-range", "atkinson", str(epsilon))
    y, w = _weighted(values, weights)
    reason = _trouble(y, w, _POSITIVE if epsilon >= 1 else 0.0)
    if reason:
        return Scalar.undefined(reason)
    y, w = y[w > 0], w[w > 0] / w.sum()
    if epsilon == 1:
        return Scalar(float(np.exp((w * np.log(y)).sum())))
    return Scalar(float((w * y ** (1 - epsilon)).sum() ** (1 / (1 - epsilon))))


def atkinson(
    values: pd.Series[float] | Sequence[float],
    epsilon: float,
    weights: pd.Series[float] | Sequence[float] | None = None,
) -> Scalar:
    """Atkinson's A(ε) = 1 - EDE/ȳ, 0 (equal) to 1: the part of the total that inequality costs at aversion ε.

    Gaps, errors and source as `equally_distributed_equivalent`.
    """
    ede = equally_distributed_equivalent(values, epsilon, weights)
    if not ede.defined:
        return ede
    y, w = _weighted(values, weights)
    return Scalar(1.0 - ede.value / float((w * y).sum() / w.sum()))


def percentile_ratio(
    values: pd.Series[float] | Sequence[float], upper: float = 0.9, lower: float = 0.1, quantile_type: int = 7
) -> Scalar:
    """P90/P10, or the ratio of two other quantiles; `quantile_type` 1-9 after Hyndman & Fan (1996).

    The type decides for few units: five values 1 2 3 4 10 give 5.43 by type 7 and 10 by type 6. Raises InputRejected
    for another type or quantiles out of order.
    """
    if quantile_type not in QUANTILE_TYPES or not 0 <= lower < upper <= 1:
        message = "quantile type must be 1 to 9, and 0 <= lower < upper <= 1"
        raise rejected(message, "out-of-range", "percentile_ratio", f"{quantile_type}, {lower}, {upper}")
    y, w = _weighted(values, None)
    reason = _trouble(y, w, 0.0)
    if reason:
        return Scalar.undefined(reason)
    low, high = np.quantile(y, [lower, upper], method=QUANTILE_TYPES[quantile_type])  # type: ignore[call-overload]
    return Scalar.undefined(Reason.ZERO_DENOMINATOR) if low == 0 else Scalar(float(high / low))


def concentration_index(
    values: pd.Series[float] | Sequence[float],
    rank_by: pd.Series[float] | Sequence[float],
    weights: pd.Series[float] | Sequence[float] | None = None,
) -> Scalar:
    """CI = 2 cov_w(y, R)/ȳ, R the fractional rank of units by `rank_by`, ascending: who gets the offer?

    Positive: more of y where `rank_by` is high. Ties share the middle of their ranks. `values` with a positive mean.
    Source: Wagstaff, Paci & van Doorslaer (1991); Kakwani, Wagstaff & van Doorslaer (1997).
    """
    y, w = _weighted(values, weights)
    order = np.asarray(_numbers(rank_by, "rank_by"), dtype=np.float64)
    if len(order) != len(y):
        raise rejected("values and rank_by have different units", "different-units", "concentration_index")
    reason = _trouble(y, w, 0.0) or (Reason.MISSING if np.isnan(order).any() else None)
    if reason:
        return Scalar.undefined(reason)
    w = w / w.sum()
    rank = _fractional_rank(order, w)
    mean = float((w * y).sum())
    return Scalar(float(2 * (w * (y - mean) * (rank - 0.5)).sum() / mean))


def _fractional_rank(order: FloatArray, w: FloatArray) -> FloatArray:
    """Share of weight below each unit plus half of that at its own value."""
    _, group = np.unique(order, return_inverse=True)
    at = np.bincount(group, w)
    return np.asarray((np.cumsum(at) - at / 2)[group])


@dataclass(frozen=True)
class Slope:
    """SII: difference between the ends of the regression line over ranks, in the unit of the values, with its interval
    (NaN without standard errors); RII: ratio of the ends. NaN together with `reason`."""

    sii: float
    rii: float
    lower: float
    upper: float
    reason: Reason | None = None


def slope_index(
    values: pd.Series[float] | Sequence[float],
    population: pd.Series[float] | Sequence[float],
    standard_errors: pd.Series[float] | Sequence[float] | None = None,
    level: float = 0.95,
) -> Slope:
    """Slope and relative index of inequality of groups in the order given (most deprived first).

    Regression of the values on the middle of each group's share of the population (ridit), weighted by population:
    SII = b, RII = (a + b)/a. With `standard_errors` of the values SII gets a normal interval at `level` (the SII is a
    weighted sum of them). Source: Mackenbach & Kunst (1997); Public Health England, PHEindicatormethods.
    """
    nan = float("nan")
    y, w = _weighted(values, population)
    if np.isnan(y).any() or np.isnan(w).any():
        return Slope(nan, nan, nan, nan, Reason.MISSING)
    if np.count_nonzero(w) < 2:
        return Slope(nan, nan, nan, nan, Reason.TOO_FEW_UNITS)
    w = w / w.sum()
    ridit = np.cumsum(w) - w / 2
    centred = ridit - (w * ridit).sum()
    pull = w * centred / (w * centred**2).sum()
    b = float((pull * y).sum())
    a = float((w * y).sum()) - b * float((w * ridit).sum())
    lower = upper = nan
    if standard_errors is not None:
        errors = np.asarray(counts(standard_errors, "standard errors"), dtype=np.float64)
        reach = NormalDist().inv_cdf((1 + level) / 2) * float(np.sqrt((pull**2 * errors**2).sum()))
        lower, upper = b - reach, b + reach
    return Slope(b, (a + b) / a if a else nan, lower, upper, None if a else Reason.ZERO_DENOMINATOR)
