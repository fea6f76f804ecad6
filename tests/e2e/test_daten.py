"""The page Daten through a real browser: bad file, mended file, difference, second person, undo, forms, areas."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from tests import squares
from tests.e2e import daten
from tests.e2e.conftest import Server, Visit, launch

Window = Callable[..., Visit]


@pytest.fixture(scope="module")
def town_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    workspace = tmp_path_factory.mktemp("squares") / "workspace"
    daten.make_town(workspace)
    server, process = launch(workspace)
    yield server
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def window(browser: Browser, town_server: Server) -> Iterator[Window]:
    """A browser window of a person who has signed in: window("anna", width=390, language="en")."""
    yield from daten.windows(browser, town_server)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def tile(page: Page, words: str) -> str:
    """The figure above these words."""
    return page.locator(".q-tally", has_text=words).locator(".q-tally-figure").first.inner_text()


def set_four_eyes(page: Page, server: Server, on: bool) -> None:
    page.goto(f"{server.address}/daten/regeln/")
    page.set_checked("#four-eyes", on)
    press(page, "Speichern")


def test_bad_file_mended_published_and_taken_back(window: Window) -> None:
    anna = window("anna")
    page = anna.page
    bad = daten.people_table("31.12.2024", **{"11": "viele"}).replace(b"00;Feld 00", b"0O;Feld 00")
    daten.hand_in(anna, "einwohner.csv", bad)
    assert page.url.endswith("/vorschau/")
    assert tile(page, "Quartiere") == "8 von 9"
    rows = [row.inner_text().split("\t") for row in page.locator(".q-problems tbody tr").all()]
    found = {(row[0], row[1], row[2], row[4]) for row in rows}
    assert {("Fehler", "4", "Schlüssel", "0O"), ("Fehler", "8", "Einwohner", "viele")} <= found
    page.fill("#find", "Zahl")
    press(page, "Filtern")
    assert page.locator(".q-problems tbody tr").count() == 1 and "find=Zahl" in page.url
    with page.expect_download() as download:
        page.get_by_text("Alle Auffälligkeiten als CSV").click()
    table = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "Fehler;einwohner.csv;8;Einwohner;Das ist keine Zahl.;viele;" in table
    press(page, "Veröffentlichen")
    expect(page.get_by_role("alert").first).to_contain_text("Es gibt Fehler")
    # 00 was meant: the code is typed in once and remembered
    page.fill("input[name=code]", "00")
    press(page, "zuordnen")
    assert tile(page, "Quartiere") == "9 von 9"
    press(page, "Lieferung verwerfen")

    daten.hand_in(anna, "einwohner.csv", daten.people_table("31.12.2024"))
    assert tile(page, "hinzugekommen") == "9" and tile(page, "Fehler") == "0"
    page.fill("#note", "Jahreswechsel")
    press(page, "Veröffentlichen")
    assert page.url.endswith("/ergebnis/")
    page.get_by_role("link", name="Zur Karte").click()
    anna.settled()
    assert anna.state()["indicator"] == "population"

    daten.hand_in(anna, "einwohner.csv", daten.people_table("31.12.2024", **{"22": "999"}))
    assert (tile(page, "geändert"), tile(page, "wie bisher")) == ("1", "8")
    assert "Feld 22" in page.locator("details", has_text="Größte Änderungen").inner_text()
    assert "+890" in page.locator("details", has_text="Größte Änderungen").inner_text()
    press(page, "Veröffentlichen")
    page.fill("#reason", "Zahlendreher")
    press(page, "Zurückziehen")
    assert "Zahlendreher" in page.inner_text("main")
    row = anna.open(path="/daten/versionen/").locator("tr", has_text="Zahlendreher")
    assert "zurückgezogen" in row.inner_text()


def test_a_second_person_publishes(window: Window) -> None:
    anna, bert = window("anna"), window("bert")
    set_four_eyes(bert.page, bert.server, True)
    daten.hand_in(anna, "einwohner-neu.csv", daten.people_table("31.12.2025"))
    assert anna.page.get_by_role("button", name="Veröffentlichen", exact=True).count() == 0
    press(anna.page, "Zur Veröffentlichung vorlegen")
    anna.page.get_by_role("link", name="einwohner-neu.csv").first.click()
    expect(anna.page.locator("main")).to_contain_text("Diese Lieferung wartet auf eine zweite Person.")
    bert.open(path="/daten/").get_by_role("link", name="einwohner-neu.csv").first.click()
    assert tile(bert.page, "hinzugekommen") == "9"
    press(bert.page, "Veröffentlichen")
    assert bert.page.url.endswith("/ergebnis/")
    words = bert.page.inner_text("main")
    assert "Vorbereitet von anna" in words and ", bert" in words
    set_four_eyes(bert.page, bert.server, False)


def test_a_municipal_sheet_with_a_new_indicator(window: Window) -> None:
    """Nobody has seen this page before: drop the sheet, answer three questions, one short form, publish."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.append(["Kita-Plätze nach Quartieren, 2024"])
    sheet.append([])
    sheet.append(["Nr.", "Quartier", "Kita-Plätze"])
    for i, code in enumerate(squares.CODES):
        sheet.append([code, f"Feld {code}", 40 + i])
    sheet.append(["", "Insgesamt", sum(40 + i for i in range(9))])
    target = io.BytesIO()
    book.save(target)
    anna = window("anna")
    page = anna.page
    daten.hand_in(anna, "Kita-Plätze.xlsx", target.getvalue())
    assert page.url.endswith("/zuordnung/")
    with page.expect_navigation():
        page.get_by_role("button", name="Es ist ein neuer Indikator …").first.click()
    page.fill("#definition", "Genehmigte Plätze in Kindertageseinrichtungen am 1. März")
    page.select_option("#kind", "count")
    page.fill("#unit", "Plätze")
    page.fill("#topic-new", "Bildung")
    page.select_option("#source", "office")
    press(page, "Anlegen und weiter")
    assert page.locator("[aria-invalid=true]").count() == 1, "the licence is missing"
    assert page.input_value("#definition").startswith("Genehmigte")
    page.select_option("#licence", "dl-de-by")
    page.fill("#topic-new", "Bildung")
    press(page, "Anlegen und weiter")
    if page.url.endswith("/zuordnung/"):
        page.fill("[name='answer-period']", "2024")
        press(page, "Weiter")
    assert page.url.endswith("/vorschau/")
    assert tile(page, "Quartiere") == "9 von 9" and tile(page, "Fehler") == "0"
    totals = page.locator("section", has_text="Gelieferte Summen").locator("tbody tr").first.inner_text()
    assert "396" in totals and "ja" in totals  # 40 + 41 + ... + 48
    page.check("#audience-public")
    press(page, "Veröffentlichen")
    page.get_by_role("link", name="Zur Karte").click()
    anna.settled()
    assert "Kita-Plätze" in page.inner_text("main")


