"""Editing by hand in a real browser: a value by keyboard alone, areas on the map, words; every page accessible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests import squares
from tests.e2e import daten
from tests.e2e.conftest import Server, Visit, launch

Window = Callable[..., Visit]
GRID = "/daten/bearbeiten/werte/?indicator=population&place=quarter/2020&slice="


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
    yield from daten.windows(browser, town_server)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def tab_to(page: Page, expression: str) -> None:
    """Press Tab until the element that has the focus meets the expression (`e`)."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => {{ const e = document.activeElement; return Boolean({expression}); }}"):
            return
    raise AssertionError(f"never reached by keyboard: {expression}")


def test_one_value_by_keyboard_alone_seen_by_four_eyes(window: Window) -> None:
    """Nine values of a new year, one with a zero too many: warned, mended, published by another person, undone."""
    anna, bert = window("anna"), window("bert")
    page = anna.open(path=GRID)
    anna.until("document.querySelector('table[role=grid]')")
    tab_to(page, "e.matches('.q-grid-add input')")
    page.keyboard.type("2024-12-31")
    page.keyboard.press("Enter")
    anna.until("document.activeElement.matches('td[role=gridcell]')")
    page.keyboard.type("1.234")
    page.keyboard.press("Enter")
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Was bedeutet 1.234?")
    expect(question.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Escape")
    anna.until("document.activeElement.matches('td[role=gridcell]')")
    for number in (101, 102, 103, 104, 1050, 106, 107, 108, 109):
        page.keyboard.type(str(number))
        page.keyboard.press("Enter")
    expect(page.locator(".q-grid-count")).to_have_text("9 Zellen geändert")
    page.keyboard.press("Control+z")
    expect(page.locator(".q-grid-count")).to_have_text("8 Zellen geändert")
    page.keyboard.press("Control+y")
    anna.until("document.querySelector('q-grid[data-kept]')")
    page.wait_for_timeout(900)  # the draft is kept with a pause
    page.reload()
    expect(page.locator(".q-grid-count")).to_have_text("9 Zellen geändert")
    tab_to(page, "e.id === 'q-reason'")
    page.keyboard.type("Fortschreibung 2024")
    with page.expect_navigation(url=re.compile("vorschau")):
        page.keyboard.press("Enter")
    odd = page.locator("details", has_text="Ungewöhnliche Änderungen").inner_text()
    assert "Feld 11" in odd and "1.050" in odd
    tab_to(page, "e.textContent === 'Weiter bearbeiten'")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    anna.until("document.querySelector('table[role=grid]')")
    tab_to(page, "e.matches('td[role=gridcell]')")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("F2")
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    page.keyboard.press("Tab")
    assert page.locator("tr", has_text="Feld 11").locator("td").nth(2).inner_text().endswith("105")
    bert.page.goto(f"{bert.server.address}/daten/regeln/")
    bert.page.set_checked("#four-eyes", True)
    press(bert.page, "Speichern")
    tab_to(page, "e.textContent.trim() === 'Prüfen'")
    with page.expect_navigation(url=re.compile("vorschau")):
        page.keyboard.press("Enter")
    assert page.input_value("#note") == "Fortschreibung 2024"
    assert page.get_by_role("button", name="Veröffentlichen", exact=True).count() == 0
    tab_to(page, "e.textContent.trim() === 'Zur Veröffentlichung vorlegen'")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    other = bert.open(path="/daten/")
    other.get_by_role("link", name="Einwohner").first.click()
    assert "Fortschreibung 2024" in other.inner_text("main")
    press(other, "Veröffentlichen")
    assert other.url.endswith("/ergebnis/")
    bert.open("?indicator=population&level=quarter")
    assert "109" in other.inner_text("main")
    other.go_back()
    other.fill("#reason", "doch erst im März")
    press(other, "Zurückziehen")
    anna.open(path=GRID)
    anna.until("document.querySelector('table[role=grid]')")
    assert page.locator("th[role=columnheader]", has_text="31.12.2024").count() == 0
    other.goto(f"{bert.server.address}/daten/regeln/")
    other.set_checked("#four-eyes", False)
    press(other, "Speichern")


def test_blocks_of_the_clipboard(window: Window) -> None:
    """A block as Excel puts it there: all or nothing, numbers of two meanings are asked once; copies come back."""
    anna = window("anna")
    page = anna.open(path=GRID)
    anna.until("document.querySelector('td[role=gridcell]')")

    def paste(text: str) -> None:
        page.evaluate(
            "text => { const d = new DataTransfer(); d.setData('text/plain', text);"
            " document.querySelector('td[tabindex=\"0\"]').dispatchEvent("
            "new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true})); }",
            text,
        )

    page.locator("td[role=gridcell]").first.click()
    paste("12\t13\r\nviele\t15\r\n")
    expect(page.get_by_role("alert")).to_contain_text("viele")
    expect(page.locator(".q-grid-count")).to_have_text("Nichts geändert")
    paste("1.200\t1.300\r\n1.400\t15\r\n")
    page.get_by_role("button", name="1.200 (Tausenderzeichen)").click()
    expect(page.locator(".q-grid-count")).to_have_text("4 Zellen geändert")
    assert page.locator("td[role=gridcell]").first.inner_text().endswith("1.200")
    page.locator("td[role=gridcell]").first.click()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menu")).to_be_visible()
    assert anna.violations() == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("td[role=gridcell]").first).to_contain_text("trifft nicht zu")
    page.get_by_role("button", name="Alles zurücksetzen").click()
    expect(page.locator(".q-grid-count")).to_have_text("Nichts geändert")


