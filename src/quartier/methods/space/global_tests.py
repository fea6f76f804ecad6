"""One number for the whole map: are neighbours alike? Moran, Geary, and Moran for rates of unequal certainty."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import TYPE_CHECKING

import numpy as np

from quartier.methods.results import Column, FloatArray, Reason, parts_of, rejected
from quartier.methods.space.weights import Weights

if TYPE_CHECKING:
    import pandas as pd

BATCH = 4_000_000  # permuted values held in memory at a time


@dataclass(frozen=True)
class GlobalTest:
    """A global statistic with its tests; all NaN together with `reason`.

    `expected` without spatial order; z and two-sided p under normality and under randomisation (Cliff & Ord 1981);
    `p_permutation` = (1 + draws at least as extreme, doubled smaller tail)/(1 + draws), NaN if none were asked for;
    `units` that have neighbours and a value: the others are left out.
    """

    statistic: float
    expected: float
    z_normal: float
    p_normal: float
    z_randomised: float
    p_randomised: float
    p_permutation: float
    units: int
    permutations: int
    reason: Reason | None = None


def _undefined(reason: Reason, units: int) -> GlobalTest:
    nan = float("nan")
    return GlobalTest(nan, nan, nan, nan, nan, nan, nan, units, 0, reason)


def two_sided(z: float) -> float:
    """Two-sided p of a standard normal z."""
    return erfc(abs(z) / sqrt(2.0))


def complete(values: pd.Series[float], weights: Weights) -> tuple[FloatArray, Weights]:
    """Values and weights of the units that have a value and, among those, a neighbour.

    Raises InputRejected where units differ.
    """
    if not values.index.equals(weights.index):
        raise rejected("values and weights have different units", "different-units", "space")
    array = np.asarray(values, dtype=np.float64)
    if np.isinf(array).any():
        raise rejected("values must be finite", "not-finite", "space")
    present = ~np.isnan(array)
    among = weights.without_self().of(present)
    array = array[present]
    while among.island_mask.any():
        joined = ~among.island_mask
        among, array = among.of(joined), array[joined]
    return array, among


@dataclass(frozen=True)
class _Sums:
    """S0, S1, S2 of the weights (Cliff & Ord 1981)."""

    s0: float
    s1: float
    s2: float

    @classmethod
    def of(cls, weights: Weights) -> _Sums:
        w = weights.matrix
        both = w + w.T
        ends = np.asarray(w.sum(axis=0)).ravel() + np.asarray(w.sum(axis=1)).ravel()
        return cls(float(w.sum()), float((both.multiply(both)).sum()) / 2, float((ends**2).sum()))


def moran(values: pd.Series[float], weights: Weights, permutations: int = 0, seed: int = 0) -> GlobalTest:
    """Moran's I = (n/S0) Σ wᵢⱼzᵢzⱼ/Σ zᵢ², weights row-standardised; above E = -1/(n-1): neighbours are alike.

    `values` in any unit of measure. Units without value or without neighbours are left out. Undefined: fewer than 4
    units, all values equal. Raises InputRejected: other units in the weights, infinite values.
    Source: Moran (1950); moments: Cliff & Ord (1981), Spatial processes, 2.2-2.3.
    """
    x, w = complete(values, weights)
    reason = _trouble(x)
    if reason:
        return _undefined(reason, len(x))
    w = w.row_standardised
    z, n, s = x - x.mean(), len(x), _Sums.of(w)
    scale = n / s.s0 / (z**2).sum()
    statistic, expected = float(z @ w.lag(z)) * scale, -1 / (n - 1)
    normal = (n**2 * s.s1 - n * s.s2 + 3 * s.s0**2) / ((n**2 - 1) * s.s0**2) - expected**2
    k = (z**4).mean() / (z**2).mean() ** 2
    above = n * ((n**2 - 3 * n + 3) * s.s1 - n * s.s2 + 3 * s.s0**2)
    above -= k * ((n**2 - n) * s.s1 - 2 * n * s.s2 + 6 * s.s0**2)
    randomised = above / ((n - 1) * (n - 2) * (n - 3) * s.s0**2) - expected**2
    p = _permuted(z, w, statistic / scale, permutations, seed)
    return _tested(statistic, expected, normal, randomised, p, n, permutations)


def geary(values: pd.Series[float], weights: Weights) -> GlobalTest:
    """Geary's C = (n-1)/(2 S0) Σ wᵢⱼ(xᵢ-xⱼ)²/Σ zᵢ², weights row-standardised; below E = 1: neighbours are alike.

    Input, gaps and errors as `moran`. Source: Geary (1954); moments: Cliff & Ord (1981).
    """
    x, w = complete(values, weights)
    reason = _trouble(x)
    if reason:
        return _undefined(reason, len(x))
    w = w.row_standardised
    n, s = len(x), _Sums.of(w)
    i, j = w.rows, w.neighbours
    z = x - x.mean()
    statistic = float((n - 1) / (2 * s.s0) * (w.values * (x[i] - x[j]) ** 2).sum() / (z**2).sum())
    normal = ((2 * s.s1 + s.s2) * (n - 1) - 4 * s.s0**2) / (2 * (n + 1) * s.s0**2)
    k = (z**4).mean() / (z**2).mean() ** 2
    above = (n - 1) * s.s1 * (n**2 - 3 * n + 3 - (n - 1) * k)
    above -= (n - 1) * s.s2 * (n**2 + 3 * n - 6 - (n**2 - n + 2) * k) / 4
    above += s.s0**2 * (n**2 - 3 - (n - 1) ** 2 * k)
    randomised = above / (n * (n - 2) * (n - 3) * s.s0**2)
    return _tested(statistic, 1.0, normal, randomised, float("nan"), n, 0)


def _trouble(x: FloatArray) -> Reason | None:
    if len(x) < 4:
        return Reason.TOO_FEW_UNITS
    return Reason.CONSTANT if np.ptp(x) == 0 else None


def _tested(
    statistic: float, expected: float, normal: float, randomised: float, p: float, n: int, permutations: int
) -> GlobalTest:
    z_normal = float(statistic - expected) / sqrt(normal)
    z_randomised = float(statistic - expected) / sqrt(randomised)
    tests = z_normal, two_sided(z_normal), z_randomised, two_sided(z_randomised)
    return GlobalTest(float(statistic), expected, *tests, p, n, permutations)


def _permuted(z: FloatArray, weights: Weights, observed: float, permutations: int, seed: int) -> float:
    """Two-sided permutation p of Σ wᵢⱼzᵢzⱼ."""
    if permutations == 0:
        return float("nan")
    generator, batch = np.random.default_rng(seed), max(1, BATCH // len(z))
    sums = []
    for start in range(0, permutations, batch):
        drawn = np.tile(z, (min(batch, permutations - start), 1))
        drawn = generator.permuted(drawn, axis=1, out=drawn)
        sums.append((drawn.T * weights.lag(drawn.T)).sum(axis=0))
    null, tie = np.concatenate(sums), 1e-10 * float((z**2).sum())
    tail = min((null >= observed - tie).sum(), (null <= observed + tie).sum())
    return float(min(1.0, 2 * (1 + tail) / (1 + permutations)))


def rate_deviation(events: pd.Series[float], population: pd.Series[float]) -> Column:
    """Rates as standard deviations from the overall rate, small populations discounted: z = (r - b)/sqrt(v).

    b = ΣO/Σn; s² = Σ n(r-b)²/Σn; a = s² - b/(Σn/m); v = a + b/n, and b/n where that is not positive (m units).
    Gaps: missing value, no population. Undefined where nobody had an event. Raises InputRejected: negative counts,
    more events than population.
    Source: Assunção & Reis (1999), A new proposal to adjust Moran's I for population density.
    """
    o, n = parts_of(events, population, "events", "population")
    known = (o.notna() & n.notna() & (n > 0)).to_numpy()
    cases, N = float(o[known].sum()), float(n[known].sum())
    if cases == 0:
        return Column.undefined(o.index, Reason.CONSTANT if known.any() else Reason.MISSING)
    b, r = cases / N, o / n.where(n > 0)
    s2 = float((n[known] * (r[known] - b) ** 2).sum()) / N
    v = (s2 - b / (N / known.sum())) + b / n.where(n > 0)
    v = v.where(v > 0, b / n.where(n > 0))
    column = Column.of(((r - b) / np.sqrt(v)).where(known))
    return Column(column.values, column.reasons.mask((n == 0) & o.notna(), Reason.ZERO_DENOMINATOR.value))


def moran_rate(
    events: pd.Series[float], population: pd.Series[float], weights: Weights, permutations: int = 999, seed: int = 0
) -> GlobalTest:
    """Moran's I of `rate_deviation` (EB-Moran): small populations do not make neighbours look unlike.

    Judge it by permutation. Input, gaps and errors as `moran` and `rate_deviation`.
    Source: Assunção & Reis (1999).
    """
    return moran(rate_deviation(events, population).values, weights, permutations, seed)