def test_a_delivery_form_goes_out_and_comes_back(window: Window) -> None:
    anna = window("anna")
    page = anna.open(path="/daten/")
    page.get_by_role("link", name="Neuer Lieferbogen").click()
    page.fill("#supplier-name", "Jobcenter")
    page.get_by_label("Einwohner", exact=True).check()
    page.select_option("#place", "quarter/2020")
    page.fill("#period", "2026-12-31")
    page.fill("#due", "2020-01-31")
    page.fill("#secrecy", "Werte unter 3 durch * ersetzen")
    press(page, "Anlegen")
    row = page.locator("tr", has_text="Jobcenter")
    assert "überfällig" in row.inner_text() and "31.12.2026" in row.inner_text()
    row.get_by_role("link", name="Jobcenter erinnern").click()
    german = page.input_value("#text-de")
    assert "am 31. Januar 2020 waren diese Zahlen für 31.12.2026 fällig" in german and "- Einwohner" in german
    assert "Geheimhaltung: Werte unter 3 durch * ersetzen." in german and "were due on" in page.input_value("#text-en")
    assert anna.violations() == []
    page.go_back()
    with page.expect_download() as download:
        row.get_by_text("Herunterladen (XLSX)").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    assert any("Werte unter 3" in str(cell.value) for line in sheet.iter_rows() for cell in line)
    places = {str(line[0].value): line[0].row for line in sheet.iter_rows() if str(line[0].value) in squares.CODES}
    assert set(places) == set(squares.CODES)
    for code, number in places.items():
        sheet.cell(number or 0, 3).value = "*" if code == "21" else 200
    target = io.BytesIO()
    book.save(target)
    daten.hand_in(anna, "zurueck.xlsx", target.getvalue())
    assert page.url.endswith("/vorschau/"), "nothing is left to map"
    assert tile(page, "hinzugekommen") == "9" and tile(page, "Fehler") == "0"
    assert "Jobcenter" in page.inner_text(".q-data-head")
    assert "geheim gehalten: 1" in page.inner_text("main")
    press(page, "Veröffentlichen")
    assert anna.open(path="/daten/").locator("tr", has_text="überfällig").count() == 0


