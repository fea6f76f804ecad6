"""Monotonic trends: Mann-Kendall test and Sen's slope, for one series or thousands, with breaks respected."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from quartier.methods.rates.intervals import two_sided, z_value
from quartier.methods.results import FloatArray, Reason, numbers, rejected

MINIMUM = 4
EXACT_BELOW = 8
HAMED_RAO_FROM = 20


@dataclass(frozen=True, slots=True)
class MannKendall:
    """`s`, its `variance` under no trend, `z`, two-sided `p_value`, `tau` = S / number of pairs; NaN with `reason`."""

    s: float
    variance: float
    z: float
    p_value: float
    tau: float
    n: int
    exact: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class SenSlope:
    """Median of the pairwise slopes per unit of time, with its interval; NaN with `reason`."""

    slope: float
    lower: float
    upper: float
    reason: Reason | None = None


def mann_kendall(
    values: Sequence[float], segments: Sequence[int] | None = None, correction: str = "none"
) -> MannKendall:
    """Mann-Kendall test for a monotonic trend: ``S = sum_{i<j} sgn(x_j - x_i)``, ``Z = (S -+ 1) / sqrt(Var S)``.

    ``Var S = (n (n-1) (2n+5) - sum t (t-1) (2t+5)) / 18`` over groups of t ties. Below 8 values the exact permutation
    distribution is used; gaps are left out. `segments` numbers the parts of a broken series: pairs across a break do
    not count (S and Var are summed over the segments). `correction` "hamed-rao" widens Var for autocorrelation, only
    from 20 values on. Undefined: ``too-few-periods`` below 4 values; a series that does not change has S = 0, p = 1.
    Source: Mann (1945); Kendall (1975); Hirsch and Slack (1984) for segments; Hamed and Rao, J. Hydrology 204 (1998).
    """
    array = numbers(list(values))
    known = ~np.isnan(array)
    labels = np.zeros(array.size, dtype=int) if segments is None else np.asarray(segments)
    n = int(known.sum())
    if n < MINIMUM:
        nan = float("nan")
        return MannKendall(nan, nan, nan, nan, nan, n, reason=Reason.TOO_FEW_PERIODS)
    x, labels = array[known], labels[known]
    s, variance, pairs = _score(x, labels)
    if correction == "hamed-rao" and n >= HAMED_RAO_FROM:
        variance *= _inflation(x)
    elif correction not in ("none", "hamed-rao"):
        raise rejected("the correction must be none or hamed-rao", "unknown-option", "mann_kendall", correction)
    z = float((s - np.sign(s)) / np.sqrt(variance)) if variance > 0 else 0.0
    exact = n < EXACT_BELOW and np.unique(labels).size == 1
    p = _exact_p(x, s) if exact else float(two_sided(np.array([z]))[0]) if s != 0 else 1.0
    return MannKendall(s, variance, z, p, s / pairs if pairs else 0.0, n, exact)


def _score(x: FloatArray, labels: np.ndarray) -> tuple[float, float, int]:
    s, variance, pairs = 0.0, 0.0, 0
    for label in np.unique(labels):
        part = x[labels == label]
        n = part.size
        s += float(np.sign(part[None, :] - part[:, None])[np.triu_indices(n, 1)].sum())
        _, ties = np.unique(part, return_counts=True)
        variance += float(n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
        pairs += n * (n - 1) // 2
    return s, variance, pairs


def _exact_p(x: FloatArray, s: float) -> float:
    _, ranks = np.unique(x, return_inverse=True)
    distribution = _permutations(tuple(sorted(ranks.tolist())))
    return float((np.abs(distribution) >= abs(s)).mean())


@cache
def _permutations(ranks: tuple[int, ...]) -> FloatArray:
    """S of every order of up to 7 values with these ties."""
    orders = np.array(list(itertools.permutations(ranks)), dtype=np.float64)
    left, right = np.triu_indices(len(ranks), 1)
    return np.asarray(np.sign(orders[:, right] - orders[:, left]).sum(axis=1))


def _inflation(x: FloatArray) -> float:
    """n / n* of Hamed and Rao: significant autocorrelations of the ranks after Sen's trend is taken off."""
    n = x.size
    slope = float(np.median(_slopes(x, np.arange(n, dtype=np.float64), np.zeros(n, dtype=int))))
    ranks = stats.rankdata(x - slope * np.arange(n))
    centred = ranks - ranks.mean()
    lags = np.arange(1, n - 1)
    rho = np.array([(centred[lag:] * centred[:-lag]).sum() for lag in lags]) / (centred**2).sum()
    rho = np.where(np.abs(rho) > z_value(0.95) / np.sqrt(n), rho, 0.0)
    factor = 1 + 2 / (n * (n - 1) * (n - 2)) * float(((n - lags) * (n - lags - 1) * (n - lags - 2) * rho).sum())
    return max(factor, 1 / n)


