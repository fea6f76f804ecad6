"""Layers of the map, from the file to the feature under the pointer, by mouse and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.e2e.conftest import Visit, launch, listen
from tests.e2e.daten import make_town, sign_in

BAD = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"x"},"geometry":null}]}'
SCHOOLS = [("Schule am Feld", "Grundschule", [9.0217, 51.4692]), ("Schule am Rand", "Gesamtschule", [9.04, 51.48])]
GOOD = json.dumps(
    {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": name, "form": form},
         "geometry": {"type": "Point", "coordinates": at}}
        for name, form, at in SCHOOLS
    ]}
).encode()  # fmt: skip


@pytest.mark.usefixtures("browser")
def test_a_file_becomes_a_layer_that_is_found_and_read(browser: Browser, tmp_path: Path) -> None:
    make_town(tmp_path / "workspace")
    server, process = launch(tmp_path / "workspace")
    try:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE", reduced_motion="reduce")
        made = Visit(context.new_page(), server, [], [])
        _hand_in_and_look(made)
        context.close()
    finally:
        process.terminate()
        process.wait(timeout=20)


def _hand_in_and_look(made: Visit) -> None:
    sign_in(made, "anna", "/daten/ebenen/")
    page = made.page
    for data in (BAD, GOOD):
        page.set_input_files("#file", {"name": "schulen.geojson", "mimeType": "application/geo+json", "buffer": data})
        page.fill("#f-name", "Schulen")
        page.fill("#f-source-new", "Schulamt")
        page.get_by_role("button", name="Auf die Karte").click()
        page.wait_for_load_state()
        if data is BAD:
            assert "Kein Objekt lässt sich zeichnen." in page.inner_text("[role=alert]")
    assert "Schulen" in page.inner_text("table.q-plain")
    assert made.violations() == []
    listen(made)  # the refusal above is an answer 422 that the browser reports
    made.open("?open=layers&outlines=city")
    page.get_by_label("Ort oder Name auf der Karte suchen").fill("am feld")
    found = page.get_by_role("button", name="Schule am Feld")
    found.focus()
    page.keyboard.press("Enter")
    box = page.locator(".q-feature")
    box.wait_for()
    assert "Grundschule" in box.inner_text()
    assert made.state()["layers"] == "schulen"
    made.until("document.querySelector('.q-credit')?.textContent.includes('Schulamt')")
    assert made.violations() == []
    page.keyboard.press("Escape")
    assert "open" not in made.state()
    assert made.complaints == []
    assert made.strangers == []


def test_measuring_by_keyboard(visit: Callable[..., Visit]) -> None:
    made = visit("demo")
    page = made.open("?open=layers")
    page.get_by_role("button", name="Strecke oder Fläche messen").click()
    page.locator(".q-measured").wait_for()
    page.locator("q-map .q-map").focus()
    for key in ("Enter", *["ArrowRight"] * 3, "Enter", *["ArrowDown"] * 3, "Enter"):
        page.keyboard.press(key)
    made.until("/\\d.*umschlossen/s.test(document.querySelector('q-measure [role=status]').textContent)")
    page.keyboard.press("Escape")
    assert page.locator("q-measure").count() == 0
