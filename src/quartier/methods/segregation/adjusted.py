"""Dissimilarity that knows the map: D less what neighbouring units share across their borders.

Input and errors as in `single`, with `weights` over the same units (contiguity, or length of common border).
Islands contribute nothing; where nobody has a neighbour the index is undefined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from quartier.methods.results import FloatArray, Reason, Scalar, rejected
from quartier.methods.segregation import formulas
from quartier.methods.segregation.checks import group_and_total, same_length, scalar, trouble

if TYPE_CHECKING:
    import pandas as pd

    from quartier.methods.space.weights import Weights

    Counts = pd.Series[float] | Sequence[float]


def _less_border(group: Counts, total: Counts, weights: Weights, factor: FloatArray | None = None) -> Scalar:
    """D - Σ wᵢⱼ |pᵢ - pⱼ| (fᵢ + fⱼ)/2 / Σ wᵢⱼ."""
    x, t = group_and_total(group, total)
    if len(weights.index) != len(x):
        raise rejected(f"{len(weights.index)} units in the weights, {len(x)} counts", "different-units", "weights")
    reason = trouble(x, t) or (Reason.NO_NEIGHBOURS if len(weights.values) == 0 else None)
    if reason:
        return Scalar.undefined(reason)
    i, j, w, p = weights.rows, weights.neighbours, weights.values, formulas.share(x, t)
    f = 1.0 if factor is None else (factor[i] + factor[j]) / 2
    shared = (w * np.abs(p[i] - p[j]) * f).sum() / w.sum()
    return scalar(formulas.dissimilarity(x, t) - shared)


def adjusted_dissimilarity(group: Counts, total: Counts, weights: Weights) -> Scalar:
    """D(adj) = D - Σ cᵢⱼ|pᵢ - pⱼ|/Σ cᵢⱼ over neighbouring pairs (binary contiguity).

    Source: Morrill (1991), On the measure of geographic segregation.
    """
    return _less_border(group, total, weights)


def boundary_dissimilarity(group: Counts, total: Counts, borders: Weights, row_standardised: bool = False) -> Scalar:
    """D(w) = D - Σ wᵢⱼ|pᵢ - pⱼ|, wᵢⱼ the share of the common border of i and j in all common borders.

    `row_standardised`: each unit's borders sum to the same, as PySAL does it; the plain form is that of the R
    package seg. Source: Wong (1993), Spatial indices of segregation; Hong, O'Sullivan & Sadahiro (2014).
    """
    return _less_border(group, total, borders.row_standardised if row_standardised else borders)


def shape_dissimilarity(group: Counts, total: Counts, borders: Weights, perimeter: Counts, area: Counts) -> Scalar:
    """D(s) = D - Σ wᵢⱼ|pᵢ - pⱼ| ((Pᵢ/Aᵢ + Pⱼ/Aⱼ)/2)/max(P/A): compact units share less across their borders.

    `perimeter` and `area` of each unit in the same unit of length. Undefined where an area is 0.
    Source: Wong (1993); Hong, O'Sullivan & Sadahiro (2014).
    """
    n = len(borders.index)
    edge, ground = same_length(perimeter, "perimeter", n), same_length(area, "area", n)
    if not (ground > 0).all():
        return Scalar.undefined(Reason.MISSING if np.isnan(ground).any() else Reason.ZERO_DENOMINATOR)
    compactness = edge / ground
    return _less_border(group, total, borders, compactness / compactness.max())
