"""Damaged files of every carrier are refused in words or read; a figure that is read is one that stood in the file."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quartier.kernel.errors import InputRejected
from quartier.sources.tables import open_table

CODES = [f"{number:02d}" for number in range(1, 13)]
PEOPLE = [100 + number for number in range(12)]
KINDS = ("parquet", "datapackage", "json-stat", "gpkg", "geojson", "shapefile")
SETTINGS = settings(max_examples=15, deadline=None)


@cache
def whole(kind: str) -> bytes:
    """The same twelve figures in each carrier."""
    target = io.BytesIO()
    if kind == "parquet":
        pq.write_table(pa.table({"code": CODES, "people": PEOPLE}), target)
    elif kind == "datapackage":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("datapackage.json", json.dumps({"resources": [{"name": "d", "path": "d.csv"}]}))
            archive.writestr(
                "d.csv", "code,people\n" + "".join(f"{c},{p}\n" for c, p in zip(CODES, PEOPLE, strict=True))
            )
    elif kind == "json-stat":
        cube = {"version": "2.0", "class": "dataset", "id": ["code"], "size": [12], "value": PEOPLE,
                "dimension": {"code": {"category": {"index": CODES}}}}  # fmt: skip
        target.write(json.dumps(cube).encode())
    else:
        target.write(_geodata(kind))
    return target.getvalue()


def _geodata(kind: str) -> bytes:
    boxes = [shapely.box(n, 0, n + 1, 1) for n in range(12)]
    frame = gpd.GeoDataFrame({"code": CODES, "people": PEOPLE}, geometry=boxes, crs=4326)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "shapefile":
            frame.to_file(folder / "d.shp")
            target = io.BytesIO()
            with zipfile.ZipFile(target, "w") as archive:
                for file in sorted(folder.iterdir()):
                    archive.write(file, file.name)
            return target.getvalue()
        path = folder / ("d.gpkg" if kind == "gpkg" else "d.geojson")
        frame.to_file(path)
        return path.read_bytes()


def numbers(data: bytes) -> list[float] | None:
    """The figures of the file, None where it is refused; anything else that is raised fails the test."""
    try:
        sheet = open_table(data, "datei").shown[0]
    except InputRejected as refused:
        assert refused.problems and all(item.message for item in refused.problems)
        return None
    heads = sheet.grid(1, 1)[0]
    at = next((n for n, head in enumerate(heads, 1) if head in ("people", "value")), 0)
    return [float(row[at - 1]) for row in sheet.grid(2) if row[at - 1].replace(".", "", 1).isdigit()] if at else []


@pytest.mark.parametrize("kind", KINDS)
def test_whole_files_are_read(kind: str) -> None:
    assert numbers(whole(kind)) == [float(people) for people in PEOPLE]


@pytest.mark.parametrize("kind", KINDS)
@SETTINGS
@given(at=st.floats(0.01, 0.999))
def test_cut_files_are_refused_or_whole(kind: str, at: float) -> None:
    found = numbers(whole(kind)[: int(len(whole(kind)) * at)])
    assert not found or found == [float(people) for people in PEOPLE], "no figures, or all of them"


@pytest.mark.parametrize("kind", KINDS)
@SETTINGS
@given(places=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=4))
def test_wrong_bytes_never_crash(kind: str, places: list[tuple[float, int]]) -> None:
    data = bytearray(whole(kind))
    for at, byte in places:
        data[int(len(data) * at)] = byte
    numbers(bytes(data))


@pytest.mark.parametrize("kind", KINDS)
def test_files_that_stand_twice_are_refused_or_read_once(kind: str) -> None:
    found = numbers(whole(kind) * 2)
    assert found is None or found == [float(people) for people in PEOPLE]
