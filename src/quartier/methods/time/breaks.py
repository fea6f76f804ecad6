"""Change points, and breaks of a series that come from the method and not from life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from quartier.methods.results import FloatArray, Reason, numbers, rejected


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """`position`: the last value before the change, counted from 0 among the given values; None with a reason."""

    statistic: float
    position: int | None
    p_value: float
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class LevelShift:
    """The jump at a known break, beside a common slope; NaN with `reason`."""

    shift: float
    lower: float
    upper: float
    p_value: float
    slope: float
    reason: Reason | None = None


def pettitt(values: Sequence[float]) -> ChangePoint:
    """Pettitt's test for one change of level at an unknown time: ``K = max_t |U_t|``.

    ``p ~ 2 exp(-6 K^2 / (n^3 + n^2))``, ``U_t = sum_{i<=t} sum_{j>t} sgn(x_i - x_j)``. Gaps are left out, positions
    count the given values. p is approximate and cut off at 1. Undefined: ``too-few-periods`` below 4 values,
    ``constant``. Source: Pettitt, JRSS C 28 (1979).
    """
    array = numbers(list(values))
    places = np.flatnonzero(~np.isnan(array))
    x, n = array[places], places.size
    if n < 4 or np.unique(x).size == 1:
        nan = float("nan")
        return ChangePoint(nan, None, nan, Reason.TOO_FEW_PERIODS if n < 4 else Reason.CONSTANT)
    sums = np.cumsum(np.sign(x[:, None] - x[None, :]).sum(axis=1))[:-1]
    best = int(np.argmax(np.abs(sums)))
    k = float(abs(sums[best]))
    p = min(1.0, 2 * float(np.exp(-6 * k**2 / (n**3 + n**2))))
    return ChangePoint(k, int(places[best]), p)


def segment_means(values: Sequence[float], penalty: float | None = None, shortest: int = 2) -> tuple[int, ...]:
    """Several changes of level: the segmentation with the least ``sum of squares + penalty * changes``.

    Returns the last position of each segment but the final one, counted from 0. `penalty` defaults to ``2 ln n * var``
    with the variance of the first differences over 2, so that the changes sought do not inflate it; `shortest` values a
    segment. Gaps are not allowed: rejects them. Exact by optimal partitioning, the optimum that PELT finds as well.
    Source: Jackson et al., IEEE Signal Processing Letters 12 (2005); Killick, Fearnhead and Eckley, JASA 107 (2012).
    """
    x = numbers(list(values))
    if np.isnan(x).any():
        raise rejected("segments need a series without gaps", "missing-values", "segment_means")
    n = x.size
    if n < 2 * shortest:
        return ()
    cost = penalty if penalty is not None else 2 * np.log(n) * float(np.diff(x).var()) / 2
    first, second = (np.concatenate([[0.0], np.cumsum(part)]) for part in (x - x.mean(), (x - x.mean()) ** 2))
    best = np.full(n + 1, np.inf)
    best[0] = -cost
    last = np.zeros(n + 1, dtype=int)
    for end in range(shortest, n + 1):
        starts = np.arange(end - shortest + 1)
        fit = second[end] - second[starts] - (first[end] - first[starts]) ** 2 / (end - starts)
        totals = best[starts] + fit + cost
        last[end] = int(np.argmin(totals))
        best[end] = totals[last[end]]
    return _backwards(last, n)


def _backwards(last: np.ndarray, end: int) -> tuple[int, ...]:
    found = []
    while last[end] > 0:
        end = int(last[end])
        found.append(end - 1)
    return tuple(reversed(found))


def level_shift(
    values: Sequence[float], after: int, times: Sequence[float] | None = None, level: float = 0.95
) -> LevelShift:
    """The jump at a known break (method or boundary changed): ``x = a + b t + c [t after the break]`` by least squares.

    `after` is the position of the last value of the old method, from 0. The interval of c is Student's with n - 3
    degrees of freedom. Add c to the old values to see one line; the change itself says nothing about life. Undefined:
    ``too-few-periods`` with fewer than 2 values on a side or fewer than 5 in all.
    Source: interrupted time series, Wagner et al., J Clin Pharm Ther 27 (2002).
    """
    array = numbers(list(values))
    moments = np.arange(array.size, dtype=np.float64) if times is None else numbers(list(times))
    later = (np.arange(array.size) > after).astype(np.float64)
    known = ~np.isnan(array)
    new = int((later[known] == 1).sum())
    if known.sum() < 5 or min(new, int(known.sum()) - new) < 2:
        nan = float("nan")
        return LevelShift(nan, nan, nan, nan, nan, Reason.TOO_FEW_PERIODS)
    design = np.column_stack([np.ones(int(known.sum())), moments[known], later[known]])
    coefficients, *_ = np.linalg.lstsq(design, array[known], rcond=None)
    free = int(known.sum()) - 3
    squares = float(((array[known] - design @ coefficients) ** 2).sum()) / free
    error = float(np.sqrt(squares * np.linalg.inv(design.T @ design)[2, 2]))
    reach = float(stats.t.ppf(0.5 + level / 2, free)) * error
    shift = float(coefficients[2])
    p = float(2 * stats.t.sf(abs(shift) / error, free)) if error > 0 else (0.0 if shift else 1.0)
    return LevelShift(shift, shift - reach, shift + reach, p, float(coefficients[1]))


def suspect_breaks(table: pd.DataFrame) -> pd.DataFrame:
    """Steps in which suspiciously many units make their largest jump: a sign of a changed method or boundary.

    `table`: units x periods. Without a common cause, each of the m steps is equally likely to hold a unit's largest
    change; ``p = P(Binomial(units, 1/m) >= count)``, times m for the m steps looked at (Bonferroni). A shock that
    hits all units (a pandemic, a reform) looks the same: the row says where to look into the notes, not what it was.
    One row a step: `before`, `after`, `count` (units with their largest jump here), `units`, `median_change`,
    `p_value`, `suspect` (p < .001). Only units without gaps count. Source: binomial test; rule of this library.
    """
    complete = table.dropna()
    changes = np.diff(numbers(complete), axis=1)
    steps = changes.shape[1] if changes.ndim == 2 else 0
    names = list(table.columns)
    size = np.abs(changes)
    largest = size == size.max(axis=1, keepdims=True) if steps and len(size) else np.zeros_like(size, dtype=bool)
    single = largest & (largest.sum(axis=1, keepdims=True) == 1)
    rows = [_step(changes[:, step], single[:, step], steps, (names[step], names[step + 1])) for step in range(steps)]
    columns = ["before", "after", "count", "units", "median_change", "p_value", "suspect"]
    return pd.DataFrame(rows, columns=columns)


def _step(change: FloatArray, largest: np.ndarray, steps: int, names: tuple[object, object]) -> tuple[object, ...]:
    count, units = int(largest.sum()), int(change.size)
    p = min(1.0, steps * float(stats.binom.sf(count - 1, units, 1 / steps))) if steps > 1 and units else 1.0
    return (*names, count, units, float(np.median(change)) if units else float("nan"), p, p < 0.001)
