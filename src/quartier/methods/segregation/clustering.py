"""Do the quarters of a group lie next to each other? Indices of proximity, with c = exp(-d), d in kilometres.

Input and errors as in `single`, with `places` (centroids in km, areas in km²) of the same units; raises InputRejected
where their number differs. `scale` (km) divides the distance: 1 is Massey & Denton's choice; it belongs to every
result, as the value changes with it. Larger is always more clustered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quartier.methods.results import FloatArray, Reason, Scalar, rejected
from quartier.methods.segregation import formulas
from quartier.methods.segregation.checks import group_and_total, scalar, trouble
from quartier.methods.segregation.places import Places

if TYPE_CHECKING:
    import pandas as pd

    from quartier.methods.space.weights import Weights

    Counts = pd.Series[float] | Sequence[float]


@dataclass(frozen=True)
class _Sums:
    """x, t and what lies around each unit: C x, C t, C 1."""

    x: FloatArray
    t: FloatArray
    Cx: FloatArray
    Ct: FloatArray
    C1: FloatArray


def _around(group: Counts, total: Counts, places: Places, scale: float) -> _Sums | Reason:
    x, t = group_and_total(group, total)
    if len(places) != len(x):
        raise rejected(f"{len(places)} places for {len(x)} units", "different-units", "places")
    if not scale > 0:
        raise rejected("scale must be positive", "out-of-range", "places", str(scale))
    reason = trouble(x, t)
    if reason:
        return reason
    sums = places.proximity_sums(np.column_stack([x, t, np.ones(len(x))]), scale)
    return _Sums(x, t, *sums.T)


def spatial_proximity(group: Counts, total: Counts, places: Places, scale: float = 1.0) -> Scalar:
    """SP = (X Pxx + Y Pyy)/(T Ptt), Pxx = Σᵢ Σⱼ xᵢxⱼcᵢⱼ/X², c = exp(-d): 1 where both groups live mixed.

    Source: White (1983); Massey & Denton (1988).
    """
    s = _around(group, total, places, scale)
    if isinstance(s, Reason):
        return Scalar.undefined(s)
    y, Cy = s.t - s.x, s.Ct - s.Cx
    above = (s.x * s.Cx).sum() / s.x.sum() + (y * Cy).sum() / y.sum()
    return scalar(above / ((s.t * s.Ct).sum() / s.t.sum()))


def absolute_clustering(group: Counts, total: Counts, places: Places, scale: float = 1.0) -> Scalar:
    """ACL = (Σ xᵢ/X Σ cᵢⱼxⱼ - X/n² ΣΣ cᵢⱼ)/(Σ xᵢ/X Σ cᵢⱼtⱼ - X/n² ΣΣ cᵢⱼ).

    Source: Massey & Denton (1988).
    """
    s = _around(group, total, places, scale)
    if isinstance(s, Reason):
        return Scalar.undefined(s)
    even = s.x.sum() * s.C1.sum() / len(s.x) ** 2
    w = formulas.distribution(s.x)
    return scalar(formulas.ratio(np.asarray((w * s.Cx).sum() - even), np.asarray((w * s.Ct).sum() - even)))


def relative_clustering(group: Counts, total: Counts, places: Places, scale: float = 1.0) -> Scalar:
    """RCL = Pxx/Pyy - 1: the group nearer to its own (positive) or less near (negative) than the rest.

    Source: Massey & Denton (1988).
    """
    s = _around(group, total, places, scale)
    if isinstance(s, Reason):
        return Scalar.undefined(s)
    y, Cy = s.t - s.x, s.Ct - s.Cx
    return scalar((s.x * s.Cx).sum() / s.x.sum() ** 2 / ((y * Cy).sum() / y.sum() ** 2) - 1)


def distance_decay_isolation(group: Counts, total: Counts, places: Places, scale: float = 1.0) -> Scalar:
    """DPxx* = Σ xᵢ/X Σⱼ Kᵢⱼ xⱼ/tⱼ, Kᵢⱼ = tⱼcᵢⱼ/Σₖ tₖcᵢₖ: the share of one's own group, near counting more than far.

    Source: Morgan (1983); Massey & Denton (1988).
    """
    s = _around(group, total, places, scale)
    return Scalar.undefined(s) if isinstance(s, Reason) else scalar((formulas.distribution(s.x) * s.Cx / s.Ct).sum())


def distance_decay_exposure(group: Counts, total: Counts, places: Places, scale: float = 1.0) -> Scalar:
    """DPxy* = Σ xᵢ/X Σⱼ Kᵢⱼ yⱼ/tⱼ = 1 - DPxx*: the share of others, near counting more than far.

    Source: Morgan (1983); Massey & Denton (1988).
    """
    own = distance_decay_isolation(group, total, places, scale)
    return scalar(1.0 - own.value) if own.defined else own


def spatial_proximity_profile(group: Counts, total: Counts, weights: Weights, steps: int = 1000) -> Scalar:
    """SPP: mean steps between units with p ≥ θ, η(θ) = (k² - k)/Σ δᵢⱼ, read like `concentration_profile`.

    δ counts borders crossed on the shortest way (`weights`: any contiguity). Undefined where no way leads from one
    part of the city to another. Memory n². Source: Hong & Sadahiro (2014).
    """
    from scipy.sparse.csgraph import shortest_path

    x, t = group_and_total(group, total)
    reason = trouble(x, t)
    if reason:
        return Scalar.undefined(reason)
    lived = np.flatnonzero(t > 0)
    steps_between = shortest_path(weights.matrix, unweighted=True)[np.ix_(lived, lived)]
    if not np.isfinite(steps_between).all():
        return Scalar.undefined(Reason.NO_NEIGHBOURS)
    p = formulas.share(x, t)[lived]
    order = np.argsort(-p, kind="stable")
    total_steps = np.cumsum(2 * np.tril(steps_between[np.ix_(order, order)]).sum(axis=1))
    k = np.arange(1, len(p) + 1)
    eta = np.concatenate([[0.0], np.divide(k * k - k, total_steps, out=np.zeros(len(k)), where=total_steps > 0)])
    theta, P = np.linspace(0.0, 1.0, steps), x.sum() / t.sum()
    curve = eta[len(p) - np.searchsorted(np.sort(p), theta, side="left")]
    return scalar((P - (curve[theta < P].sum() - curve[theta >= P].sum()) / steps) / (1 - P))
