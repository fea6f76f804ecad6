"""Damaged files are refused in words, never crash, leave nothing behind; sound ones keep every number."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quartier.kernel.errors import InputRejected
from quartier.kernel.text import Text
from quartier.sources.geodata import GeoContext, GeoFile, GeoMapping, apply, open_geodata, recognise

FORMATS = ("geojson", "gpkg", "fgb", "parquet", "gml", "zip")
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MAPPING = GeoMapping(layer="", level="quarter", key="1", name=Text("1"), source="office", code="nr")
CODES = [f"0{i}" for i in range(6)]


def town() -> Any:
    boxes = [shapely.box(356_000 + 100 * i, 5_645_000, 356_100 + 100 * i, 5_645_100) for i in range(6)]
    return gpd.GeoDataFrame({"nr": CODES, "name": [f"Süd {i}" for i in range(6)]}, geometry=boxes, crs=25832)


def written(frame: Any, ending: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"town.{'shp' if ending == 'zip' else ending}"
        if ending == "parquet":
            frame.to_parquet(path)
        else:
            frame.to_file(path)
        if ending != "zip":
            return path.read_bytes()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in Path(folder).iterdir():
                archive.write(part, part.name)
        return buffer.getvalue()


@lru_cache
def sound(ending: str) -> bytes:
    return written(town(), ending)


def through(file: GeoFile) -> Any:
    """The whole way: features, proposal, staged geography (or what stands in the way, in words)."""
    layer = file.layer()
    frame = layer.data.frame
    proposal = recognise(file, GeoContext())
    mapping = replace(MAPPING, layer=layer.name, code=proposal.code.value or "nr", crs=proposal.mapping().crs)
    apply(file, mapping, GeoContext())
    return frame


def survives(data: bytes, ending: str) -> Any:
    """The frame, or None where the file was refused in words; nothing else may happen, nothing may stay."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(tempfile, "tempdir", folder):
        try:
            frame = through(open_geodata(data, f"town.{ending}"))
        except InputRejected as refusal:
            assert refusal.problems
            assert all(item.message and item.code and item.file for item in refusal.problems)
            assert folder not in str(refusal)
            frame = None
        assert list(Path(folder).iterdir()) == []
    return frame


def same(frame: Any) -> bool:
    found = frame.sort_values("nr", ignore_index=True)
    shapes = zip(found.geometry, town().geometry, strict=True)
    return list(found["nr"]) == CODES and all(a.equals(b) for a, b in shapes)


@pytest.mark.parametrize("ending", FORMATS)
@given(share=st.floats(0.0, 0.999))
@QUICK
def test_a_cut_file_is_refused_or_whole_never_shorter(ending: str, share: float) -> None:
    data = sound(ending)
    frame = survives(data[: int(len(data) * share)], ending)
    assert frame is None or same(frame)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_doubled_file_is_refused_or_read_once(ending: str) -> None:
    frame = survives(sound(ending) * 2, ending)
    assert frame is None or same(frame)


@pytest.mark.parametrize("ending", FORMATS)
@given(places=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=20))
@QUICK
def test_wrong_bytes_never_crash(ending: str, places: list[tuple[float, int]]) -> None:
    data = bytearray(sound(ending))
    for place, value in places:
        data[int(place * len(data))] = value
    survives(bytes(data), ending)


@pytest.mark.parametrize("ending", FORMATS)
@given(noise=st.binary(max_size=400), keep=st.integers(0, 64))
@QUICK
def test_a_right_beginning_and_noise_behind_it(ending: str, noise: bytes, keep: int) -> None:
    survives(sound(ending)[:keep] + noise, ending)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(geometry=JSON, properties=JSON, number=JSON, crs=JSON)
@QUICK
def test_geojson_with_anything_in_any_place(geometry: Any, properties: Any, number: Any, crs: Any) -> None:
    feature = {"type": "Feature", "id": number, "properties": properties, "geometry": geometry}
    for shape in (geometry, {"type": "Polygon", "coordinates": geometry}, {"type": geometry, "coordinates": []}):
        document = {"type": "FeatureCollection", "crs": crs, "features": [feature | {"geometry": shape}]}
        survives(json.dumps(document).encode(), "geojson")


@st.composite
def towns(draw: st.DrawFn) -> Any:
    """Boxes with any corners in degrees, any text for names, codes with leading zeros."""
    count = draw(st.integers(1, 6))
    corner = st.tuples(st.floats(6, 15), st.floats(47, 55), st.floats(1e-4, 0.1), st.floats(1e-4, 0.1))
    corners = draw(st.lists(corner, min_size=count, max_size=count))
    shapes = [shapely.box(x, y, x + wide, y + high) for x, y, wide, high in corners]
    text = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
    names = draw(st.lists(text, min_size=count, max_size=count))
    return gpd.GeoDataFrame(
        {"nr": [f"{i:03d}" for i in range(count)], "name": names, "n": range(count)}, geometry=shapes, crs=4326
    )


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "parquet", "geojson"])
@given(frame=towns())
@QUICK
def test_coordinates_and_texts_come_back_exactly(ending: str, frame: Any) -> None:
    """GeoJSON is written with 17 digits here; GDAL writes 7 by itself."""
    data = frame.to_json(drop_id=True).encode() if ending == "geojson" else written(frame, ending)
    found = open_geodata(data, f"town.{ending}").layer().data.frame.sort_values("nr", ignore_index=True)
    assert list(found["nr"]) == list(frame["nr"])
    assert list(found["name"]) == list(frame["name"])
    assert list(found["n"]) == [str(number) for number in frame["n"]]
    for one, other in zip(found.geometry, frame.geometry, strict=True):
        assert np.array_equal(shapely.get_coordinates(one.normalize()), shapely.get_coordinates(other.normalize()))


@given(frame=towns(), zone=st.sampled_from([25832, 25833, 3035, 4647]))
@QUICK
def test_another_system_and_back_within_a_millimetre(frame: Any, zone: int) -> None:
    """`apply` moves coordinates into the system of the mapping; moved back they are where they were."""
    file = open_geodata(frame.to_json(drop_id=True).encode(), "town.geojson")
    mapping = replace(MAPPING, layer="town", target_crs=f"EPSG:{zone}", allow_overlaps=True)
    staged = apply(file, mapping, GeoContext())
    assert staged.geography is not None
    units = staged.geography.units
    assert units.crs.to_epsg() == zone
    back = units.to_crs(4326)
    for one, other in zip(back.geometry, frame.geometry, strict=True):
        apart = shapely.get_coordinates(one) - shapely.get_coordinates(other)
        assert np.abs(apart).max() < 1e-8  # degrees: about a millimetre
