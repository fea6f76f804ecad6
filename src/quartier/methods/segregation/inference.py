"""Could this index come about by chance? Simulated null models, and the change of an index taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from quartier.methods.results import FloatArray, Reason, rejected
from quartier.methods.segregation import formulas
from quartier.methods.segregation.checks import group_and_total, trouble
from quartier.methods.segregation.small_counts import batches, whole_numbers

if TYPE_CHECKING:
    Counts = pd.Series[float] | Sequence[float]

NULL_MODELS = ("evenness", "systematic", "person-permutation")


@dataclass(frozen=True)
class SimulationTest:
    """Outcome of `chance_test`.

    p_value: (1 + draws at least as segregated)/(1 + draws), one-sided; mean and 2.5/97.5 % quantiles of the null.
    """

    index: str
    null_model: str
    observed: float
    p_value: float
    null_mean: float
    null_lower: float
    null_upper: float
    draws: int
    reason: Reason | None = None


def chance_test(
    group: Counts,
    total: Counts,
    index: str = "dissimilarity",
    null_model: str = "evenness",
    draws: int = 999,
    seed: int = 0,
) -> SimulationTest:
    """One-sided test of an index against `draws` cities without segregation.

    evenness: the group of each unit is binomial with its total and the overall share; systematic: X persons fall on
    the units in proportion to their totals (multinomial, cut at the total); person-permutation: X of the T persons
    are drawn without replacement (hypergeometric), so that both margins stay. p = (1 + #)/(1 + draws), never 0.
    Raises InputRejected: unknown index or model, no whole numbers.
    Source: Boisso et al. (1994); Allen et al. (2015); Davison & Hinkley (1997), 4.2 for the p-value.
    """
    if index not in formulas.FORMULAS or null_model not in NULL_MODELS:
        known = f"index: {', '.join(formulas.FORMULAS)}; null model: {', '.join(NULL_MODELS)}"
        raise rejected(f"unknown choice ({known})", "unknown-choice", "segregation", f"{index}, {null_model}")
    x, t = whole_numbers(group, total)
    reason = trouble(x, t)
    nan = float("nan")
    if reason:
        return SimulationTest(index, null_model, nan, nan, nan, nan, nan, draws, reason)
    formula = formulas.FORMULAS[index]
    observed = float(formula(x, t))
    null = simulated(formula, null_model, x, t, draws, seed)
    # exposure falls with segregation: its tail is the lower one; a hair of tolerance counts ties as ties
    sign = -1.0 if index == "exposure" else 1.0
    extreme = int((sign * null >= sign * observed - 1e-12).sum())
    low, high = np.quantile(null, [0.025, 0.975])
    p = (1 + extreme) / (1 + len(null))
    return SimulationTest(index, null_model, observed, p, float(null.mean()), float(low), float(high), len(null))


def simulated(
    formula: formulas.Formula, null_model: str, x: FloatArray, t: FloatArray, draws: int, seed: int
) -> FloatArray:
    """Values of `formula` over `draws` cities of the null model; those in which it is undefined are left out."""
    generator = np.random.default_rng(seed)
    parts = []
    for size in batches(draws, len(x)):
        parts.append(formula(_drawn(null_model, x, t, size, generator), t))
    values = np.concatenate(parts)
    return values[np.isfinite(values)]


def _drawn(null_model: str, x: FloatArray, t: FloatArray, size: int, generator: np.random.Generator) -> FloatArray:
    persons, X = t.astype(np.int64), int(x.sum())
    if null_model == "evenness":
        return generator.binomial(persons, X / persons.sum(), size=(size, len(t))).astype(np.float64)
    if null_model == "systematic":
        return np.minimum(generator.multinomial(X, t / t.sum(), size=size), persons).astype(np.float64)
    return generator.multivariate_hypergeometric(persons, X, size=size, method="marginals").astype(np.float64)


@dataclass(frozen=True)
class Decomposition:
    """Change of an index from the first to the second time, I₂ - I₁ = structure + composition.

    structure: the share owed to where people live (spatial distribution of everybody); composition: the share owed
    to the group's shares in the units.
    """

    first: float
    second: float
    structure: float
    composition: float
    reason: Reason | None = None


def decompose(
    group1: Counts,
    total1: Counts,
    group2: Counts,
    total2: Counts,
    approach: str = "composition",
    index: str = "dissimilarity",
) -> Decomposition:
    """Shapley split of a change into spatial structure and composition; the units of both times may differ.

    Counterfactuals give the units of one time the group shares ("composition") or the distribution of both groups
    ("share") that stand at the same rank at the other time. structure = ½[(I(S₂,A₁) - I(S₁,A₁)) + (I(S₂,A₂) -
    I(S₁,A₂))], composition likewise; they sum to the change.
    Raises InputRejected: unknown choice, contradictory counts.
    Source: Rey, Cortes & Knaap (2021), Comparative spatial segregation analytics.
    """
    if approach not in ("composition", "share") or index not in formulas.FORMULAS:
        known = f"approach: composition, share; index: {', '.join(formulas.FORMULAS)}"
        raise rejected(f"unknown choice ({known})", "unknown-choice", "decompose", f"{approach}, {index}")
    one, two = group_and_total(group1, total1), group_and_total(group2, total2)
    reason = trouble(*one) or trouble(*two)
    if reason:
        nan = float("nan")
        return Decomposition(nan, nan, nan, nan, reason)
    formula = formulas.FORMULAS[index]
    swap = _swap_composition if approach == "composition" else _swap_share
    s1a1, s2a2 = float(formula(*one)), float(formula(*two))
    s1a2, s2a1 = float(formula(*swap(one, two))), float(formula(*swap(two, one)))
    structure = 0.5 * ((s2a1 - s1a1) + (s2a2 - s1a2))
    composition = 0.5 * ((s1a2 - s1a1) + (s2a2 - s2a1))
    return Decomposition(s1a1, s2a2, structure, composition)


def _at_same_rank(own: FloatArray, other: FloatArray) -> FloatArray:
    """For each value of `own`, the quantile of `other` at its percentile rank (mean rank of ties / n)."""
    ranks = pd.Series(own).rank(pct=True).to_numpy()
    return np.asarray(np.quantile(other, ranks))


def _swap_composition(
    own: tuple[FloatArray, FloatArray], other: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    return _at_same_rank(formulas.share(*own), formulas.share(*other)) * own[1], own[1]


def _swap_share(
    own: tuple[FloatArray, FloatArray], other: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    x, y = own[0], own[1] - own[0]
    group = _at_same_rank(formulas.distribution(x), formulas.distribution(other[0]))
    rest = _at_same_rank(formulas.distribution(y), formulas.distribution(other[1] - other[0]))
    new_x, new_y = group / group.sum() * x.sum(), rest / rest.sum() * y.sum()
    return new_x, new_x + new_y
