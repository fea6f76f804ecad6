"""GeoJSON (RFC 7946, and the older crs member of GeoJSON 2008), read strictly: nothing after the end is skipped."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from quartier.kernel.errors import Problem
from quartier.sources.geodata.geofile import FieldKind, GeoField, GeoLayer, LayerData, Material
from quartier.sources.geodata.ogr import crs_of, told, unreadable, within
from quartier.sources.geodata.texts import kind_of, text_of
from quartier.sources.geodata.words import rejected
from quartier.sources.limits import Limits

_SHAPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")


def claims(material: Material) -> bool:
    head = material.head(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"{") and b'"' in head


def read(material: Material, limits: Limits, _encoding: str | None = None) -> tuple[GeoLayer, ...]:
    """The one layer of a GeoJSON text; it is UTF-8 by definition, so `_encoding` is not used."""
    name = material.name
    if material.size > limits.text:
        raise rejected("file-too-large", name, found=f"{material.size} bytes", expected=f"at most {limits.text} bytes")
    document = parse(material.read(), name)
    features = features_of(document, name)
    within(name, "features", len(features), limits.features)
    columns = _columns(features)
    within(name, "columns", len(columns), limits.columns)
    fields = tuple(GeoField(key, kind_of(values)) for key, values in columns.items())
    crs = _crs(document)
    data = _data(name, features, columns, fields, crs, limits)
    kinds = {str(kind) for kind in data.frame.geom_type.dropna()}
    shape = kinds.pop() if len(kinds) == 1 else "Unknown"
    title = document.get("name")
    title = title if isinstance(title, str) and title else name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return (GeoLayer(title, fields, crs, len(features), shape, lambda: data),)


def parse(data: bytes, name: str) -> dict[str, Any]:
    """A JSON object, whole. Raises InputRejected."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise rejected("file-damaged", name, found=f"byte {error.start} is no UTF-8", expected="UTF-8") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise rejected("file-damaged", name, found=place, expected="one JSON object") from None
    except (RecursionError, ValueError):
        raise rejected("file-damaged", name, expected="one JSON object") from None
    if not isinstance(document, dict):
        raise rejected("file-format", name, found=type(document).__name__, expected="a GeoJSON object")
    return document


def features_of(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The features of a FeatureCollection, a Feature, or a bare geometry. Raises InputRejected."""
    kind = document.get("type")
    if kind == "FeatureCollection":
        features = document.get("features")
    elif kind == "Feature":
        features = [document]
    elif kind in _SHAPES:
        features = [{"type": "Feature", "properties": {}, "geometry": document}]
    else:
        raise rejected("file-format", name, found=f"type {kind!r}"[:80], expected="a GeoJSON FeatureCollection")
    if not isinstance(features, list) or not all(map(_is_feature, features)):
        raise rejected("file-damaged", name, expected="a list of features with properties and geometry")
    return features


def _is_feature(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(item.get("properties"), dict | None)
        and isinstance(item.get("geometry"), dict | None)
    )


def _columns(features: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Values by property, in the order of their first appearance; the id of a feature where no property has it."""
    names: dict[str, None] = {}
    for feature in features:
        names.update(dict.fromkeys(feature.get("properties") or {}))
    columns = {name: [(feature.get("properties") or {}).get(name) for feature in features] for name in names}
    ids = [feature.get("id") for feature in features]
    if "id" not in columns and any(item is not None for item in ids):
        columns["id"] = ids
    columns.pop("geometry", None)
    return columns


def _crs(document: dict[str, Any]) -> Any:
    """Longitude and latitude unless the member of GeoJSON 2008 says otherwise; ``"crs": null`` means unknown."""
    if "crs" not in document:
        return crs_of("EPSG:4326")
    try:
        named = document["crs"]["properties"]["name"]
    except (KeyError, TypeError):
        return None
    if not isinstance(named, str):
        return None
    return crs_of("EPSG:4326") if named.upper().endswith(("CRS84", "EPSG::4326", "EPSG:4326")) else crs_of(named)


def _data(
    name: str,
    features: list[dict[str, Any]],
    columns: dict[str, list[Any]],
    fields: tuple[GeoField, ...],
    crs: Any,
    limits: Limits,
) -> LayerData:
    import geopandas as gpd
    import pandas as pd
    import shapely

    shapes, problems = _shapes(name, [feature.get("geometry") for feature in features])
    within(name, "vertices", int(shapely.get_num_coordinates(shapes).sum()), limits.vertices)
    kept = [item.name for item in fields if item.kind is not FieldKind.OTHER]
    texts = {key: pd.Series([text_of(value) for value in columns[key]], dtype=object) for key in kept}
    frame = pd.DataFrame(texts, index=pd.RangeIndex(len(features)))
    return LayerData(gpd.GeoDataFrame(frame, geometry=shapely.force_2d(shapes), crs=crs), tuple(problems))


def _shapes(name: str, given: list[dict[str, Any] | None]) -> tuple[Any, list[Problem]]:
    import shapely

    texts = np.array([None if item is None else json.dumps(item) for item in given], dtype=object)
    with told(name):
        shapes = shapely.from_geojson(texts, on_invalid="ignore")
    return shapes, unreadable(name, [item is not None for item in given], shapes)
