"""Dissimilarity of small counts: chance alone makes D greater than 0, and the more so the fewer people a unit has.

Input as in `single`, whole numbers (InputRejected otherwise: resampling persons needs persons). All draws come from
`seed`: the same call gives the same numbers. Memory is bounded by working through the draws in batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quartier.methods.results import FloatArray, Reason, Scalar, rejected
from quartier.methods.segregation import formulas
from quartier.methods.segregation.checks import group_and_total, scalar, trouble

if TYPE_CHECKING:
    import pandas as pd

    Counts = pd.Series[float] | Sequence[float]

BATCH = 2_000_000  # simulated counts held in memory at a time


@dataclass(frozen=True)
class Corrected:
    """An index freed from its bias by chance. Fields are NaN together with `reason`.

    observed: the plain index; corrected: without bias; bias: the difference; lower, upper: interval at `level`.
    """

    observed: float
    corrected: float
    bias: float
    lower: float
    upper: float
    level: float
    reason: Reason | None = None

    @classmethod
    def undefined(cls, reason: Reason, level: float) -> Corrected:
        nan = float("nan")
        return cls(nan, nan, nan, nan, nan, level, reason)


def whole_numbers(group: Counts, total: Counts) -> tuple[FloatArray, FloatArray]:
    """Checked arrays of persons. Raises InputRejected where a count is no whole number."""
    x, t = group_and_total(group, total)
    for name, values in (("group", x), ("total", t)):
        odd = int((np.abs(values - np.rint(values)) > 1e-9).sum())
        if odd:
            raise rejected(f"{name} must be whole numbers of persons ({odd} are not)", "not-whole", name)
    return x, t


def batches(draws: int, units: int) -> Iterator[int]:
    """Sizes of the batches in which `draws` simulations of `units` counts are worked through."""
    size = max(1, BATCH // max(1, units))
    for start in range(0, draws, size):
        yield min(size, draws - start)


def _resampled(x: FloatArray, y: FloatArray, draws: int, generator: np.random.Generator) -> FloatArray:
    """D of `draws` cities in which each group is drawn anew, with its size and its distribution (Allen et al.)."""
    found = []
    for size in batches(draws, len(x)):
        one = generator.multinomial(int(x.sum()), x / x.sum(), size=size).astype(np.float64)
        rest = generator.multinomial(int(y.sum()), y / y.sum(), size=size)
        found.append(formulas.dissimilarity(one, one + rest))
    return np.concatenate(found)


def bias_corrected_dissimilarity(
    group: Counts, total: Counts, draws: int = 999, level: float = 0.95, seed: int = 0
) -> Corrected:
    """D_bc = 2 D - mean of D over `draws` bootstrap cities, with the basic bootstrap interval at `level`.

    Each group is drawn anew as a multinomial sample of its size from its observed distribution; the interval is
    2 D - (upper, lower) quantile of the draws, cut to 0..1. Where units are very small D_bc still lies too high.
    Source: Allen, Burgess, Davidson & Windmeijer (2015), More reliable inference for the dissimilarity index of
    segregation, section 3.1; interval: Davison & Hinkley (1997), 5.2.
    """
    x, t = whole_numbers(group, total)
    reason = trouble(x, t)
    if reason:
        return Corrected.undefined(reason, level)
    observed = float(formulas.dissimilarity(x, t))
    drawn = _resampled(x, t - x, draws, np.random.default_rng(seed))
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    bias = float(drawn.mean()) - observed
    lower, upper = (float(bound) for bound in np.clip([2 * observed - high, 2 * observed - low], 0.0, 1.0))
    return Corrected(observed, min(1.0, max(0.0, observed - bias)), bias, lower, upper, level)


def density_corrected_dissimilarity(group: Counts, total: Counts) -> Scalar:
    """D_dc = ½ Σ σᵢ θᵢ: each |x/X - y/Y| taken as a folded normal, θᵢ the likeliest true size of its difference.

    σᵢ² = p₁(1-p₁)/Y + p₀(1-p₀)/X with p₀ = xᵢ/X, p₁ = yᵢ/Y; θ solves θ = θ̂ tanh(θ̂ θ) for θ̂ = |p₁ - p₀|/σ, and is 0
    where θ̂ <= 1 (no difference beyond chance). Less biased than the bootstrap where units are small.
    Source: Allen, Burgess, Davidson & Windmeijer (2015), section 3.2.
    """
    x, t = group_and_total(group, total)
    reason = trouble(x, t)
    if reason:
        return Scalar.undefined(reason)
    p0, p1 = formulas.distribution(x), formulas.distribution(t - x)
    sigma = np.sqrt(p1 * (1 - p1) / (t - x).sum() + p0 * (1 - p0) / x.sum())
    found = np.divide(np.abs(p1 - p0), sigma, out=np.zeros_like(sigma), where=sigma > 0)
    return scalar(float((sigma * _folded_mode(found)).sum()) / 2)


def _folded_mode(found: FloatArray) -> FloatArray:
    """θ > 0 with θ = θ̂ tanh(θ̂ θ), by Newton's method from θ̂ (the function is concave there); 0 for θ̂ <= 1."""
    theta, a = np.where(found > 1, found, 0.0), found
    for _ in range(60):
        tangent = np.tanh(a * theta)
        slope = 1 - a**2 * (1 - tangent**2)
        step = np.divide(theta - a * tangent, slope, out=np.zeros_like(theta), where=slope != 0)
        theta = np.maximum(theta - step, 0.0)
    return np.where(found > 1, theta, 0.0)


