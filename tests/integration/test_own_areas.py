"""Areas of one's own in the town of nine squares: put together by hand, by every way out, by the rights of readers."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from django.test import Client
from tests import squares

from quartier.accounts.models import AuditEvent, Person
from quartier.accounts.services import create_person
from quartier.catalogue import listing
from quartier.catalogue.areas import (
    area_by_key,
    area_observations,
    change_area,
    create_area,
    delete_area,
    outline,
    visible_areas,
)
from quartier.catalogue.models import Indicator, OwnArea
from quartier.catalogue.observations import Asked, observations
from quartier.catalogue.services import publish_collection, publish_geography, publish_indicator
from quartier.kernel import declared
from quartier.kernel.errors import InputRejected, NotFound, NotPermitted
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import PUBLIC, SYSTEM, Reader
from quartier.kernel.text import Text

ANNA = Reader("Anna", person=1, confidential=True)
BERT = Reader("Bert", person=2, confidential=True)
DAY = "2023-12-31"


def made(*codes: str, **more: Any) -> OwnArea:
    return create_area(by=SYSTEM, name=more.pop("name", "Mitte"), level="quarter", units=codes, **more)


def figure(key: str, area: OwnArea, period: str = DAY, reader: Reader = PUBLIC) -> dict[str, Any]:
    frame = area_observations(Indicator.objects.get(key=key), area, reader=reader, asked=Asked(periods=[period]))
    assert len(frame) == 1
    return {str(name): value for name, value in frame.iloc[0].to_dict().items()}


# By hand: square i (00, 01, ... 21) has i recipients of 100 people; 21 is suppressed (1 to 9), 22 has no row.
@pytest.mark.parametrize(
    ("key", "codes", "expected"),
    [
        ("population", ("01", "02"), {"value": 200.0, "presence": 0, "known": 2, "total": 2}),
        ("sgb2-rate", ("01", "12"), {"value": 3.0, "numerator": 6.0, "denominator": 200.0, "known": 2}),
        ("sgb2-rate", ("00",), {"value": 0.0, "numerator": 0.0, "presence": 0}),
        ("sgb2-rate", ("01", "21"), {"value": None, "numerator": None, "presence": Presence.SUPPRESSED,
                                     "reason": "suppressed", "known": 1, "total": 2}),
        ("sgb2-rate", ("01", "22"), {"value": None, "presence": Presence.MISSING, "reason": "missing", "known": 1,
                                     "total": 2}),
        ("sgb2-rate", ("21", "22"), {"value": None, "presence": Presence.MISSING, "known": 0, "total": 2}),
    ],
)  # fmt: skip
def test_put_together_by_kind(town: Path, key: str, codes: tuple[str, ...], expected: dict[str, Any]) -> None:
    found = figure(key, made(*codes))
    for name, value in expected.items():
        if value is None:
            assert pd.isna(found[name]), name
        else:
            assert found[name] == (pytest.approx(value) if isinstance(value, float) else value), name


def put(key: str, kind: declared.IndicatorKind, rows: list[dict[str, Any]]) -> None:
    """One more indicator of the town, with rows (unit, value, denominator) of one day."""
    base = squares.collection()
    indicator = replace(base.indicators[1], key=key, kind=kind, factor=1.0)
    frame = pd.DataFrame([{"level": "quarter", "geography": "2020", "period": DAY, "slice": "", **row} for row in rows])
    seen = declared.Observations(key, frame)
    publish_collection(by=SYSTEM, collection=replace(base, indicators=(*base.indicators, indicator),
                                                     observations=(*base.observations, seen)))  # fmt: skip


def test_means_are_weighted_by_their_cases(town: Path) -> None:
    """Rent: 8 of 10 flats, 14 of 30 -> (80 + 420) / 40 = 12.5; never (8 + 14) / 2 = 11."""
    put("rent", declared.IndicatorKind.MEAN, [{"unit": "00", "value": 8.0, "denominator": 10.0},
                                             {"unit": "01", "value": 14.0, "denominator": 30.0}])  # fmt: skip
    assert figure("rent", made("00", "01"))["value"] == pytest.approx(12.5)


@pytest.mark.parametrize("kind", ["index", "score", "class"])
def test_what_is_no_sum_holds_for_whole_units_alone(town: Path, kind: str) -> None:
    put("grade", declared.IndicatorKind(kind), [{"unit": "00", "value": 1.0}, {"unit": "01", "value": 2.0}])
    two, one = figure("grade", made("00", "01")), figure("grade", made("01"))
    assert (two["presence"], two["reason"]) == (Presence.MISSING, "not-convertible")
    assert one["value"] == 2.0


def test_shares_without_denominators_need_a_count(town: Path) -> None:
    """10 and 20 per cent of 100 and 100 people: 15, an estimate; without a named count a gap."""
    put("bare", declared.IndicatorKind.SHARE, [{"unit": "00", "value": 10.0}, {"unit": "01", "value": 20.0}])
    assert figure("bare", made("00", "01"))["reason"] == "no-weights"
    weighted = figure("bare", made("00", "01", weighted_by="population"))
    assert weighted["value"] == pytest.approx(15.0)
    assert weighted["flags"] & Flag.ESTIMATED


def test_the_gate_and_the_listing_answer_for_areas(town: Path) -> None:
    area = made("01", "02", visibility="public")
    row = Indicator.objects.get(key="population")
    by_level = observations(row, reader=PUBLIC, asked=Asked(level="own", units=[area.key]))
    assert by_level["value"].tolist() == [200.0, 200.0]
    mixed = observations(row, reader=PUBLIC, asked=Asked(units=[area.key, "01"], periods=[DAY]))
    assert dict(zip(mixed["level"], mixed["value"], strict=True)) == {"quarter": 100.0, "own": 200.0}
    assert listing.unit_name("own", area.key) == "Mitte"
    assert listing.containing_units("own", area.key) == [("city", "1")]


def test_what_is_not_shown_to_a_reader_does_not_exist(town: Path) -> None:
    area = create_area(by=ANNA, name="Annas Runde", level="quarter", units=["01"])
    row = Indicator.objects.get(key="population")
    assert not list(visible_areas(BERT)) and not list(visible_areas(PUBLIC))
    assert observations(row, reader=BERT, asked=Asked(level="own")).empty
    assert listing.unit_name("own", area.key, reader=BERT) == area.key
    with pytest.raises(NotFound):
        area_by_key(area.key, reader=BERT)
    with pytest.raises(NotPermitted):
        delete_area(by=BERT, area=area)
    with pytest.raises(NotPermitted):
        change_area(by=ANNA, area=area, visibility="public")
    change_area(by=ANNA, area=area, visibility="members", units=["01", "02"])
    assert [found.units for found in visible_areas(BERT)] == [{"01": 1.0, "02": 1.0}]
    delete_area(by=ANNA, area=area)
    actions = list(
        AuditEvent.objects.filter(action__startswith="own-area").order_by("pk").values_list("action", flat=True)
    )
    assert actions == ["own-area.create", "own-area.change", "own-area.delete"]


def test_everything_wrong_is_told_at_once(town: Path) -> None:
    with pytest.raises(InputRejected) as refused:
        create_area(by=ANNA, name=" ", level="quarter", units=["01", "77"], visibility="all", weighted_by="sgb2-rate")
    assert {problem.column for problem in refused.value.problems} == {"name", "units", "visibility", "weighted_by"}
    with pytest.raises(NotPermitted):
        create_area(by=PUBLIC, name="x", level="quarter", units=["01"])
    assert not OwnArea.objects.exists()


def drawn(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A box in metres of the town as GeoJSON in WGS 84."""
    box = shapely.box(500_000 + west, 5_700_000 + south, 500_000 + east, 5_700_000 + north)
    shape = gpd.GeoSeries([shapely.segmentize(box, 50)], crs=25832).to_crs(4326)
    return json.loads(json.dumps(shape.iloc[0].__geo_interface__))  # type: ignore[no-any-return]


