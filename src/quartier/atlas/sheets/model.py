"""A sheet as page and PDF read it: sections of facts, sentences, tables and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what it means here; `address` where it leads on."""

    term: str
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sheet: facts, sentences, a table (`head`, `rows`; columns in `right` hold numbers), links."""

    key: str
    title: str
    facts: tuple[Fact, ...] = ()
    texts: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    right: tuple[int, ...] = ()
    links: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    key: str
    name: str
    lead: str
    day: date
    """When what is shown was published."""
    sections: tuple[Section, ...] = field(default=())

    @property
    def map_address(self) -> str:
        return f"{reverse('karte')}?{urlencode({'indicator': self.key})}"
