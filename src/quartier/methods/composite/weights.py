"""Weights: given, equal, from a principal component, or from a budget that people share out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from quartier.methods.composite.normalise import z_score
from quartier.methods.results import FloatArray, Reason, numbers, rejected


@dataclass(frozen=True, slots=True)
class Component:
    """First principal component. `weights` are squared loadings and sum to 1; `shares` are all eigenvalues' shares."""

    loadings: pd.Series[float]
    weights: pd.Series[float]
    shares: FloatArray
    eigenvalues: FloatArray
    reason: Reason | None = None


def equal_weights(names: Sequence[str]) -> dict[str, float]:
    """Every part the same weight, summing to 1. Source: OECD/JRC Handbook (2008), section 6."""
    return {name: 1.0 / len(names) for name in names}


def budget_weights(points: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Budget allocation: every person shares out the same budget; the weight is the mean share, summing to 1.

    `points`: part -> one number a person. Each person's points are scaled to 1 first, so that nobody counts more.
    Rejects rows of different length, negative points and a person who gave none.
    Source: OECD/JRC Handbook (2008), section 6 (budget allocation process).
    """
    if len({len(row) for row in points.values()}) != 1:
        raise rejected("every part needs one number of points a person", "budget-invalid", "budget")
    table = np.array(list(points.values()), dtype="float64")
    if (table < 0).any() or (table.sum(axis=0) <= 0).any():
        raise rejected("points must not be negative, and every person must give some", "budget-invalid", "budget")
    shares = (table / table.sum(axis=0)).mean(axis=1)
    return dict(zip(points, shares.tolist(), strict=True))


def first_component(table: pd.DataFrame, follows: str | None = None) -> Component:
    """First principal component of the standardised complete rows (correlation matrix).

    Weights are the squared elements of the eigenvector (as in the GISD); the sign is fixed so that the component rises
    with the column `follows`, default the one with the largest loading. Loadings are correlations with the component.
    Undefined: ``constant`` where a column does not vary, ``too-few-units`` with fewer than three complete rows.
    Source: Nicoletti, Scarpetta and Boylaud, OECD (2000); Michalski et al. (2022) for the GISD.
    """
    complete = table.dropna()
    if len(complete) < 3:
        return _no_component(table, Reason.TOO_FEW_UNITS)
    standard = pd.DataFrame({name: z_score(complete[name]).values for name in complete})
    if standard.isna().any(axis=None):
        return _no_component(table, Reason.CONSTANT)
    values, vectors = np.linalg.eigh(numbers(standard).T @ numbers(standard) / len(standard))
    vector = vectors[:, -1]
    lead = int(np.argmax(np.abs(vector))) if follows is None else list(table.columns).index(follows)
    vector = vector * (np.sign(vector[lead]) or 1.0)
    falling = np.asarray(values[::-1], dtype=np.float64)
    return Component(
        loadings=pd.Series(vector * np.sqrt(values[-1]), index=table.columns),
        weights=pd.Series(vector**2, index=table.columns),
        shares=falling / falling.sum(),
        eigenvalues=falling,
    )


def _no_component(table: pd.DataFrame, reason: Reason) -> Component:
    gaps = pd.Series(np.nan, index=table.columns, dtype="float64")
    return Component(gaps, gaps, np.array([]), np.array([]), reason)