def test_a_drawn_shape_counts_units_by_their_surface(town: Path) -> None:
    """Square 00 whole, the west quarter of 01: 100 + 25 people; the recipients 0 and 1 of 4."""
    area = create_area(by=ANNA, name="Gezeichnet", level="quarter", shape=drawn(0, 0, 1250, 1000))
    assert area.units == {"00": pytest.approx(1, abs=1e-3), "01": pytest.approx(0.25, abs=1e-3)}
    people = figure("population", area)
    assert people["value"] == pytest.approx(125, abs=0.2)
    assert people["flags"] & Flag.ESTIMATED
    assert figure("sgb2-rate", area)["value"] == pytest.approx(100 * 0.25 / 125, abs=0.01)


@pytest.mark.parametrize(
    ("shape", "said"),
    [({"type": "Point", "coordinates": [9, 51]}, "polygon"),
     ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, "touches none"),
     ({"type": "Polygon", "coordinates": [[[500000, 0], [500001, 0], [500001, 1], [500000, 0]]]}, "longitudes"),
     ({"type": "Polygon", "coordinates": "x"}, "cannot be read")],
)  # fmt: skip
def test_shapes_that_cannot_be_used_are_refused_in_words(town: Path, shape: dict[str, Any], said: str) -> None:
    with pytest.raises(InputRejected, match=said):
        create_area(by=ANNA, name="x", level="quarter", shape=shape)