@pytest.mark.shared
def test_the_schools_of_koeln(window: Window, shared: Path) -> None:
    """Code page 850, `ohne` among numbers; 230 of the 4157 schools are Köln's (README of the data)."""
    raw = (shared / "data/koeln/schools_nrw/schulsozialindex_raw.csv").read_bytes()
    rows = [line.split(";") for line in raw.decode("cp850").splitlines()[1:]]
    here = [row[5] for row in rows if row[4] == "Köln"]
    anna = window("anna")
    page = anna.open(path="/daten/")
    page.select_option("#holds", "areas")
    page.set_input_files("#file", {"name": "schulen.csv", "mimeType": "text/csv", "buffer": raw})
    press(page, "Datei lesen")
    for field, text in (("level-name", "Schule"), ("level-plural", "Schulen"), ("key", "2024"), ("only-text", "Köln")):
        page.fill(f"#{field}", text)
    for field, text in (("level-parent", "city"), ("code", "Schulnummer"), ("label", "Kurzbezeichnung"),
                        ("only-column", "Gemeinde"), ("source", "office")):  # fmt: skip
        page.select_option(f"#{field}", text)
    press(page, "Übernehmen und prüfen")
    daten.work(anna.server)  # 4157 rows: a job
    page.wait_for_url("**/vorschau/")
    assert tile(page, "Raumeinheiten") == "230"
    press(page, "Veröffentlichen")
    daten.work(anna.server)
    page.wait_for_url("**/ergebnis/")

    daten.hand_in(anna, "schulsozialindex_raw.csv", raw)
    words = page.inner_text("main")
    assert "DOS (850)" in words and "ohne = " in words
    page.get_by_label("andere Orte: weglassen").check()
    page.fill("[name='answer-period']", "2024")
    with page.expect_navigation():
        page.get_by_role("button", name="Es ist ein neuer Indikator …").first.click()
    page.fill("#definition", "Schulsozialindex NRW: 1 geringe, 9 sehr starke Belastung")
    page.select_option("#kind", "score")
    page.select_option("#topic", "work")
    page.select_option("#source", "office")
    page.select_option("#licence", "dl-de-by")
    press(page, "Anlegen und weiter")
    assert page.url.endswith("/vorschau/"), page.inner_text("main")[:800]
    assert tile(page, "Schulen") == "230 von 230"
    assert f"entfällt: {here.count('ohne')}" in page.inner_text("main")
    page.check("#audience-confidential")
    press(page, "Veröffentlichen")
    assert "hinzugekommen: 230" in page.inner_text("main")


def test_rules_are_tried_saved_and_followed(window: Window) -> None:
    anna = window("anna")
    page = anna.open(path="/daten/schutz/neu/")
    page.fill("#name", "Mindestens drei")
    page.get_by_label("SGB-II-Quote").first.check()
    press(page, "Ausprobieren, nichts speichern")
    assert "Was verborgen würde" in page.inner_text("main") and page.url.endswith("/neu/")
    press(page, "Speichern")
    page.locator("input[name=sources]").first.check()
    press(page, "Zuordnung speichern")
    words = anna.open(path="/daten/schutz/").locator("tr", has_text="Mindestens drei").first.inner_text()
    assert "Anzahlen unter 3" in words and "alles von" in words
    page.get_by_role("link", name="Mindestens drei").first.click()
    assert anna.violations() == []
    press(page, "Regelwerk entfernen")


