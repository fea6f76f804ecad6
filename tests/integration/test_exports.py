"""Exports over HTTP: every format, who gets what, what goes along, refusals in words."""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pyproj
import pytest
import python_calamine
import shapely
from django.test import Client
from tests import squares
from tests.property.catalogue.export_reading import READERS, Rows

from quartier.accounts.models import AuditEvent
from quartier.accounts.services import create_person
from quartier.catalogue import exports
from quartier.catalogue.models import Release
from quartier.catalogue.services import publish_indicator, withdraw
from quartier.kernel.presence import Presence
from quartier.kernel.reader import PUBLIC, SYSTEM, Reader

FORMATS = sorted(exports.FORMATS)
GEO = ("gpkg", "geojson", "shapefile", "geoparquet")
RATE = {"indicator": "sgb2-rate", "level": "quarter"}


def fetch(tmp_path: Path, key: str, client: Client | None = None, **query: Any) -> Path:
    """The file, under the name that the server gave it."""
    response: Any = (client or Client()).get("/api/v1/export", {**RATE, "format": key, "lang": "de", **query})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200, content
    name = response.headers["Content-Disposition"].split('filename="')[1].rstrip('"')
    assert response.headers["Content-Length"] == str(len(content))
    target = tmp_path / name
    target.write_bytes(content)
    return target


def refused(query: dict[str, Any], status: int = 422, client: Client | None = None) -> Any:
    response = (client or Client()).get("/api/v1/export", query)
    assert response.status_code == status, response
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.json()


def by_hand(shift: float = 0) -> Rows:
    """Quarter i has i (+ shift) of 100; 21 is suppressed (1 to 9); 22 is missing: see tests/squares.py."""
    rows: Rows = {}
    for period in squares.PERIODS:
        for i, code in enumerate(squares.CODES):
            value = i + shift
            row: tuple[Any, ...] = (f"Feld {code}", value, value, 100.0, None, None, 0, 0, 0)
            if code == "21":
                row = (f"Feld {code}", None, None, None, 1.0, 9.0, int(Presence.SUPPRESSED), 0, 0)
            if code == "22":
                row = (f"Feld {code}", None, None, None, None, None, int(Presence.MISSING), 0, 0)
            rows["quarter", "2020", code, period, ""] = row
    return rows


@pytest.fixture
def member(town: Path) -> Client:
    create_person(by=SYSTEM, login="stat", password="ein langes Passwort 7")
    client = Client()
    assert client.login(username="stat", password="ein langes Passwort 7")
    return client


def test_every_format_holds_every_unit_and_why_there_is_no_value(town: Path, tmp_path: Path) -> None:
    for key in FORMATS:
        assert READERS[key](fetch(tmp_path, key)) == by_hand(), key


def test_the_public_never_gets_a_confidential_figure(town: Path, tmp_path: Path, member: Client) -> None:
    secret = 40.4375  # appears in no public figure
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=secret, audience="confidential"))
    for key in FORMATS:
        public = fetch(tmp_path, key)
        assert READERS[key](public) == by_hand(), key
        assert not any(text in told(public) for text in ("40.4375", "40,4375")), key
        inside = fetch(tmp_path, key, member)
        assert "confidential" in inside.name
        assert READERS[key](inside) == by_hand(secret), key
    assert AuditEvent.objects.filter(action="export.confidential", by="stat").count() == len(FORMATS)


def test_what_only_others_may_know_of_does_not_exist(town: Path) -> None:
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=1, audience="confidential"))
    public = Release.objects.get(subject_key="sgb2-rate", audience="public")
    withdraw(by=SYSTEM, release=public, reason="Zähler vertauscht")
    for key in FORMATS:
        hidden = refused({**RATE, "format": key}, 404)
        absent = refused({"indicator": "nothing", "format": key}, 404)
        assert hidden["detail"].replace("sgb2-rate", "nothing") == absent["detail"]


def test_an_export_under_way_is_of_one_release(town: Path, tmp_path: Path) -> None:
    export = exports.prepare(
        exports.Selection(("sgb2-rate",), levels=("quarter",)), "csv", reader=PUBLIC, language="de"
    )
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=1))
    assert READERS["csv"](exports.write(export, tmp_path)) == by_hand()


# --- what goes along --------------------------------------------------------------------------------------------------


