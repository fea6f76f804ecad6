"""The frame in a real browser: search by keyboard, first steps, settings and pages of the foot, feedback, tour."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page
from tests.e2e import daten
from tests.e2e.conftest import Server, Visit, launch, quartier

VisitTo = Callable[..., Visit]
NAMES = ("Altstadt", "Nordviertel", "Südhang", "Westend", "Ostheim", "Berghausen",
         "Talbach", "Wiesenau", "Mühlfeld", "Steinbach", "Lindenhof", "Neudorf")  # fmt: skip


def test_search_by_keyboard_alone(visit: VisitTo) -> None:
    """`/` opens, arrow keys choose, Enter leads to the map; everyday words and typing errors; a star comes first."""
    made = visit("demo")
    page = made.open(path="/hilfe/")
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    field.wait_for()
    page.keyboard.type("hartz iv")
    page.get_by_role("option", name="SGB-II-Quote").wait_for()
    assert made.violations() == []
    assert field.get_attribute("aria-activedescendant") == "q-hit-0"
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "q-hit-1"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/karte/?indicator=*")
    made.settled()
    assert "SGB-II-Quote" in page.inner_text("h1")
    # what is starred, in this browser only, stands first in the search and is there before anything is typed
    made.open(path="/suche/?q=hafen")
    page.get_by_role("button", name="Merken: Hafenfelde").click()
    page.keyboard.press("Control+k")
    page.get_by_role("option", name="Hafenfelde").wait_for()
    page.keyboard.type("hafn")
    page.get_by_role("option", name="Hafengebiet").wait_for()
    assert "Hafenfelde" in page.locator("#q-hit-0").inner_text()
    page.keyboard.press("Escape")
    assert made.violations() == []


def test_search_and_sheet_on_a_narrow_dark_screen_in_english(visit: VisitTo) -> None:
    made = visit("demo", width=390, dark=True, language="en")
    page = made.open(path="/suche/?q=unemploymnt")
    assert "nemploy" in page.locator(".q-hits a").first.inner_text()
    for path in ("/suche/?q=unemploymnt", "/indikatoren/", "/barrierefreiheit/", "/rueckmeldung/"):
        made.open(path=path)
        assert made.violations() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    made.open(path="/indikatoren/")
    page.locator(".q-hits a").first.click()
    page.get_by_role("link", name="As PDF").wait_for()
    assert made.violations() == []


def test_tour_by_keyboard(visit: VisitTo) -> None:
    made = visit("demo")
    page = made.open(path="/hilfe/")
    page.get_by_role("link", name="Karte", exact=True).last.click()
    box = page.locator(".q-tour")
    box.wait_for()
    assert "Indikator wählen" in box.inner_text()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Wo, wann, für wen").wait_for()
    assert made.violations() == []
    page.keyboard.press("Escape")
    box.wait_for(state="detached")
    assert "rundgang" not in page.url, "a copied link begins no tour"


class Counted:
    """A person at work: every field that is filled and every click counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def fill(self, selector: str, text: str) -> None:
        self.actions += 1
        self.page.fill(selector, text)

    def choose(self, selector: str, name: str, data: bytes) -> None:
        self.actions += 1
        self.page.set_input_files(selector, {"name": name, "mimeType": "application/octet-stream", "buffer": data})

    def click(self, selector: str) -> None:
        self.actions += 1
        with self.page.expect_navigation():
            self.page.click(selector)

    def check(self, selector: str) -> None:
        self.actions += 1
        self.page.check(selector)


@pytest.fixture
def empty_town(tmp_path: Path) -> object:
    workspace = tmp_path / "workspace"
    quartier(workspace, "init")
    server, process = launch(workspace)
    yield server
    process.terminate()
    process.wait(timeout=20)


