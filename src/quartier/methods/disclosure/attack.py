"""The attacker: what can be computed from everything that is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.optimize import linprog

from quartier.methods.disclosure.table import Sum, sum_matrix
from quartier.methods.results import FloatArray, rejected


def attack(
    shown: Sequence[float],
    sums: Sequence[Sum],
    low: Sequence[float] | float = 0.0,
    high: Sequence[float] | float = np.inf,
) -> pd.DataFrame:
    """The intervals in which an attacker finds hidden cells, by two linear programmes a cell.

    Args:
        shown: values of the cells, NaN where hidden.
        sums: (cell, cells that sum up to it), as positions in `shown`.
        low: what is known of hidden cells besides the sums (0: counts are not negative); one number or one a cell.
        high: the same from above; an attacker who knows that figures below 10 are hidden uses 9.

    Returns:
        frame with ``lower`` and ``upper`` a cell (equal where the cell is shown or can be computed).

    Raises:
        InputRejected: what is shown contradicts the sums or the bounds.

    Source: Fischetti and Salazar-Gonzalez, Management Science 47 (2001), attacker subproblems.
    """
    values = np.asarray(shown, dtype=np.float64)
    hidden = np.isnan(values)
    lows = np.where(hidden, np.broadcast_to(np.asarray(low, dtype=np.float64), values.shape), values)
    highs = np.where(hidden, np.broadcast_to(np.asarray(high, dtype=np.float64), values.shape), values)
    matrix = sum_matrix(sums, len(values))
    _solved(matrix, lows, highs, np.zeros(len(values)))
    for cell in np.flatnonzero(hidden):
        ends = [_extreme(matrix, lows, highs, int(cell), sign) for sign in (1.0, -1.0)]
        lows[cell], highs[cell] = ends
    return pd.DataFrame({"lower": lows, "upper": highs})


def _extreme(matrix: sp.csr_matrix, low: FloatArray, high: FloatArray, cell: int, sign: float) -> float:
    cost = np.zeros(len(low))
    cost[cell] = sign
    found = _solved(matrix, low, high, cost)
    return float(found[cell]) if found is not None else -sign * np.inf


def _solved(matrix: sp.csr_matrix, low: FloatArray, high: FloatArray, cost: FloatArray) -> FloatArray | None:
    """Cells at least cost, None where that has no bound. Raises InputRejected where there is no such table."""
    found = linprog(cost, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=np.column_stack([low, high]))
    if found.status == 2:
        raise rejected("what is shown contradicts the sums or the bounds", "contradiction", "attack")
    return np.asarray(found.x, dtype=np.float64) if found.status == 0 else None
