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
    NAVIGATION.register("tafeln", Page("tafeln", _boards_label, "boards", 40, visible=_any_board, active=("board*",)))
    sheets = Page(
        "indikatoren", lambda: gettext("Indicators"), "indicators", 50, visible=_any_indicator, active=("indicator-*",)
    )
    NAVIGATION.register(sheets.key, sheets)
    SEARCH.register("indicators", Provider("indicators", lambda: gettext("Indicators"), 10, search.indicators))
    SEARCH.register("boards", Provider("boards", _boards_label, 30, search.boards))
    SEARCH.register("units", Provider("units", _units_label, 20, search.units))
    SEARCH.register("areas", Provider("areas", lambda: gettext("Areas of one's own"), 30, search.own_areas))


def _any_indicator(reader: Reader) -> bool:
    from quartier.catalogue.listing import visible_indicators

    return visible_indicators(reader).exists()


def _any_board(reader: Reader) -> bool:
    from quartier.atlas.models import Board

    return reader.person is not None or Board.objects.visible_to(reader).exists()


def _boards_label() -> str:
    return gettext("Boards")


def _units_label() -> str:
    from django.utils.translation import get_language

    return unit_words(get_language() or "de").title