def table() -> bytes:
    """What a town without a statistics office has: an Excel sheet with a title, a head and a row of sums."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kleinstadt nach Ortsteilen, Stand 31.12.2024"])
    sheet.append([])
    sheet.append(["Ortsteil", "Einwohner", "Anteil unter 18 Jahren in %", "Arbeitslose"])
    for number, name in enumerate(NAMES):
        sheet.append([name, 3000 + 137 * number, 14.5 + number / 2, 60 + 7 * number])
    sheet.append(["Gesamt", sum(3000 + 137 * n for n in range(12)), 17.2, sum(60 + 7 * n for n in range(12))])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_first_steps_of_a_small_town_in_under_30_actions(visit: VisitTo, empty_town: Server) -> None:
    """From the setup link to a page to print; no word of specialists on the way."""
    made = visit("empty")
    made.server = empty_town
    page, person = made.page, Counted(made.page)
    log = (empty_town.workspace.parent / "server.log").read_text(encoding="utf-8")
    link = re.search(r"/einladung/\S+/", log)
    assert link, log
    made.open(path=link.group())
    assert made.violations() == []
    person.fill("#name", "Petra Plan")
    person.fill("#login", "petra")
    person.fill("#password", daten.PASSWORD)
    person.click(".q-form button")
    step = ".q-stage[aria-current] button"
    person.fill("#name", "Kleinstadt")
    person.fill("#unit-word", "Ortsteil")
    person.click(step)
    person.fill("#areas", "\n".join(NAMES))
    assert made.violations() == []
    person.click(step)
    person.fill("#person", "Veit Vertretung")
    person.click(step)
    assert "/einladung/" in page.input_value("#link")
    person.choose("#figures-file", "zahlen.xlsx", table())
    person.click(step)
    assert page.input_value("#period") == "31.12.2024"
    assert made.violations() == []
    words = page.inner_text("body")
    person.click("form button.kern-btn--primary")
    words += page.inner_text("body")
    person.check("#audience-public")
    person.click("button[value=publish]")
    person.click("nav >> text=Erste Schritte")
    words += page.inner_text("main")
    assert page.get_by_text("Geschafft.").is_visible(), page.inner_text("main")
    pdf = page.get_attribute(".q-stage:last-child a", "href")
    person.actions += 1
    assert page.request.get(f"{empty_town.address}{pdf}").body().startswith(b"%PDF")
    person.click(".q-stage[aria-current] a")
    assert person.actions < 30, person.actions
    for word in ("Datenversion", "Umsteigeschlüssel", "SDMX", "Release", "Crosswalk"):
        assert word.casefold() not in words.casefold(), word


def test_settings_pages_of_the_foot_and_feedback(visit: VisitTo, tmp_path: Path) -> None:
    """An administrator changes name, word and colour, completes the imprint, answers what a visitor wrote."""
    workspace = tmp_path / "workspace"
    daten.make_town(workspace)
    server, process = launch(workspace)
    try:
        _settings_and_feedback(visit, server)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _settings_and_feedback(visit: VisitTo, server: Server) -> None:
    guest, admin = visit("empty"), visit("empty")
    guest.server = admin.server = server
    page = guest.open(path="/impressum/")
    assert page.get_by_text("Diese Seite ist noch nicht vollständig.").is_visible()
    page.click("text=Rückmeldung")
    page.fill("#text", "Das Feld „Mitte“ fehlt.")
    assert guest.violations() == []
    page.wait_for_timeout(2100)  # what is sent within two seconds counts as written by a machine
    page.click("main form button")
    link = page.input_value("#link")

    daten.sign_in(admin, "anna", "/einstellungen/")
    desk = admin.page
    desk.fill("#name", "Neustadt")
    desk.fill("#unit-word", "Veedel")
    desk.check("#accent-own")
    desk.fill("#accent", "#006055")
    assert admin.violations() == []
    desk.click(".q-settings-form button")
    assert desk.get_by_text("Gespeichert.").is_visible()
    assert desk.inner_text(".q-brand-town") == "Neustadt"
    assert desk.evaluate("getComputedStyle(document.querySelector('.q-subnav a[aria-current]')).borderBottomColor") == (
        "rgb(0, 96, 85)"
    )
    admin.open(path="/einstellungen/seiten/imprint/de/")
    desk.fill("#text", "## Anbieterin\nStadt Neustadt")
    desk.check("#complete")
    desk.click("main form button")
    assert desk.get_by_role("row", name="Impressum").get_by_text("vollständig", exact=True).is_visible()
    for path in ("/einstellungen/personen/", "/einstellungen/seiten/", "/einstellungen/rueckmeldungen/"):
        admin.open(path=path)
        assert admin.violations() == [], path
    desk.fill("textarea", "Danke, wird ergänzt.")
    desk.click("button[value=answer]")

    page.goto(link)
    assert page.get_by_text("Danke, wird ergänzt.").is_visible()
    guest.open(path="/impressum/")
    assert page.get_by_text("Stadt Neustadt").is_visible()
    assert not page.get_by_text("noch nicht vollständig").is_visible()
    assert guest.violations() == []
