"""Every format opens to the same features, or is refused in words; nothing stays on the disk."""

from __future__ import annotations

import io
import sqlite3
import struct
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from tests.unit.sources.geodata.felder import geojson, nine, opened

from quartier.kernel.errors import InputRejected
from quartier.sources.geodata import READERS, FieldKind, GeoReader, Limits, open_geodata
from quartier.sources.geodata.geofile import GeoLayer, LayerData, Material


def frame() -> Any:
    names = ["Österfeld", "Süd"] + [f"Feld {code}" for code in list(nine())[2:]]
    return gpd.GeoDataFrame(
        {"nr": list(nine()), "name": names, "anzahl": range(9)}, geometry=list(nine().values()), crs=3035
    )


def written(folder: Path, ending: str, **options: Any) -> bytes:
    path = folder / f"felder.{ending}"
    if ending == "parquet":
        frame().to_parquet(path)
    else:
        frame().to_file(path, **options)
    return path.read_bytes()


def shapefile(folder: Path, encoding: str = "UTF-8") -> dict[str, bytes]:
    frame().to_file(folder / "felder.shp", encoding=encoding)
    return {path.name: path.read_bytes() for path in folder.glob("felder.*")}


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def refusal(data: bytes | Path, name: str = "felder.zip", **options: Any) -> tuple[str, str]:
    """Code of the one problem, and all of its words."""
    with pytest.raises(InputRejected) as caught:
        file = open_geodata(data, name, **options)
        for layer in file.layers:
            _ = layer.data
    (told,) = caught.value.problems
    assert told.file == name
    return told.code, str(told)


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "fgb", "parquet", "gml"])
def test_every_format_gives_the_same_features(tmp_path: Path, ending: str) -> None:
    layer = open_geodata(written(tmp_path, ending), f"felder.{ending}").layer()
    data = layer.data.frame.sort_values("nr", ignore_index=True)
    assert layer.count == 9
    assert layer.crs.to_epsg() == 3035
    assert list(data["nr"]) == sorted(nine())
    assert list(data["name"])[:2] == ["Österfeld", "Süd"]
    assert list(data["anzahl"]) == [str(i) for i in range(9)]
    assert all(a.equals(b) for a, b in zip(data.geometry, nine().values(), strict=True))
    kinds = {item.name: item.kind for item in layer.fields}
    assert (kinds["name"], kinds["anzahl"]) == (FieldKind.TEXT, FieldKind.WHOLE)


def test_a_zip_with_two_shapefiles(tmp_path: Path) -> None:
    parts = shapefile(tmp_path)
    both = {f"ordner/{name}": data for name, data in parts.items()}
    both |= {f"ordner/{name.replace('felder', 'zweite')}": data for name, data in parts.items()}
    file = open_geodata(zipped(both), "stand.zip")
    assert [(item.name, item.count) for item in file.layers] == [("felder", 9), ("zweite", 9)]
    assert list(file.layer("zweite").data.frame["name"])[:2] == ["Österfeld", "Süd"]


def test_geojson_in_a_zip() -> None:
    file = open_geodata(zipped({"liesmich.txt": b"hallo", "felder.geojson": geojson(nine())}), "felder.zip")
    assert [(item.name, item.count) for item in file.layers] == [("felder", 9)]


@pytest.mark.parametrize(
    ("cpg", "language", "expected", "why"),
    [
        (b"1252", 0x00, "cp1252", "cpg"),
        (b"ANSI 1252", 0x00, "cp1252", "cpg"),
        (None, 0x57, "cp1252", "dbf"),
        (None, 0x00, "cp1252", "bytes"),
        (b"UTF-8", 0x57, "cp1252", "bytes"),
    ],
)
def test_letters_of_a_shapefile(tmp_path: Path, cpg: bytes | None, language: int, expected: str, why: str) -> None:
    """Windows-1252 letters: named by .cpg, by the language byte of the .dbf, by nobody, or wrongly."""
    parts = shapefile(tmp_path, "cp1252")
    del parts["felder.cpg"]
    dbf = bytearray(parts["felder.dbf"])
    dbf[29] = language
    parts |= {"felder.dbf": bytes(dbf)} | ({} if cpg is None else {"felder.cpg": cpg})
    file = open_geodata(zipped(parts), "felder.zip")
    layer = file.layer()
    assert (layer.encoding, layer.encoding_why) == (expected, why)
    assert list(layer.data.frame["name"])[:2] == ["Österfeld", "Süd"]
    assert [item.code for item in file.problems] == (["encoding-declared-wrong"] if cpg == b"UTF-8" else [])


