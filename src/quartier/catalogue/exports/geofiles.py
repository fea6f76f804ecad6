"""Geodata: GeoPackage, GeoJSON, Shapefile, GeoParquet, each with the key of its columns and the notes."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.utils.translation import gettext

from quartier.catalogue.exports.notes import lines
from quartier.catalogue.exports.tables import INTERNATIONAL, LONG, stream_csv
from quartier.catalogue.exports.wide import Field, Layer, layers
from quartier.kernel import wire as words
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.text import Text

if TYPE_CHECKING:
    from quartier.catalogue.exports.order import Order

MOST_FIELDS = {"gpkg": 1_900, "shapefile": 240, "geojson": 5_000, "geoparquet": 20_000}
"""Columns of one layer: SQLite allows 2,000, the dBASE table of a Shapefile 255; more than the rest nobody reads."""
_DBASE = Text(
    "Ein Shapefile hält Zahlen mit 15 Nachkommastellen, Texte bis 254 Byte und Spaltennamen bis 10 Zeichen. "
    "values.csv enthält dieselben Zahlen unverkürzt, columns.csv die Bedeutung der Spalten.",
    "A Shapefile holds numbers with 15 decimals, texts of up to 254 bytes and column names of up to 10 characters. "
    "values.csv holds the same figures in full, columns.csv the meaning of the columns.",
)
_LARGEST = 1e22
"""What a dBASE number of 24 characters holds; GDAL would cut more off."""
_KEY = ("field", "measure", "indicator", "slice", "period")


def write_geopackage(order: Order, path: Path) -> None:
    """A layer for each geography in the CRS of its source; the tables `columns` and `notes` beside them."""
    import pyogrio

    key: list[tuple[str, ...]] = []
    for layer in layers(order):
        _check_width(layer, "gpkg")
        options = {"IDENTIFIER": layer.name, "DESCRIPTION": "; ".join(_credits(order))}
        kind = {"geometry_type": "MultiPolygon", "promote_to_multi": True} if _has_shapes(layer) else {}
        pyogrio.write_dataframe(layer.frame, path, layer=layer.name, driver="GPKG", layer_options=options, **kind)
        key += [(layer.name, layer.place.level, layer.place.geography, *row) for row in _key_rows(layer)]
    told = pd.DataFrame(_told(order), columns=["about", "what", "text"])
    pyogrio.write_dataframe(
        pd.DataFrame(key, columns=["layer", "level", "geography", *_KEY]), path, layer="columns", driver="GPKG"
    )
    pyogrio.write_dataframe(told, path, layer="notes", driver="GPKG")


def write_geojson(order: Order, path: Path) -> None:
    """RFC 7946: WGS 84, outer rings counter-clockwise; notes and key of the columns as a foreign member."""
    import pyogrio

    layer = _only(order, "geojson")
    member = {"quartier": {**order.notes, "columns": _key_objects(layer)}}
    pyogrio.write_dataframe(
        layer.frame, path, driver="GeoJSON", RFC7946="YES", SIGNIFICANT_FIGURES=17, WRITE_NAME="NO",
        FOREIGN_MEMBERS_COLLECTION=json.dumps(member, ensure_ascii=False),
    )  # fmt: skip


def write_geoparquet(order: Order, path: Path) -> None:
    """GeoParquet in the CRS of the source; notes and key of the columns as JSON in its metadata (key "quartier")."""
    import pyarrow as pa
    from pyarrow import parquet

    layer = _only(order, "geoparquet")
    member = json.dumps({**order.notes, "columns": _key_objects(layer)}, ensure_ascii=False)
    plain = path.with_suffix(".plain")
    frame: Any = layer.frame
    frame.to_parquet(plain, index=False, compression="zstd")
    with parquet.ParquetFile(plain) as source:
        schema = source.schema_arrow.with_metadata(
            {**(source.schema_arrow.metadata or {}), b"quartier": member.encode()}
        )
        with parquet.ParquetWriter(path, schema, compression="zstd") as target:
            for batch in source.iter_batches():
                target.write_table(pa.Table.from_batches([batch]).replace_schema_metadata(schema.metadata))
    plain.unlink()


def write_shapefile(order: Order, path: Path) -> None:
    """A zip with a Shapefile for each geography.

    dBASE names have 10 characters and its numbers 15 decimals: `columns.csv` says what each column is, `values.csv`
    holds the same figures exact, `notes.txt` what goes along.
    """
    import pyogrio

    key: list[tuple[str, ...]] = []
    parts = path.with_suffix(".parts")
    parts.mkdir()
    for layer in layers(order):
        _check_width(layer, "shapefile")
        _check_shapes(layer)
        _check_numbers(layer)
        short = _short_names(layer)
        base = re.sub(r"[^\w.-]", "-", layer.name)
        target = parts / f"{base}.shp"
        pyogrio.write_dataframe(
            layer.frame.rename(columns=short), target, driver="ESRI Shapefile", encoding="UTF-8",
            geometry_type="Polygon",
        )  # fmt: skip
        key += [(base, short[name], *rest) for name, *rest in _key_rows(layer)]
        key += [(base, short[name], name, "", "", "") for name in _unit_columns(layer)]
    _pack(order, path, parts, pd.DataFrame(key, columns=["file", *_KEY]))


def _pack(order: Order, path: Path, parts: Path, key: pd.DataFrame) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(parts.iterdir()):
            archive.write(file, file.name)
            file.unlink()
        archive.writestr("columns.csv", key.to_csv(index=False))
        archive.writestr("notes.txt", f"{_DBASE.get(order.language)}\n\n{notes_text(order)}")
        with archive.open("values.csv", "w", force_zip64=True) as target:
            stream_csv(order, target, INTERNATIONAL, LONG)  # type: ignore[arg-type]
    parts.rmdir()


def notes_text(order: Order) -> str:
    """The notes as a text for people."""
    return "".join(f"{about}{f' · {what}' if what else ''}: {text}\n" for about, what, text in _told(order))


def _told(order: Order) -> list[tuple[str, str, str]]:
    columns = [(name, words.MEANINGS[name].get(order.language)) for name in LONG if name not in ("unit", "unit_name")]
    return list(lines(order.notes, columns))


def _credits(order: Order) -> list[str]:
    from quartier.catalogue.exports.notes import licence_line, sources

    return [f"{source['attribution']}, {licence_line(source)}" for source in sources(order.notes)]


def _only(order: Order, kind: str) -> Layer:
    """The one layer of a format that holds one. Raises InputRejected."""
    if len(order.plan.places) > 1:
        found = ", ".join(f"{place.level} {place.geography}" for place in order.plan.places)
        message = gettext("This format holds one geography: choose level and geography, or another format.")
        raise _rejected(Problem(message, "several-geographies", column="geography", found=found))
    layer = next(layers(order))
    _check_width(layer, kind)
    _check_shapes(layer)
    return layer


def _check_width(layer: Layer, kind: str) -> None:
    if len(layer.fields) > MOST_FIELDS[kind]:
        message = gettext("There are too many columns for this format: choose fewer periods or slices.")
        raise _rejected(
            Problem(message, "too-many-columns", found=str(len(layer.fields)), expected=str(MOST_FIELDS[kind]))
        )


def _check_shapes(layer: Layer) -> None:
    if not _has_shapes(layer):
        message = gettext("This level is a plain list without polygons: choose a format for tables.")
        raise _rejected(Problem(message, "no-polygons", column="level", found=layer.name))


def _check_numbers(layer: Layer) -> None:
    for field in layer.fields:
        column = layer.frame[field.name]
        if column.dtype.kind == "f" and (column.abs() > _LARGEST).any():
            message = gettext("A number is too large for a Shapefile: choose another format.")
            found = repr(float(column.abs().max()))
            raise _rejected(Problem(message, "number-too-large", column=field.name, found=found))


def _rejected(problem: Problem) -> InputRejected:
    return InputRejected([problem], subject=gettext("The selection cannot be exported"))


def _has_shapes(layer: Layer) -> bool:
    return "geometry" in layer.frame


def _unit_columns(layer: Layer) -> list[str]:
    return [str(name) for name in layer.place.units.columns]


def _key_rows(layer: Layer) -> list[tuple[str, str, str, str, str]]:
    return [(field.name, field.measure, field.indicator, field.slice, field.period) for field in layer.fields]


def _key_objects(layer: Layer) -> list[dict[str, str]]:
    return [dict(zip(_KEY, row, strict=True)) for row in _key_rows(layer)]


def _short_names(layer: Layer) -> dict[str, str]:
    """Names of up to 10 plain characters: those that fit stay, the others are numbered (value1, value2 ...)."""
    long = {**{name: name.replace("parent:", "p_") for name in _unit_columns(layer)},
            **{field.name: field.name for field in layer.fields}}  # fmt: skip
    fitting = {name: text for name, text in long.items() if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,9}", text)}
    taken = {text.casefold() for text in fitting.values()}
    measures = {field.name: field for field in layer.fields}
    return {name: fitting.get(name) or _numbered(measures.get(name), taken) for name in long}


def _numbered(field: Field | None, taken: set[str]) -> str:
    stem = field.measure[:5].upper() if field else "PARENT"
    number = 1
    while f"{stem}{number}".casefold() in taken:
        number += 1
    taken.add(f"{stem}{number}".casefold())
    return f"{stem}{number}"
