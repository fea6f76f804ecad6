"""Nine squares of 1 km in an equal-area system, so that sizes in m² can be counted by hand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import geopandas as gpd
import shapely

from quartier.kernel.declared import Geography, Level
from quartier.kernel.text import Text
from quartier.sources.geodata import GeoContext, GeoFile, GeoMapping, open_geodata

EAST, NORTH = 4_120_000, 3_120_000
"""Somewhere near Köln in EPSG:3035 (Lambert's equal-area projection of Europe)."""


def square(column: float, row: float, wide: float = 1.0, high: float = 1.0) -> Any:
    """A box in km from the corner of the town."""
    x, y = EAST + 1000 * column, NORTH + 1000 * row
    return shapely.box(x, y, x + 1000 * wide, y + 1000 * high)


def nine() -> dict[str, Any]:
    return {f"{row}{column}": square(column, row) for row in range(3) for column in range(3)}


def geojson(shapes: dict[str, Any], crs: str | None = "urn:ogc:def:crs:EPSG::3035", **columns: list[Any]) -> bytes:
    """A FeatureCollection with the columns nr and name (Feld ...), and others."""
    features = []
    for i, (code, shape) in enumerate(shapes.items()):
        properties = {"nr": code, "name": f"Feld {code}"} | {name: values[i] for name, values in columns.items()}
        geometry = None if shape is None else shapely.geometry.mapping(shape)
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    document: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(document).encode()


def opened(changes: dict[str, Any] | None = None, **columns: list[Any]) -> GeoFile:
    """The nine squares with changes, opened: ``opened({"11": other_shape}, column=[...])``."""
    return open_geodata(geojson(nine() | (changes or {}), **columns), "felder.geojson")


MAPPING = GeoMapping(
    layer="felder", level="quarter", key="2024", name=Text("Felder 2024"), source="office", code="nr", label="name",
    valid_from=date(2024, 1, 1),
)  # fmt: skip


LEVELS = (
    Level("city", Text("Stadt", "City"), Text("Städte", "Cities"), 0),
    Level("row", Text("Reihe", "Row"), Text("Reihen", "Rows"), 1, ("city",)),
    Level("quarter", Text("Quartier", "Quarter"), Text("Quartiere", "Quarters"), 2, ("city", "row")),
)


def known(level: str, key: str, shapes: dict[str, Any], names: dict[str, str] | None = None) -> Geography:
    named = {code: (names or {}).get(code, f"Feld {code}") for code in shapes}
    units = gpd.GeoDataFrame(
        {"code": list(shapes), "name": list(named.values())}, geometry=list(shapes.values()), crs=3035
    )
    return Geography(level, key, Text(key), units, "office", date(2000, 1, 1))


def context() -> GeoContext:
    """One city, three rows (0, 1, 2) with three squares each, and the nine squares as they are now."""
    rows = {str(row): square(0, row, 3, 1) for row in range(3)}
    city = known("city", "2000", {"1": square(0, 0, 3, 3)}, {"1": "Quadratstadt"})
    names = {"0": "Süd", "1": "Mitte", "2": "Nord"}
    return GeoContext(LEVELS, (city, known("row", "2000", rows, names), known("quarter", "2000", nine())))