def test_letters_chosen_by_a_person(tmp_path: Path) -> None:
    """0x99 is Ö in code page 850 and a trade mark in Windows-1252."""
    parts = shapefile(tmp_path, "cp850")
    del parts["felder.cpg"]
    layer = open_geodata(zipped(parts), "felder.zip", encoding="cp850").layer()
    assert list(layer.data.frame["name"])[:2] == ["Österfeld", "Süd"]


def test_a_shapefile_on_disk_brings_its_parts(tmp_path: Path) -> None:
    shapefile(tmp_path)
    assert open_geodata(tmp_path / "felder.shp").layer().count == 9


@pytest.mark.parametrize("missing", ["shx", "dbf"])
def test_parts_of_a_shapefile_are_missing(tmp_path: Path, missing: str) -> None:
    parts = shapefile(tmp_path)
    del parts[f"felder.{missing}"]
    code, words = refusal(zipped(parts))
    assert code == "shapefile-parts"
    assert f"felder.{missing}" in words


def test_a_shp_alone(tmp_path: Path) -> None:
    assert refusal(shapefile(tmp_path)["felder.shp"], "felder.shp")[0] == "shapefile-parts"


@pytest.mark.parametrize("ending", ["shp", "shx", "dbf"])
def test_a_cut_part_of_a_shapefile_is_not_a_shorter_one(tmp_path: Path, ending: str) -> None:
    parts = shapefile(tmp_path)
    parts[f"felder.{ending}"] = parts[f"felder.{ending}"][:-60]
    assert refusal(zipped(parts))[0] == "file-damaged"


def test_a_zip_bomb() -> None:
    code, words = refusal(zipped({"felder.geojson": b" " * 30_000_000}))
    assert code == "zip-bomb"
    assert "30 MB" in words


