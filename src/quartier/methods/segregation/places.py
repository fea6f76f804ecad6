"""Where units lie and how large they are, in kilometres: what the spatial indices need of a map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quartier.methods.results import FloatArray, rejected

if TYPE_CHECKING:
    import geopandas as gpd

BLOCK = 2_000_000  # distances held in memory at a time (16 MB)


@dataclass(frozen=True)
class Places:
    """Centroids `points` (n, 2) in km and `areas` (n,) in km². The unit matters: exp(-d) is not the same in metres."""

    points: FloatArray
    areas: FloatArray

    @classmethod
    def of(cls, geometry: gpd.GeoSeries | gpd.GeoDataFrame) -> Places:
        """From polygons in a projected system. Raises InputRejected: degrees, no system, units without polygon."""
        import shapely

        from quartier.methods.space.weights import metres_per_unit

        factor = metres_per_unit(geometry) / 1000.0
        array = np.asarray(geometry.geometry.values, dtype=object)
        absent = int((shapely.is_missing(array) | shapely.is_empty(array)).sum())
        if absent:
            raise rejected(f"{absent} units have no polygon", "no-geometry", "geometry")
        points = shapely.get_coordinates(shapely.centroid(array)) * factor
        return cls(points, np.asarray(shapely.area(array)) * factor**2)

    def __len__(self) -> int:
        return len(self.areas)

    def distances_from(self, point: tuple[float, float]) -> FloatArray:
        """Distance in km of every centroid from `point` (km)."""
        return np.asarray(np.hypot(*(self.points - np.asarray(point)).T))

    def proximity_sums(self, columns: FloatArray, scale: float = 1.0) -> FloatArray:
        """C @ columns with c_ij = exp(-d_ij/scale), d_ii = sqrt(0.6 aᵢ); block by block, never n² in memory.

        The mean distance within a unit is that of White (1983), The measurement of spatial segregation.
        """
        result = np.empty((len(self), columns.shape[1]))
        for rows, proximity in self._blocks(scale):
            result[rows] = proximity @ columns
        return result

    def _blocks(self, scale: float) -> Iterator[tuple[slice, FloatArray]]:
        size = max(1, BLOCK // max(1, len(self)))
        own = np.exp(-np.sqrt(0.6 * self.areas) / scale)
        for start in range(0, len(self), size):
            rows = slice(start, min(start + size, len(self)))
            part = self.points[rows]
            proximity = np.hypot(
                part[:, :1] - self.points[None, :, 0].reshape(1, -1), part[:, 1:] - self.points[:, 1].reshape(1, -1)
            )
            np.exp(np.divide(proximity, -scale, out=proximity), out=proximity)
            here = np.arange(rows.start, rows.stop)
            proximity[here - rows.start, here] = own[rows]
            yield rows, proximity
