"""Benefit of the doubt: every unit is judged by the weights that flatter it most."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from quartier.methods.results import Column, FloatArray, Reason, numbers, rejected


def benefit_of_the_doubt(table: pd.DataFrame, share_bounds: tuple[float, float] | None = None) -> Column:
    """Data envelopment: ``max sum_k w_k x_ik`` such that ``sum_k w_k x_jk <= 1`` for all j and ``w >= 0``.

    1 means that no other unit is higher under this unit's own best weights. Without `share_bounds` many units reach 1;
    with bounds (L, U) each part must carry a proportional share of the unit's own score:
    ``L sum_m w_m x_im <= w_k x_ik <= U sum_m w_m x_im``. Parts must not be negative: normalise by min-max first.
    Undefined: ``too-few-indicators`` where a part is missing, ``not-positive`` where a part is negative or all are 0.
    Rejects bounds that no shares can meet. Source: Cherchye et al., An Introduction to 'Benefit of the Doubt'
    Composite Indicators, Social Indicators Research 82 (2007).
    """
    _check_bounds(share_bounds, table.shape[1])
    values = numbers(table)
    complete = ~np.isnan(values).any(axis=1)
    fine = complete & ~(np.nan_to_num(values) < 0).any(axis=1) & (np.nan_to_num(values).sum(axis=1) > 0)
    peers = values[fine]
    result = np.full(len(values), np.nan)
    frontier = _frontier(peers)
    result[fine] = [_best(row, frontier, share_bounds) for row in peers]
    column = Column.of(pd.Series(result, index=table.index), Reason.TOO_FEW_INDICATORS)
    column.reasons[complete & np.isnan(result)] = Reason.NOT_POSITIVE.value
    return column


def _check_bounds(bounds: tuple[float, float] | None, parts: int) -> None:
    if bounds is None:
        return
    low, high = bounds
    if not (0 <= low <= high <= 1) or low * parts > 1 + 1e-12 or high * parts < 1 - 1e-12:
        message = f"share bounds {low} to {high} cannot be met by {parts} shares that sum to 1"
        raise rejected(message, "bounds-invalid", "benefit of the doubt", str(bounds))


def _frontier(values: FloatArray) -> FloatArray:
    """Units that no other unit reaches in every part: only they can bind, which spares most constraints."""
    unique = np.unique(values, axis=0)
    order = np.argsort(-unique.sum(axis=1), kind="stable")
    kept, count = np.empty_like(unique), 0
    for row in unique[order]:
        if not (kept[:count] >= row).all(axis=1).any():
            kept[count] = row
            count += 1
    return np.asarray(kept[:count], dtype=np.float64)


def _best(row: FloatArray, frontier: FloatArray, bounds: tuple[float, float] | None) -> float:
    limits, right = frontier, np.ones(len(frontier))
    if bounds is not None:
        own = np.diag(row)
        whole = np.tile(row, (len(row), 1))
        limits = np.vstack([frontier, bounds[0] * whole - own, own - bounds[1] * whole])
        right = np.concatenate([right, np.zeros(2 * len(row))])
    solved = linprog(-row, A_ub=limits, b_ub=right, bounds=(0, None), method="highs")
    return float(-solved.fun) if solved.status == 0 else float("nan")