def _slopes(x: FloatArray, times: FloatArray, labels: np.ndarray) -> FloatArray:
    left, right = np.triu_indices(x.size, 1)
    same = (labels[left] == labels[right]) & (times[left] != times[right])
    left, right = left[same], right[same]
    return np.asarray((x[right] - x[left]) / (times[right] - times[left]))


def sen_slope(
    values: Sequence[float],
    times: Sequence[float] | None = None,
    segments: Sequence[int] | None = None,
    level: float = 0.95,
) -> SenSlope:
    """Sen's slope: the median of all pairwise slopes ``(x_j - x_i) / (t_j - t_i)``, with Kendall-based limits.

    `times` are real dates in units of time (years), default 0, 1, 2 ...; gaps are left out; pairs across `segments` do
    not count. The limits are the slopes at ranks ``(N -+ z sqrt(Var S)) / 2`` of the N sorted slopes. Undefined:
    ``too-few-periods`` below 4 values. Rejects times that do not rise.
    Source: Sen, JASA 63 (1968); limits as in scipy.stats.theilslopes.
    """
    array = numbers(list(values))
    moments = np.arange(array.size, dtype=np.float64) if times is None else numbers(list(times))
    if (np.diff(moments) <= 0).any():
        raise rejected("times must rise", "times-invalid", "sen_slope")
    known = ~np.isnan(array)
    labels = np.zeros(array.size, dtype=int) if segments is None else np.asarray(segments)
    nan = float("nan")
    if known.sum() < MINIMUM:
        return SenSlope(nan, nan, nan, Reason.TOO_FEW_PERIODS)
    slopes = np.sort(_slopes(array[known], moments[known], labels[known]))
    if not slopes.size:
        return SenSlope(nan, nan, nan, Reason.TOO_FEW_PERIODS)
    _, variance, _ = _score(array[known], labels[known])
    lower, upper = _limits(slopes, variance, level)
    return SenSlope(float(np.median(slopes)), lower, upper)


def _limits(slopes: FloatArray, variance: float, level: float) -> tuple[float, float]:
    reach = z_value(level) * np.sqrt(variance)
    low = max(round((slopes.size - reach) / 2) - 1, 0)
    high = min(round((slopes.size + reach) / 2), slopes.size - 1)
    return float(slopes[low]), float(slopes[high])


def trends(
    table: pd.DataFrame,
    times: Sequence[float] | None = None,
    segments: Sequence[int] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Trend of every row: columns `n`, `tau`, `p_value`, `slope`, `lower`, `upper`, `direction` (-1, 0, 1), `reason`.

    Columns of `table` are periods in order. `direction` is 0 where p >= 1 - level. See `mann_kendall`, `sen_slope`.
    """
    rows = []
    for values in numbers(table):
        test, slope = mann_kendall(values.tolist(), segments), sen_slope(values.tolist(), times, segments, level)
        significant = test.reason is None and test.p_value < 1 - level
        rows.append((
            test.n, test.tau, test.p_value, slope.slope, slope.lower, slope.upper,
            int(np.sign(test.s)) if significant else 0, test.reason.value if test.reason else "",
        ))  # fmt: skip
    names = ["n", "tau", "p_value", "slope", "lower", "upper", "direction", "reason"]
    return pd.DataFrame(rows, columns=names, index=table.index)
