"""Quarter profiles of the town of nine squares: sentences and numbers by hand, rights, addresses, documents."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from django.test import Client
from tests import squares

from quartier.accounts.services import create_person, reader_of
from quartier.catalogue.areas import create_area
from quartier.catalogue.services import publish_collection, publish_indicator
from quartier.kernel import declared
from quartier.kernel.panels import PANELS, Panel
from quartier.kernel.reader import SYSTEM
from quartier.kernel.text import Text


def page(path: str, client: Client | None = None, status: int = 200, language: str = "de", **query: Any) -> str:
    response = (client or Client()).get(f"/quartiere/{path}", query, headers={"accept-language": language}, follow=True)
    assert response.status_code == status, response.content[:2000]
    return response.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("&quot;", '"')


def words(html: str) -> str:
    """What a reader reads, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_profile_of_a_unit(town: Path) -> None:
    """Feld 12 has 5 recipients of 100; the town 30 of 900, that is 3.33 per cent; 5 is the second of 7 known values."""
    html = page("quarter/12/")
    text = words(html)
    assert "Hier leben 100 Menschen (31.12.2023), 11,1 % der Bevölkerung von Quadratstadt." in text
    assert "SGB-II-Quote: 5,0 %, 1,7 Prozentpunkte über Quadratstadt (3,3 %)." in text
    assert "Seit 31.12.2022 ist der Wert unverändert (Quadratstadt: unverändert)." in text
    assert "5 von 100" in text
    assert "Rang 2 von 7" in text
    assert "31.12.2023 · Statistik" in text
    assert 'aria-label="SGB-II-Quote: 5,0 % (31.12.2022), 5,0 % (31.12.2023); gestrichelt: Quadratstadt"' in html


def test_profile_in_english_and_of_the_town(town: Path) -> None:
    assert "1.7 percentage points above Quadratstadt (3.3%)" in words(page("quarter/12/", language="en"))
    whole = words(page("city/1/"))
    assert "SGB-II-Quote: 3,3 %." in whole
    assert "Feld 00" in whole  # the areas inside


@pytest.mark.parametrize(("code", "reason"), [("21", "geheim gehalten (kleine Fallzahl)"), ("22", "keine Angabe")])
def test_what_is_not_there_is_said(town: Path, code: str, reason: str) -> None:
    html = page(f"quarter/{code}/")
    assert f"SGB-II-Quote: {reason}." in words(html)
    assert "9,0" not in words(html)  # the known upper bound of the suppressed value
    assert "Rang 8" not in html


def test_every_number_opens_its_passport(town: Path) -> None:
    html = page("quarter/12/")
    address = re.search(r'href="(/quartiere/quarter/12/sgb2-rate/[^"]*)"', html)
    assert address
    response = Client().get(address[1].replace("&amp;", "&"), headers={"accept-language": "de"})
    text = words(response.content.decode())
    assert "Anteil der Leistungsberechtigten" in text
    assert "Datenlizenz Deutschland" in text
    assert "2 von 7, 1 = höchster Wert" in text
    assert Client().get("/quartiere/quarter/12/sgb2-rate/").status_code == 404  # no period, no number


def test_as_of_comparison_and_topics_are_chosen_by_the_address(town: Path) -> None:
    earlier = page("quarter/12/", **{"as-of": "2022"})
    assert "31.12.2022 · Statistik" in earlier and "31.12.2023 · Statistik" not in earlier
    assert '<option value="2022" selected>' in earlier
    beside = words(page("quarter/12/", compare="quarter:00"))
    assert "5,0 Prozentpunkte über Feld 00 (0,0 %)" in beside
    assert "Zu den gewählten Themen" in page("quarter/12/", topic="nothing")
    page("quarter/12/", status=422, **{"as-of": "yesterday"})
    page("quarter/12/", status=404, compare="moon:1")


def test_confidential_figures_are_for_those_who_may_read_them(town: Path) -> None:
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=2, audience="confidential"))
    create_person(by=SYSTEM, login="stat", password="ein langes Passwort 7")
    member = Client()
    assert member.login(username="stat", password="ein langes Passwort 7")
    assert "7 von 100" in words(page("quarter/12/", client=member))
    assert "5 von 100" in words(page("quarter/12/"))
    assert member.get("/quartiere/quarter/12/").headers["Cache-Control"] == "private, no-store"
    assert member.get("/quartiere/quarter/12/profil.pdf").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("query", "found"),
    [("Feld", 9), ("feldd", 9), ("Quadratsadt", 1), ("xyzzy", 0), ("", None)],
)
def test_finding_understands_typing_errors(town: Path, query: str, found: int | None) -> None:
    html = page("", q=query)
    hits = re.search(r"<ol>(.*?)</ol>", html, re.S)
    if found is None:
        assert "q-found" not in html
    else:
        assert (hits[1].count("<li>") if hits and found else 0) == found


def test_the_very_name_or_code_opens_the_page(town: Path) -> None:
    assert "<h1>Feld 12</h1>" in page("", q="Feld 12")
    assert "<h1>Feld 12</h1>" in page("", q="12")


