"""Areas in square metres, whatever the reference system: measured in an equal-area projection around the place."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

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
    from pyproj import CRS, Transformer

    bounds = np.asarray(shapely.total_bounds(shapes)) if len(shapes) else np.full(4, np.nan)
    geographic = CRS(crs).geodetic_crs
    if not np.isfinite(bounds).all() or geographic is None:
        return lambda points: points
    to_degrees = Transformer.from_crs(crs, geographic, always_xy=True)
    lon, lat = to_degrees.transform((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    equal = CRS.from_proj4(f"+proj=laea +lat_0={lat:.3f} +lon_0={lon:.3f} +ellps=GRS80 +units=m +type=crs")
    # no datum shift: areas are measured on the ellipsoid as if it were the one of the projection
    transformer = Transformer.from_crs(crs, _same_datum(equal, geographic), always_xy=True)
    return lambda points: np.column_stack(transformer.transform(points[:, 0], points[:, 1]))


def _same_datum(equal: Any, geographic: Any) -> Any:
    from pyproj.crs import ProjectedCRS

    return ProjectedCRS(conversion=equal.coordinate_operation, geodetic_crs=geographic)


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


def finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0
