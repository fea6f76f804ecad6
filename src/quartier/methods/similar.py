"""Similar areas: whom can a quarter compare itself with, and in what do they differ after all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from quartier.methods.composite.aggregate import weight_vector
from quartier.methods.composite.normalise import z_score
from quartier.methods.results import Reason, numbers, rejected


def similar_units(
    table: pd.DataFrame,
    unit: str,
    count: int = 5,
    weights: Mapping[str, float] | None = None,
    minimum_share: float = 2 / 3,
) -> pd.DataFrame:
    """The units most like one unit: Euclidean distance of z-scores (ddof 0), ``sqrt(sum w d^2 / sum w)``.

    `table`: units x indicators. Indicators that do not vary, or that the unit lacks, are left out; other units need
    `minimum_share` of the rest, and their distance runs over what both have. Unit: standard deviations an indicator.
    Returns the `count` nearest with `distance`, `compared` (number of indicators) and the z-difference in each
    indicator (positive: the other unit is higher), nearest first; ties in the order of the table. An empty frame has
    its reason in ``attrs["reason"]`` (``too-few-units``, ``too-few-indicators``). Rejects an unknown unit.
    Source: nearest neighbours in standardised space, as in the CIPFA Nearest Neighbours Model (2009).
    """
    if unit not in table.index:
        raise rejected(f"there is no unit {unit!r}", "unknown-unit", "similar", str(unit))
    vector = weight_vector(table, weights)
    scores = pd.DataFrame({name: z_score(table[name]).values for name in table}, index=table.index)
    values = numbers(scores)
    own = values[int(np.flatnonzero(table.index == unit)[0])]
    usable = ~np.isnan(own) & (vector > 0)
    if not usable.any():
        empty = pd.DataFrame(columns=["distance", "compared"])
        empty.attrs["reason"] = (Reason.TOO_FEW_UNITS if len(table) < 2 else Reason.TOO_FEW_INDICATORS).value
        return empty
    names = [str(name) for name, fine in zip(table.columns, usable, strict=True) if fine]
    differences = pd.DataFrame((values - own)[:, usable], index=table.index, columns=names)
    return _nearest(differences[table.index != unit], vector[usable], count, minimum_share)


def _nearest(differences: pd.DataFrame, weights: np.ndarray, count: int, minimum_share: float) -> pd.DataFrame:
    values = numbers(differences)
    known = ~np.isnan(values)
    total = (known * weights).sum(axis=1)
    squares = np.nan_to_num(values) ** 2 * weights
    distance = np.sqrt(np.divide(squares.sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0))
    distance[known.mean(axis=1) < minimum_share - 1e-12] = np.nan
    found = differences.assign(distance=distance, compared=known.sum(axis=1)).dropna(subset=["distance"])
    order = ["distance", "compared", *differences.columns]
    return found[order].sort_values("distance", kind="stable").head(count)


def similarity_matrix(table: pd.DataFrame, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """All distances between units, as in `similar_units`, of units without gaps; NaN for the others.

    Square, symmetric, 0 on the diagonal. Indicators that do not vary are left out.
    """
    vector = weight_vector(table, weights)
    scores = numbers(pd.DataFrame({name: z_score(table[name]).values for name in table}, index=table.index))
    spoken = ~np.isnan(scores).all(axis=0) & (vector > 0)
    scaled = scores[:, spoken] * np.sqrt(vector[spoken] / vector[spoken].sum())
    squares = (scaled**2).sum(axis=1)
    distance = np.sqrt(np.maximum(squares[:, None] + squares[None, :] - 2 * scaled @ scaled.T, 0.0))
    np.fill_diagonal(distance, np.where(np.isnan(squares), np.nan, 0.0))
    return pd.DataFrame(distance, index=table.index, columns=table.index)