def test_a_zip_that_lies_about_its_sizes() -> None:
    """The directory says 10 bytes, the member holds a million: the checksum or the size must stop it."""
    data = bytearray(zipped({"felder.geojson": b"{" + b" " * 1_000_000}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + place
        data[at : at + 4] = struct.pack("<I", 10)
    assert refusal(bytes(data))[0] in ("file-damaged", "zip-bomb")


def test_an_archive_in_an_archive() -> None:
    assert refusal(zipped({"innen.zip": zipped({"a.geojson": geojson(nine())})}))[0] == "zip-nested"


def test_an_archive_that_writes_elsewhere() -> None:
    assert refusal(zipped({"../../etc/felder.geojson": geojson(nine())}))[0] == "zip-path"


def test_too_many_files_in_an_archive() -> None:
    data = zipped({f"{i}.txt": b"x" for i in range(6)})
    assert refusal(data, limits=Limits(parts=5))[0] == "too-many"


def test_an_archive_without_geodata_says_what_is_in_it() -> None:
    code, words = refusal(zipped({"liesmich.txt": b"hallo"}))
    assert code == "no-layer"
    assert "liesmich.txt" in words


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2">&lol2;</gml:FeatureCollection>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2">&x;</gml:FeatureCollection>"""
DEEP = b'<a xmlns="http://www.opengis.net/gml/3.2">' + b"<a>" * 5_000 + b"</a>" * 5_001


@pytest.mark.parametrize(("data", "code"), [(BOMB, "xml-entities"), (OUTSIDE, "xml-entities"), (DEEP, "file-damaged")])
def test_xml_bombs(data: bytes, code: str) -> None:
    assert refusal(data, "felder.gml")[0] == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"%PDF-1.7", "file-format"),
        (b"nr;name\n1;a\n", "file-format"),
        (b'{"type": "Topology", "objects": {}}', "file-format"),
        (b'{"type": "FeatureCollection", "features": [', "file-damaged"),
        (b'{"type": "FeatureCollection", "features": []}{"type": "x"}', "file-damaged"),
        (b'{"type": "FeatureCollection", "features": [{"geometry": 5}]}', "file-damaged"),
        (b'{"type": "FeatureCollection", "name": "K\xf6ln", "features": []}', "file-damaged"),
        (b'{"a":' * 200_000, "file-damaged"),
        (b"PAR1" + b"\x00" * 50, "file-damaged"),
        (b"SQLite format 3\x00" + b"\x00" * 200, "file-damaged"),
        (b"fgb\x03fgb\x00" + b"\x00" * 50, "file-damaged"),
    ],
)
def test_no_geodata_is_refused_in_words(data: bytes, code: str) -> None:
    assert refusal(data, "datei")[0] == code


def test_a_database_that_is_no_geopackage(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a.gpkg")
    database.execute("CREATE TABLE a (b)")
    database.commit()
    database.close()
    assert refusal((tmp_path / "a.gpkg").read_bytes(), "a.gpkg")[0] == "file-format"


def test_a_stored_query_in_a_geopackage_is_not_run(tmp_path: Path) -> None:
    """A view that counts for ever, entered as a layer: it is passed over and told."""
    path = tmp_path / "felder.gpkg"
    frame().to_file(path)
    database = sqlite3.connect(path)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n"
    database.execute(f"CREATE VIEW endlos AS {endless}")
    columns = "table_name, data_type, identifier, srs_id"
    database.execute(f"INSERT INTO gpkg_contents ({columns}) VALUES ('endlos', 'features', 'endlos', 3035)")
    database.commit()
    database.close()
    file = open_geodata(path.read_bytes(), "felder.gpkg")
    assert [item.name for item in file.layers] == ["felder"]
    assert [(item.code, item.found) for item in file.problems] == [("layer-view", "endlos")]


def test_parquet_without_geography(tmp_path: Path) -> None:
    frame().drop(columns="geometry").to_parquet(tmp_path / "a.parquet")
    assert refusal((tmp_path / "a.parquet").read_bytes(), "a.parquet")[0] == "file-format"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(size=100), "file-too-large"),
        (Limits(text=100), "file-too-large"),
        (Limits(features=8), "too-many"),
        (Limits(columns=1), "too-many"),
        (Limits(vertices=44), "too-many"),
    ],
)
def test_limits(limits: Limits, code: str) -> None:
    assert refusal(geojson(nine()), "felder.geojson", limits=limits)[0] == code


def test_two_gigabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "riesig.gpkg"
    with path.open("wb") as file:
        file.write(b"SQLite format 3\x00")
        file.truncate(2_000_000_000)
    assert refusal(path, "riesig.gpkg")[0] == "file-too-large"


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "parquet", "gml", "shp"])
def test_nothing_stays_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    data = zipped(shapefile(tmp_path)) if ending == "shp" else written(tmp_path, ending)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    for content in (data, data[: len(data) // 2]):
        try:
            _ = open_geodata(content, "felder").layer().data
        except InputRejected:
            assert content != data
        assert list(scratch.iterdir()) == []


def test_a_reference_system_named_by_geojson_2008_and_none_at_all() -> None:
    assert opened().layer().crs.to_epsg() == 3035
    assert open_geodata(geojson(nine(), crs=None), "a.geojson").layer().crs.to_epsg() == 4326
    unknown = geojson(nine(), crs=None).replace(
        b'{"type": "FeatureCollection"', b'{"crs": null, "type": "FeatureCollection"'
    )
    assert open_geodata(unknown, "a.geojson").layer().crs is None


def test_a_later_format_plugs_in() -> None:
    """A reader of a format of its own: the first bytes say so, a layer comes back."""

    def read(material: Material, _limits: Limits, _encoding: str | None) -> tuple[GeoLayer, ...]:
        empty = gpd.GeoDataFrame({"nr": []}, geometry=[], crs=3035)
        return (GeoLayer(material.name, (), empty.crs, 0, "Polygon", lambda: LayerData(empty)),)

    READERS.register("test", GeoReader("Test", lambda material: material.head(4) == b"TEST", read))
    try:
        file = open_geodata(b"TEST1", "a.test")
    finally:
        del READERS._items["test"]
    assert (file.format, file.layer().name) == ("Test", "a.test")


def test_an_unknown_layer_names_the_known_ones() -> None:
    with pytest.raises(InputRejected) as caught:
        opened().layer("weg")
    assert caught.value.problems[0].expected == "felder"
