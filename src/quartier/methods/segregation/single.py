"""Two groups, no map: evenness and exposure.

Common to all: `group` members of the group and `total` everybody, counts per unit, same index; the result is a pure
number. Raises InputRejected for negative or contradictory counts (all units named). Undefined, with its reason: a
value is missing; nobody lives here; fewer than two inhabited units; the group is empty or is everybody. The indices
depend on the size and number of units: compare cities only over the same kind of units.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from quartier.methods.results import FloatArray, Scalar, rejected
from quartier.methods.segregation import formulas
from quartier.methods.segregation.checks import group_and_total, scalar, trouble

if TYPE_CHECKING:
    import pandas as pd

    Counts = pd.Series[float] | Sequence[float]


def _index(formula: formulas.Formula, group: Counts, total: Counts) -> Scalar:
    x, t = group_and_total(group, total)
    reason = trouble(x, t)
    return Scalar.undefined(reason) if reason else scalar(formula(x, t))


def dissimilarity(group: Counts, total: Counts) -> Scalar:
    """Index of dissimilarity D = ½ Σ |xᵢ/X - yᵢ/Y|, 0 (even) to 1.

    The part of the group that would have to move for the same share everywhere; `movers` gives it in persons. Random
    unevenness alone makes D greater than 0 where counts are small: see `small_counts`.
    Source: Duncan & Duncan (1955), A methodological analysis of segregation indexes.
    """
    return _index(formulas.dissimilarity, group, total)


def movers(group: Counts, total: Counts) -> Scalar:
    """Persons of the group who would have to move for the same share in every unit, nobody moving in: D · X.

    Source: Duncan & Duncan (1955); Massey & Denton (1988), The dimensions of residential segregation.
    """
    d = dissimilarity(group, total)
    return scalar(d.value * float(np.sum(group_and_total(group, total)[0]))) if d.defined else d


def gini(group: Counts, total: Counts) -> Scalar:
    """Gini index of segregation G = Σᵢ Σⱼ tᵢ tⱼ |pᵢ - pⱼ| / (2 T² P (1-P)), 0 to 1.

    Twice the area between segregation curve and diagonal; computed by one sort.
    Source: Duncan & Duncan (1955); Massey & Denton (1988).
    """
    return _index(formulas.gini, group, total)


def isolation(group: Counts, total: Counts) -> Scalar:
    """Isolation xPx = Σ (xᵢ/X)(xᵢ/tᵢ): the share of the own group in the unit of an average member. Depends on P.

    Source: Bell (1954); Massey & Denton (1988).
    """
    return _index(formulas.isolation, group, total)


def exposure(group: Counts, total: Counts) -> Scalar:
    """Exposure (interaction) xPy = Σ (xᵢ/X)(yᵢ/tᵢ) = 1 - xPx: the share of others where an average member lives.

    Source: Bell (1954); Massey & Denton (1988).
    """
    return _index(formulas.exposure, group, total)


def correlation_ratio(group: Counts, total: Counts) -> Scalar:
    """Correlation ratio η² = (xPx - P)/(1 - P): isolation freed from the size of the group.

    Source: White (1986); Massey & Denton (1988).
    """
    return _index(formulas.correlation_ratio, group, total)


def information_theory(group: Counts, total: Counts) -> Scalar:
    """Theil's H = Σ tᵢ (E - Eᵢ)/(T E), E = -P ln P - (1-P) ln(1-P), 0 ln 0 = 0: how far units are less mixed.

    Source: Theil & Finizza (1971); Reardon & Firebaugh (2002), Measures of multigroup segregation.
    """
    return _index(formulas.information_theory, group, total)


def atkinson(group: Counts, total: Counts, b: float = 0.5) -> Scalar:
    """Atkinson index A(b) = 1 - P/(1-P) · |Σ (1-pᵢ)^(1-b) pᵢ^b tᵢ / (P T)|^(1/(1-b)), 0 < b < 1.

    b < ½ weighs units where the group is rare, b > ½ units where it is frequent. Raises InputRejected for other b.
    Source: Atkinson (1970); James & Taeuber (1985); Massey & Denton (1988).
    """
    if not 0 < b < 1:
        raise rejected("b must lie between 0 and 1, both excluded", "out-of-range", "atkinson", str(b))
    return _index(lambda x, t: formulas.atkinson(x, t, b), group, total)


def min_max(group: Counts, total: Counts) -> Scalar:
    """MinMax S = 1 - Σ min(xᵢ/X, yᵢ/Y) / Σ max(xᵢ/X, yᵢ/Y); with smoothed counts its spatial form.

    Source: O'Sullivan & Wong (2007), A surface-based approach to measuring spatial segregation.
    """
    return _index(formulas.min_max, group, total)


def concentration_profile(group: Counts, total: Counts, steps: int = 1000) -> Scalar:
    """Concentration profile R: the curve v(θ) = part of the group in units with p ≥ θ, against that of evenness.

    R = (P - (Σ_{θ<P} v - Σ_{θ≥P} v)/m)/(1 - P) over m = `steps` thresholds from 0 to 1; 0 even, 1 fully separate.
    Source: Hong & Sadahiro (2014), Measuring geographic segregation: a graph-based approach.
    """
    if steps < 2:
        raise rejected("steps must be at least 2", "out-of-range", "concentration_profile", str(steps))

    def profile(x: FloatArray, t: FloatArray) -> FloatArray:
        lived = t > 0
        p, order = formulas.share(x, t)[lived], np.argsort(formulas.share(x, t)[lived], kind="stable")
        below = np.concatenate([[0.0], np.cumsum(x[lived][order])])
        theta, P = np.linspace(0.0, 1.0, steps), x.sum() / t.sum()
        v = 1.0 - below[np.searchsorted(p[order], theta, side="left")] / x.sum()
        gap = (v[theta < P].sum() - v[theta >= P].sum()) / steps
        return np.asarray((P - gap) / (1.0 - P))

    return _index(profile, group, total)