def even_mean(
    formula: formulas.Formula, x: FloatArray, t: FloatArray, draws: int, generator: np.random.Generator
) -> FloatArray:
    """Values of an index over `draws` cities in which the group is spread by chance alone (binomial, t as it is)."""
    P = x.sum() / t.sum()
    found = []
    for size in batches(draws, len(x)):
        found.append(formula(generator.binomial(t.astype(np.int64), P, size=(size, len(t))).astype(np.float64), t))
    values = np.concatenate(found)
    return values[np.isfinite(values)]


def expected_under_evenness(
    group: Counts, total: Counts, draws: int = 999, seed: int = 0, index: str = "dissimilarity"
) -> Scalar:
    """E[D]: what the index would be if everybody lived where they live by chance alone. Never 0 for small counts.

    The group of each unit is binomial with its total and the overall share. `index`: a name of `formulas.FORMULAS`.
    Source: Winship (1977), A revaluation of indexes of residential segregation; Carrington & Troske (1997).
    """
    x, t = whole_numbers(group, total)
    reason = trouble(x, t)
    if reason:
        return Scalar.undefined(reason)
    return scalar(float(even_mean(_formula(index), x, t, draws, np.random.default_rng(seed)).mean()))


def modified_index(
    group: Counts, total: Counts, draws: int = 999, seed: int = 0, index: str = "dissimilarity"
) -> Scalar:
    """(D - E)/(1 - E) above, (D - E)/E below the expectation E of `expected_under_evenness`: 0 is chance, 1 is full.

    Also for Gini (`index` = "gini"). Source: Winship (1977); Carrington & Troske (1997), On measuring segregation in
    samples with small units.
    """
    expected = expected_under_evenness(group, total, draws, seed, index)
    if not expected.defined:
        return expected
    x, t = whole_numbers(group, total)
    beyond = float(_formula(index)(x, t)) - expected.value
    return scalar(beyond / (1 - expected.value if beyond >= 0 else expected.value))


def _formula(index: str) -> Callable[[FloatArray, FloatArray], FloatArray]:
    if index not in formulas.FORMULAS:
        known = ", ".join(formulas.FORMULAS)
        raise rejected(f"index must be one of {known}", "unknown-choice", "segregation", index)
    return formulas.FORMULAS[index]