def test_comparison(town: Path) -> None:
    """Feld 12 has 5.0, Feld 01 has 1.0, the town 3.3 per cent: +1.7 and -2.3 percentage points."""
    html = page("vergleich/", unit=["quarter:12", "quarter:01"])
    text = words(html)
    assert "+1,7 Prozentpunkte" in text and "−2,3 Prozentpunkte" in text
    assert "11,1 %" in text  # 100 of 900 people
    assert 'href="?unit=quarter%3A01"' in html  # takes Feld 12 out
    assert "Feld 02" in page("vergleich/", unit=["quarter:12"], add="02")
    assert "geheim gehalten" in page("vergleich/", unit=["quarter:12", "quarter:21"])
    page("vergleich/", status=422, unit=[f"quarter:0{i}" for i in range(6)])
    page("vergleich/", status=422, unit=["quarter"])
    page("vergleich/", status=404, unit=["quarter:99", "quarter:01"])


def test_documents_are_tagged_and_the_same_every_time(town: Path) -> None:
    for path in ("quarter/12/profil.pdf", "vergleich/vergleich.pdf?unit=quarter:12&unit=quarter:21"):
        response = Client().get(f"/quartiere/{path}")
        assert response.status_code == 200, response.content[:500]
        assert response.content == Client().get(f"/quartiere/{path}").content
        assert response.content.startswith(b"%PDF-")
        assert b"pdfuaid" in response.content


def test_other_apps_plug_in(town: Path) -> None:
    panel = Panel("test", lambda: "Angebote", 50, lambda place: f"<b>{place.name}</b>" if place.code == "12" else None)
    PANELS.register(panel.key, panel)
    try:
        html = page("quarter/12/")
        assert "Angebote</h2>" in html
        assert "&lt;b&gt;Feld 12&lt;/b&gt;" in html  # plain text is escaped
        assert html.index("Lebenslagen</h2>") < html.index("Angebote</h2>") < html.index("Ereignisse</h2>")
        assert "Angebote</h2>" not in page("quarter/01/")
    finally:
        del PANELS._items["test"]


def test_a_boundary_reform_is_told(town: Path) -> None:
    """From 2024 on 00 and 01 are one quarter "A", and 02 is cut in half between "B" and "C"."""
    publish_collection(by=SYSTEM, collection=reformed())
    gone = words(page("quarter/00/"))
    assert "Dieses Gebiet gibt es nicht mehr." in gone
    assert "Nord (100 %)" in gone
    new = words(page("quarter/A/"))
    assert "Dieses Gebiet ist neu." in new
    assert "Feld 00 (50 %), Feld 01 (50 %)" in new
    assert "früherer Gebietsstand" in page("", q="Feld")


def reformed() -> declared.Collection:
    boxes = {
        "A": shapely.box(0, 0, 2000, 1000),
        "B": shapely.box(2000, 0, 2500, 1000),
        "C": shapely.box(2500, 0, 3000, 1000),
    }
    names = {"A": "Nord", "B": "Mitte", "C": "Süd"}
    units = gpd.GeoDataFrame(
        {"code": list(boxes), "name": [names[code] for code in boxes], "parent:city": ["1"] * 3},
        geometry=[shapely.affinity.translate(box, 500_000, 5_700_000) for box in boxes.values()], crs=25832,
    )  # fmt: skip
    before = squares.collection()
    new = declared.Geography("quarter", "2024", Text("Quartiere 2024"), units, "office", date(2024, 1, 1))
    return declared.Collection(
        key="reform", name=before.name, fictitious=True, licences=before.licences, sources=before.sources,
        levels=before.levels, geographies=(*before.geographies, new), topics=before.topics,
        dimensions=before.dimensions, indicators=before.indicators, default_indicator="sgb2-rate",
        default_level="quarter",
    )  # fmt: skip


def test_an_area_of_ones_own_has_a_profile_for_those_who_may_see_it(town: Path) -> None:
    """Feld 12 and Feld 01: 5 and 1 recipients of 100 each, together 6 of 200, that is 3.0 per cent."""
    person = create_person(by=SYSTEM, login="stat", password="ein langes Passwort 7")
    member = Client()
    assert member.login(username="stat", password="ein langes Passwort 7")
    area = create_area(by=reader_of(person), name="Programmgebiet", level="quarter", units=["12", "01"])
    html = page(f"own/{area.key}/", client=member)
    assert "SGB-II-Quote: 3,0 %, 0,3 Prozentpunkte unter Quadratstadt (3,3 %)." in words(html)
    assert "6 von 200" in words(html)
    assert "Programmgebiet" in words(page("", client=member))
    assert "Programmgebiet" in words(page("vergleich/", client=member, unit=[f"own:{area.key}", "quarter:12"]))
    assert member.get(f"/quartiere/own/{area.key}/profil.pdf").content.startswith(b"%PDF-")
    assert member.get(f"/quartiere/own/{area.key}/").headers["Cache-Control"] == "private, no-store"
    page(f"own/{area.key}/", status=404)
    assert "Programmgebiet" not in words(page(""))
    passport = re.search(rf'href="(/quartiere/own/{area.key}/sgb2-rate/[^"]*)"', html)
    assert passport
    assert member.get(passport[1].replace("&amp;", "&")).status_code == 200
    assert Client().get(passport[1].replace("&amp;", "&")).status_code == 404
