"""Classes, colours and filters of the map as people use them: form, mouse, keyboard, link, both themes, phone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.e2e.conftest import Visit

Begin = Callable[..., Visit]
METHODS = ("quantile", "natural", "equal", "deviation", "head-tail", "pretty", "own", "target")


def classes(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("q-legend li > span:nth-of-type(2)").all_inner_texts()]


def counted(page: Page) -> int:
    return sum(int(text.replace(".", "")) for text in page.locator("q-legend .q-count").all_inner_texts())


def drag(page: Page, name: re.Pattern[str], by: float) -> None:
    circle = page.get_by_role("slider", name=name).first.locator("circle")
    circle.scroll_into_view_if_needed()
    box = circle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=4)
    page.mouse.up()


def test_every_method_and_breaks_by_hand(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open("?indicator=sgb2-rate")
    before, units = classes(page), counted(page)
    page.get_by_role("button", name="Darstellung ändern").click()
    expect(page.get_by_role("heading", name="Darstellung")).to_be_focused()
    assert seen.violations() == []
    for method in METHODS:
        page.get_by_label("Methode").select_option(method)
        if method == "target":
            page.get_by_label("Zielwert", exact=True).fill("12,5")
            page.keyboard.press("Tab")
        seen.until(f"new URLSearchParams(location.search).get('method') === '{method}'")
        seen.settled()
        assert counted(page) == units, method
    expect(page.locator("q-legend")).to_contain_text("12,5\xa0% (Ziel erreicht)")
    page.get_by_label("Methode").select_option("natural")
    page.get_by_label("Zahl der Klassen").select_option("3")
    seen.until("new URLSearchParams(location.search).get('k') === '3'")
    page.get_by_label("Mitte, an der die Farbe wechselt").select_option("mean")
    seen.settled()
    expect(page.locator("q-legend")).to_contain_text("Die Farbe wechselt beim Wert von")
    # a break is pulled with the mouse, moved and deleted with the keyboard, and the way back leads step by step
    drag(page, re.compile("Klassengrenze 1"), 12)
    seen.until("new URLSearchParams(location.search).get('method') === 'own'")
    pulled = seen.state()["breaks"]
    handle = page.get_by_role("slider", name=re.compile("Klassengrenze 1"))
    handle.focus()
    page.keyboard.press("ArrowRight")
    seen.until(f"new URLSearchParams(location.search).get('breaks') !== '{pulled}'")
    page.keyboard.press("Delete")
    seen.until(f"new URLSearchParams(location.search).get('breaks').split(',').length < {len(pulled.split(','))}")
    page.go_back()
    page.go_back()
    assert seen.state()["breaks"] == pulled
    page.get_by_label("Grenzen, von klein nach groß").fill("5; 2,5")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("aufsteigende Zahlen")
    page.get_by_role("button", name="Zurück zum Vorschlag").click()
    seen.settled()
    assert classes(page) == before
    page.keyboard.press("Escape")


def test_looks_zero_and_outliers_in_the_dark(visit: Begin) -> None:
    seen = visit("demo", dark=True, language="en")
    page = seen.open("?indicator=youth-welfare&open=display&apart=zero,outliers&palette=violet,hatched&mid=0")
    assert counted(page) > 50
    expect(page.locator("q-legend")).to_contain_text("exactly 0")
    assert page.locator("q-legend .q-swatch[style*='background-image']").count() >= 3
    assert seen.violations() == []
    page.get_by_label("Moss", exact=True).check()
    page.get_by_label("reversed").check()
    seen.until("new URLSearchParams(location.search).get('palette') === 'moss,reversed,hatched'")


def test_filters_by_area_value_shape_and_choice(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open("?indicator=sgb2-rate&level=quarter")
    everything = counted(page)
    page.get_by_role("button", name="Filter").click()
    assert seen.violations() == []
    page.get_by_label("Liegt in").select_option(index=1)
    seen.until("new URLSearchParams(location.search).get('within')")
    seen.settled()
    within = counted(page)
    assert 0 < within < everything
    expect(page.locator(".q-filter-count")).to_contain_text(f"{within} von {everything} Gebieten")
    # the slider on the histogram says the same as the fields
    low = page.get_by_role("slider", name="Werte ab")
    low.focus()
    for _ in range(4):
        page.keyboard.press("PageUp")
    seen.until("new URLSearchParams(location.search).get('range')")
    seen.settled()
    assert counted(page) < within
    assert page.get_by_label("von", exact=True).input_value() == seen.state()["range"].split("..")[0].replace(".", ",")
    page.get_by_text("ausblenden").click()
    seen.until("new URLSearchParams(location.search).get('rest') === 'hide'")
    shown, link = counted(page), page.url
    page.get_by_role("button", name="Tabelle", exact=True).click()
    expect(page.locator("q-table tbody tr")).to_have_count(shown)
    page.goto(link)
    seen.settled()
    assert counted(page) == shown
    page.get_by_role("button", name="Filter aufheben").click()
    seen.settled()
    assert counted(page) == everything
    draw_a_box(seen)
    # without a mouse: what is chosen on the map or in the table
    page.locator(".q-map").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Nur die Auswahl (1)").click()
    seen.until("new URLSearchParams(location.search).get('only')")
    seen.settled()
    expect(page.locator(".q-filter-count")).to_contain_text("von")


def draw_a_box(seen: Visit) -> None:
    page = seen.page
    page.get_by_role("button", name="Rechteck zeichnen").click()
    expect(page.locator("q-filter")).to_contain_text("Eine Ecke anklicken")
    seen.until("document.querySelector('.q-canvas canvas').style.cursor")
    box = page.locator(".q-canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x - 90, y - 60)
    page.mouse.move(x + 60, y + 50, steps=4)
    page.mouse.click(x + 60, y + 50)
    seen.until("(new URLSearchParams(location.search).get('shape') || '').startsWith('box:')")
    seen.settled()
    page.get_by_role("button", name="Rechteck aus dem Filter nehmen").click()
    seen.until("!new URLSearchParams(location.search).get('shape')")


def test_an_administrator_saves_the_default_and_an_area_on_a_phone(visit: Begin) -> None:
    seen = visit("demo", width=390, height=844, touch=True)
    command = [sys.executable, "-m", "quartier.web.cli", "account", "vorgabe", "--administrator", "--password-stdin"]
    command += ["--workspace", str(seen.server.workspace)]
    subprocess.run(command, input="ein langes Passwort 7\n", text=True, check=True, capture_output=True)
    page = seen.open(path="/anmelden/?next=/karte/%3Findicator%3Dvacancy%26open%3Ddisplay%26method%3Dequal%26k%3D4")
    page.get_by_label("Benutzername").fill("vorgabe")
    page.get_by_label("Passwort").fill("ein langes Passwort 7")
    page.locator("main").get_by_role("button", name="Anmelden").click()
    seen.settled()
    equal = classes(page)
    page.get_by_role("button", name="Als Vorgabe für alle speichern").click()
    expect(page.locator("q-display [role=status]")).to_contain_text("gilt jetzt für alle")
    other = visit("demo")
    other.open("?indicator=vacancy")
    assert classes(other.page) == equal
    page.get_by_role("button", name="Vorgabe löschen").click()
    expect(page.locator("q-display [role=status]")).to_contain_text("gelöscht")
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Liegt in").select_option(index=1)
    page.get_by_role("button", name="Als eigenes Gebiet speichern").click()
    page.get_by_label("Name des Gebiets").fill("Programmgebiet")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator("q-filter")).to_contain_text("„Programmgebiet“ ist gespeichert")
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page must not scroll sideways"
    assert seen.violations() == []
