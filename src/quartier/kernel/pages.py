"""Pages as the frame sees them: what stands in the navigation, and what the one search field finds.

An app registers both in its `plugs.py`; `web` draws the header from `NAVIGATION` and asks every provider of `SEARCH`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from quartier.kernel.reader import Reader
from quartier.kernel.registry import Registry

Label = Callable[[], str]
"""Words in the language of the moment: ``lambda: gettext("Map")``. Called at every request, never kept."""


def everybody(_reader: Reader) -> bool:
    """The page is there for whoever comes."""
    return True


def signed_in(reader: Reader) -> bool:
    """The page is there for people who signed in."""
    return reader.person is not None


def administrators(reader: Reader) -> bool:
    """The page is there for administrators of the workspace."""
    return reader.administrator


@dataclass(frozen=True, slots=True)
class Page:
    """One entry of the main navigation.

    `address` names the page (Django's address name, without arguments). `visible` says for whom the workspace has
    something there; it runs at every request and has to be cheap (one small query at most). `position` orders the
    entries: Überblick 10, Karte 20, Quartiere 30, Tafeln 40, Indikatoren 50, Analyse 60, Angebote 70, Planung 80,
    Zusammenarbeit 90, Berichte 100, Daten 110. `active` names further addresses at which the entry is marked as the
    current one; a ``*`` stands for any ending (``"delivery-*"``).
    """

    key: str
    label: Label
    address: str
    position: int
    visible: Callable[[Reader], bool] = everybody
    active: tuple[str, ...] = ()

    def is_active(self, address: str) -> bool:
        """Whether the page that is shown, by its address name, belongs to this entry."""
        return address == self.address or any(fnmatchcase(address, pattern) for pattern in self.active)


NAVIGATION: Registry[Page] = Registry("navigation")


def navigation(reader: Reader) -> list[Page]:
    """The entries this reader sees, in order."""
    pages = sorted((page for _, page in NAVIGATION), key=lambda page: (page.position, page.key))
    return [page for page in pages if page.visible(reader)]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that the search found.

    `address` is a path within this installation. `score` runs from 0 to 100 (100: the very words), comparable between
    providers (`catalogue.finding.score` makes it). `item` names what was found for favourites
    (``"indicator:arbeitslose"``, ``"unit:stadtteil:101"``, ``"board:k3f9"``) and is empty where nothing can be kept.
    """

    title: str
    subtitle: str
    address: str
    score: float
    item: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """One group of search results: `find(query, reader, language, limit)` gives the best hits, best first.

    `find` gets the query as it was typed and answers only with what this reader may know of.
    """

    key: str
    label: Label
    position: int
    find: Callable[[str, Reader, str, int], list[Hit]]


SEARCH: Registry[Provider] = Registry("search")


def providers() -> list[Provider]:
    """The groups of the search, in order."""
    return sorted((provider for _, provider in SEARCH), key=lambda provider: (provider.position, provider.key))
