"""Polygons for the browser: one quantised GeoJSON, or vector tiles in one PMTiles file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio
import pyogrio.errors
import shapely

from quartier.kernel.errors import Problem, StoreFull

_METRIC = 3035
_DETAIL = 6_000
"""Steps of simplification across the larger side of the extent (Berlin: 8 m)."""
_MAY_CHANGE = 0.01
"""Cleaning a coverage may change the area of a unit by this share; more means that units overlap for a reason."""
LAYER = "units"
EXTENT = 8192
"""Steps across a tile; what MapLibre keeps."""
_EQUATOR = 40_075_016.7
_FINEST = 14

Shapes = npt.NDArray[Any]


def wgs84(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """The shapes in longitude and latitude."""
    return shapes.to_crs(4326)


def geojson(shapes: gpd.GeoSeries) -> bytes:
    """A FeatureCollection; id = position in the unit order, no properties. Units without polygon are left out.

    Shared borders are simplified once (`shapely.coverage_simplify`), so that no gaps open between neighbours. No unit
    vanishes: one that is too small for the quantisation keeps more digits.
    """
    present = np.flatnonzero(~shapely.is_missing(np.asarray(shapes.values, dtype=object)))
    chosen = shapes.iloc[present]
    metric = np.asarray(chosen.to_crs(_METRIC).values, dtype=object)
    west, south, east, north = shapely.total_bounds(metric)
    tolerance = max(east - west, north - south) / _DETAIL
    simple = gpd.GeoSeries(_simplified(metric, tolerance), crs=_METRIC).to_crs(4326)
    digits = 5 if tolerance > 3 else 6
    drawn = _quantised(np.asarray(simple.values, dtype=object), np.asarray(wgs84(chosen).values, dtype=object), digits)
    features = (
        f'{{"type":"Feature","id":{position},"properties":{{}},"geometry":{text}}}'
        for position, text in zip(present, shapely.to_geojson(drawn), strict=True)
    )
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n").encode()


def _simplified(metric: Shapes, tolerance: float) -> Shapes:
    """Simplified polygons whose common borders stay common; a unit that overlaps others for a reason stands alone."""
    if shapely.coverage_is_valid(metric):
        return _kept(shapely.coverage_simplify(metric, tolerance), metric)
    clean = shapely.coverage_clean(metric)  # type: ignore[attr-defined]  # newer than the type stubs
    before = shapely.area(metric)
    changed = np.abs(shapely.area(clean) - before) > _MAY_CHANGE * before
    alone = shapely.simplify(metric, tolerance / 2, preserve_topology=True)
    return _kept(np.where(changed, alone, shapely.coverage_simplify(clean, tolerance)), metric)


def _kept(simple: Shapes, original: Shapes) -> Shapes:
    lost = shapely.is_empty(simple) | ~(shapely.area(simple) > 0)
    return np.where(lost, original, simple)


def _quantised(simple: Shapes, original: Shapes, digits: int) -> Shapes:
    """Coordinates with `digits` decimals; what becomes invalid is mended, what would vanish keeps all digits."""
    rounded: Shapes = _round(simple, digits)
    for i in np.flatnonzero(~shapely.is_valid(rounded)):
        # also drops rings that collapse to two points, on which remove_repeated_points would raise
        rounded[i] = _mended(simple[i], rounded[i], digits)
    rounded = shapely.remove_repeated_points(rounded)
    for i in np.flatnonzero(~(shapely.area(rounded) > 0)):
        finer = _round(original[i], 8)
        rounded[i] = finer if shapely.is_valid(finer) and shapely.area(finer) > 0 else original[i]
    return rounded


def _mended(simple: Any, rounded: Any, digits: int) -> Any:
    try:
        return shapely.set_precision(simple, 10.0**-digits)
    except shapely.errors.GEOSException:  # simplification has let a hairline cross itself
        return shapely.make_valid(rounded, method="structure", keep_collapsed=False)


def _round(shapes: Any, digits: int) -> Any:
    return shapely.transform(shapes, lambda coordinates: np.round(coordinates, digits))


def pmtiles(shapes: gpd.GeoSeries, path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Write vector tiles to `path`; property ``i`` = position in the unit order.

    GDAL's driver drops features silently (too many, too large a tile, too small a polygon): its limits are raised, the
    file is read back, and units that a zoom lacks are told.
    """
    placed = wgs84(shapes)
    present = np.flatnonzero(~shapely.is_missing(np.asarray(placed.values, dtype=object)))
    frame = gpd.GeoDataFrame({"i": present.astype(np.int32)}, geometry=placed.iloc[present].values, crs=4326)
    lowest, highest = zooms(*frame.total_bounds)
    try:
        _write_tiles(frame, path, lowest, highest)
        found = [_lost(path, zoom, present) for zoom in range(lowest, highest + 1)]
    except (pyogrio.errors.FeatureError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        # GDAL keeps the cause to itself; the polygons are sound by now, so it is the disk below its working files
        raise StoreFull(f"Tiles could not be written to {path.parent} ({error}); is its disk full?") from error
    problems = [problem for problem in found if problem is not None]
    return {"layer": LAYER, "minzoom": lowest, "maxzoom": highest}, problems


def _write_tiles(frame: gpd.GeoDataFrame, path: Path, lowest: int, highest: int) -> None:
    # MAX_SIZE and MAX_FEATURES: else tiles of low zooms lose units; SIMPLIFICATION=0: else common borders part.
    pyogrio.write_dataframe(
        frame, path, layer=LAYER, driver="PMTiles", NAME=LAYER, MINZOOM=lowest, MAXZOOM=highest,
        MAX_SIZE=500_000_000, MAX_FEATURES=10_000_000, SIMPLIFICATION=0, EXTENT=EXTENT,
    )  # fmt: skip


def zooms(west: float, south: float, east: float, north: float) -> tuple[int, int]:
    """Lowest zoom (the town fills most of a tile, i.e. a telephone's screen) and highest (steps of some 1.5 m)."""
    latitude = math.radians((south + north) / 2)
    share = max(east - west, (north - south) / math.cos(latitude), 1e-6) / 360
    lowest = min(max(math.floor(math.log2(0.7 / share)), 0), _FINEST)
    step = _EQUATOR * math.cos(latitude) / EXTENT
    return lowest, min(max(math.ceil(math.log2(step / 1.5)), lowest), _FINEST)


def _lost(path: Path, zoom: int, present: npt.NDArray[np.int64]) -> Problem | None:
    found = pyogrio.read_dataframe(path, columns=["i"], read_geometry=False, ZOOM_LEVEL=zoom)["i"]
    lost = np.setdiff1d(present, found.to_numpy())
    if not len(lost):
        return None
    return Problem(f"{len(lost)} units are too small to be drawn at zoom {zoom}.", "too-small", column="geometry",
                   found="positions " + ", ".join(str(i) for i in lost[:10]), severity="warning")  # fmt: skip
