"""The units that places are counted for: codes, names, and polygons where there are any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from quartier.sources.tables.units import UnitIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Units:
    """`frame`: text columns ``code`` and ``name``, and ``geometry`` with a reference system (a GeoDataFrame) or not."""

    frame: Any

    @property
    def shaped(self) -> bool:
        return getattr(self.frame, "crs", None) is not None and "geometry" in self.frame

    @property
    def codes(self) -> list[str]:
        return [str(code) for code in self.frame["code"]]

    @cached_property
    def index(self) -> UnitIndex:
        return UnitIndex(self.frame)

    def code_of(self, text: str) -> str:
        """The unit that a text names by code or by a name that only one bears; "" where it names none."""
        for by in ("code", "name"):
            code = self.index.by_text(text.strip(), by, self.index.length)[1]
            if code:
                return code
        return ""

    def at(self, x: NDArray[np.float64], y: NDArray[np.float64], crs: Any) -> list[str]:
        """Code of the unit at each point, "" outside of all; a point on a border belongs to the first of its units."""
        import shapely

        from quartier.sources.geodata.degrees import transformer

        there = np.isfinite(x) & np.isfinite(y)
        east, north = transformer(crs, self.frame.crs).transform(x[there], y[there])
        tree = shapely.STRtree(self.frame.geometry.to_numpy())
        points, units = tree.query(shapely.points(east, north), predicate="intersects")
        found = np.full(int(there.sum()), -1)
        order = np.lexsort((-units, points))
        found[points[order]] = units[order]  # the smallest position is written last
        codes = np.array([*self.codes, ""], dtype=object)
        out = np.full(len(x), "", dtype=object)
        out[there] = codes[found]
        return [str(code) for code in out]
