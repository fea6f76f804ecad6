"""Coordinates of any reference system as degrees: transformers that are made once, boxes."""

from __future__ import annotations

import math
import warnings
from functools import lru_cache
from typing import Any

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@lru_cache(maxsize=64)
def transformer(before: Any, after: Any) -> Any:
    """From one system (pyproj.CRS) into another, x first; kept, for making one takes a tenth of a second.

    Missing datum grids make PROJ warn here; people are told by `missing_grids`.
    """
    from pyproj import Transformer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Transformer.from_crs(before, after, always_xy=True)


@lru_cache(maxsize=64)
def epsg(code: int) -> Any:
    """The system of a code, as pyproj.CRS."""
    from pyproj import CRS

    return CRS.from_epsg(code)


def box_in_degrees(bounds: Any, crs: Any, *, swapped: bool = False) -> Box | None:
    """Bounds in a system as degrees; None where they cannot be transformed or are empty."""
    from pyproj.exceptions import ProjError

    left, bottom, right, top = (float(value) for value in bounds)
    if not all(map(math.isfinite, (left, bottom, right, top))):
        return None
    if swapped:
        left, bottom, right, top = bottom, left, top, right
    try:
        found = transformer(crs, epsg(4326)).transform_bounds(left, bottom, right, top, densify_pts=5)
    except ProjError:
        return None
    west, south, east, north = found
    return (west, south, east, north) if all(map(math.isfinite, found)) else None
