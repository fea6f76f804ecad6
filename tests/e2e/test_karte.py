"""The page Karte as people use it: mouse, keyboard, link; both languages, light and dark, narrow and wide."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.e2e.conftest import Visit

Begin = Callable[..., Visit]
TOWNS = ("demo", "berlin", "koeln", "flensburg")
PICTURES = os.environ.get("QUARTIER_PICTURES", "")
"""Folder for screenshots to be looked at."""


def picture(visit: Visit, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        visit.page.wait_for_timeout(1500)  # tiles and labels; only when a person will look
        visit.page.screenshot(path=f"{PICTURES}/{name}.png")


@pytest.mark.parametrize("town", TOWNS)
def test_first_open_shows_map_legend_ranking_and_source(visit: Begin, town: str) -> None:
    seen = visit(town)
    page = seen.open()
    expect(page.locator("q-headline h1")).not_to_be_empty()
    expect(page.locator(".q-canvas canvas")).to_be_visible()
    counts = [
        int(text.replace(".", "")) for text in page.locator("q-legend .q-count").all_inner_texts() if text.strip()
    ]
    assert sum(counts) > 0
    assert page.locator("q-ranking li, q-ranking tr").count() >= 3
    expect(page.locator("q-source")).to_contain_text("Quelle")
    picture(seen, f"{town}-1440")


def test_axe_finds_nothing_on_real_figures(visit: Begin) -> None:
    """The demo town stands in test_accessibility.py, with every other page."""
    seen = visit("berlin", language="en", dark=True)
    seen.open()
    assert seen.violations() == []
    picture(seen, "berlin-en-dark")


@pytest.mark.parametrize("town", TOWNS)
def test_choose_move_in_time_select_by_keyboard_and_pass_the_link_on(visit: Begin, town: str) -> None:
    seen = visit(town)
    page = seen.open()
    first = page.locator("q-headline h1").inner_text()
    page.get_by_role("button", name="Indikator wählen").click()
    results = page.locator("q-picker .q-results li button:not(.q-tool)")
    expect(results.first).to_be_visible()
    results.nth(1).click()
    seen.settled()
    page.locator(".q-map").focus()
    page.keyboard.press("ArrowUp")
    seen.until("document.querySelector('q-map [aria-live]').textContent.trim().length > 3")
    page.keyboard.press("Enter")
    seen.until("new URLSearchParams(location.search).get('units')")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+Enter")
    periods = page.locator("select").filter(has=page.locator("option")).all()
    assert periods, "no choice of level and period"
    seen.settled()
    heading, state = page.locator("q-headline h1").inner_text(), seen.state()
    assert heading != first or state["indicator"]
    link = page.url
    other = visit(town)
    other.page.goto(link)
    other.settled()
    expect(other.page.locator("q-headline h1")).to_have_text(heading)
    seen.until("document.querySelector('q-timeline path')")
    other.until("document.querySelector('q-timeline path')")
    expect(other.page.locator("q-unit")).to_have_text(page.locator("q-unit").inner_text(), use_inner_text=True)
    assert other.state() == seen.state()


def test_moving_in_time_fetches_nothing(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Zeitbezug").first.select_option(index=0)
    seen.settled()
    assert seen.state()["period"]
    assert [url for url in asked if "/data/" in url] == []


def test_back_button_undoes_a_choice(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open()
    page.get_by_label("Zeitbezug").first.select_option(index=0)
    seen.settled()
    chosen = seen.state()["period"]
    page.go_back()
    seen.settled()
    assert seen.state().get("period") != chosen


def test_play_moves_through_time(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open()
    page.get_by_label("Zeitbezug").first.select_option(index=0)
    seen.settled()
    before = seen.state()["period"]
    page.get_by_role("button", name="Abspielen").click()
    seen.until(f"new URLSearchParams(location.search).get('period') !== '{before}'")
    page.get_by_role("button", name="Anhalten").click()


def test_table_twin_holds_every_unit_and_selects(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open()
    page.get_by_role("button", name="Tabelle").click()
    rows = page.locator("q-table tbody tr")
    expect(rows.first).to_be_visible()
    known = page.evaluate("() => document.querySelectorAll('q-table tbody tr').length")
    assert known >= 55  # about 60 quarters after the reform
    rows.nth(2).click()
    seen.until("new URLSearchParams(location.search).get('units')")
    assert seen.violations() == []
    picture(seen, "demo-table")


def test_passport_of_a_figure(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open()
    page.locator(".q-map").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    seen.until("new URLSearchParams(location.search).get('units')")
    page.get_by_role("button", name="Steckbrief").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Quelle")
    expect(dialog).to_contain_text("Zähler")
    assert seen.violations() == []
    picture(seen, "demo-passport")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_picker_searches_with_synonyms_and_typing_errors(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open()
    page.get_by_role("button", name="Indikator wählen").click()
    page.get_by_label("Suchen").fill("Hartz")
    expect(page.locator("q-picker .q-results li").filter(has_text="SGB").first).to_be_visible()
    page.get_by_label("Suchen").fill("Arbeitlose")
    expect(page.locator("q-picker .q-results li").filter(has_text="rbeitslos").first).to_be_visible()
    assert seen.violations() == []


@pytest.mark.parametrize("town", ["demo", "berlin"])
def test_phone(visit: Begin, town: str) -> None:
    seen = visit(town, width=390, height=844, touch=True)
    page = seen.open()
    expect(page.locator(".q-canvas canvas")).to_be_visible()
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page must not scroll sideways"
    assert seen.violations() == []
    picture(seen, f"{town}-390")


def test_wall(visit: Begin) -> None:
    seen = visit("berlin", width=3840, height=2160)
    page = seen.open()
    expect(page.locator(".q-canvas canvas")).to_be_visible()
    picture(seen, "berlin-3840")


def test_list_without_polygons(visit: Begin) -> None:
    seen = visit("small")
    page = seen.open()
    expect(page.get_by_role("note").filter(has_text="nur eine Liste")).to_be_visible()
    expect(page.locator("q-table tbody tr")).to_have_count(12)
    assert seen.violations() == []
    picture(seen, "small-1440")


def test_empty_workspace_says_what_to_do(visit: Begin) -> None:
    seen = visit("empty")
    page = seen.page
    page.goto(f"{seen.server.address}/karte/")
    seen.until("document.querySelector('main').innerText.trim().length > 20")
    seen.complaints.clear()  # the browser reports the 404 of the empty catalogue
    assert seen.violations() == []


def test_language_is_switched_and_the_state_kept(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open()
    page.get_by_label("Zeitbezug").first.select_option(index=0)
    seen.settled()
    before = seen.state()
    page.get_by_role("button", name="English").click()
    seen.settled()
    assert page.evaluate("() => document.documentElement.lang") == "en"
    assert seen.state() == before
    expect(page.get_by_label("Period").first).to_be_visible()


def test_sign_in_and_out(visit: Begin) -> None:
    import subprocess
    import sys

    seen = visit("small")
    env = {**os.environ, "QUARTIER_WORKSPACE": str(seen.server.workspace)}
    command = [sys.executable, "-m", "quartier.web.cli", "account", "planerin", "--password-stdin"]
    subprocess.run(command, env=env, input="ein langes Passwort 7\n", text=True, check=True, capture_output=True)
    page = seen.open(path="/anmelden/")
    assert seen.violations() == []
    page.get_by_label("Benutzername").fill("planerin")
    page.get_by_label("Passwort").fill("falsch")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert")).to_contain_text("passen nicht zusammen")
    page.get_by_label("Benutzername").fill("planerin")
    page.get_by_label("Passwort").fill("ein langes Passwort 7")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("link", name="Anmelden")).to_be_visible()
