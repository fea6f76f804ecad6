"""Pictures by the server for the town of nine squares: what they show counted by hand, rights, addresses."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from tests import squares

from quartier.accounts.services import create_person
from quartier.catalogue.services import publish_indicator
from quartier.kernel.reader import SYSTEM

SVG = "{http://www.w3.org/2000/svg}"
RATE = {"indicator": "sgb2-rate", "lang": "de"}


def drawn(path: str, client: Client | None = None, **query: str) -> ElementTree.Element:
    response = (client or Client()).get(f"/bild/{path}", {**RATE, **query})
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "image/svg+xml"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own markup


def titles(root: ElementTree.Element) -> list[str]:
    return [str(title.text) for path in root.iter(f"{SVG}path") for title in path.iter(f"{SVG}title")]


def texts(root: ElementTree.Element) -> list[str]:
    return [str(text.text).replace("\u00a0", " ") for text in root.iter(f"{SVG}text")]


def test_the_map_shows_each_unit_once_with_value_or_reason(town: Path) -> None:
    found = [title.replace("\u00a0", " ") for title in titles(drawn("karte.svg"))]
    assert sorted(found) == [
        *(f"Feld {code}: {i},0 %" for i, code in enumerate(squares.CODES[:7])),
        "Feld 21: geheim gehalten (kleine Fallzahl)",
        "Feld 22: keine Angabe",
    ]


@pytest.mark.parametrize("words", [{}, {"method": "equal", "k": "3"}, {"method": "own", "breaks": "2,4"}])
def test_legend_counts_are_those_of_the_map(town: Path, words: dict[str, str]) -> None:
    root = drawn("karte.svg", **words)
    groups = {
        g.attrib["data-class"]: len(g.findall(f"{SVG}path")) for g in root.iter(f"{SVG}g") if "data-class" in g.attrib
    }
    assert sum(groups.values()) == 9
    counted = [int(t.text or 0) for t in root.iter(f"{SVG}text") if t.attrib.get("text-anchor") == "end"]
    assert Counter(counted) - Counter([0]) == Counter(groups.values())
    if words.get("method") == "own":  # below 2: 0 1; 2 to below 4: 2 3; 4 and more: 4 5 6; suppressed; missing
        assert counted == [2, 2, 3, 1, 1]


def test_title_period_source_and_the_word_about_the_town(town: Path) -> None:
    said = " ".join(texts(drawn("karte.svg")))
    for part in (
        "SGB-II-Quote",
        "31.12.2023",
        "Quelle: Statistik, Amt, Datenlizenz",
        "Quadratstadt ist eine erfundene Stadt",
    ):
        assert part in said


def test_counts_are_circles(town: Path) -> None:
    root = drawn("karte.svg", indicator="population")
    circles = [c for c in root.iter(f"{SVG}circle") if c.find(f"{SVG}title") is not None]
    assert len(circles) == 9
    assert len({circle.attrib["r"] for circle in circles}) == 1  # 100 people live in each


def test_rank_order_and_distribution(town: Path) -> None:
    ranking = texts(drawn("rangliste.svg"))
    names = [text for text in ranking if text.startswith("Feld")]
    assert names == [f"Feld {code}" for code in reversed(squares.CODES[:7])]
    assert "Quadratstadt 3,3" in ranking
    bars = drawn("verteilung.svg")
    assert sum(int(r.attrib["data-count"]) for r in bars.iter(f"{SVG}rect") if "data-count" in r.attrib) == 7


def test_time_line_tells_in_words_what_it_shows(town: Path) -> None:
    root = drawn("zeitreihe.svg", units="02")
    described = str(root.findtext(f"{SVG}desc")).replace("\u00a0", " ")
    assert "Feld 02: 2,0 % (31.12.2022), 2,0 % (31.12.2023)" in described
    assert Client().get("/bild/zeitreihe.svg", {**RATE, "units": "21"}).status_code == 200  # suppressed: the town alone


def test_suppressed_values_are_in_no_picture(town: Path) -> None:
    """The known bounds 1 and 9 of the suppressed value stand in no chart either."""
    for name in ("karte", "rangliste", "verteilung", "zeitreihe"):
        root = drawn(f"{name}.svg", units="21")
        assert not any(re.search(r"\b9,0\b", text) for text in texts(root)), name


def test_png_and_pdf_are_the_same_at_every_drawing(town: Path) -> None:
    from quartier.atlas.pictures import serve

    for ending, head in (("png", b"\x89PNG"), ("pdf", b"%PDF-")):
        first = Client().get(f"/bild/karte.{ending}", {**RATE, "width": "300"}).content
        serve._KEEP._items.clear()
        assert Client().get(f"/bild/karte.{ending}", {**RATE, "width": "300"}).content == first
        assert first.startswith(head)
    assert b"/StructTreeRoot" in first or b"pdfuaid" in first


def test_confidential_figures_are_drawn_for_those_who_may_read_them(town: Path) -> None:
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=2, audience="confidential"))
    create_person(by=SYSTEM, login="stat", password="ein langes Passwort 7")
    member = Client()
    assert member.login(username="stat", password="ein langes Passwort 7")
    inside = member.get("/bild/karte.svg", RATE)
    public = Client().get("/bild/karte.svg", RATE)
    assert "Feld 00: 2,0" in inside.content.decode()
    assert "Feld 00: 0,0" in public.content.decode()
    assert inside.headers["Cache-Control"] == "private, no-store"
    assert public.headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" in public.headers["Vary"]
    kept = Client().get("/bild/karte.svg", RATE, headers={"if-none-match": public.headers["ETag"]})
    assert kept.status_code == 304
    stolen = Client().get("/bild/karte.svg", RATE, headers={"if-none-match": inside.headers["ETag"]})
    assert "Feld 00: 0,0" in stolen.content.decode()


@pytest.mark.parametrize(
    ("path", "query", "status", "said"),
    [
        ("karte.svg", {"indicator": "nope"}, 404, "nope"),
        ("nichts.svg", {}, 404, ""),
        ("karte.svg", {"width": "9"}, 422, "240"),
        ("karte.svg", {"theme": "neon", "width": "x"}, 422, "theme"),
        ("karte.svg", {"method": "guess"}, 422, "method"),
    ],
)
def test_bad_questions_are_answered_in_words(
    town: Path, path: str, query: dict[str, str], status: int, said: str
) -> None:
    response = Client().get(f"/bild/{path}", {**RATE, **query})
    assert response.status_code == status
    assert said in response.content.decode()


def test_filters_leave_units_out_of_the_counts(town: Path) -> None:
    root = drawn("karte.svg", range="2..4", method="own", breaks="3")
    counted = [int(t.text or 0) for t in root.iter(f"{SVG}text") if t.attrib.get("text-anchor") == "end"]
    assert counted == [1, 2]  # 2; 3 and 4
    assert "Feld 00" in titles(root)  # grey, without its value
    hidden = drawn("karte.svg", only="00,01", rest="hide")
    assert len(titles(hidden)) == 2
    north = drawn("karte.svg", within="city:2")
    assert all(":" not in title for title in titles(north))


def test_special_classes_have_words_and_textures(town: Path) -> None:
    root = drawn("karte.svg", apart="zero", method="equal", k="2")
    assert "genau 0 %" in texts(root)
    assert [p.attrib["id"] for p in root.iter(f"{SVG}pattern") if "class" in p.attrib["id"]] == ["q-class-2"]
