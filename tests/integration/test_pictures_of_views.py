"""Pictures of what the views compute, for the town of nine squares: counted by hand; rights held."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from django.test import Client
from tests import squares

from quartier.accounts.services import create_person
from quartier.catalogue.services import publish_indicator, put_layer
from quartier.kernel import declared
from quartier.kernel.declared import LayerKind
from quartier.kernel.reader import SYSTEM
from quartier.kernel.text import Text

SVG = "{http://www.w3.org/2000/svg}"
RATE = {"indicator": "sgb2-rate", "lang": "de"}
FIRST, LAST = squares.PERIODS


def drawn(path: str, client: Client | None = None, **query: str) -> ElementTree.Element:
    response = (client or Client()).get(f"/bild/{path}", {**RATE, **query})
    assert response.status_code == 200, response.content
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own markup


def texts(root: ElementTree.Element) -> list[str]:
    return [str(text.text).replace("\u00a0", " ") for text in root.iter(f"{SVG}text")]


def titles(root: ElementTree.Element) -> dict[str, str]:
    said = [str(title.text).replace("\u00a0", " ") for path in root.iter() for title in path.findall(f"{SVG}title")]
    return dict(one.split(": ", 1) for one in said if one.startswith("Feld") and ": " in one)


def drawn_classes(root: ElementTree.Element) -> dict[int, int]:
    groups = [g for g in root.iter(f"{SVG}g") if "data-class" in g.attrib]
    found: Counter[int] = Counter()
    for group in groups:
        found[int(group.attrib["data-class"])] += len(group.findall(f"{SVG}path"))
    return dict(found)


def legend_counts(root: ElementTree.Element) -> list[int]:
    return [int(t.text or 0) for t in root.iter(f"{SVG}text") if t.attrib.get("text-anchor") == "end"]


def doubled(*, audience: str = "public", intervals: bool = False) -> declared.Observations:
    """Quarter i has i recipients of 100 first and 2 i later; the town 30 and 39 of 900."""
    frame = squares.rate_observations().frame.copy()
    later = (frame["period"] == LAST) & frame["value"].notna()
    factor = frame["level"].map({"quarter": 2.0, "city": 1.3})
    for name in ("value", "numerator"):
        frame.loc[later, name] = frame.loc[later, name] * factor[later]
    if intervals:
        known = frame["value"].notna()
        frame.loc[known, "lower"], frame.loc[known, "upper"] = frame["value"] - 1, frame["value"] + 1
    return declared.Observations("sgb2-rate", pd.DataFrame(frame), audience=audience, vintage="2024-04-01")


def insider() -> Client:
    create_person(by=SYSTEM, login="stat", password="ein langes Passwort 7")
    client = Client()
    assert client.login(username="stat", password="ein langes Passwort 7")
    return client


def test_change_in_points(town: Path) -> None:
    publish_indicator(by=SYSTEM, observations=doubled())
    root = drawn("veraenderung.svg")
    found = titles(root)
    assert found["Feld 00"] == "0,0 Prozentpunkte (0,0 % → 0,0 %)"
    assert found["Feld 10"] == "+3,0 Prozentpunkte (3,0 % → 6,0 %)"
    assert found["Feld 21"].startswith("geheim") and found["Feld 22"] == "keine Angabe"
    classes = drawn_classes(root)
    assert legend_counts(root) == [*(classes.get(at, 0) for at in range(5)), 1, 1]
    assert sum(legend_counts(root)) == 9
    said = texts(root)
    # 39 of 900 less 30 of 900
    assert "SGB-II-Quote: in Quadratstadt seit 31.12.2022 um 1,0 Prozentpunkte gestiegen" in said
    assert "6 Flächen gestiegen, 0 gesunken, 1 unverändert, bei 2 lässt es sich nicht sagen." in said


def test_change_in_per_cent_has_no_answer_from_zero(town: Path) -> None:
    publish_indicator(by=SYSTEM, observations=doubled())
    found = titles(drawn("veraenderung.svg", relative="yes"))
    assert found["Feld 00"] == "Ausgangswert null"
    assert found["Feld 01"] == "+100,0 % (1,0 % → 2,0 %)"


def test_changes_that_may_be_chance_are_hatched(town: Path) -> None:
    """6 of 100 and 12 of 100, the largest change: z = 0.06 / sqrt(2 x 0.09 x 0.91 / 100) = 1.48, below 1.96."""
    publish_indicator(by=SYSTEM, observations=doubled(intervals=True))
    root = drawn("veraenderung.svg")
    assert [g.attrib["data-unsure"] for g in root.iter(f"{SVG}g") if "data-unsure" in g.attrib] == ["7"]
    assert any("Schraffiert: 7 Flächen" in text for text in texts(root))


@pytest.mark.parametrize("query", [{"period": FIRST}, {"relative": "yes", "since": "2030", "period": FIRST}])
def test_without_an_earlier_date_there_is_no_change(town: Path, query: dict[str, str]) -> None:
    response = Client().get("/bild/veraenderung.svg", {**RATE, **query})
    assert response.status_code == 404
    assert "Vor diesem Zeitbezug" in response.json()["detail"]


def test_confidential_changes_are_for_those_who_may_read_them(town: Path) -> None:
    publish_indicator(by=SYSTEM, observations=doubled(audience="confidential"))
    assert titles(drawn("veraenderung.svg", insider()))["Feld 10"].startswith("+3,0")
    assert titles(drawn("veraenderung.svg"))["Feld 10"].startswith("0,0")


PAIR = {"with": "population"}


def people(audience: str = "public") -> declared.Observations:
    """100, 200 ... 900 people from quarter 00 to 22, the town 4500."""
    frame = squares.count_observations().frame.copy()
    numbers = {code: 100.0 * (i + 1) for i, code in enumerate(squares.CODES)}
    frame["value"] = frame["unit"].map({**numbers, "1": 4500.0})
    return declared.Observations("population", pd.DataFrame(frame), audience=audience, vintage="2024-04-02")


def test_two_indicators_with_line_and_numbers(town: Path) -> None:
    """The rate is i per cent, people are 100 (i + 1): a straight line, r = 1, over the seven that have both."""
    publish_indicator(by=SYSTEM, observations=people())
    root = drawn("zusammenhang.svg", **PAIR)
    assert [g.attrib["data-points"] for g in root.iter(f"{SVG}g") if "data-points" in g.attrib] == ["7"]
    said = texts(root)
    assert any("r = 1,00 · R² = 1,00 · n = 7 Flächen · p < 0,001" in text for text in said)
    assert any("1 keine Angabe, 1 geheim gehalten" in text for text in said)
    assert "Je höher „SGB-II-Quote“, desto höher „Einwohner“: sehr starker Zusammenhang" in said
    spoken = [str(t.text).replace("\u00a0", " ") for c in root.iter(f"{SVG}circle") for t in c.findall(f"{SVG}title")]
    assert spoken[4] == "Feld 11: 4,0 %, 500 Personen"


def test_nine_fields_of_two_indicators(town: Path) -> None:
    """Thirds of the rate 0 to 6 (type 7: cuts at 2 and 4), of 100 to 900 people (at 366.7 and 633.3).

    00 01: low, low; 02: middle (2 is not below 2), low; 10: 3 per cent, 400 people: middle, middle; 11 12: high,
    middle; 20: high, high.
    """
    publish_indicator(by=SYSTEM, observations=people())
    root = drawn("bivariat.svg", **PAIR)
    assert drawn_classes(root) == {0: 2, 1: 1, 4: 1, 5: 2, 8: 1, 100: 1, 102: 1}
    assert len([r for r in root.iter(f"{SVG}rect") if "data-field" in r.attrib]) == 9
    counts = [
        int(t.text or "")
        for t in root.iter(f"{SVG}text")
        if t.attrib.get("text-anchor") == "middle" and str(t.text).isdigit()
    ]
    assert counts == [2, 1, 0, 0, 1, 2, 0, 0, 1]
    assert legend_counts(root) == [1, 1]
    assert titles(root)["Feld 20"] == "SGB-II-Quote hoch, Einwohner hoch (6,0 %; Einwohner 700 Personen)"


@pytest.mark.parametrize("name", ["zusammenhang", "bivariat"])
def test_a_confidential_second_indicator_makes_the_picture_private(town: Path, name: str) -> None:
    publish_indicator(by=SYSTEM, observations=people(audience="confidential"))
    inside = insider().get(f"/bild/{name}.svg", {**RATE, **PAIR})
    public = Client().get(f"/bild/{name}.svg", {**RATE, **PAIR})
    assert "700\u00a0Personen" in inside.content.decode()
    assert "700\u00a0Personen" not in public.content.decode()  # the public release has 100 everywhere
    assert inside.headers["Cache-Control"] == "private, no-store"
    assert inside.headers["ETag"] != public.headers["ETag"]
    assert Client().get(f"/bild/{name}.svg", RATE).status_code == 404
    assert Client().get(f"/bild/{name}.svg", {**RATE, "with": "nope"}).status_code == 404


def test_small_maps_of_all_periods_with_one_legend(town: Path) -> None:
    publish_indicator(by=SYSTEM, observations=doubled())
    root = drawn("karten.svg", method="own", breaks="2,4")
    small = {g.attrib["data-period"]: drawn_classes(g) for g in root.iter(f"{SVG}g") if "data-period" in g.attrib}
    # 0 to 6, then 0 2 4 ... 12
    assert small == {
        FIRST: {0: 2, 1: 2, 2: 3, 102: 1, 100: 1},
        LAST: {0: 1, 1: 1, 2: 5, 102: 1, 100: 1},
    }
    said = texts(root)
    assert [text for text in said if text.startswith("Quadratstadt ")] == [
        "Quadratstadt 3,3 %", "Quadratstadt 4,3 %", "Quadratstadt ist eine erfundene Stadt: Namen, Gebiete und Zahlen "
        "sind ausgedacht.",
    ]  # fmt: skip
    assert legend_counts(root) == []
    assert len([text for text in said if "unter" in text or "und mehr" in text or "keine Angabe" in text]) == 4


def test_boxes_tell_quartiles_and_outliers(town: Path) -> None:
    """0 to 5 and 40 of 100: type 7 quartiles 1.5, 3, 4.5; the fence is at 4.5 + 1.5 x 3 = 9: 40 lies beyond."""
    observations = squares.rate_observations()
    frame = observations.frame.copy()
    frame.loc[frame["unit"] == "20", ["value", "numerator"]] = 40.0
    changed = declared.Observations("sgb2-rate", frame, vintage="2024-04-03")
    publish_indicator(by=SYSTEM, observations=changed)
    root = drawn("streuung.svg")
    assert [r.attrib["data-areas"] for r in root.iter(f"{SVG}rect") if "data-areas" in r.attrib] == ["7"]
    described = str(root.findtext(f"{SVG}desc")).replace("\u00a0", " ")
    assert described == "Quartiere: n = 7, 0,0 – 1,5 – 3,0 – 4,5 – 5,0 %."
    assert [str(t.text) for c in root.iter(f"{SVG}circle") for t in c.findall(f"{SVG}title")] == [
        "Feld 20: 40,0\u00a0%"
    ]


def test_suppressed_figures_are_in_none_of_these_pictures(town: Path) -> None:
    """The known bounds 1 and 9 of the suppressed value of quarter 21 stand in none of them."""
    for name in ("veraenderung", "zusammenhang", "bivariat", "karten", "streuung"):
        said = " ".join(drawn(f"{name}.svg", units="21", **PAIR).itertext()).replace("\u00a0", " ")
        assert "9,0" not in said and not re.search(r"Feld 21: \d", said), name


def test_layers_lie_over_the_map_for_those_who_may_see_them(town: Path) -> None:
    """Two schools within the town and one outside of it; a line of 2 km; an area."""
    publish_indicator(by=SYSTEM, observations=squares.rate_observations())
    put_layer(by=SYSTEM, layer=_layer("schools", LayerKind.POINTS, [shapely.Point(500, 500), shapely.Point(1500, 1500),
              shapely.Point(9000, 9000)], symbol="star"))  # fmt: skip
    put_layer(by=SYSTEM, layer=_layer("tram", LayerKind.LINES, [shapely.LineString([(500, 500), (2500, 500)])]))
    put_layer(
        by=SYSTEM, layer=_layer("inner", LayerKind.AREAS, [shapely.box(0, 0, 1500, 1500)], audience="confidential")
    )
    asked = {"layers": "schools,tram,inner,nothing"}
    public = drawn("karte.svg", **asked)
    assert _features(public) == {"schools": "2", "tram": "1"}
    said = texts(public)
    assert "schools" in said and "tram" in said and "inner" not in said
    assert any(text.startswith("Quelle (schools): Statistik") for text in said)
    client = insider()
    assert _features(drawn("karte.svg", client, **asked)) == {"schools": "2", "tram": "1", "inner": "1"}
    assert client.get("/bild/karte.svg", {**RATE, **asked}).headers["Cache-Control"] == "private, no-store"
    assert client.get("/bild/karte.svg", {**RATE, "layers": "tram"}).headers["Cache-Control"] == "public, max-age=300"
    assert sum(legend_counts(public)) == 9


def _layer(key: str, kind: LayerKind, shapes: list[shapely.Geometry], **words: str) -> declared.MapLayer:
    frame = gpd.GeoDataFrame({"title": [key] * len(shapes)}, geometry=shapes)
    frame["geometry"] = frame.geometry.translate(500_000, 5_700_000)
    return declared.MapLayer(key, Text(key, key), kind, frame.set_crs(25832), "office", **words)


def _features(root: ElementTree.Element) -> dict[str, str]:
    return {g.attrib["data-layer"]: g.attrib["data-features"] for g in root.iter(f"{SVG}g") if "data-layer" in g.attrib}
