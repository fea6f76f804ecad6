"""Areas in square metres, whatever the reference system: measured in an equal-area projection around the place."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from quartier.sources.geodata.degrees import transformer

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[Any]


def square_metres(shapes: Any, crs: Any) -> Floats:
    """Area of each shape in m² (NaN for none), in Lambert's equal-area projection centred on them (Snyder, 1987)."""
    import shapely

    moved = shapely.transform(np.asarray(shapes, dtype=object), _to_equal_area(shapes, crs))
    return np.asarray(shapely.area(moved), dtype=np.float64)


def metres(shapes: Any, crs: Any) -> Floats:
    """Length (of polygons: perimeter) of each shape in m, in the same projection; exact to some 0.1 % in a town."""
    import shapely

    moved = shapely.transform(np.asarray(shapes, dtype=object), _to_equal_area(shapes, crs))
    return np.asarray(shapely.length(moved), dtype=np.float64)


def _to_equal_area(shapes: Any, crs: Any) -> Any:
    import shapely

    bounds = np.asarray(shapely.total_bounds(shapes)) if len(shapes) else np.full(4, np.nan)
    if not np.isfinite(bounds).all() or crs.geodetic_crs is None:
        return lambda points: points
    degrees = transformer(crs, crs.geodetic_crs)
    lon, lat = degrees.transform((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    if not (np.isfinite(lon) and np.isfinite(lat)):
        # the system cannot mean this place: what lies there has no size
        return lambda points: np.full((len(points), 2), np.nan)
    change = transformer(crs, _centred(crs.geodetic_crs, round(lon, 1), round(lat, 1)))
    return lambda points: np.column_stack(change.transform(points[:, 0], points[:, 1]))


@lru_cache(maxsize=64)
def _centred(geographic: Any, lon: float, lat: float) -> Any:
    """The equal-area projection around a place, on the datum of the shapes: areas need no datum shift."""
    from pyproj.crs import ProjectedCRS
    from pyproj.crs.coordinate_operation import LambertAzimuthalEqualAreaConversion

    return ProjectedCRS(LambertAzimuthalEqualAreaConversion(lat, lon), geodetic_crs=geographic)


def degrees_or_metres(width: float, crs: Any) -> float:
    """A width in metres in the unit of the system (degrees of latitude, metres, feet)."""
    if crs.is_geographic:
        return width / 111_320
    factor = crs.axis_info[0].unit_conversion_factor or 1.0
    return width / float(factor)


def polygons_of(shapes: Any) -> Shapes:
    """Only the areas of each shape, as a polygon or multipolygon; None where nothing is left."""
    import shapely

    found = []
    for shape in np.asarray(shapes, dtype=object):
        parts = [item for item in _flat(shape) if item.geom_type == "Polygon" and not item.is_empty]
        found.append(None if not parts else parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))
    result = np.empty(len(found), dtype=object)
    result[:] = found
    return result


def _flat(shape: Any) -> list[Any]:
    if shape is None:
        return []
    if hasattr(shape, "geoms"):
        return [part for item in shape.geoms for part in _flat(item)]
    return [shape]