def told(path: Path) -> str:
    """All the text of a file, unpacked."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes().decode("utf-8", "replace")
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_source_licence_and_release_go_with_every_file(town: Path, tmp_path: Path) -> None:
    release = Release.objects.get(subject_key="sgb2-rate")
    for key in FORMATS:
        text = told(fetch(tmp_path, key))
        for words in (release.checksum, "Datenlizenz Deutschland", "https://example.org/l", "Amt, Statistik"):
            assert words in text, (key, words)


def test_workbook_explains_itself(town: Path, tmp_path: Path) -> None:
    path = fetch(tmp_path, "xlsx")
    assert path.name == "sgb2-rate_quarter-2020_2022-12-31--2023-12-31.xlsx"
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Hinweise").to_python()
    facts = {(about, what): text for about, what, text in rows}
    about = "Indikator sgb2-rate"
    assert facts[about, "Definition"] == "Anteil der Leistungsberechtigten"
    assert facts[about, "Stand der Daten"] == "2024-03-01"
    assert facts[about, "Lizenz"] == "Datenlizenz Deutschland – Namensnennung – 2.0"
    assert facts[about, "Datenversion"] == "1"
    assert facts["Angabe", "suppressed"] == "geheim gehalten"
    assert facts["Hinweise", "provisional"] == "vorläufig"
    assert "ausgedacht" in facts["Hinweis", ""]
    assert facts["Gebietsstand quarter 2020", "Lizenz"] == "Datenlizenz Deutschland – Namensnennung – 2.0"


def test_data_package_keeps_its_specification(town: Path, tmp_path: Path) -> None:
    """Required properties of datapackage.org, version 2.0 (2024): package, resource, table schema."""
    with zipfile.ZipFile(fetch(tmp_path, "datapackage")) as archive:
        data, package = archive.read("data.csv"), json.loads(archive.read("datapackage.json"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    (resource,) = package["resources"]
    assert (resource["name"], resource["path"], resource["type"]) == ("data", "data.csv", "table")
    assert resource["bytes"] == len(data)
    assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    fields = resource["schema"]["fields"]
    frame = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    assert list(frame.columns) == [field["name"] for field in fields]
    assert not frame.duplicated(resource["schema"]["primaryKey"]).any()
    for field in fields:
        if field["type"] == "number":
            pd.to_numeric(frame[field["name"]].replace("", None))
        for value in frame[field["name"]].unique() if "categories" in field else ():
            assert value in {category["value"] for category in field["categories"]}
    assert all(licence["name"] and licence["path"] for licence in package["licenses"])
    assert package["sources"][0]["title"] == "Amt, Statistik"


def test_json_stat_keeps_its_specification(town: Path, tmp_path: Path) -> None:
    """json-stat.org/full: version, class, id, size, dimension; value has the product of sizes; status by position."""
    cube = json.loads(fetch(tmp_path, "json-stat").read_bytes())
    assert (cube["version"], cube["class"]) == ("2.0", "dataset")
    assert set(cube["dimension"]) == set(cube["id"])
    assert len(cube["value"]) == math.prod(cube["size"])
    assert cube["role"] == {"time": ["period"], "geo": ["unit"], "metric": ["measure"]}
    for name, size in zip(cube["id"], cube["size"], strict=True):
        category = cube["dimension"][name]["category"]
        assert len(category["index"]) == size
        assert set(category["label"]) == set(category["index"])
    assert all(0 <= int(position) < len(cube["value"]) for position in cube["status"])
    assert sorted(cube["status"].values()) == ["O", "O", "Q", "Q"]
    assert cube["dimension"]["measure"]["category"]["unit"]["value"] == {"label": "%", "decimals": 1}
    several = json.loads(fetch(tmp_path, "json-stat", indicator=["sgb2-rate", "population"]).read_bytes())
    assert several["class"] == "collection"
    assert [item["label"] for item in several["link"]["item"]] == ["SGB-II-Quote", "Einwohner"]


# --- geodata ----------------------------------------------------------------------------------------------------------


def outline(code: str) -> shapely.Polygon:
    """The square of a quarter in EPSG:25832, by hand from tests/squares.py."""
    row, column = int(code[0]), int(code[1])
    return shapely.box(500_000 + 1000 * column, 5_700_000 + 1000 * row, 501_000 + 1000 * column, 5_701_000 + 1000 * row)


def test_geojson_is_rfc_7946(town: Path, tmp_path: Path) -> None:
    document = json.loads(fetch(tmp_path, "geojson", period="2023-12-31").read_bytes())
    assert document["type"] == "FeatureCollection"
    assert "crs" not in document  # 4: no other reference system than WGS 84
    to_wgs84 = pyproj.Transformer.from_crs(25832, 4326, always_xy=True).transform
    for feature in document["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        polygons = list(getattr(shape, "geoms", [shape]))
        assert all(polygon.exterior.is_ccw for polygon in polygons)  # 3.1.6
        corners = [to_wgs84(*corner) for corner in outline(feature["properties"]["code"]).exterior.coords]
        assert shape.hausdorff_distance(shapely.Polygon(corners)) < 2e-7  # 7 decimals are a centimetre
        assert feature["properties"]["parent:city"] == "1"
    assert [feature["properties"]["value"] for feature in document["features"]] == [0, 1, 2, 3, 4, 5, 6, None, None]


READ: dict[str, Callable[[Path], gpd.GeoDataFrame]] = {
    "gpkg": lambda path: pyogrio.read_dataframe(path, layer="quarter_2020"),
    "geoparquet": gpd.read_parquet,
    "shapefile": lambda path: pyogrio.read_dataframe(f"/vsizip/{path}/quarter_2020.shp"),
}


@pytest.mark.parametrize("key", sorted(READ))
def test_polygons_stay_where_they_are(town: Path, tmp_path: Path, key: str) -> None:
    frame = READ[key](fetch(tmp_path, key, period="2023-12-31"))
    assert frame.crs.to_epsg() == 25832
    assert frame["code"].tolist() == list(squares.CODES)  # leading zeros stay
    for code, shape in zip(frame["code"], frame.geometry, strict=True):
        assert shape.equals(outline(code))
    assert frame["value"].isna().tolist() == [False] * 7 + [True] * 2
    assert frame["presence"].tolist() == ["value"] * 7 + ["suppressed", "missing"]


def test_shapefile_has_its_parts_and_short_names(town: Path, tmp_path: Path) -> None:
    path = fetch(tmp_path, "shapefile", indicator=["sgb2-rate", "population"])
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        key = pd.read_csv(io.BytesIO(archive.read("columns.csv")), dtype=str, keep_default_na=False)
        assert archive.read("quarter_2020.cpg").decode() == "UTF-8"
        assert b"ETRS" in archive.read("quarter_2020.prj")
    parts = {"quarter_2020.shp", "quarter_2020.shx", "quarter_2020.dbf", "quarter_2020.prj", "quarter_2020.cpg"}
    assert names == parts | {"columns.csv", "values.csv", "notes.txt"}
    frame = pyogrio.read_dataframe(f"/vsizip/{path}/quarter_2020.shp")
    assert set(frame.columns) - {"geometry"} == set(key["field"])
    assert key["field"].str.len().max() <= 10
    column = key[(key.measure == "value") & (key.indicator == "population") & (key.period == "2022-12-31")]
    assert frame[column["field"].item()].tolist() == [100.0] * 9


def test_geopackage_holds_all_levels(town: Path, tmp_path: Path) -> None:
    path = fetch(tmp_path, "gpkg", level=[])
    assert {str(name) for name, _ in pyogrio.list_layers(path)} == {"city_2020", "quarter_2020", "columns", "notes"}


# --- selections, refusals ---------------------------------------------------------------------------------------------


def test_a_selection_is_narrowed_in_every_direction(town: Path, tmp_path: Path) -> None:
    query = {"level": [], "unit": ["21", "1"], "period": "2023-12-31", "slice": "", "geography": "2020"}
    rows = READERS["csv"](fetch(tmp_path, "csv", **query))
    assert list(rows) == [("city", "2020", "1", "2023-12-31", ""), ("quarter", "2020", "21", "2023-12-31", "")]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"indicator": "nope"}, 404, "nope"),
        ({}, 422, "indicator"),
        ({"indicator": "sgb2-rate", "level": "street", "period": "1999"}, 422, "street"),
        ({"indicator": "sgb2-rate", "level": "street", "period": "1999"}, 422, "1999"),
        ({"indicator": "sgb2-rate", "unit": ["21", "99"]}, 422, "99"),
        ({"indicator": "sgb2-rate", "slice": "age=0-5"}, 422, "age=0-5"),
        ({"indicator": "sgb2-rate", "format": "pdf"}, 422, "csv-de"),
        ({"indicator": "sgb2-rate", "format": "geojson"}, 422, "city 2020, quarter 2020"),
    ],
)
def test_refusals_are_told_in_words(town: Path, query: dict[str, Any], status: int, said: str) -> None:
    assert said in json.dumps(refused(query, status), ensure_ascii=False)


def test_large_selections_need_an_account(
    town: Path, tmp_path: Path, member: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_ANONYMOUS", 17)  # the town has 18 rows at this level
    problem = refused({**RATE, "format": "csv"})["problems"][0]
    words = (
        "Diese Auswahl hat 18 Zeilen. Ohne Anmeldung gibt es bis zu 17 auf einmal: bitte weniger wählen oder anmelden."
    )
    assert problem["message"] == words
    assert len(READERS["csv"](fetch(tmp_path, "csv", member))) == 18
    exports.prepare(exports.Selection(("sgb2-rate",)), "csv", reader=Reader("x", administrator=True), language="de")


def test_head_says_whether_there_would_be_a_file(town: Path) -> None:
    good = Client().head("/data/exports/", {**RATE, "format": "xlsx"})
    assert (good.status_code, good.content) == (200, b"")
    assert "sgb2-rate_quarter-2020" in good.headers["Content-Disposition"]
    assert Client().head("/data/exports/", {**RATE, "format": "pdf"}).status_code == 422


def test_nothing_stays_behind(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    response: Any = Client().get("/data/exports/", {**RATE, "format": "xlsx"})
    assert b"".join(response.streaming_content).startswith(b"PK")
    response.close()
    refused({"indicator": "sgb2-rate", "format": "geojson"})
    assert list(folder.iterdir()) == []
