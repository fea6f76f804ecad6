"""Geographies: every unit is kept, at every zoom; what was repaired is told."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from quartier.kernel.declared import Geography
from quartier.kernel.errors import InputRejected
from quartier.kernel.text import Text
from quartier.lake import read
from quartier.lake.store import FolderStore
from quartier.lake.write import UnitOrder, WrittenRelease, write_geography
from quartier.lake.write.shapes import zooms

UTM = 25833
EAST, NORTH = 390_000, 5_820_000  # Berlin


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "lake")


def geography(units: pd.DataFrame) -> Geography:
    return Geography("quarter", "2021", Text("Stand 2021"), units, "source")


def squares(columns: int, rows: int, side: float = 1000.0) -> gpd.GeoDataFrame:
    x, y = (part.ravel() for part in np.meshgrid(np.arange(columns), np.arange(rows)))
    shapes = shapely.box(EAST + x * side, NORTH + y * side, EAST + (x + 1) * side, NORTH + (y + 1) * side)
    codes = [f"{number:06d}" for number in range(columns * rows)]
    return gpd.GeoDataFrame({"code": codes, "name": [f"Q {code}" for code in codes]}, geometry=shapes, crs=UTM)


def content(store: FolderStore, release: WrittenRelease, name: str) -> bytes:
    file = next(file for file in release.files if file.name.startswith(name))
    return read.content(store, file.key, encoding=file.encoding)


def shapes_of(store: FolderStore, release: WrittenRelease) -> dict[int, shapely.Geometry]:
    features = json.loads(content(store, release, "shapes.geojson"))["features"]
    assert all(feature["properties"] == {} for feature in features)
    return {feature["id"]: shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features}


def test_a_list_without_polygons_is_a_geography(store: FolderStore) -> None:
    units = pd.DataFrame({"code": ["2", "1"], "name": ["Zwei", "Eins"], "parent:district": ["A", None]})
    release = write_geography(store, geography(units))
    assert release.manifest == {
        "level": "quarter", "geography": "2021", "count": 2, "order": UnitOrder.of(["2", "1"]).order, "bounds": None,
        "shapes": {"kind": "none"}, "problems": [],
    }  # fmt: skip
    keys = {file.name: file.key for file in release.files}
    assert set(keys) == {"units.parquet", "units.arrow.gz"}
    assert read.units(store, keys["units.parquet"]).equals(
        units.astype(read.units(store, keys["units.parquet"]).dtypes)
    )
    assert read.unit_order(store, keys["units.parquet"]) == UnitOrder.of(["2", "1"])
    table = read.vector(store, keys["units.arrow.gz"], "gzip").to_pydict()
    assert table == {"code": ["2", "1"], "name": ["Zwei", "Eins"], "parent:district": ["A", None],
                     "x": [None, None], "y": [None, None], "area": [None, None]}  # fmt: skip


def test_polygons_keep_their_coordinate_system_and_gain_area_and_label_point(store: FolderStore) -> None:
    release = write_geography(store, geography(squares(3, 2)))
    key = next(file.key for file in release.files if file.name == "units.parquet")
    kept = read.geometry(store, key)
    assert kept.crs.to_epsg() == UTM
    assert shapely.equals(kept.geometry.values, squares(3, 2).geometry.values).all()
    table = read.vector(store, next(file.key for file in release.files if "arrow" in file.name), "gzip").to_pandas()
    # 1 km² on the map; UTM's scale (0.9996 at its meridian, here 110 km off, 0.99975) makes it up to 0.1 % more
    np.testing.assert_allclose(table["area"], 1e6, rtol=1e-3)
    drawn = shapes_of(store, release)
    assert list(drawn) == [0, 1, 2, 3, 4, 5]
    for number, (x, y) in enumerate(zip(table["x"], table["y"], strict=True)):
        assert drawn[number].contains(shapely.Point(x, y))
    west, south, east, north = release.manifest["bounds"]
    assert 13 < west < east < 14
    assert 52 < south < north < 53


def test_an_invalid_polygon_is_repaired_and_told(store: FolderStore) -> None:
    units = squares(2, 1)
    x, y = EAST, NORTH
    bow = [(x, y), (x + 1000, y + 1000), (x + 1000, y), (x, y + 1000)]
    units.loc[0, "geometry"] = shapely.Polygon(bow)
    release = write_geography(store, geography(units))
    (problem,) = release.manifest["problems"]
    assert (problem["code"], problem["found"], problem["severity"]) == ("repaired", "000000", "warning")
    assert "Self-intersection" in problem["message"]
    assert shapes_of(store, release)[0].area > 0
    table = read.vector(store, next(file.key for file in release.files if "arrow" in file.name), "gzip").to_pandas()
    np.testing.assert_allclose(table["area"][0], 0.5e6, rtol=1e-3)  # two triangles, half of the square


def test_a_unit_without_polygon_stays_a_unit(store: FolderStore) -> None:
    units = squares(3, 1)
    units.loc[1, "geometry"] = None
    release = write_geography(store, geography(units))
    assert release.manifest["count"] == 3
    assert [problem["code"] for problem in release.manifest["problems"]] == ["no-polygon"]
    assert set(shapes_of(store, release)) == {0, 2}


def test_a_tiny_unit_among_large_ones_does_not_vanish(store: FolderStore) -> None:
    units = squares(30, 30)
    x, y = EAST, NORTH
    units.loc[0, "geometry"] = shapely.box(x, y, x + 1000, y + 1000) - shapely.box(x, y, x + 0.4, y + 0.4)
    tiny = gpd.GeoDataFrame(
        {"code": ["tiny"], "name": ["Kiosk"]}, geometry=[shapely.box(x, y, x + 0.4, y + 0.4)], crs=UTM
    )
    release = write_geography(store, geography(pd.concat([units, tiny], ignore_index=True)))
    drawn = shapes_of(store, release)
    assert set(drawn) == set(range(901))
    assert drawn[900].area > 0


def test_overlapping_units_keep_their_shape(store: FolderStore) -> None:
    units = squares(2, 1)
    units.loc[1, "geometry"] = shapely.box(EAST + 500, NORTH, EAST + 1500, NORTH + 1000)
    drawn = shapes_of(store, write_geography(store, geography(units)))
    assert drawn[0].intersection(drawn[1]).area == pytest.approx(drawn[0].area / 2, rel=0.01)


def test_every_unit_is_found_at_every_zoom_of_the_tiles(store: FolderStore) -> None:
    release = write_geography(store, geography(squares(60, 40, 500)))
    shapes = release.manifest["shapes"]
    assert (shapes["kind"], shapes["layer"]) == ("pmtiles", "units")
    path = store.local_path(next(file.key for file in release.files if file.name == "shapes.pmtiles"))
    assert shapes["minzoom"] < shapes["maxzoom"]
    for zoom in range(shapes["minzoom"], shapes["maxzoom"] + 1):
        drawn = pyogrio.read_dataframe(path, ZOOM_LEVEL=zoom)
        assert set(drawn["i"]) == set(range(2400))
        assert drawn["i"].dtype.kind == "i"
        assert (drawn.geometry.area > 0).all()
    assert release.manifest["problems"] == []


def test_units_too_small_for_a_zoom_are_told(store: FolderStore) -> None:
    units = squares(60, 40, 1000)
    x, y = EAST, NORTH
    units.loc[0, "geometry"] = shapely.box(x, y, x + 2, y + 2)
    release = write_geography(store, geography(units))
    told = {problem["code"]: problem["message"] for problem in release.manifest["problems"]}
    assert "too-small" in told
    assert "1 units" in told["too-small"]


def test_the_same_geography_twice_changes_nothing(store: FolderStore) -> None:
    for units in (squares(3, 3), squares(60, 40, 100)):
        assert write_geography(store, geography(units)) == write_geography(store, geography(units))


def test_zooms_of_berlin() -> None:
    # By hand: 0.69 of 360 degrees; the town fills 0.7 of a tile at log2(0.7 * 360 / 0.69) = 8.5; steps of the tile at
    # zoom z are 40,075 km * cos(52.5°) / 8192 / 2^z = 2978 m / 2^z, below 1.5 m from z = 11 on
    assert zooms(13.08, 52.33, 13.77, 52.68) == (8, 11)


BAD = {
    "code-twice": lambda units: units.assign(code="1"),
    "code-empty": lambda units: units.assign(code=["1", None]),
    "blanks": lambda units: units.assign(code=["1", " 2"]),
    "not-text": lambda units: units.assign(code=[1, "2"]),
    "name-empty": lambda units: units.assign(name=["a", None]),
    "column-absent": lambda units: units.drop(columns="name"),
    "empty": lambda units: units.iloc[:0],
    "crs-absent": lambda units: gpd.GeoDataFrame(pd.DataFrame(units), geometry="geometry").set_crs(
        None, allow_override=True
    ),
    "crs-unfit": lambda units: units.set_crs(4326, allow_override=True),
    "not-polygon": lambda units: units.assign(geometry=units.centroid),
    "no-area": lambda units: units.assign(geometry=[shapely.Polygon([(0, 0), (1, 1), (2, 2)]), units.geometry[1]]),
}


@pytest.mark.parametrize("code", BAD)
def test_what_is_wrong_with_units_is_told(store: FolderStore, code: str) -> None:
    with pytest.raises(InputRejected) as caught:
        write_geography(store, geography(BAD[code](squares(2, 1))))
    assert code in {problem.code for problem in caught.value.problems}
    assert list(store.list()) == []


@pytest.mark.shared
def test_berlins_planning_areas(store: FolderStore, shared: Path) -> None:
    """Polygons: Amt für Statistik Berlin-Brandenburg, CC BY 3.0 DE; `area` in m² is published with them."""
    folder = shared / "data" / "berlin_lor" / "geo_until2020"
    raw = gpd.read_file(folder / "berlin-lor-planning-areas-until-2020.geojson").rename(columns={"id": "code"})
    with pytest.raises(InputRejected, match=r"stands 2 times.*06010102"):
        write_geography(store, geography(raw))
    units = raw.dissolve("code", as_index=False, aggfunc={"name": "first", "area": "sum"})
    release = write_geography(store, geography(units))
    drawn = shapes_of(store, release)
    assert set(drawn) == set(range(447))
    assert all(shape.area > 0 and shape.is_valid for shape in drawn.values())
    assert len(gzip.compress(content(store, release, "shapes"))) < 200_000
    table = read.vector(store, next(file.key for file in release.files if "arrow" in file.name), "gzip").to_pandas()
    np.testing.assert_allclose(table["area"], units["area"], rtol=0.003)
    inside = [
        shapely.contains_xy(shape, x, y) for shape, x, y in zip(units.geometry, table["x"], table["y"], strict=True)
    ]
    assert all(inside)
    # neighbours stay neighbours: what is drawn covers the town without gaps or overlaps worth mentioning
    whole = shapely.union_all(list(drawn.values())).area
    assert sum(shape.area for shape in drawn.values()) == pytest.approx(whole, rel=1e-5)
    assert whole == pytest.approx(units.union_all().area, rel=1e-3)


@pytest.mark.shared
def test_berlins_two_invalid_districts_are_repaired_and_told(store: FolderStore, shared: Path) -> None:
    """The README of the data names two invalid polygons."""
    raw = gpd.read_file(shared / "data" / "berlin_lor" / "geo_2021_simplified" / "bezirke.geojson")
    codes = [f"{number:02d}" for number in range(len(raw))]
    units = gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=raw.geometry, crs=raw.crs)
    release = write_geography(store, geography(units))
    assert [problem["code"] for problem in release.manifest["problems"]] == ["repaired", "repaired"]
    drawn = shapes_of(store, release)
    assert len(drawn) == 12
    assert all(shape.is_valid for shape in drawn.values())
