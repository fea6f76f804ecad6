"""Readers of exported files that know nothing of how they were written: csv, calamine, pandas, pyogrio, json.

Each returns rows {(level, geography, unit, period, slice): (name, value, numerator, denominator, lower, upper,
presence, flags, confidentiality)}, presence, flags and confidentiality as numbers.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import python_calamine

Key = tuple[str, str, str, str, str]
Row = tuple[Any, ...]
Rows = dict[Key, Row]
NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
PRESENCE = ("value", "missing", "not-applicable", "suppressed")
GERMAN_PRESENCE = ("Wert vorhanden", "keine Angabe", "trifft nicht zu", "geheim gehalten")
FLAGS = ("provisional", "estimated", "imputed", "forecast", "break", "unreliable", "outlier", "not-rated")
GERMAN_FLAGS = ("vorläufig", "geschätzt", "ergänzt", "vorausberechnet", "Bruch in der Reihe", "unsicher", "Ausreißer",
                "nicht bewertet")  # fmt: skip
CONFIDENTIALITY = ("free", "primary", "secondary")
GERMAN_CONFIDENTIALITY = ("frei", "geheim (erste Sperrung)", "geheim (Gegensperrung)")
GERMAN_HEADS = {
    "Raumebene": "level", "Gebietsstand": "geography", "Code": "unit", "Name": "unit_name", "Zeitbezug": "period",
    "Merkmale": "slice", "Wert": "value", "Zähler": "numerator", "Nenner": "denominator", "Untergrenze": "lower",
    "Obergrenze": "upper", "Angabe": "presence", "Hinweise": "flags", "Geheimhaltung": "confidentiality",
}  # fmt: skip
# CL_OBS_STATUS 2.2 and CL_CONF_STATUS 1.3 of SDMX
STATUS_PRESENCE = {"A": 0, "O": 1, "M": 2, "Q": 3}
STATUS_FLAGS = {"P": 1, "E": 2, "I": 4, "F": 8, "B": 16, "U": 32, "outlier": 64, "not-rated": 128}
STATUS_SECRET = {"CONF:C": 1, "CONF:D": 2}


def number(text: Any) -> float | None:
    """A cell as a number; None for nothing."""
    if text is None or text == "" or (isinstance(text, float) and math.isnan(text)):
        return None
    return float(text)


def flag_sum(words: Iterable[str], known: tuple[str, ...] = FLAGS) -> int:
    return sum(1 << known.index(word) for word in words if word)


def _restored(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet program from running the cell (see docs: OWASP)."""
    bare = text.lstrip("'")
    return text[1:] if text != bare and bare[:1] in tuple("=+-@\t\r\n＝＋－＠") else text


def _long(records: Iterable[dict[str, Any]], *, german: bool = False) -> Rows:
    presence, flags = (GERMAN_PRESENCE, GERMAN_FLAGS) if german else (PRESENCE, FLAGS)
    secret = GERMAN_CONFIDENTIALITY if german else CONFIDENTIALITY
    rows: Rows = {}
    for record in records:
        key = tuple(record[name] or "" for name in ("level", "geography", "unit", "period", "slice"))
        words = (record["flags"] or "").split(", " if german else " ")
        axes = (presence.index(record["presence"]), flag_sum(words, flags), secret.index(record["confidentiality"]))
        rows[key] = (record["unit_name"], *(number(record[name]) for name in NUMBERS), *axes)  # type: ignore[index]
    return rows


def _csv(text: str, delimiter: str) -> Iterator[dict[str, str]]:
    for record in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
        yield {GERMAN_HEADS.get(name, name): _restored(cell) for name, cell in record.items()}


def read_csv(path: Path) -> Rows:
    return _long(_csv(path.read_bytes().decode("utf-8"), ","))


def read_csv_de(path: Path) -> Rows:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    records = list(_csv(data.decode("utf-8-sig"), ";"))
    for record in records:
        assert not any("." in record[name] for name in NUMBERS)
        record.update({name: record[name].replace(",", ".") for name in NUMBERS})
    return _long(records, german=True)


def read_xlsx(path: Path) -> Rows:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Daten", "Hinweise"]
    head, *body = book.get_sheet_by_name("Daten").to_python(skip_empty_area=False)
    names = [GERMAN_HEADS.get(str(name), str(name)) for name in head]
    return _long((dict(zip(names, row, strict=True)) for row in body), german=True)


