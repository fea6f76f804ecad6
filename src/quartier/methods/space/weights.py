"""Who is whose neighbour: spatial weights as a sparse matrix over units, islands named.

All builders take geometry in a projected coordinate system (any linear unit, converted to metres by the CRS) and raise
InputRejected otherwise: a tolerance in metres means nothing in degrees. Units without geometry become islands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.methods.results import BoolArray, FloatArray, IntArray, rejected

if TYPE_CHECKING:
    import geopandas as gpd
    from scipy import sparse


@dataclass(frozen=True)
class Weights:
    """Spatial weights in rows: the neighbours of unit i of `index` stand at ``starts[i]:starts[i + 1]``.

    `neighbours` holds their positions, ascending, `values` their weights, none of them 0 (that is a CSR matrix; the
    arrays are kept so that a test of some hundred units need not load SciPy). `kind` says in one line how they were
    made; it stands in every export.
    """

    index: pd.Index
    starts: IntArray
    neighbours: IntArray
    values: FloatArray
    kind: str

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """The same as a SciPy matrix (n, n)."""
        from scipy import sparse

        size = len(self.index)
        return sparse.csr_array((self.values, self.neighbours, self.starts), shape=(size, size))

    @cached_property
    def cardinalities(self) -> IntArray:
        """Number of neighbours of each unit (weights other than 0, itself included if it carries one)."""
        return np.asarray(np.diff(self.starts), dtype=np.int64)

    @cached_property
    def rows(self) -> IntArray:
        """The unit to which each entry of `neighbours` belongs."""
        return np.repeat(np.arange(len(self.index), dtype=np.int64), self.cardinalities)

    @property
    def island_mask(self) -> BoolArray:
        return np.asarray(self.cardinalities == 0)

    @property
    def islands(self) -> pd.Index:
        """Units without neighbours. They are never tested and never count as 0."""
        return self.index[self.island_mask]

    def row_sums(self, power: int = 1) -> FloatArray:
        """Sum of the weights (or of their powers) of each unit; 0 for islands."""
        sums = np.bincount(self.rows, self.values**power, minlength=len(self.index))
        return np.asarray(sums, dtype=np.float64)

    @cached_property
    def row_standardised(self) -> Weights:
        """Each row divided by its sum; islands keep their empty row."""
        sums = self.row_sums()
        factor = np.divide(1.0, sums, out=np.zeros(len(sums)), where=sums != 0)
        return replace(self, values=self.values * factor[self.rows], kind=f"{self.kind}, row-standardised")

    def with_self(self, weight: float = 1.0) -> Weights:
        """The same with every unit as its own neighbour (Gi*, neighbourhood means). Islands get only themselves."""
        others, own = self.without_self(), np.arange(len(self.index))
        return from_pairs(
            self.index,
            np.concatenate([others.rows, own]),
            np.concatenate([others.neighbours, own]),
            np.concatenate([others.values, np.full(len(own), weight)]),
            f"{self.kind}, self included",
        )

    def without_self(self) -> Weights:
        """The same without weights of units on themselves."""
        other = self.rows != self.neighbours
        if other.all():
            return self
        return from_pairs(self.index, self.rows[other], self.neighbours[other], self.values[other], self.kind)

    def of(self, mask: BoolArray) -> Weights:
        """The weights among the units where `mask` holds, in the same order."""
        if mask.all():
            return self
        place = np.cumsum(mask) - 1
        both = mask[self.rows] & mask[self.neighbours]
        rows, columns = place[self.rows[both]], place[self.neighbours[both]]
        return from_pairs(self.index[mask], rows, columns, self.values[both], self.kind)

    def lag(self, values: FloatArray) -> FloatArray:
        """Weighted sum over the neighbours, W z, of a vector or of the columns of a table."""
        if values.ndim > 1:
            return np.asarray(self.matrix @ values, dtype=np.float64)
        sums = np.bincount(self.rows, self.values * values[self.neighbours], minlength=len(self.index))
        return np.asarray(sums, dtype=np.float64)


def from_pairs(
    index: pd.Index,
    rows: npt.ArrayLike,
    columns: npt.ArrayLike,
    values: npt.ArrayLike = 1.0,
    kind: str = "given pairs",
) -> Weights:
    """Weights from positions: unit `rows[k]` has the neighbour `columns[k]` with weight `values[k]`.

    Pairs that occur twice are added, weights of 0 are left out.
    """
    i, j = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    data = np.broadcast_to(np.asarray(values, dtype=np.float64), i.shape)
    size = len(index)
    order = np.argsort(i * size + j, kind="stable")
    i, j, data = i[order], j[order], data[order]
    if len(i):
        first = np.flatnonzero(np.concatenate([[True], (np.diff(i) != 0) | (np.diff(j) != 0)]))
        i, j, data = i[first], j[first], np.add.reduceat(data, first)
    there = data != 0
    starts = np.concatenate([[0], np.cumsum(np.bincount(i[there], minlength=size))]).astype(np.int64)
    return Weights(index, starts, j[there], data[there], kind)


def from_neighbours(neighbours: dict[Any, list[Any]], kind: str = "given neighbours") -> Weights:
    """Binary weights from a mapping unit -> its neighbours, as GAL files and planners' lists give them.

    Raises InputRejected, all at once, for neighbours that are no units.
    """
    index = pd.Index(list(neighbours))
    pairs = [(unit, other) for unit, others in neighbours.items() for other in others]
    unknown = sorted({str(other) for _, other in pairs if other not in index})
    if unknown:
        raise rejected(f"neighbours that are no units: {', '.join(unknown)}", "unknown-unit", "weights")
    rows = index.get_indexer(pd.Index([unit for unit, _ in pairs], dtype=index.dtype))
    columns = index.get_indexer(pd.Index([other for _, other in pairs], dtype=index.dtype))
    return from_pairs(index, rows, columns, kind=kind)


def metres_per_unit(geometry: gpd.GeoSeries | gpd.GeoDataFrame) -> float:
    """Length of one coordinate unit in metres. Raises InputRejected without CRS or with degrees."""
    crs = geometry.crs
    if crs is None:
        raise rejected("the geometry has no coordinate system", "no-crs", "geometry", "none")
    if not crs.is_projected:
        message = "distances need a projected coordinate system, such as EPSG:25832"
        raise rejected(message, "not-projected", "geometry", crs.to_string())
    return float(crs.axis_info[0].unit_conversion_factor)


def shapes(geometry: gpd.GeoSeries | gpd.GeoDataFrame) -> tuple[npt.NDArray[np.object_], IntArray]:
    """The geometries that are there, and their positions."""
    import shapely

    array = np.asarray(geometry.geometry.values, dtype=object)
    present = ~(shapely.is_missing(array) | shapely.is_empty(array))
    return array[present], np.flatnonzero(present).astype(np.int64)


def centres(geometry: gpd.GeoSeries | gpd.GeoDataFrame) -> tuple[FloatArray, IntArray]:
    """Centroids in metres (n, 2) of the units that have a geometry, and their positions."""
    import shapely

    factor = metres_per_unit(geometry)
    there, positions = shapes(geometry)
    return shapely.get_coordinates(shapely.centroid(there)) * factor, positions


def k_nearest(geometry: gpd.GeoSeries | gpd.GeoDataFrame, k: int) -> Weights:
    """The k nearest units by centroid, weight 1. Not symmetric. Equal distances: the earlier row wins.

    Raises InputRejected unless 1 <= k < number of units.
    """
    from scipy.spatial import KDTree

    points, positions = centres(geometry)
    if not 1 <= k < len(points):
        raise rejected(f"k must lie between 1 and {len(points) - 1}", "out-of-range", "k_nearest", str(k))
    tree = KDTree(points)
    reach = tree.query(points, k=k + 1)[0][:, -1]
    candidates = tree.query_ball_point(points, reach * (1 + 1e-9) + 1e-9)
    counts = np.fromiter((len(found) for found in candidates), dtype=np.int64, count=len(points))
    rows, columns = np.repeat(np.arange(len(points)), counts), np.concatenate(candidates).astype(np.int64)
    rows, columns = rows[rows != columns], columns[rows != columns]
    # rounding to a micrometre makes the regular grid's equal distances equal, so that the tie rule decides
    distances = np.round(np.hypot(*(points[rows] - points[columns]).T), 6)
    order = np.lexsort((columns, distances, rows))
    rows, columns = rows[order], columns[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows, side="left")
    first = rank < k
    return from_pairs(geometry.index, positions[rows[first]], positions[columns[first]], kind=f"{k} nearest units")


DECAYS = ("binary", "inverse", "inverse-square", "triangular", "gaussian", "exponential")


def distance_band(
    geometry: gpd.GeoSeries | gpd.GeoDataFrame, metres: float, decay: str = "binary", scale: float | None = None
) -> Weights:
    """All units whose centroid lies within `metres`, weighted by `decay`.

    binary 1; inverse 1/d; inverse-square 1/d²; triangular 1 - d/metres; gaussian exp(-d²/(2 s²)); exponential
    exp(-d/s), with s = `scale` in metres (default metres/3). Coincident centroids (d = 0) count as 1 m apart for the
    inverse decays. Raises InputRejected for an unknown decay or a distance that is not positive.
    """
    from scipy.spatial import KDTree

    if decay not in DECAYS:
        raise rejected(f"decay must be one of {', '.join(DECAYS)}", "unknown-choice", "distance_band", decay)
    if not metres > 0:
        raise rejected("the distance must be positive", "out-of-range", "distance_band", str(metres))
    points, positions = centres(geometry)
    pairs = KDTree(points).query_pairs(metres, output_type="ndarray")
    d = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    weight = _decayed(d, decay, metres, scale or metres / 3)
    rows, columns = positions[pairs.T]
    kind = f"within {metres:g} m, {decay}"
    both = np.concatenate([rows, columns]), np.concatenate([columns, rows])
    return from_pairs(geometry.index, *both, np.concatenate([weight, weight]), kind)


def _decayed(d: FloatArray, decay: str, metres: float, scale: float) -> FloatArray:
    if decay == "binary":
        return np.ones_like(d)
    if decay == "triangular":
        return np.asarray(1 - d / metres)
    if decay == "gaussian":
        return np.asarray(np.exp(-(d**2) / (2 * scale**2)))
    if decay == "exponential":
        return np.asarray(np.exp(-d / scale))
    apart = np.maximum(d, 1.0)
    return np.asarray(1 / apart if decay == "inverse" else 1 / apart**2)


def attach_islands(weights: Weights, geometry: gpd.GeoSeries | gpd.GeoDataFrame) -> Weights:
    """Joins every island with the unit whose border is nearest to its own (both ways), as the user asked for.

    Islands without geometry stay islands. Nothing is joined unless this is called.
    """
    import shapely

    there, positions = shapes(geometry)
    lonely = np.isin(positions, np.flatnonzero(weights.island_mask))
    if not lonely.any() or len(there) < 2:
        return weights
    tree = shapely.STRtree(there)
    found = tree.query_nearest(there[lonely], exclusive=True, all_matches=False)
    rows, columns = positions[np.flatnonzero(lonely)[found[0]]], positions[found[1]]
    known = set(zip(weights.rows.tolist(), weights.neighbours.tolist(), strict=True))
    wanted = {pair for i, j in zip(rows.tolist(), columns.tolist(), strict=True) for pair in ((i, j), (j, i))}
    more = np.array(sorted(wanted - known), dtype=np.int64).reshape(-1, 2)
    return from_pairs(
        weights.index,
        np.concatenate([weights.rows, more[:, 0]]),
        np.concatenate([weights.neighbours, more[:, 1]]),
        np.concatenate([weights.values, np.ones(len(more))]),
        f"{weights.kind}, {lonely.sum()} islands joined to the nearest",
    )