def test_rename_and_merge_on_the_map(window: Window) -> None:
    anna = window("anna")
    page = anna.open(path="/daten/bearbeiten/gebiete/")
    with page.expect_navigation():
        page.get_by_role("button", name="Quartiere").click()
    anna.until("document.querySelector('q-areas[data-ready]')")
    map_ = page.locator(".q-areas-map")
    box = map_.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("q-areas [role=status]")).to_have_text("Gewählt: Feld 11 (11)")
    page.fill("[name='name:00']", "Alte Mitte")
    press(page, "Tabelle übernehmen")
    for name in ("Feld 01 (01)", "Feld 02 (02)"):
        anna.until("document.querySelector('q-areas[data-ready]')")
        page.locator("q-areas select").select_option(label=name)
        page.get_by_role("button", name="Markieren", exact=True).click()
    assert page.locator("[name=marked]:checked").count() == 2
    page.fill("#merge-code", "X")
    page.fill("#merge-name", "Osten")
    press(page, "Zusammenlegen")
    assert page.locator("[name='name:X']").input_value() == "Osten"
    press(page, "Zurücknehmen")
    assert page.locator("[name='name:X']").count() == 0
    press(page, "Wiederholen")
    page.fill("#reason", "Ratsbeschluss vom 3. Mai")
    press(page, "Prüfen")
    assert page.url.endswith("/gebiete/vorschau/")
    assert "01, 02" in page.inner_text("main") and "Ratsbeschluss" in page.input_value("#note")
    press(page, "Veröffentlichen")
    anna.open("?indicator=population&level=quarter&view=table")
    words = page.inner_text("main")
    assert "Osten" in words and "Alte Mitte" in words and "200" in words
    page.goto(f"{anna.server.address}/api/v1/passport?indicator=sgb2-rate&level=quarter&geography=2020&unit=X"
              f"&period={squares.PERIODS[0]}&lang=de")  # fmt: skip
    assert '"1,5' in page.inner_text("body")
    page.goto(f"{anna.server.address}/daten/versionen/")
    page.locator("main").get_by_role("link", name=re.compile("Quartiere")).first.click()
    page.fill("#reason", "aufgehoben")
    press(page, "Zurückziehen")
    anna.open("?indicator=population&level=quarter&view=table")
    words = page.inner_text("main")
    assert "Osten" not in words and "Feld 02" in words


@pytest.mark.parametrize(("language", "width"), [("de", 1280), ("en", 390)])
def test_every_page_of_editing_is_accessible_and_fits(window: Window, language: str, width: int) -> None:
    anna = window("anna", width=width, language=language, dark=width == 390)
    page = anna.page
    address = f"{anna.server.address}/daten/bearbeiten/"

    def looks_right(where: str) -> None:
        assert anna.violations() == [], where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{where} is wider than the screen"
        if language == "en":
            found = re.search(r"Raumeinheit|Zelle|Gebietsst|Ereignis|Wortlaut|Grund", page.inner_text("main"))
            assert found is None, f"{where}: {found}"

    for path in (
        "?indicator=sgb2-rate",
        "indikatoren/",
        "indikator/sgb2-rate/",
        "ereignisse/",
        "ereignisse/neu/",
        "gebiete/",
    ):
        page.goto(address + path)
        looks_right(path)
    page.goto(f"{anna.server.address}{GRID.replace('population', 'sgb2-rate')}")
    anna.until("document.querySelector('td[role=gridcell]')")
    looks_right("grid")
    page.goto(address + "gebiete/")
    with page.expect_navigation():
        page.locator("button[value='quarter/2020']").click()
    anna.until("document.querySelector('q-areas[data-ready]')")
    looks_right("areas")
