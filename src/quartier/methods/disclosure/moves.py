"""How hidden cells can move together with every shown figure unchanged: linear programmes by HiGHS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from quartier.methods.disclosure.table import Table
from quartier.methods.results import BoolArray, FloatArray, IntArray

TINY = 1e-7
WIDE = 200
"""Cells above which a move is first looked for nearby."""
LARGE = 2_000_000
"""Cells times secrets above which a connected table is first treated with all its secrets at once."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A possible move: `cells` that change and by how much."""

    cells: IntArray
    by: FloatArray

    def of(self, cell: int) -> float:
        place = np.searchsorted(self.cells, cell)
        return float(self.by[place]) if place < len(self.cells) and self.cells[place] == cell else 0.0


class Moves:
    """Moves of one connected table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._up = np.maximum(table.high - table.values, 0.0)
        self._down = np.maximum(table.values - table.low, 0.0)
        self._sums = sp.csc_matrix(table.sums)
        self._rows = sp.csr_matrix(table.sums)

    def nearby(self, cell: int) -> BoolArray:
        """Cells that share a sum with the cell, or with one that does; all where the table is small."""
        near = np.full(len(self.table.values), len(self.table.values) <= WIDE)
        near[cell] = True
        for _ in range(2):
            rows = np.unique(self._sums[:, np.flatnonzero(near)].indices)
            near[self._rows[rows].indices] = True
        return near

    def cheapest(
        self, wanted: Mapping[int, float], hidden: BoolArray, more: BoolArray, usable: BoolArray | None = None
    ) -> Witness | None:
        """The move that changes each cell in `wanted` by so much and costs least, or None if there is none.

        Cells in `hidden` move for nothing, those in `more` at their cost, within what is known of them, all others
        stay; `usable` takes cells out of both.
        """
        cells = self._cells(hidden | more, usable, wanted)
        up, down = self._up[cells].copy(), self._down[cells].copy()
        for cell, change in wanted.items():
            place = np.searchsorted(cells, cell)
            if change > up[place] + TINY or -change > down[place] + TINY:
                return None
            up[place], down[place] = max(change, 0.0), max(-change, 0.0)
        cost = np.where(hidden[cells], 0.0, self.table.cost[cells] + TINY)
        lower = np.zeros(2 * len(cells))
        for cell, change in wanted.items():
            place = np.searchsorted(cells, cell)
            lower[place], lower[place + len(cells)] = max(change, 0.0), max(-change, 0.0)
        bounds = np.column_stack([lower, np.concatenate([up, down])])
        return self._solved(cells, np.concatenate([cost, cost]), bounds)

    def furthest(self, cell: int, side: int, movable: BoolArray) -> float:
        """How far a cell can move to one side when all of `movable` may move."""
        cells = self._cells(movable, None, {cell: 0.0})
        place = int(np.searchsorted(cells, cell))
        need = self.table.need_high[cell] if side > 0 else self.table.need_low[cell]
        up, down = self._up[cells].copy(), self._down[cells].copy()
        limit = abs(need - self.table.values[cell])
        up[place], down[place] = (min(up[place], limit), 0.0) if side > 0 else (0.0, min(down[place], limit))
        cost = np.zeros(2 * len(cells))
        cost[place], cost[place + len(cells)] = -1.0, -1.0
        bounds = np.column_stack([np.zeros(2 * len(cells)), np.concatenate([up, down])])
        found = self._solved(cells, cost, bounds)
        return abs(found.of(cell)) if found is not None else 0.0

    def _cells(self, movable: BoolArray, usable: BoolArray | None, wanted: Mapping[int, float]) -> IntArray:
        chosen = movable.copy() if usable is None else movable & usable
        chosen[list(wanted)] = True
        return np.flatnonzero(chosen).astype(np.int64)

    def _solved(self, cells: IntArray, cost: FloatArray, bounds: FloatArray) -> Witness | None:
        sums = self._sums[:, cells]
        touched = np.diff(sums.tocsr().indptr) > 0
        rows = sums.tocsr()[touched]
        if not rows.shape[0]:
            change = bounds[:, 1] if (cost < 0).any() else bounds[:, 0]
            change = np.where(np.isfinite(change), change, 0.0)
        else:
            both = sp.hstack([rows, -rows]).tocsc()
            found = linprog(cost, A_eq=both, b_eq=np.zeros(rows.shape[0]), bounds=bounds, method="highs-ds")
            if found.status != 0:
                return None
            change = found.x
        change = change[: len(cells)] - change[len(cells) :]
        moved = np.abs(change) > TINY
        return Witness(cells[moved], change[moved])