def test_addresses_become_counts(window: Window) -> None:
    anna = window("anna")
    page = anna.open(path="/daten/orte/")
    homes = "Adresse\n" + "".join(f"Westweg {number}\n" for number in range(1, 13)) + "Nordweg 1\n"
    register = "Straße;von;bis;Quartier\nWestweg;1;99;00\n"
    for field, text in (("#file", homes), ("#register", register)):
        page.set_input_files(field, {"name": "liste.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.select_option("#place", "quarter/2020")
    press(page, "Zählen")
    assert tile(page, "Raumeinheit gefunden") == "12 von 13" and "Nordweg 1" in page.inner_text("main")
    assert anna.violations() == []
    press(page, "Anzahlen als Lieferung übernehmen")
    assert page.url.endswith("/zuordnung/") and "Westweg" not in page.inner_text("body")


def test_one_row_a_person_is_refused_in_words(window: Window) -> None:
    anna = window("anna")
    rows = "\n".join(f"Muster;Erika;{day:02d}.03.19{60 + day};Hauptstraße {day}" for day in range(1, 25))
    daten.hand_in(anna, "personen.csv", f"Nachname;Vorname;Geburtsdatum;Anschrift\n{rows}\n".encode())
    words = anna.page.get_by_role("alert").first.inner_text()
    assert "nichts wurde gespeichert" in words and "Personendaten nimmt Quartier nicht an" in words
    assert "Erika" not in anna.page.inner_text("body")


def test_a_member_prepares_and_does_not_publish(window: Window) -> None:
    carl = window("carl")
    daten.hand_in(carl, "carls.csv", daten.people_table("31.12.2027"))
    assert carl.page.get_by_role("button", name="Veröffentlichen", exact=True).count() == 0
    sections = carl.open(path="/daten/").get_by_role("navigation", name="Bereiche der Seite Daten").inner_text()
    assert "Lieferungen" in sections and "Regeln" not in sections


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_is_accessible_complete_and_fits(window: Window, width: int, language: str) -> None:
    anna = window("anna", width=width, language=language, dark=width == 390)
    page = anna.page

    def looks_right(where: str) -> None:
        assert anna.violations() == [], where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{where} is wider than the screen"
        assert page.evaluate("document.documentElement.lang") == language
        if language == "en":
            words = page.inner_text("main")
            assert not re.search(r"Zeile|Spalte|Lieferung|Raumeinheit|Auffällig", words.replace("Feld", "")), where

    looks_right("list")
    for section in ("versionen", "gebiete", "auftraege", "regeln"):
        page.goto(f"{anna.server.address}/daten/{section}/")
        looks_right(section)
    page.goto(f"{anna.server.address}/daten/boegen/neu/")
    looks_right("form")
    for path in ("schutz/", "schutz/neu/", "orte/"):
        page.goto(f"{anna.server.address}/daten/{path}")
        looks_right(path)
    daten.hand_in(anna, "fragen.csv", daten.people_table("31.12.2028", **{"00": "1.234"}))
    looks_right("questions")
    page.locator("main details > summary").first.click()
    looks_right("columns")
    page.goto(page.url.replace("/zuordnung/", "/indikator/?column=3"))
    looks_right("indicator")
    daten.hand_in(anna, "pruefen.csv", daten.people_table("31.12.2023", **{"00": "x y"}))
    looks_right("preview")
    page.goto(f"{anna.server.address}/daten/")
    page.select_option("#holds", "areas")
    page.set_input_files(
        "#file", {"name": "liste.csv", "mimeType": "text/csv", "buffer": b"Code;Name\n1;Nord\n2;Ost\n"}
    )
    press(page, "Datei lesen" if language == "de" else "Read the file")
    looks_right("areas")


def test_questions_are_answered_with_the_keyboard_alone(window: Window) -> None:
    anna = window("anna")
    page = anna.page
    daten.hand_in(anna, "fragen.csv", daten.people_table("31.12.2029", **{"00": "1.234"}))
    page.locator("input[name='answer-marks:.']").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vorschau/")
    assert tile(page, "Fehler") == "0"
