"""The release of a map layer: points, lines or areas with their properties, as delivered and as the map draws them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from quartier.kernel.declared import LayerKind, MapLayer
from quartier.kernel.errors import InputRejected, Problem
from quartier.lake import keys
from quartier.lake.release import WrittenRelease
from quartier.lake.store import Store
from quartier.lake.write.draft import GEOJSON, PARQUET, draft

MOST_FEATURES = 50_000
"""More would be too heavy for one file on a telephone."""
_DETAIL = 6_000
"""Steps of simplification across the larger side of the extent."""
_METRIC = 3035
_DIGITS = 6
_FAMILIES: dict[LayerKind, tuple[str, ...]] = {
    LayerKind.POINTS: ("Point", "MultiPoint"),
    LayerKind.LINES: ("LineString", "MultiLineString", "LinearRing"),
    LayerKind.AREAS: ("Polygon", "MultiPolygon"),
}

Shapes = npt.NDArray[Any]


def write_layer(store: Store, layer: MapLayer) -> WrittenRelease:
    """See `quartier.lake.write`."""
    frame, problems = _checked(layer)
    drawn = _drawn(frame, layer.kind)
    with draft() as files:
        path = files.new_path(".parquet")
        frame.to_parquet(path, compression="zstd", index=False)
        files.add_path("features.parquet", path, PARQUET)
        files.add("features.geojson.gz", _geojson(frame, drawn), GEOJSON, compress=True)
        manifest: dict[str, Any] = {
            "layer": layer.key,
            "kind": str(layer.kind),
            "count": len(frame),
            "fields": [name for name in frame.columns if name not in ("title", "geometry")],
            "bounds": [round(float(value), 6) for value in frame.to_crs(4326).total_bounds],
            "problems": [asdict(problem) for problem in problems],
        }
        return files.publish(store, f"layers/{keys.encode(layer.key)}", manifest)


def _checked(layer: MapLayer) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Features that can be drawn, with a text column ``title``; problems of those that cannot."""
    subject = f"layer {layer.key}"
    frame = layer.features.reset_index(drop=True)
    if frame.crs is None:
        raise InputRejected([Problem("The features have no coordinate system (CRS).", "crs-absent")], subject)
    if len(frame) > MOST_FEATURES:
        raise InputRejected([Problem("There are too many features for one layer.", "too-many-features",
                                     found=str(len(frame)), expected=f"at most {MOST_FEATURES}")], subject)  # fmt: skip
    kinds = frame.geometry.geom_type
    absent = frame.geometry.isna() | frame.geometry.is_empty
    strange = ~absent & ~kinds.isin(_FAMILIES[layer.kind])
    problems = [Problem("The feature has no shape and is not drawn.", "no-shape", row=int(i) + 1, severity="warning")
                for i in np.flatnonzero(absent)]  # fmt: skip
    problems += [Problem("The feature is of another kind than the layer and is not drawn.", "other-shape",
                         row=int(i) + 1, found=str(kinds.iloc[i]), expected=str(layer.kind), severity="warning")
                 for i in np.flatnonzero(strange)]  # fmt: skip
    kept = frame[~absent & ~strange].reset_index(drop=True)
    problems += _outside(kept)
    errors = [problem for problem in problems if problem.severity == "error"]
    if not len(kept):
        errors.append(Problem("No feature can be drawn.", "empty", expected=str(layer.kind)))
    if errors:
        raise InputRejected(errors, subject)
    return _with_texts(kept), problems


def _outside(frame: gpd.GeoDataFrame) -> list[Problem]:
    west, south, east, north = frame.to_crs(4326).total_bounds if len(frame) else (0.0, 0.0, 0.0, 0.0)
    if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:
        return []
    found = ", ".join(f"{value:.2f}" for value in frame.total_bounds)
    return [Problem("The coordinates do not fit the coordinate system.", "crs-unfit", column="geometry", found=found)]


def _with_texts(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """All properties as text (None where nothing stands), `title` first, sound flat shapes last."""
    names = ["title", *(str(name) for name in frame.columns if name not in ("title", frame.geometry.name))]
    columns: dict[str, Any] = {}
    for name in names:
        values = frame[name] if name in frame else pd.Series([None] * len(frame))
        columns[name] = pd.array([None if pd.isna(value) else str(value) for value in values], dtype="string")
    shapes = shapely.force_2d(np.asarray(frame.geometry.values, dtype=object))
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken])
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=frame.crs)


def _drawn(frame: gpd.GeoDataFrame, kind: LayerKind) -> Shapes:
    """Shapes in longitude and latitude with as much detail as a screen shows; none vanishes."""
    placed = np.asarray(frame.to_crs(4326).geometry.values, dtype=object)
    if kind is LayerKind.POINTS:
        return _rounded(placed)
    metric = np.asarray(frame.to_crs(_METRIC).geometry.values, dtype=object)
    west, south, east, north = shapely.total_bounds(metric)
    simple = shapely.simplify(metric, max(east - west, north - south) / _DETAIL, preserve_topology=True)
    simple = np.where(shapely.is_empty(simple), metric, simple)
    rounded = _rounded(np.asarray(gpd.GeoSeries(simple, crs=_METRIC).to_crs(4326).values, dtype=object))
    return np.where(shapely.is_valid(rounded) & ~shapely.is_empty(rounded), rounded, placed)


def _rounded(shapes: Shapes) -> Shapes:
    rounded: Shapes = shapely.transform(shapes, lambda coordinates: np.round(coordinates, _DIGITS))
    return rounded


def _geojson(frame: gpd.GeoDataFrame, drawn: Shapes) -> bytes:
    """A FeatureCollection; id = row, properties as text without those that are empty."""
    records = frame.drop(columns="geometry").to_dict("records")
    features = []
    for i, (record, shape) in enumerate(zip(records, shapely.to_geojson(drawn), strict=True)):
        kept = json.dumps({str(k): v for k, v in record.items() if isinstance(v, str)}, ensure_ascii=False)
        features.append(f'{{"type":"Feature","id":{i},"properties":{kept},"geometry":{shape}}}')
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n").encode()
