"""A planner saves an area and carries an indicator over a reform, then sees both on the map: one scenario."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from tests.e2e import daten
from tests.e2e.conftest import Server, Visit, launch, listen

REFORM = (
    "import sys; from pathlib import Path; from quartier.web.bootstrap import prepare; "
    "prepare(Path(sys.argv[1]), create=False); "
    "from tests.integration.test_conversions import reform, counted_since; reform(); counted_since()"
)


@pytest.fixture
def reformed(tmp_path: Path) -> Iterator[Server]:
    """The town of nine squares after its reform, with figures of 2024 on the new quarters."""
    workspace = tmp_path / "workspace"
    daten.make_town(workspace)
    subprocess.run([sys.executable, "-c", REFORM, str(workspace)], check=True, capture_output=True)
    server, process = launch(workspace)
    yield server
    process.terminate()
    process.wait(timeout=20)


def plain(part: Locator) -> str:
    """Its text with common spaces."""
    return part.inner_text().replace("\u00a0", " ")


def work(server: Server) -> None:
    command = [
        sys.executable,
        "-m",
        "quartier.web.cli",
        "worker",
        "--until-empty",
        "--workspace",
        str(server.workspace),
    ]
    subprocess.run(command, check=True, capture_output=True)


def test_from_a_reform_to_a_series_that_goes_on(browser: Browser, reformed: Server) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    made = Visit(context.new_page(), reformed, [], [])
    listen(made)
    page = made.page
    daten.sign_in(made, "anna", "/daten/gebiete/")
    assert made.violations() == []

    # a crosswalk: a preview first, with what it does
    page.get_by_role("link", name="Umsteigeschlüssel anlegen").click()
    assert made.violations() == []
    page.get_by_role("button", name="Vorschau berechnen").click()
    assert page.locator(".q-walk dd").all_inner_texts() == ["5", "1", "2", "1"]
    assert made.violations() == []
    page.get_by_role("button", name="Diesen Schlüssel behalten").click()
    page.get_by_role("link", name="Indikatoren umrechnen").click()
    page.get_by_label("SGB-II-Quote").check()
    page.get_by_role("button", name="Zeigen, was geschähe").click()
    assert "31.12.2022 – 31.12.2023" in page.locator("section[aria-labelledby=t-preview] tbody").inner_text()
    assert made.violations() == []
    page.get_by_role("button", name="Umrechnen und veröffentlichen").click()
    page.wait_for_url("**/daten/auftraege/")
    work(reformed)
    expect(page.locator("progress")).to_have_count(0, timeout=30_000)  # the page notices by itself and loads anew

    # an area of one's own, found by typing and chosen by keyboard
    page = made.open(path="/daten/gebiete/eigene/neu/?place=quarter/2024")
    page.get_by_label("Name", exact=True).fill("Ostufer")
    page.get_by_label("Finden").fill("c")
    page.get_by_label("C C").focus()
    page.keyboard.press("Space")
    page.get_by_label("Finden").fill("")
    page.get_by_label("11 11").check()
    assert page.locator("[data-count]").inner_text() == "2 Raumeinheiten ausgewählt"
    assert made.violations() == []
    page.get_by_role("button", name="Speichern").click()
    page.wait_for_url("**/eigene/ostufer/")

    # the map: the series of C goes on over the reform, the break is marked; the area is compared with
    page = made.open("?indicator=sgb2-rate&level=quarter&geography=2024&units=C&period=2024-12-31&compare=own:ostufer")
    made.until("document.querySelector('.q-converted')")
    assert page.locator(".q-break").get_attribute("aria-label").startswith("Hier haben sich die Grenzen geändert")
    # by hand: C has 9 of 150, the area with 11 (4 of 100) 13 of 250
    assert plain(page.locator(".q-sentence")).startswith("0,8 Prozentpunkte höher als in Ostufer (5,2 %)")
    page.locator(".q-slider").focus()
    page.keyboard.press("ArrowLeft")
    made.settled()
    page.locator("q-unit .q-big").click()
    told = page.locator(".q-passport-body")
    told.wait_for()
    assert "Umgerechnet aus: Quartiere 2020" in plain(told)
    assert "zwischen 3,3 % und 4,7 %" in plain(told)
    assert made.violations() == []
    assert made.complaints == [] and made.strangers == []
    context.close()
