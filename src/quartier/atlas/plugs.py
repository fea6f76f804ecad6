"""What the atlas hands to the registries of the kernel."""

from __future__ import annotations

from django.utils.translation import gettext

from quartier.catalogue.workspace import unit_words
from quartier.kernel.pages import NAVIGATION, SEARCH, Page, Provider
from quartier.kernel.reader import Reader


def register() -> None:
    """Called once, when the apps are ready."""
    from quartier.atlas import search
    from quartier.atlas.profile import panels

    NAVIGATION.register("karte", Page("karte", lambda: gettext("Map"), "karte", 20))
    quarters = Page("quarters", _units_label, "quarters", 30, active=("quarter*",))
    NAVIGATION.register(quarters.key, quarters)
    panels.register()
    sheets = Page(
        "indikatoren", lambda: gettext("Indicators"), "indicators", 50, visible=_any_indicator, active=("indicator-*",)
    )
    NAVIGATION.register(sheets.key, sheets)
    SEARCH.register("indicators", Provider("indicators", lambda: gettext("Indicators"), 10, search.indicators))
    SEARCH.register("units", Provider("units", _units_label, 20, search.units))
    SEARCH.register("areas", Provider("areas", lambda: gettext("Areas of one's own"), 30, search.own_areas))


def _any_indicator(reader: Reader) -> bool:
    from quartier.catalogue.listing import visible_indicators

    return visible_indicators(reader).exists()


def _units_label() -> str:
    from django.utils.translation import get_language

    return unit_words(get_language() or "de").title
