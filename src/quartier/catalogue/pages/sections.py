"""The sections of the page Daten: each is a page of its own under /daten/, in the order of this list.

A new section: one line here, a view that answers with `page`, its address in `pages/urls.py`, a template that extends
``catalogue/section.html`` and fills the block ``section``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from quartier.accounts.services import reader_of
from quartier.kernel.reader import Reader


@dataclass(frozen=True, slots=True)
class Section:
    """`title` and `lead` are marked by gettext_noop; `address` is the name of an address without arguments."""

    key: str
    title: str
    lead: str
    address: str
    administrators: bool = False
    """Whether administrators alone see it."""

    def shown_to(self, reader: Reader) -> bool:
        return reader.administrator or not self.administrators


SECTIONS: tuple[Section, ...] = (
    Section(
        "deliveries", gettext_noop("Deliveries"),
        gettext_noop("Every figure comes in through here: read, checked, compared, then published."), "data-page",
    ),
    Section(
        "releases", gettext_noop("Releases"),
        gettext_noop("What was published, when, by whom, for whom, and why."), "data-releases",
    ),
    Section(
        "places", gettext_noop("Areas"),
        gettext_noop("The levels of the municipality and the geographies in force."), "data-places",
    ),
    Section(
        "layers", gettext_noop("Map layers"),
        gettext_noop("What is laid over the map: schools, stops, programme areas, maps of other offices."),
        "data-layers", administrators=True,
    ),
    Section(
        "editing", gettext_noop("Edit"),
        gettext_noop("Correct values, words and areas by hand; every edit is checked and has its reason."),
        "edit-start",
    ),
    Section(
        "counting", gettext_noop("Count places"),
        gettext_noop("A list of addresses or coordinates becomes a number for each unit, in memory."),
        "data-counting",
    ),
    Section(
        "protection", gettext_noop("Protection"),
        gettext_noop("What is too small to be shown, by whose demand, and what was hidden."), "data-protection",
        administrators=True,
    ),
    Section(
        "pulls", gettext_noop("Pulls"),
        gettext_noop("What is fetched from services by itself, when it publishes, and when a person decides."),
        "data-pulls", administrators=True,
    ),
    Section(
        "jobs", gettext_noop("Jobs"),
        gettext_noop("What the machine is working on, and what came of it."), "data-jobs",
    ),
    Section(
        "rules", gettext_noop("Rules"),
        gettext_noop("What has to be so before anything is published."), "data-rules", administrators=True,
    ),
)  # fmt: skip


def page(
    request: HttpRequest, key: str, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    """A page of the section `key`, with the navigation between the sections beside it."""
    reader = reader_of(request.user)
    current = next(item for item in SECTIONS if item.key == key)
    frame = {
        "sections": [
            {"title": gettext(item.title), "address": item.address, "current": item is current}
            for item in SECTIONS
            if item.shown_to(reader)
        ],
        "section_title": gettext(current.title),
        "section_lead": gettext(current.lead),
        "may_rule": reader.administrator,
    }
    return render(request, template, {**frame, **(context or {})}, status=status)
