"""Formats that carry figures beside plain tables: Parquet, Data Package, JSON-stat, and geodata with their attributes.

What Quartier itself exported comes back as its long table (`kernel.wire.COLUMNS`), whatever carried it; files of others
become a sheet of their columns, and a person says what these mean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from quartier.sources import zipsafe
from quartier.sources.limits import Limits
from quartier.sources.tables.sheet import Workbook
from quartier.sources.tables.words import KINDS, rejected

Open: TypeAlias = Callable[[bytes, str, Limits], Workbook]
_PARQUET, _SQLITE, _FLATGEOBUF, _ZIP = b"PAR1", b"SQLite format 3\x00", b"fgb\x03fgb", b"PK\x03\x04"
_GEODATA = (".shp", ".gpkg", ".geojson", ".json", ".fgb", ".gml")


def carrier_of(data: bytes, name: str, limits: Limits) -> Open | None:
    """What opens a file of these formats, by its content; None where it is another one. Raises InputRejected."""
    if data.startswith(_PARQUET):
        from quartier.sources.tables.carriers.parquet import open_parquet

        return open_parquet
    if data.startswith((_SQLITE, _FLATGEOBUF)):
        from quartier.sources.tables.carriers.geofiles import open_geofile

        return open_geofile
    if data.startswith(_ZIP):
        return _zipped(data, name, limits)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{") and b'"' in head:
        return _json(data, name, limits)
    return None


def _zipped(data: bytes, name: str, limits: Limits) -> Open | None:
    with zipsafe.opened(data, name, limits, rejected) as archive:
        names = archive.names()
    if "datapackage.json" in names:
        from quartier.sources.tables.carriers.datapackage import open_datapackage

        return open_datapackage
    if "[Content_Types].xml" in names or "content.xml" in names:
        return None
    if {"values.csv", "columns.csv"} <= set(names):
        from quartier.sources.tables.carriers.datapackage import open_values

        return open_values
    if any(item.lower().endswith(_GEODATA) for item in names):
        from quartier.sources.tables.carriers.geofiles import open_geofile

        return open_geofile
    return None


def _json(data: bytes, name: str, limits: Limits) -> Open:
    from quartier.sources.tables.carriers import geofiles, jsonstat

    if len(data) > limits.text:
        raise rejected(
            "file-too-large", name, f"{len(data) / 1e6:.0f} MB", f"at most {limits.text / 1e6:.0f} MB of JSON"
        )  # fmt: skip
    document = jsonstat.parse(data, name)
    if document.get("class") in ("dataset", "collection"):
        return lambda _data, title, most: jsonstat.open_jsonstat(document, title, most)
    if document.get("type") in ("FeatureCollection", "Feature"):
        return geofiles.open_geofile
    raise rejected("file-format", name, found="JSON", expected=KINDS)


def carries_figures(data: bytes, name: str, limits: Limits) -> bool:
    """Is this a file of figures although its ending could be one of areas? What cannot be opened is none."""
    from quartier.kernel.errors import InputRejected
    from quartier.sources.tables.carriers import geofiles, jsonstat, parquet

    try:
        carrier = carrier_of(data, name, limits)
        if carrier is None or carrier is geofiles.open_geofile:
            return carrier is not None and geofiles.exported(data, name)
        return carrier is not parquet.open_parquet or not parquet.bears_shapes(data) or parquet.exported(data)
    except (InputRejected, jsonstat.CubeDamaged):
        return False