def read_parquet(path: Path) -> Rows:
    return _long({str(k): v for k, v in row.items()} for row in pd.read_parquet(path).to_dict("records"))


def read_datapackage(path: Path) -> Rows:
    with zipfile.ZipFile(path) as archive:
        return _long(_csv(archive.read("data.csv").decode("utf-8"), ","))


def read_shapefile_values(path: Path) -> Rows:
    with zipfile.ZipFile(path) as archive:
        return _long(_csv(archive.read("values.csv").decode("utf-8"), ","))


def _wide(frame: pd.DataFrame, place: tuple[str, str], fields: list[dict[str, str]]) -> Rows:
    """Rows of a wide table by the key of its columns."""
    rows: Rows = {}
    groups = itertools.groupby(fields, key=lambda field: (field["slice"], field["period"]))
    for (slice_, period), group in groups:
        by_measure = {field["measure"]: field["field"] for field in group}
        for record in frame.to_dict("records"):
            found = {measure: record[name] for measure, name in by_measure.items()}
            flags = found.get("flags")
            axes = (
                PRESENCE.index(found["presence"]),
                flag_sum(flags.split(" ")) if isinstance(flags, str) else 0,
                CONFIDENTIALITY.index(found.get("confidentiality", "free")),
            )
            key = (*place, str(record["code"]), period, slice_)
            rows[key] = (record["name"], *(number(found.get(name)) for name in NUMBERS), *axes)
    return rows


def read_gpkg(path: Path) -> Rows:
    key = pyogrio.read_dataframe(path, layer="columns").to_dict("records")
    rows: Rows = {}
    for layer in dict.fromkeys(str(item["layer"]) for item in key):
        fields = [{k: v or "" for k, v in item.items()} for item in key if item["layer"] == layer]
        level, _, geography = layer.partition("_")
        rows |= _wide(pd.DataFrame(pyogrio.read_dataframe(path, layer=layer)), (level, geography), fields)  # type: ignore[arg-type]
    return rows


def _place(notes: dict[str, Any]) -> tuple[str, str]:
    return notes["geographies"][0]["level"], notes["geographies"][0]["geography"]


def read_geojson(path: Path) -> Rows:
    document = json.loads(path.read_bytes())
    notes = document["quartier"]
    frame = pd.DataFrame([feature["properties"] for feature in document["features"]]).astype(object)
    return _wide(frame.where(frame.notna(), None), _place(notes), notes["columns"])


def read_geoparquet(path: Path) -> Rows:
    import pyarrow.parquet as pq

    notes = json.loads(pq.read_schema(path).metadata[b"quartier"])
    return _wide(pd.DataFrame(gpd.read_parquet(path)), _place(notes), notes["columns"])


def read_jsonstat(path: Path) -> Rows:
    """By the rules of json-stat.org/format: row-major order of `id`, sizes from `size`."""
    document = json.loads(path.read_bytes())
    rows: Rows = {}
    for cube in document["link"]["item"] if document["class"] == "collection" else [document]:
        place = cube["extension"]["quartier"]["geography"]
        members = [cube["dimension"][name]["category"]["index"] for name in cube["id"]]
        assert cube["size"] == [len(member) for member in members]
        assert len(cube["value"]) == math.prod(cube["size"])
        for position, cell in enumerate(itertools.product(*members)):
            slice_, unit, period, measure = cell
            key = (place["level"], place["geography"], unit, period, "" if slice_ == "_T" else slice_)
            name = cube["dimension"]["unit"]["category"]["label"][unit]
            row = list(rows.get(key, (name, *[None] * 5, 0, 0, 0)))
            row[1 + NUMBERS.index(measure)] = cube["value"][position]
            if measure == "value":
                codes = cube["status"].get(str(position), "A").split(" ")
                row[6:] = (
                    sum(STATUS_PRESENCE.get(code, 0) for code in codes),
                    sum(STATUS_FLAGS.get(code, 0) for code in codes),
                    sum(STATUS_SECRET.get(code, 0) for code in codes),
                )
            rows[key] = tuple(row)
    return rows


READERS: dict[str, Callable[[Path], Rows]] = {
    "csv": read_csv, "csv-de": read_csv_de, "xlsx": read_xlsx, "parquet": read_parquet,
    "datapackage": read_datapackage, "shapefile": read_shapefile_values, "gpkg": read_gpkg, "geojson": read_geojson,
    "geoparquet": read_geoparquet, "json-stat": read_jsonstat,
}  # fmt: skip
