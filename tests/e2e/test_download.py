"""The menu "Herunterladen" on the page Karte: by keyboard, in both languages, a refusal told in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.e2e.conftest import Visit
from tests.property.catalogue.export_reading import READERS

Begin = Callable[..., Visit]


def test_by_keyboard_from_the_menu_to_the_file(visit: Begin, tmp_path: Path) -> None:
    seen = visit("demo")
    page = seen.open()
    menu = page.locator("q-download summary")
    menu.focus()
    page.keyboard.press("Enter")
    first = page.get_by_role("link", name="CSV (Semikolon, Dezimalkomma)")
    expect(first).to_be_visible()
    assert seen.violations() == []
    first.focus()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    target = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(target)
    one_period = READERS["csv-de"](target)
    assert len({key[3] for key in one_period}) == 1
    page.get_by_label("alle Zeitbezüge").check()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="GeoPackage").click()
    target = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(target)
    everything = READERS["gpkg"](target)
    assert len({key[3] for key in everything}) > 1
    assert {key: everything[key] for key in one_period} == one_period
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(menu).to_be_focused()


@pytest.mark.parametrize(("language", "name"), [("de", "Herunterladen"), ("en", "Download")])
def test_a_plain_list_offers_tables_alone(visit: Begin, language: str, name: str) -> None:
    seen = visit("small", language=language, width=390, height=844)
    page = seen.open()
    page.locator("summary", has_text=name).click()
    expect(page.get_by_role("link", name="Excel (XLSX)")).to_be_visible()
    expect(page.get_by_role("link", name="GeoPackage")).to_have_count(0)
    assert seen.violations() == []


def test_a_refusal_is_told_in_place(visit: Begin) -> None:
    seen = visit("small")
    page = seen.open()
    page.locator("q-download summary").click()
    link = page.get_by_role("link", name="Excel (XLSX)")
    # the indicator is withdrawn while the page is open: here its address names one that is not there
    link.evaluate("link => link.closest('q-download').scene.place.detail.key = 'gone'")
    link.click()
    expect(page.get_by_role("alert")).to_contain_text("gone")
    expect(page.locator("q-headline h1")).to_be_visible()
    assert len(seen.complaints) == 2  # the browser itself reports the two answers 404
    seen.complaints.clear()
