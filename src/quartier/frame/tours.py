"""Which pages have a tour; its steps stand in the front end (frontend/src/tour/steps.ts)."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop

from quartier.catalogue.workspace import unit_words

_TOURS = (
    ("karte", gettext_noop("Map"), "karte"),
    ("quartiere", "", "quarters"),
    ("daten", gettext_noop("Data"), "data-page"),
)


@dataclass(frozen=True, slots=True)
class Tour:
    key: str
    label: str
    address: str


def tours(*, signed_in: bool) -> list[Tour]:
    """Tours of the pages that are there for this person."""
    found = []
    for key, label, name in _TOURS:
        if key == "daten" and not signed_in:
            continue
        shown = gettext(label) if label else unit_words(get_language() or "de").title
        found.append(Tour(key, shown, f"{reverse(name)}?rundgang=1"))
    return found
