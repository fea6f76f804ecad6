"""The formats that there are, by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from quartier.catalogue.exports import datapackage, geofiles, jsonstat, tables, workbook
from quartier.catalogue.exports.order import Order
from quartier.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a selection. `most_rows` 0: as many as the disk takes."""

    key: str
    name: Text
    ending: str
    media_type: str
    write: Callable[[Order, Path], None]
    most_rows: int = 0


_ZIP = "application/zip"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LISTED = (
    Format("csv-de", Text("CSV (Semikolon, Dezimalkomma)", "CSV (German: semicolon, decimal comma)"), "csv",
           "text/csv; charset=utf-8", partial(tables.write_csv, dialect=tables.GERMAN)),
    Format("csv", Text("CSV (international)", "CSV (comma, decimal point)"), "csv", "text/csv; charset=utf-8",
           partial(tables.write_csv, dialect=tables.INTERNATIONAL)),
    Format("xlsx", Text("Excel (XLSX)", "Excel (XLSX)"), "xlsx", _XLSX, workbook.write_xlsx, workbook.MOST_ROWS),
    Format("gpkg", Text("GeoPackage", "GeoPackage"), "gpkg", "application/geopackage+sqlite3",
           geofiles.write_geopackage),
    Format("geojson", Text("GeoJSON", "GeoJSON"), "geojson", "application/geo+json", geofiles.write_geojson),
    Format("shapefile", Text("Shapefile (ZIP)", "Shapefile (ZIP)"), "shp.zip", _ZIP, geofiles.write_shapefile),
    Format("geoparquet", Text("GeoParquet", "GeoParquet"), "geo.parquet", "application/vnd.apache.parquet",
           geofiles.write_geoparquet),
    Format("parquet", Text("Parquet", "Parquet"), "parquet", "application/vnd.apache.parquet", tables.write_parquet),
    Format("json-stat", Text("JSON-stat 2.0", "JSON-stat 2.0"), "json", "application/json", jsonstat.write_jsonstat,
           jsonstat.MOST_ROWS),
    Format("datapackage", Text("Data Package (ZIP)", "Data Package (ZIP)"), "datapackage.zip", _ZIP,
           datapackage.write_datapackage),
)  # fmt: skip
FORMATS: dict[str, Format] = {item.key: item for item in _LISTED}
