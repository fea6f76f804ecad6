"""Files of others that carry figures: Parquet, Data Package, JSON-stat, geodata; refused in words where damaged."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from town import NAMES, town

from quartier.kernel.errors import InputRejected
from quartier.sources.limits import LIMITS, Limits
from quartier.sources.tables import apply, open_table, recognise
from quartier.sources.tables.carriers import carries_figures

CODES, PEOPLE = list(NAMES), [120, 340, 75, 12, 13, 99]
CSV = "code,einwohner\n" + "".join(f"{code},{people}\n" for code, people in zip(CODES, PEOPLE, strict=True))


def figures(data: bytes, name: str) -> dict[str, float]:
    """Einwohner by code, through recognition with the period as the only answer."""
    book = open_table(data, name)
    mapping = recognise(book.shown[0], town()).mapping
    staged = apply(book, mapping.answered("period", "2024"), town())
    assert [str(item) for item in staged.problems if item.severity == "error"] == []
    (found,) = staged.observations
    return dict(zip(found.frame["unit"], found.frame["value"], strict=True))


def parquet(metadata: dict[bytes, bytes] | None = None) -> bytes:
    table = pa.table({"code": CODES, "Einwohner": pa.array(PEOPLE, pa.int32())}).replace_schema_metadata(metadata)
    target = io.BytesIO()
    pq.write_table(table, target)
    return target.getvalue()


def package(csv: str = CSV, **resource: Any) -> bytes:
    """As the specification of datapackage.org has it; the checksum is the right one unless another is given."""
    fields = [{"name": "code", "type": "string"}, {"name": "einwohner", "type": "integer"}]
    described = {
        "name": "leute", "path": "daten/leute.csv", "encoding": "utf-8",
        "hash": f"sha256:{hashlib.sha256(csv.encode()).hexdigest()}", "schema": {"fields": fields}, **resource,
    }  # fmt: skip
    return zipped({"datapackage.json": json.dumps({"resources": [described]}), "daten/leute.csv": csv})


def zipped(members: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def cube(**changes: Any) -> bytes:
    """A cube of quarters by sex, row-major by the order of `id` (json-stat.org/full, "value")."""
    values = [value for people in PEOPLE for value in (people, 1)]
    document = {
        "version": "2.0", "class": "dataset", "label": "Leute", "id": ["quartier", "art"], "size": [6, 2],
        "dimension": {
            "quartier": {"label": "Quartier", "category": {"index": CODES, "label": NAMES}},
            "art": {"category": {"index": {"einwohner": 0, "andere": 1}}},
        },
        "value": values, **changes,
    }  # fmt: skip
    return json.dumps(document).encode()


def geojson() -> bytes:
    """Points beside figures: the shapes are of no interest to a table of figures."""
    shape = {"type": "Point", "coordinates": [7.0, 51.0]}
    rows = [{"code": code, "Einwohner": people} for code, people in zip(CODES, PEOPLE, strict=True)]
    features = [{"type": "Feature", "properties": row, "geometry": shape} for row in rows]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize(
    ("data", "name"), [(parquet(), "a.parquet"), (package(), "a.zip"), (geojson(), "a.geojson")]
)  # fmt: skip
def test_figures_of_others_are_read(data: bytes, name: str) -> None:
    assert figures(data, name) == dict(zip(CODES, map(float, PEOPLE), strict=True))


def test_a_cube_becomes_a_table() -> None:
    sheet = open_table(cube(), "a.json").sheets[0]
    assert sheet.grid(1, 3) == [
        ["quartier", "Quartier", "art", "value"],
        ["01", "Altstadt", "einwohner", "120"],
        ["01", "Altstadt", "andere", "1"],
    ]
    assert sheet.rows == 13


def test_a_cube_with_gaps_and_its_statuses() -> None:
    """`value` and `status` may name cells by position (json-stat.org/full)."""
    sheet = open_table(cube(value={"0": 7, "11": 8}, status={"1": "x"}), "a.json").sheets[0]
    assert [row[3:] for row in sheet.grid(2)][:2] == [["7", ""], ["", "x"]]
    assert sheet.cell(13, 4) == "8"


@pytest.mark.parametrize(
    "changes",
    [
        {"size": [6, 3]},
        {"size": [6]},
        {"value": [1, 2]},
        {"value": {"99": 1}},
        {"dimension": {}},
        {"value": "viele"},
        {"size": ["a", 2]},
        {"id": 7},
    ],
)
def test_a_damaged_cube_is_refused_in_words(changes: dict[str, Any]) -> None:
    assert refused(cube(**changes)) == "cube-damaged"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (package(hash="sha256:" + "0" * 64), "checksum-differs"),
        (package(hash="0" * 32), "checksum-differs"),  # no method: MD5
        (package(path="daten/andere.csv"), "package-damaged"),
        (package(path="https://example.org/leute.csv"), "package-damaged"),
        (zipped({"datapackage.json": "[1"}), "package-damaged"),
        (zipped({"datapackage.json": "{}"}), "package-damaged"),
        (parquet()[:-10], "file-damaged"),
        (b'{"type": "Topology"}', "file-format"),
        (b'{"type": ', "file-damaged"),
        (b'{"class": "collection", "link": {"item": [{"href": "https://example.org"}]}}', "cube-damaged"),
    ],
)
def test_damaged_files_are_refused_in_words(data: bytes, code: str) -> None:
    assert refused(data) == code


def refused(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(InputRejected) as error:
        open_table(data, "datei", limits=limits)
    (problem,) = error.value.problems
    return problem.code


def test_what_a_package_declares_as_no_value_is_none() -> None:
    schema = {"fields": [{"name": "code", "type": "string"}, {"name": "einwohner", "type": "integer"}],
              "missingValues": ["", "-99", "01"]}  # fmt: skip
    sheet = open_table(package(CSV.replace("120", "-99"), schema=schema), "a.zip").sheets[0]
    assert sheet.grid(2, 3) == [["01", ""], ["02", "340"]], "a text field keeps what looks like it"


def test_large_cubes_and_tables_are_refused_before_they_are_made() -> None:
    assert refused(cube(size=[6_000, 1_000])) == "too-many-rows"
    assert refused(parquet(), Limits(rows=3)) == "too-many-rows"
    assert refused(parquet(), Limits(unpacked=10)) == "zip-bomb"


def test_areas_are_told_from_figures() -> None:
    assert carries_figures(cube(), "a.json", LIMITS)
    assert carries_figures(package(), "a.zip", LIMITS)
    assert carries_figures(parquet(), "a.parquet", LIMITS)
    assert not carries_figures(parquet({b"geo": b'{"primary_column": "geometry", "columns": {}}'}), "a.parquet", LIMITS)
    assert not carries_figures(geojson(), "a.geojson", LIMITS)
    assert not carries_figures(zipped({"a.shp": ""}), "a.zip", LIMITS)
    assert not carries_figures(b"{", "a.json", LIMITS)
