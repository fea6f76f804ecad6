"""Several groups at once, no map.

Input: `groups`, a table of counts, a row a unit, a column a group, together everybody. Raises InputRejected for
negative numbers or text. Undefined, with its reason: a value is missing, fewer than two inhabited units, fewer than
two groups with members. Letters: π = p_ik, P_k the group's share in all, I = Σ P_k (1 - P_k), E = -Σ P_k ln P_k.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from quartier.methods.results import FloatArray, Reason, Scalar, counts
from quartier.methods.segregation import formulas
from quartier.methods.segregation.checks import scalar


@dataclass(frozen=True)
class _Table:
    """Counts without empty units and groups, with the shares the formulas use."""

    n: FloatArray
    t: FloatArray
    p: FloatArray
    P: FloatArray

    @property
    def interaction(self) -> float:
        return float((self.P * (1 - self.P)).sum())

    @property
    def entropy(self) -> float:
        return float(formulas.minus_x_log_x(self.P).sum())

    @property
    def divergence(self) -> float:
        ratio = np.divide(self.p, self.P)
        log = np.log(ratio, out=np.zeros_like(ratio), where=ratio > 0)
        return float((self.t / self.t.sum() * (self.p * log).sum(axis=1)).sum())

    def weighted_squares(self, divisor: FloatArray) -> float:
        return float((self.t[:, None] * (self.p - self.P) ** 2 / divisor).sum() / self.t.sum())


def _table(groups: pd.DataFrame | FloatArray) -> _Table | Reason:
    frame = pd.DataFrame(groups)
    n = np.column_stack([counts(frame[name], str(name)).to_numpy() for name in frame.columns])
    if np.isnan(n).any():
        return Reason.MISSING
    n = n[n.sum(axis=1) > 0][:, n.sum(axis=0) > 0]
    if n.shape[0] < 2:
        return Reason.TOO_FEW_UNITS
    if n.shape[1] < 2:
        return Reason.EMPTY_GROUP
    t = n.sum(axis=1)
    return _Table(n, t, n / t[:, None], n.sum(axis=0) / n.sum())


def _index(groups: pd.DataFrame | FloatArray, formula: Callable[[_Table], float]) -> Scalar:
    table = _table(groups)
    return Scalar.undefined(table) if isinstance(table, Reason) else scalar(formula(table))


def multigroup_dissimilarity(groups: pd.DataFrame | FloatArray) -> Scalar:
    """D = Σᵢ Σₖ tᵢ |p_ik - P_k| / (2 T I), 0 to 1. Source: Morgan (1975); Reardon & Firebaugh (2002)."""
    return _index(groups, lambda s: (s.t[:, None] * abs(s.p - s.P)).sum() / (2 * s.t.sum() * s.interaction))


def multigroup_gini(groups: pd.DataFrame | FloatArray) -> Scalar:
    """G = Σₖ Σᵢ Σⱼ tᵢ tⱼ |p_ik - p_jk| / (2 T² I), 0 to 1. Source: Reardon (1998); Reardon & Firebaugh (2002)."""

    def formula(s: _Table) -> float:
        # G of group k against the rest, times its part of I, is its term of the sum: one sort a group
        each = formulas.gini(s.n.T, np.broadcast_to(s.t, s.n.T.shape))
        return float((each * s.P * (1 - s.P)).sum() / s.interaction)

    return _index(groups, formula)


def multigroup_information_theory(groups: pd.DataFrame | FloatArray) -> Scalar:
    """Theil's H = Σᵢ tᵢ Σₖ p_ik ln(p_ik/P_k) / (T E), 0 to 1. Source: Theil (1972); Reardon & Firebaugh (2002)."""
    return _index(groups, lambda s: s.divergence / s.entropy)


def divergence(groups: pd.DataFrame | FloatArray) -> Scalar:
    """Divergence (mutual information M, nats) Σᵢ tᵢ/T Σₖ p_ik ln(p_ik/P_k). Source: Theil (1967); Roberto (2016)."""
    return _index(groups, lambda s: s.divergence)


def diversity(groups: pd.DataFrame | FloatArray, normalised: bool = False) -> Scalar:
    """Entropy E of the whole city, nats; `normalised` by ln K, K the groups given. Source: Theil (1972)."""
    columns = pd.DataFrame(groups).shape[1]
    return _index(groups, lambda s: s.entropy / (np.log(columns) if normalised else 1.0))


def normalised_exposure(groups: pd.DataFrame | FloatArray) -> Scalar:
    """P* = Σₖ Σᵢ tᵢ (p_ik - P_k)² / (T (1 - P_k)). Source: James (1986); Reardon & Firebaugh (2002)."""
    return _index(groups, lambda s: s.weighted_squares(1 - s.P))


def relative_diversity(groups: pd.DataFrame | FloatArray) -> Scalar:
    """R = Σₖ Σᵢ tᵢ (p_ik - P_k)² / (T I). Source: Carlson (1992); Reardon & Firebaugh (2002)."""
    return _index(groups, lambda s: s.weighted_squares(np.asarray(s.interaction)))


def squared_coefficient_of_variation(groups: pd.DataFrame | FloatArray) -> Scalar:
    """C = Σₖ Σᵢ tᵢ (p_ik - P_k)² / (T (K-1) P_k), K groups with members. Source: Reardon & Firebaugh (2002)."""
    return _index(groups, lambda s: s.weighted_squares((len(s.P) - 1) * s.P))


def simpson_interaction(groups: pd.DataFrame | FloatArray) -> Scalar:
    """I = Σ P_k (1 - P_k): two people drawn at random are of different groups. Source: Lieberson (1969)."""
    return _index(groups, lambda s: s.interaction)


def simpson_concentration(groups: pd.DataFrame | FloatArray) -> Scalar:
    """λ = Σ P_k² = 1 - I: two people drawn at random are of the same group. Source: Simpson (1949)."""
    return _index(groups, lambda s: 1.0 - s.interaction)
