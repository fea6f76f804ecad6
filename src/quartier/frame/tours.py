"""Which pages have a tour; its steps stand in the front end (frontend/src/tour/steps.ts)."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_noop

_TOURS = (
    ("karte", gettext_noop("Map"), "karte"),
    ("quartiere", gettext_noop("Quarters"), "quartiere"),
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
        try:
            found.append(Tour(key, gettext(label), f"{reverse(name)}?rundgang=1"))
        except NoReverseMatch:
            continue
    return found
