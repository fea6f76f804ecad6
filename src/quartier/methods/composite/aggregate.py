"""Aggregation: normalised parts become one score a unit. Rows are units, columns are parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from quartier.methods.results import BoolArray, Column, FloatArray, Reason, numbers, rejected

Weights = Mapping[str, float]


def weight_vector(table: pd.DataFrame, weights: Weights | None) -> FloatArray:
    """Weights in the order of the columns; equal ones if none are given.

    Rejects weights for columns that are not there, negative weights, and weights that are all zero.
    """
    if weights is None:
        return np.ones(table.shape[1])
    unknown = sorted(set(weights) - set(table.columns))
    absent = [str(column) for column in table.columns if column not in weights]
    if unknown or absent:
        raise rejected(f"weights and columns differ: {', '.join(unknown + absent)}", "weights-differ", "weights")
    vector = np.array([weights[column] for column in table.columns], dtype="float64")
    if not np.isfinite(vector).all() or (vector < 0).any() or vector.sum() <= 0:
        raise rejected("weights must not be negative, and not all zero", "weights-invalid", "weights", str(vector))
    return vector


def _aggregated(
    table: pd.DataFrame,
    weights: Weights | None,
    minimum_share: float,
    combine: Callable[[FloatArray, FloatArray], FloatArray],
    needs_positive: bool = False,
) -> Column:
    """Rows with enough known parts, combined; the weight of unknown parts goes to the others.

    `combine` takes (values with 0 or 1 in the place of gaps, weights with 0 there) and returns one number a row.
    """
    vector = weight_vector(table, weights)
    values = numbers(table)
    known = ~np.isnan(values)
    row_weights = np.where(known, vector, 0.0)
    share = known[:, vector > 0].mean(axis=1)
    enough = (share >= minimum_share - 1e-12) & (row_weights.sum(axis=1) > 0)
    positive = _positive(values, vector) if needs_positive else np.ones(len(table), dtype=bool)
    fine = enough & positive
    result = np.full(len(table), np.nan)
    result[fine] = combine(np.where(known, values, 1.0)[fine], row_weights[fine])
    column = Column.of(pd.Series(result, index=table.index), Reason.MISSING)
    return _why(column, known, enough, positive)


def _positive(values: FloatArray, vector: FloatArray) -> BoolArray:
    return np.asarray(~(values[:, vector > 0] <= 0).any(axis=1))


def _why(column: Column, known: BoolArray, enough: BoolArray, positive: BoolArray) -> Column:
    reasons = column.reasons.copy()
    reasons[~enough & known.any(axis=1)] = Reason.TOO_FEW_INDICATORS.value
    reasons[enough & ~positive] = Reason.NOT_POSITIVE.value
    return Column(column.values, reasons)


def weighted_sum(table: pd.DataFrame, weights: Weights | None = None, minimum_share: float = 1.0) -> Column:
    """Weighted sum with the weights as they are given: ``sum w x``.

    Published weights need not sum to 1: the English index uses .225 .225 .135 .135 .093 .093 .093 = .999 and its scores
    are only reproduced un-normalised. Rows with fewer known parts than `minimum_share` are undefined
    (``too-few-indicators``); above it the weight of unknown parts goes to the known ones in proportion.
    Source: OECD/JRC Handbook (2008), section 6; McLennan et al. (2019).
    """
    total = float(weight_vector(table, weights).sum())
    return _aggregated(table, weights, minimum_share, lambda x, w: (x * w).sum(axis=1) * (total / w.sum(axis=1)))


def arithmetic_mean(table: pd.DataFrame, weights: Weights | None = None, minimum_share: float = 1.0) -> Column:
    """Weighted arithmetic mean: ``sum w x / sum w``. A good part makes up fully for a bad one.

    Source: OECD/JRC Handbook (2008), section 6.
    """
    return _aggregated(table, weights, minimum_share, lambda x, w: (x * w).sum(axis=1) / w.sum(axis=1))


def geometric_mean(table: pd.DataFrame, weights: Weights | None = None, minimum_share: float = 1.0) -> Column:
    """Weighted geometric mean: ``exp(sum w ln x / sum w)``. Undefined (``not-positive``) where a part is 0 or less.

    Source: OECD/JRC Handbook (2008), section 6.
    """

    def combine(x: FloatArray, w: FloatArray) -> FloatArray:
        return np.asarray(np.exp((np.log(x) * w).sum(axis=1) / w.sum(axis=1)))

    return _aggregated(table, weights, minimum_share, combine, needs_positive=True)


def harmonic_mean(table: pd.DataFrame, weights: Weights | None = None, minimum_share: float = 1.0) -> Column:
    """Weighted harmonic mean: ``sum w / sum (w / x)``. Undefined (``not-positive``) where a part is 0 or less.

    Source: OECD/JRC Handbook (2008), section 6.
    """
    return power_mean(table, -1.0, weights, minimum_share)


def power_mean(table: pd.DataFrame, power: float, weights: Weights | None = None, minimum_share: float = 1.0) -> Column:
    """Weighted power mean: ``(sum w x^p / sum w)^(1/p)``; p = 1 arithmetic, p -> 0 geometric, p = -1 harmonic.

    Undefined (``not-positive``) where a part is 0 or less. Source: Hardy, Littlewood and Pólya, Inequalities (1934).
    """
    if power == 0:
        return geometric_mean(table, weights, minimum_share)

    def combine(x: FloatArray, w: FloatArray) -> FloatArray:
        return np.asarray(((x**power * w).sum(axis=1) / w.sum(axis=1)) ** (1 / power))

    return _aggregated(table, weights, minimum_share, combine, needs_positive=True)


def mazziotta_pareto(table: pd.DataFrame, penalty: int = 1) -> Column:
    """Mazziotta-Pareto index on already standardised parts: ``M + penalty * S * cv``, ``cv = S / M``.

    The parts are ``t = 100 + 10 z`` (plain index) or the goalposts of `adjusted_mpi_scale` (adjusted index); M and S
    are mean and standard deviation (ddof 0) of one unit's parts. `penalty` +1 for a burden (unbalanced deprivation
    counts more), -1 for a good. Undefined: ``too-few-indicators`` where a part is missing, ``zero-denominator`` where
    M = 0. Source: De Muro, Mazziotta and Pareto, Composite Indices of Development and Poverty, Social Indicators
    Research 104 (2011); Mazziotta and Pareto (2016).
    """
    if penalty not in (1, -1):
        raise rejected("the penalty is +1 (burden) or -1 (good)", "unknown-option", "mazziotta_pareto", str(penalty))
    values = numbers(table)
    mean, sd = values.mean(axis=1), values.std(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.where(mean == 0, np.nan, mean + penalty * sd**2 / mean)
    column = Column.of(pd.Series(result, index=table.index), Reason.TOO_FEW_INDICATORS)
    column.reasons[mean == 0] = Reason.ZERO_DENOMINATOR.value
    return column


def copeland(table: pd.DataFrame, weights: Weights | None = None) -> Column:
    """Copeland score: pairwise victories less defeats, so that no part makes up for another.

    Unit i beats j if the parts in which i is higher weigh more than those in which j is; equal parts count for neither.
    Runs from -(n-1) to n-1. Undefined (``too-few-indicators``) where a part is missing; such units are not compared.
    Source: Copeland (1951); OECD/JRC Handbook (2008), section 6 (non-compensatory multi-criteria approach).
    """
    vector = weight_vector(table, weights)
    values = numbers(table)
    complete = ~np.isnan(values).any(axis=1)
    result = np.full(len(table), np.nan)
    result[complete] = _victories(values[complete], vector)
    return Column.of(pd.Series(result, index=table.index), Reason.TOO_FEW_INDICATORS)


def _victories(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Row by row against all others: memory stays n x k however many units there are."""
    score = np.empty(len(values))
    for number, row in enumerate(values):
        margin = np.sign(row - values) @ weights
        score[number] = np.sign(np.round(margin, 12)).sum()
    return score
