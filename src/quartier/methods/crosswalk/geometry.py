"""Polygons made fit for overlay: one equal-area system, valid rings, and the areas of their intersections."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from quartier.kernel.errors import Problem
from quartier.methods.crosswalk.model import code_index
from quartier.methods.results import BoolArray, FloatArray, IntArray, rejected, unit_names

if TYPE_CHECKING:
    import geopandas as gpd

BLOCK = 1_000  # pairs of polygons a thread intersects at a time


@dataclass(frozen=True)
class Shapes:
    """Units as valid polygons of one equal-area system; None where a unit has no polygon."""

    codes: pd.Index
    polygons: Any
    areas: FloatArray
    problems: tuple[Problem, ...]

    @property
    def present(self) -> BoolArray:
        return self.areas > 0


def equal_area_crs(*layers: gpd.GeoDataFrame | gpd.GeoSeries) -> Any:
    """An equal-area reference system for the layers: that of the first layer that has one, else an own.

    The own one is Lambert's azimuthal equal-area projection around the middle of the first layer with places, so that
    it serves any town on earth (Snyder 1987, Map projections: a working manual, chapter 24).
    Raises InputRejected if a layer has no reference system.
    """
    from pyproj import CRS

    for layer in layers:
        if layer.crs is None:
            raise rejected("the polygons have no coordinate reference system", "no-crs", "geometry")
    for layer in layers:
        operation = layer.crs.coordinate_operation if layer.crs.is_projected else None
        if operation is not None and "equal area" in operation.method_name.lower():
            return layer.crs
    bounds = [layer.to_crs("EPSG:4326").total_bounds for layer in layers]
    west, south, east, north = next((box for box in bounds if np.isfinite(box).all()), (0.0, 0.0, 0.0, 0.0))
    return CRS.from_dict(
        {"proj": "laea", "lat_0": round((south + north) / 2, 4), "lon_0": round((west + east) / 2, 4), "units": "m"}
    )


def shapes_of(units: gpd.GeoDataFrame, crs: Any, name: str) -> Shapes:
    """Units (columns ``code``, ``geometry``) as valid polygons in `crs`; repaired and absent ones are reported."""
    import shapely

    codes = code_index(units["code"], name)
    raw = np.asarray(units.geometry.to_crs(crs).values, dtype=object)
    absent = shapely.is_missing(raw) | shapely.is_empty(raw)
    broken = ~absent & ~shapely.is_valid(raw)
    polygons = raw.copy()
    polygons[broken] = shapely.make_valid(raw[broken], method="structure", keep_collapsed=False)
    areas = np.nan_to_num(shapely.area(polygons))
    flat = ~absent & (areas <= 0)
    problems = [
        Problem(text, code, found=unit_names(codes, mask), severity="warning")
        for mask, code, text in (
            (broken & ~flat, "ring-repaired", f"{name}: rings that cross themselves were repaired"),
            (absent, "no-polygon", f"{name}: units without polygon take no part"),
            (flat, "no-area", f"{name}: units whose shape has no area take no part"),
        )
        if mask.any()
    ]
    return Shapes(codes, polygons, areas, tuple(problems))


def overlaps(first: Shapes, second: Shapes) -> tuple[IntArray, IntArray, FloatArray]:
    """Pairs (position in first, position in second) that share area, and that area. Mere touching is left out.

    A unit that lies wholly in the other needs no intersection, which is most of them where one geography is finer.
    """
    import shapely

    one, two = np.flatnonzero(first.present), np.flatnonzero(second.present)
    pairs = shapely.STRtree(first.polygons[one]).query(second.polygons[two], predicate="intersects")
    right, left = two[pairs[0]], one[pairs[1]]
    shapely.prepare(first.polygons)
    shapely.prepare(second.polygons)
    a, b = first.polygons[left], second.polygons[right]
    inside = shapely.covers(b, a)
    around = ~inside & shapely.covers(a, b)
    area = np.select([inside, around], [first.areas[left], second.areas[right]], 0.0)
    rest = np.flatnonzero(~inside & ~around)
    area[rest] = shapely.area(intersections(a[rest], b[rest]))
    kept = area > 0
    return left[kept], right[kept], area[kept]


def intersections(first: Any, second: Any) -> Any:
    """The intersections of pairs of polygons, on all cores (Shapely gives the interpreter free while it computes)."""
    import shapely

    result = np.empty(len(first), dtype=object)

    def work(start: int) -> None:
        part = slice(start, start + BLOCK)
        result[part] = shapely.intersection(first[part], second[part])

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(work, range(0, len(first), BLOCK)))
    return result


def pieces(first: Shapes, second: Shapes) -> tuple[IntArray, IntArray, Shapes]:
    """The intersections themselves, as shapes: position in first, position in second, polygons."""
    import shapely

    left, right, _ = overlaps(first, second)
    polygons = intersections(first.polygons[left], second.polygons[right])
    codes = pd.Index([str(number) for number in range(len(left))])
    return left, right, Shapes(codes, polygons, np.asarray(shapely.area(polygons)), ())
