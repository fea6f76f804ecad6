"""The registries behind header and search."""

from __future__ import annotations

import pytest

from quartier.kernel import pages
from quartier.kernel.pages import Page, navigation, signed_in
from quartier.kernel.reader import PUBLIC, Reader
from quartier.kernel.registry import Registry


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry[Page]:
    fresh: Registry[Page] = Registry("navigation")
    monkeypatch.setattr(pages, "NAVIGATION", fresh)
    return fresh


def test_entries_stand_in_order_and_only_for_those_who_have_something_there(registry: Registry[Page]) -> None:
    registry.register("daten", Page("daten", lambda: "Daten", "data-page", 110, visible=signed_in))
    registry.register("karte", Page("karte", lambda: "Karte", "karte", 20))
    assert [page.key for page in navigation(PUBLIC)] == ["karte"]
    assert [page.key for page in navigation(Reader("ada", person=1))] == ["karte", "daten"]


def test_an_entry_is_current_on_its_own_page_and_on_those_it_names() -> None:
    page = Page("daten", lambda: "Daten", "data-page", 110, active=("delivery*",))
    assert page.is_active("data-page")
    assert page.is_active("delivery-mapping")
    assert not page.is_active("karte")
