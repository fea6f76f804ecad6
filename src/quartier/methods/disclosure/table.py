"""An additive table: cells, the sums between them, and what is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from quartier.methods.results import BoolArray, FloatArray, IntArray

Sum = tuple[int, tuple[int, ...]]
"""A cell and the cells that sum up to it."""


class State(IntEnum):
    SHOWN = 0
    PRIMARY = 1
    SECONDARY = 2


@dataclass(frozen=True, slots=True)
class Table:
    """Cells (arrays of one length) and their sums.

    `values`: the true values. `low`, `high`: what is known of a cell that is hidden, sums aside. `need_low`,
    `need_high`: the interval that must stay possible (NaN: the cell is no secret). `hidden`: hidden from the start.
    `may_hide`: may be hidden to protect others. `reserve`: zeros that are shown unless nothing else helps. `known`:
    was published before; hiding it now keeps nothing secret. `cost`: loss when a cell is hidden.
    `sums`: sparse matrix, one row a sum, +1 the total, -1 its parts.
    """

    values: FloatArray
    low: FloatArray
    high: FloatArray
    need_low: FloatArray
    need_high: FloatArray
    hidden: BoolArray
    may_hide: BoolArray
    reserve: BoolArray
    known: BoolArray
    cost: FloatArray
    sums: sp.csr_matrix

    def part(self, cells: IntArray, rows: IntArray) -> Table:
        """The table of some cells and sums."""
        return Table(
            self.values[cells], self.low[cells], self.high[cells], self.need_low[cells], self.need_high[cells],
            self.hidden[cells], self.may_hide[cells], self.reserve[cells], self.known[cells], self.cost[cells],
            self.sums[rows][:, cells],
        )  # fmt: skip

    @property
    def secret(self) -> BoolArray:
        return ~np.isnan(self.need_low)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """`state` (State) a cell; `low`, `high`: the intervals that stay possible for each secret, NaN elsewhere.

    `exposed`: secrets that stay computable whatever is hidden. `narrowed`: secrets whose interval is narrower than
    the rules want, because the sums alone allow no more.
    """

    state: IntArray
    low: FloatArray
    high: FloatArray
    exposed: BoolArray
    narrowed: BoolArray


def sum_matrix(sums: Iterable[Sum], cells: int) -> sp.csr_matrix:
    """The sums as a sparse matrix (sums x cells)."""
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    count = 0
    for count, (total, parts) in enumerate(sums, start=1):
        rows += [count - 1] * (len(parts) + 1)
        columns += [total, *parts]
        signs += [1.0, *([-1.0] * len(parts))]
    return sp.csr_matrix((signs, (rows, columns)), shape=(count, cells))


def components(table: Table) -> Iterator[tuple[IntArray, IntArray]]:
    """Cells and sums of each connected part that holds a secret."""
    cells, sums = table.sums.shape[1], table.sums.shape[0]
    linked = sp.bmat([[None, table.sums.T], [table.sums, None]]) if sums else sp.csr_matrix((cells, cells))
    _, label = connected_components(linked, directed=False)
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    wanted = set(label[:cells][table.secret].tolist())
    for members in np.split(order, starts[1:]):
        if int(label[members[0]]) in wanted:
            yield members[members < cells], members[members >= cells] - cells
