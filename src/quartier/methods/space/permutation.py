"""Conditional permutation for local statistics: exact, and fast from the first call.

The question at each unit: had the others' values fallen on the map at random, how often would its neighbours' weighted
sum Σ wᵢⱼzⱼ have been at least as high (as low)? The usual way draws neighbours anew for every unit: units x
permutations x neighbours gathers. Here one table of draws serves all units, as in esda and pygeoda, and more is shared:

* With equal weights in a row, the sum depends on the unit only through its number of neighbours k. The sums of the
  first k columns of the table are formed once for each k, sorted once, and every unit finds its rank by bisection.
* The unit itself may not be drawn as its own neighbour. Positions 0..n-2 are drawn and stand for "the others" by the
  rule j -> j, but j = i -> n-1, a bijection onto the units without i. A unit therefore differs from the shared sums
  only in those few draws that contain it (each draw of k columns contains k units), and these are put right one by one.

With unequal weights the sums are one matrix product per k. Work: O(n log R + R k) and O(n R k) in BLAS. The draws of
different units are the same, so their p-values share the Monte Carlo error (as in esda and pygeoda); each is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quartier.methods.results import BoolArray, FloatArray, IntArray
from quartier.methods.space.weights import Weights

BATCH = 8_000_000  # permuted sums held in memory at a time (64 MB)
# sums of the same numbers in another order differ in the last bits: nearer than this share of the scale is a tie
TIE = 1e-10


@dataclass(frozen=True)
class Extremes:
    """How many of `permutations` sums were >= and <= the observed one, per unit; ties count in both."""

    at_least: IntArray
    at_most: IntArray
    permutations: int


def draw_positions(size: int, columns: int, rows: int, generator: np.random.Generator) -> IntArray:
    """(rows, columns) positions below `size`, no position twice in a row, every prefix of a row a random sample."""
    if columns > size:
        raise ValueError(f"{columns} different positions below {size} do not exist")
    if columns * 2 > size:
        return np.argsort(generator.random((rows, size)), axis=1)[:, :columns].astype(np.int64)
    # repeated positions are drawn again until none is left: no position is preferred, so all ordered samples are alike
    table = generator.integers(size, size=(rows, columns))
    open_rows = np.arange(rows)
    while len(open_rows) and columns > 1:
        part = table[open_rows]
        order = np.argsort(part, axis=1, kind="stable")
        in_order = np.take_along_axis(part, order, axis=1)
        row, at = np.nonzero(in_order[:, 1:] == in_order[:, :-1])
        table[open_rows[row], order[row, at + 1]] = generator.integers(size, size=len(row))
        open_rows = open_rows[np.unique(row)]
    return table


def conditional_extremes(z: FloatArray, weights: Weights, permutations: int, seed: int) -> Extremes:
    """Compares Σ wᵢⱼzⱼ of every unit with `permutations` random placements of the other values.

    Weights of a unit on itself must not be in `weights`. Islands get 0 of 0 sums: both counts are `permutations`.
    """
    most = int(weights.cardinalities.max(initial=0))
    generator = np.random.default_rng(seed)
    block = max(1, BATCH // max(1, most))
    at_least, at_most = np.zeros(len(z), dtype=np.int64), np.zeros(len(z), dtype=np.int64)
    equal = _equal_rows(weights)
    for start in range(0, permutations, block):
        rows = min(block, permutations - start)
        draws = _Draws(draw_positions(len(z) - 1, most, rows, generator), z)
        high, low = _compare(draws, weights, equal, rows)
        at_least += high
        at_most += low
    return Extremes(at_least, at_most, permutations)


def _compare(draws: _Draws, weights: Weights, equal: BoolArray, rows: int) -> tuple[IntArray, IntArray]:
    """Counts over one block of draws, all units with the same number of neighbours at a time."""
    cards, starts, z = weights.cardinalities, weights.starts, draws.z
    at_least, at_most = np.full(len(z), rows, dtype=np.int64), np.full(len(z), rows, dtype=np.int64)
    for k in np.unique(cards[cards > 0]):
        units = np.flatnonzero((cards == k) & equal)
        if len(units):
            sums = z[weights.neighbours[starts[units][:, None] + np.arange(k)]].sum(axis=1)
            at_least[units], at_most[units] = draws.ranks(units, int(k), sums)
        units = np.flatnonzero((cards == k) & ~equal)
        step = max(1, BATCH // rows)
        for start in range(0, len(units), step):
            part = units[start : start + step]
            places = starts[part][:, None] + np.arange(k)
            found = draws.weighted_ranks(part, weights.values[places], z[weights.neighbours[places]])
            at_least[part], at_most[part] = found
    return at_least, at_most


def _equal_rows(weights: Weights) -> BoolArray:
    """True where all weights of a row are the same (and positive): only the number of neighbours matters."""
    data, starts = weights.values, weights.starts[:-1]
    filled = np.flatnonzero(weights.cardinalities > 0)
    equal = np.zeros(len(weights.cardinalities), dtype=bool)
    if len(filled):
        high = np.maximum.reduceat(data, starts[filled])
        equal[filled] = (high == np.minimum.reduceat(data, starts[filled])) & (high > 0)
    return equal


class _Draws:
    """The shared table of drawn positions, and where each unit occurs in it."""

    def __init__(self, table: IntArray, z: FloatArray) -> None:
        self.table, self.z, self.scale = table, z, float(np.abs(z).max(initial=0.0))
        self.values = z[table]
        flat = table.ravel()
        self.order = np.argsort(flat, kind="stable")
        self.sorted = flat[self.order]

    def _occurrences(self, units: IntArray, k: int) -> tuple[IntArray, IntArray, IntArray]:
        """Where `units` were drawn among the first k columns: number of the unit in `units`, row, column."""
        left = np.searchsorted(self.sorted, units, side="left")
        length = np.searchsorted(self.sorted, units, side="right") - left
        which = np.repeat(np.arange(len(units)), length)
        inside = np.arange(len(which)) - np.repeat(np.cumsum(length) - length, length)
        place = self.order[np.repeat(left, length) + inside]
        row, column = np.divmod(place, self.table.shape[1])
        early = column < k
        return which[early], row[early], column[early]

    def ranks(self, units: IntArray, k: int, observed: FloatArray) -> tuple[IntArray, IntArray]:
        """Counts of shared sums of the first k columns >= and <= each observed sum."""
        sums = self.values[:, :k].sum(axis=1)
        ordered, tie = np.sort(sums), TIE * self.scale * k
        at_least = len(sums) - np.searchsorted(ordered, observed - tie, side="left")
        at_most = np.searchsorted(ordered, observed + tie, side="right")
        which, row, _ = self._occurrences(units, k)
        seen, right = observed[which], sums[row] - self.z[units[which]] + self.z[-1]
        for count, sign in ((at_least, 1.0), (at_most, -1.0)):
            before = sign * (sums[row] - seen) >= -tie
            after = sign * (right - seen) >= -tie
            np.add.at(count, which, after.astype(np.int64) - before.astype(np.int64))
        return at_least, at_most

    def weighted_ranks(self, units: IntArray, w: FloatArray, neighbours: FloatArray) -> tuple[IntArray, IntArray]:
        """The same with weights `w` (units, k) of their own, by a matrix product."""
        k = w.shape[1]
        observed = (w * neighbours).sum(axis=1)
        sums = w @ self.values[:, :k].T
        which, row, column = self._occurrences(units, k)
        sums[which, row] += w[which, column] * (self.z[-1] - self.z[units[which]])
        tie = (TIE * self.scale * np.abs(w).sum(axis=1))[:, None]
        difference = np.subtract(sums, observed[:, None], out=sums)
        return (difference >= -tie).sum(axis=1), (difference <= tie).sum(axis=1)