def test_by_residents_needs_a_finer_level(town: Path) -> None:
    with pytest.raises(InputRejected, match="finer level"):
        create_area(by=ANNA, name="x", level="quarter", shape=drawn(0, 0, 1250, 1000), way="population")


def test_a_reform_unchanged_units_stay_the_others_are_gaps(town: Path) -> None:
    """In 2024 the squares 00 and 01 swap a strip of land; all others stay."""
    units = squares.collection().geographies[1].units.copy()
    units["geometry"] = units.geometry.where(~units["code"].isin(["00", "01"]), units.geometry.scale(0.8, 1))
    newer = declared.Geography("quarter", "2024", Text("2024"), units, "office", date(2024, 1, 1))
    publish_geography(by=SYSTEM, geography=newer)
    frame = squares.count_observations().frame
    later = frame[(frame["level"] == "quarter") & (frame["period"] == DAY)].assign(
        geography="2024", period="2024-12-31"
    )
    publish_indicator(by=SYSTEM, observations=declared.Observations("population", pd.concat([frame, later])))
    same = create_area(by=ANNA, name="gleich", level="quarter", units=["11", "12"], geography="2024")
    moved = create_area(by=ANNA, name="anders", level="quarter", units=["01", "02"])
    assert moved.geography == "2024"
    assert figure("population", same)["value"] == 200.0
    assert figure("population", same, "2024-12-31")["value"] == 200.0
    before = figure("population", moved)
    assert (before["presence"], before["reason"], before["geography"]) == (Presence.MISSING, "no-crosswalk", "2020")
    assert figure("population", moved, "2024-12-31")["value"] == 200.0


def signed_in() -> Client:
    create_person(by=SYSTEM, login="anna", password="ein langes Passwort 7")
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(login="anna"))
    return client


