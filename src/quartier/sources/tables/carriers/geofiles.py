"""Attributes of geodata as a table: GeoPackage, GeoJSON, Shapefile, FlatGeobuf; shapes are left out."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from quartier.kernel.errors import InputRejected
from quartier.sources.limits import GEODATA, Limits
from quartier.sources.tables.carriers import wide
from quartier.sources.tables.carriers.cells import sheet_of, workbook
from quartier.sources.tables.sheet import Sheet, Workbook
from quartier.sources.tables.words import rejected

if TYPE_CHECKING:
    import pyarrow as pa

    from quartier.sources.geodata import GeoLayer

_SQLITE = b"SQLite format 3\x00"


def open_geofile(data: bytes, name: str, limits: Limits) -> Workbook:
    """A sheet for each layer; the long table where Quartier wrote the file. Raises InputRejected."""
    own = _own(data, name)
    if own is not None:
        return workbook(name, "geo", "Quartier", [sheet_of(own, _title(name), name, "geo", limits)])
    from quartier.sources.geodata import open_geodata

    file = open_geodata(data, name, limits=GEODATA)
    sheets = [_attributes(layer, name, limits) for layer in file.layers if layer.fields and layer.count]
    if not sheets:
        raise rejected("file-empty", name)
    return workbook(name, "geo", file.format, sheets)


def exported(data: bytes, name: str) -> bool:
    """Did Quartier write this file with figures?"""
    try:
        return _own(data, name) is not None
    except InputRejected:
        return False


def _attributes(layer: GeoLayer, name: str, limits: Limits) -> Sheet:
    """Texts of the fields, numbers of those that hold numbers."""
    import pyarrow as pa

    from quartier.sources.geodata import FieldKind

    columns: dict[str, Any] = {}
    frame = layer.data.frame
    for field in layer.fields:
        if field.name in frame.columns and field.name != "geometry":
            texts = pa.array(frame[field.name].tolist(), pa.string())
            columns[field.name] = texts
            if field.kind in (FieldKind.WHOLE, FieldKind.NUMBER):
                columns[field.name] = _numbers(texts)
    return sheet_of(pa.table(columns), layer.name, name, "geo", limits)


def _numbers(texts: pa.Array) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        return pc.cast(texts, pa.float64())
    except pa.ArrowInvalid:
        return texts


def _own(data: bytes, name: str) -> pa.Table | None:
    if data.startswith(_SQLITE):
        return _own_geopackage(data, name)
    if data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b'"quartier"' in data:
        return _own_geojson(data)
    return None


def _own_geojson(data: bytes) -> pa.Table | None:
    import pyarrow as pa

    try:
        document = json.loads(data.decode("utf-8-sig"))
        notes, rows = document["quartier"], [feature["properties"] for feature in document["features"]]
        fields, place = notes["columns"], notes["geographies"][0]
        if not wide.is_key(fields) or not rows:
            return None
        columns = {name: [row.get(name) for row in rows] for name in rows[0]}
        table = pa.table({key: pa.array(values) for key, values in columns.items()})
        return wide.long_table(table, fields, str(place["level"]), str(place["geography"]))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, pa.ArrowException):
        return None


def _own_geopackage(data: bytes, name: str) -> pa.Table | None:
    """All geographies of a GeoPackage of Quartier: its table `columns` is the key, its layers hold the figures."""
    from quartier.sources.geodata.geofile import Material

    with Material(name, data).on_disk(".gpkg") as path:
        try:
            database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            try:
                return _geographies(database)
            finally:
                database.close()
        except (sqlite3.Error, ValueError, TypeError, OverflowError):
            return None


def _geographies(database: sqlite3.Connection) -> pa.Table | None:
    tables = {str(row[0]) for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "columns" not in tables or database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        return None
    key = _rows(database, "columns")
    if not wide.is_key(key) or any("layer" not in item for item in key):
        return None
    parts = []
    for layer in dict.fromkeys(str(item["layer"]) for item in key):
        fields = [item for item in key if str(item["layer"]) == layer]
        level, _, geography = layer.partition("_")  # files of older versions name the place in the layer alone
        place = (str(fields[0].get("level") or level), str(fields[0].get("geography") or geography))
        part = _layer(database, layer, fields, *place) if layer in tables else None
        if part is None:
            return None
        parts.append(part)
    return wide.joined(parts)


def _layer(
    database: sqlite3.Connection, layer: str, fields: list[dict[str, Any]], level: str, geography: str
) -> pa.Table | None:  # fmt: skip
    import pyarrow as pa

    names = ["code", "name", *(str(item["field"]) for item in fields)]
    quoted = ", ".join(_quoted(item) for item in names)
    rows = database.execute(f"SELECT {quoted} FROM {_quoted(layer)}").fetchall()
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in names]
    kinds = {str(item["field"]): pa.float64() if item["measure"] in wide.NUMBERS else pa.string() for item in fields}
    arrays = [pa.array(column, kinds.get(head, pa.string())) for head, column in zip(names, columns, strict=True)]
    return wide.long_table(pa.table(arrays, names=names), fields, level, geography)


def _rows(database: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    found = database.execute(f"SELECT * FROM {_quoted(table)}")
    heads = [str(column[0]) for column in found.description]
    return [dict(zip(heads, row, strict=True)) for row in found.fetchall()]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _title(name: str) -> str:
    return name.rsplit("/", 1)[-1].split(".", 1)[0] or name
