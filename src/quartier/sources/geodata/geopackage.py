"""GeoPackage (OGC 12-128) and FlatGeobuf, through GDAL after their own marks of integrity were looked at."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path

from quartier.kernel.errors import Problem
from quartier.sources.geodata import ogr
from quartier.sources.geodata.geofile import GeoLayer, Material
from quartier.sources.geodata.words import problem, rejected
from quartier.sources.limits import Limits

_SQLITE = b"SQLite format 3\x00"
_FLATGEOBUF = b"fgb\x03fgb"


def claims_geopackage(material: Material) -> bool:
    return material.head(16) == _SQLITE


def claims_flatgeobuf(material: Material) -> bool:
    return material.head(7) == _FLATGEOBUF


def read_geopackage(material: Material, limits: Limits, _encoding: str | None = None) -> tuple[GeoLayer, ...]:
    """Layers that are plain tables. Raises InputRejected when the database is damaged or no GeoPackage."""
    opened = partial(material.on_disk, ".gpkg")
    with opened() as path:
        tables, skipped = _tables(path, material.name)
    found = ogr.layers(opened, material, limits, wanted=tables) if tables else ()
    if not found:
        raise rejected("no-layer", material.name)
    return (_with_problems(found[0], skipped), *found[1:])


def _with_problems(layer: GeoLayer, problems: list[Problem]) -> GeoLayer:
    from dataclasses import replace

    return replace(layer, problems=(*layer.problems, *problems)) if problems else layer


def _tables(path: Path, name: str) -> tuple[set[str], list[Problem]]:
    """Names of the feature tables. Views are stored queries of a stranger and could run for ever: not read."""
    kinds = "SELECT c.table_name, s.type, s.sql FROM gpkg_contents c JOIN sqlite_master s ON s.name = c.table_name "
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            sound = database.execute("PRAGMA quick_check(1)").fetchone()
            if sound is None or sound[0] != "ok":
                raise rejected("file-damaged", name)
            rows = database.execute(kinds + "WHERE c.data_type = 'features'").fetchall()
        finally:
            database.close()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite's own words may hold the wrong bytes
        if "no such table" in str(error):
            raise rejected("file-format", name, found="SQLite", expected="GeoPackage") from None
        raise rejected("file-damaged", name) from None
    plain = {str(table) for table, kind, sql in rows if kind == "table" and "VIRTUAL" not in str(sql).upper()[:20]}
    others = [str(table) for table, *_ in rows if str(table) not in plain]
    return plain, [problem("layer-view", file=name, found=table, severity="warning") for table in others]


def read_flatgeobuf(material: Material, limits: Limits, _encoding: str | None = None) -> tuple[GeoLayer, ...]:
    """The one layer of a FlatGeobuf file. Raises InputRejected."""
    found = ogr.layers(partial(material.on_disk, ".fgb"), material, limits)
    if not found:
        raise rejected("file-damaged", material.name)
    return found