def test_the_api_saves_shows_and_deletes(town: Path) -> None:
    client = signed_in()
    client.get("/karte/")
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    body = {"name": "Südliche Felder", "level": "quarter", "units": ["01", "21"]}
    assert client.post("/api/v1/areas", body, content_type="application/json").status_code in {401, 403}
    answer = client.post("/api/v1/areas", body, content_type="application/json", headers=token)
    assert answer.status_code == 201, answer.content
    saved = answer.json()
    assert (saved["unit"], saved["mayChange"], saved["owner"]) == ("own:suedliche-felder", True, "anna")
    assert Client().get("/api/v1/areas").json() == {"areas": []}
    assert Client().get("/api/v1/areas/suedliche-felder").status_code == 404
    border = client.get("/api/v1/areas/suedliche-felder/outline").json()["features"][0]["geometry"]
    assert border["type"] == "MultiPolygon"
    changed = client.patch("/api/v1/areas/suedliche-felder", {"units": ["01", "12"]},
                           content_type="application/json", headers=token)  # fmt: skip
    assert [part["code"] for part in changed.json()["units"]] == ["01", "12"]
    series = client.get("/api/v1/series", {"indicator": "sgb2-rate", "unit": "own:suedliche-felder"}).json()
    assert series["series"][0]["name"] == "Südliche Felder"
    assert [point["value"] for point in series["series"][0]["points"]] == [3.0, 3.0]
    query = {"indicator": "sgb2-rate", "level": "own", "geography": "2020", "unit": "suedliche-felder", "period": DAY,
             "lang": "de"}  # fmt: skip
    passport = client.get("/api/v1/passport", query).json()
    assert passport["valueText"] == "3,0\u00a0%"
    assert passport["madeOf"]["formula"] == "100 × Summe der Zähler / Summe der Nenner"
    assert [part["name"] for part in passport["madeOf"]["parts"]] == ["Feld 01", "Feld 12"]
    assert Client().get("/api/v1/passport", query).status_code == 404
    gone = client.delete("/api/v1/areas/suedliche-felder", headers=token)
    assert gone.status_code == 204
    assert not OwnArea.objects.exists()


def test_outline_of_neighbours_is_one_polygon(town: Path) -> None:
    border = outline(made("00", "01"))
    assert border is not None
    assert border["type"] == "Polygon"


def exported(**query: str) -> bytes:
    response = Client().get("/api/v1/export", query)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_exports_take_areas_like_any_unit(town: Path) -> None:
    made("01", "12", name="Eins", visibility="public")
    made("21", name="Zwei", visibility="public")
    made("02", name="Geheim")
    query = {"indicator": "sgb2-rate", "level": "own", "period": DAY}
    rows = pd.read_csv(io.BytesIO(exported(**query, format="csv"))).set_index("unit")
    assert rows["value"].to_dict() == {"eins": 3.0, "zwei": pytest.approx(float("nan"), nan_ok=True)}
    assert rows["presence"].to_dict() == {"eins": "value", "zwei": "suppressed"}
    shown = json.loads(exported(**query, unit="eins", format="geojson"))
    assert [feature["properties"]["name"] for feature in shown["features"]] == ["Eins"]
    assert shown["features"][0]["geometry"]["type"] in {"Polygon", "MultiPolygon"}
    assert Client().get("/api/v1/export", {**query, "unit": "geheim"}).status_code == 422


def test_the_page_renames_a_drawn_area_without_drawing_it_again(town: Path) -> None:
    create_person(by=SYSTEM, login="anna", password="ein langes Passwort 7")
    client = Client()
    client.force_login(Person.objects.get(login="anna"))
    box = json.dumps(drawn(0, 0, 1250, 1000))
    sent = {"name": "Skizze", "visibility": "own", "how": "drawn", "place": "quarter/2020", "way": "area", "shape": box}
    assert client.post("/daten/gebiete/eigene/neu/", sent).status_code == 302
    units = OwnArea.objects.get(key="skizze").units
    changed = client.post("/daten/gebiete/eigene/skizze/", {**sent, "name": "Südwest", "shape": ""})
    assert changed.status_code == 302
    row = OwnArea.objects.get(key="skizze")
    assert (row.name, row.units) == ("Südwest", units)
    assert "Südwest" in client.get("/daten/gebiete/").content.decode()
    refused = client.post("/daten/gebiete/eigene/neu/", {**sent, "shape": "9,9 x"})
    assert refused.status_code == 422
    assert "Das ist keine Ecke." in refused.content.decode()
    assert client.post("/daten/gebiete/eigene/skizze/loeschen/").status_code == 302
    assert not OwnArea.objects.exists()


def test_no_level_takes_the_key_of_areas(transactional_db: None, workspace: Path) -> None:
    base = squares.collection()
    level = declared.Level("own", Text("Eigene"), Text("Eigene"), 3)
    with pytest.raises(InputRejected, match="areas of one's own"):
        publish_collection(by=SYSTEM, collection=replace(base, levels=(*base.levels, level)))
