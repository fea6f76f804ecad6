"""How little ground a group occupies, and how near the centre it lives. Input and errors as in `single`.

`area` is the area of each unit, any unit of measure (only ratios count), not negative; `distance` the distance of
each unit from the centre of the city, which is a choice to be named and not a property of the data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from quartier.methods.results import FloatArray, Reason, Scalar
from quartier.methods.segregation import formulas
from quartier.methods.segregation.checks import group_and_total, same_length, scalar, trouble

if TYPE_CHECKING:
    import pandas as pd

    Counts = pd.Series[float] | Sequence[float]

ThreeColumns = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]


def _with_column(
    formula: ThreeColumns, group: Counts, total: Counts, column: Counts, name: str, reason: Reason
) -> Scalar:
    x, t = group_and_total(group, total)
    third = same_length(column, name, len(x))
    found = trouble(x, t) or (Reason.MISSING if np.isnan(third).any() else None)
    return Scalar.undefined(found) if found else scalar(formula(x, t, third), reason)


def delta(group: Counts, total: Counts, area: Counts) -> Scalar:
    """Delta DEL = ½ Σ |xᵢ/X - aᵢ/A|: the part of the group that would have to move to live at equal density.

    Source: Hoover (1941); Duncan, Cuzzort & Duncan (1961); Massey & Denton (1988).
    """

    def formula(x: FloatArray, _t: FloatArray, a: FloatArray) -> FloatArray:
        return np.asarray(0.5 * np.abs(formulas.distribution(x) - formulas.distribution(a)).sum())

    return _with_column(formula, group, total, area, "area", Reason.ZERO_DENOMINATOR)


def _extremes(x: FloatArray, t: FloatArray, a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean area per head if X people filled the smallest units (first) or the largest (second), whole units."""
    order, X = np.argsort(a, kind="stable"), x.sum()
    ground, people = (t * a)[order], t[order]
    smallest = int(np.searchsorted(np.cumsum(people), X, side="left")) + 1
    largest = int(np.searchsorted(np.cumsum(people[::-1]), X, side="left")) + 1
    first = ground[:smallest].sum() / people[:smallest].sum()
    second = ground[::-1][:largest].sum() / people[::-1][:largest].sum()
    return np.asarray(first), np.asarray(second)


def absolute_concentration(group: Counts, total: Counts, area: Counts) -> Scalar:
    """ACO = 1 - (Σ xᵢaᵢ/X - Σ₁ⁿ¹ tᵢaᵢ/T₁)/(Σₙ₂ⁿ tᵢaᵢ/T₂ - Σ₁ⁿ¹ tᵢaᵢ/T₁), units sorted by area; 1 = smallest ground.

    n₁ (n₂) is where the people counted from the smallest (largest) unit reach X. Undefined where all areas are equal.
    Source: Massey & Denton (1988).
    """

    def formula(x: FloatArray, t: FloatArray, a: FloatArray) -> FloatArray:
        least, most = _extremes(x, t, a)
        return 1.0 - formulas.ratio(np.asarray((x * a).sum() / x.sum()) - least, most - least)

    return _with_column(formula, group, total, area, "area", Reason.EQUAL_AREAS)


def relative_concentration(group: Counts, total: Counts, area: Counts) -> Scalar:
    """RCO = ((Σ xᵢaᵢ/X)/(Σ yᵢaᵢ/Y) - 1)/((Σ₁ⁿ¹ tᵢaᵢ/T₁)/(Σₙ₂ⁿ tᵢaᵢ/T₂) - 1): ground per head against the rest's.

    Undefined where all areas are equal. Source: Massey & Denton (1988).
    """

    def formula(x: FloatArray, t: FloatArray, a: FloatArray) -> FloatArray:
        y = t - x
        least, most = _extremes(x, t, a)
        against = formulas.ratio(np.asarray((x * a).sum() / x.sum()), np.asarray((y * a).sum() / y.sum()))
        return formulas.ratio(against - 1.0, formulas.ratio(least, most) - 1.0)

    return _with_column(formula, group, total, area, "area", Reason.EQUAL_AREAS)


def _lead(one: FloatArray, other: FloatArray, distance: FloatArray) -> FloatArray:
    """Σ Fᵢ₋₁Gᵢ - Σ FᵢGᵢ₋₁ over units sorted by distance: area between two cumulated distributions."""
    order = np.argsort(distance, kind="stable")
    F, G = np.cumsum(formulas.distribution(one)[order]), np.cumsum(formulas.distribution(other)[order])
    return np.asarray((F[:-1] * G[1:]).sum() - (F[1:] * G[:-1]).sum())


def absolute_centralization(group: Counts, total: Counts, area: Counts, distance: Counts) -> Scalar:
    """ACE = Σ Xᵢ₋₁Aᵢ - Σ XᵢAᵢ₋₁, units sorted by distance from the centre: -1 (edge) to 1 (centre), against ground.

    Source: Massey & Denton (1988).
    """
    a = same_length(area, "area", len(group))
    return _with_column(lambda x, _t, d: _lead(x, a, d), group, total, distance, "distance", Reason.MISSING)


def relative_centralization(group: Counts, total: Counts, distance: Counts) -> Scalar:
    """RCE = Σ Xᵢ₋₁Yᵢ - Σ XᵢYᵢ₋₁, units sorted by distance from the centre: nearer to it than the rest if positive.

    Source: Duncan & Duncan (1955); Massey & Denton (1988).
    """
    return _with_column(lambda x, t, d: _lead(x, t - x, d), group, total, distance, "distance", Reason.MISSING)
