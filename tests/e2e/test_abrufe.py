"""From an address to the map, and on by itself: a WFS behind a password, published, pulled, beyond a limit a task."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e import daten
from tests.e2e.conftest import NOISE, Visit, launch, listen
from tests.office import PASSWORD, USER, Office, an_office

REFUSED = "status of 422"


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with an_office() as made:
        yield made


@pytest.fixture
def anna(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    workspace = tmp_path / "workspace"
    daten.make_town(workspace)
    server, process = launch(workspace)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    made = Visit(context.new_page(), server, [], [])
    listen(made)
    daten.sign_in(made, "anna")
    yield made
    context.close()
    process.terminate()
    process.wait(timeout=20)
    assert [c for c in made.complaints if REFUSED not in c and not any(noise in c for noise in NOISE)] == []
    assert made.strangers == []


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_a_wfs_is_found_published_pulled_and_judged(anna: Visit, office: Office) -> None:
    page, server = anna.page, anna.server

    def look() -> None:
        page.fill("#address", f"{office.address}/geo?service=WFS&request=GetCapabilities")
        page.locator("summary", has_text="Name und Kennwort").click()
        page.fill("#a-user", USER)
        page.fill("#a-password", PASSWORD)
        press(page, "Nachsehen, was dort ist")

    def looks_right(where: str) -> None:
        assert anna.violations() == [], where
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert fits, f"{where} is wider than {width}"
        page.set_viewport_size({"width": 1280, "height": 900})
        assert PASSWORD not in page.content(), where

    # inside the network: refused in words, until an administrator allows it
    look()
    expect(page.get_by_role("alert").first).to_contain_text("Die Adresse führt ins eigene Netz")
    anna.open(path="/daten/abrufe/")
    page.fill("#host", office.address.removeprefix("http://"))
    page.fill("#reason", "Statistikstelle")
    press(page, "Freigeben")
    anna.open(path="/daten/")
    look()
    rows = page.locator("tbody tr")
    assert [row.inner_text().split() for row in rows.all()] == [
        ["Einwohner", "nach", "Quartieren", "stat:einwohner", "9"], ["Haushalte", "stat:haushalte", "0"],
    ]  # fmt: skip
    looks_right("offers")
    page.get_by_label("Einwohner nach Quartieren").check()
    page.fill("#supplier-name", "Statistikstelle")
    press(page, "Abrufen")
    assert page.url.endswith("/vorschau/"), page.inner_text("main")[:500]
    press(page, "Veröffentlichen")

    # every day from now on, by itself within limits
    page.get_by_role("link", name="Regelmäßig abrufen").click()
    page.fill("#name", "Einwohner aus dem WFS")
    page.check("#publishes")
    page.fill("#most-units", "3")
    page.fill("#most-percent", "viel")
    press(page, "Einrichten")
    assert page.locator("#most-percent[aria-invalid=true]").count() == 1
    page.fill("#most-percent", "12,5")
    press(page, "Einrichten")
    pull = page.url
    assert page.input_value("#most-percent") == "12,5"

    def pull_now() -> str:
        page.goto(pull)
        press(page, "Jetzt abrufen")
        assert "Einwohner aus dem WFS" in page.inner_text("main")
        daten.work(server)
        expect(page.get_by_text("Gerade läuft nichts.")).to_be_visible()  # the page sees by itself that it is done
        page.goto(pull)
        return page.locator(".q-job").first.inner_text()

    assert "nichts Neues" in pull_now()
    office.people["00"] = 110  # 101 → 110: one unit, 8.9 per cent
    assert "veröffentlicht" in pull_now()
    office.people |= {"00": 150, "11": None}  # 36.4 per cent, and a value that is gone
    told = pull_now()
    assert "ein Mensch entscheidet" in told and "36,4\u00a0%" in told and "Werte, die entfallen: 1" in told
    looks_right("pull")
    anna.open(path="/daten/abrufe/")
    looks_right("pulls")
    assert "höchstens 12,5\u00a0%" in page.inner_text("main")
    anna.open(path="/daten/").get_by_role("link", name="einwohner.geojson").click()
    page.wait_for_url("**/vorschau/")
    expect(page.locator("main")).to_contain_text("Vom Abruf „Einwohner aus dem WFS“ gebracht; ein Mensch entscheidet")
    looks_right("task")
    press(page, "Veröffentlichen")

    # the service is down: told, and tried again
    office.down = 503
    told = pull_now()
    assert "gescheitert" in told and "HTTP 503" in told
    expect(anna.open(path="/daten/abrufe/").locator("main")).to_contain_text("wird noch einmal versucht")
    page.get_by_role("button", name="Einwohner aus dem WFS anhalten").click()
    page.wait_for_url(pull)
    assert "angehalten" in page.inner_text("#t-pull")
    page.goto(f"{server.address}/daten/auftraege/")
    looks_right("jobs")
