"""Panels of the quarter profile: blocks that an app lays on the page of a unit, and into its PDF.

An app registers its panels in `plugs.py`; the profile asks each of them in the order of `position` and leaves out
those that have nothing to say. Positions in use: situation 10, indicators 20, areas inside 60, events 70, sources 90.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from quartier.kernel.reader import Reader
from quartier.kernel.registry import Registry

Label = Callable[[], str]
"""Words in the language of the moment: ``lambda: gettext("Map")``."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose profile, for whom, and how.

    `level` and `code` name a unit, or an area of one's own (level "own"); `geography` is the key of the dated version
    that is meant. `as_of` is the last day that is looked at (ISO 8601; "" is the newest). `compare` is "level:code" of
    the comparison area, "" the whole town. `topics` are the chosen topics, none means all.
    """

    level: str
    code: str
    name: str
    geography: str
    reader: Reader
    language: str
    as_of: str = ""
    compare: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text in a document; ``**`` stands around what is strong."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Head and rows of texts; the first column names the row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG with the words that stand for it where it is not seen; `width` as a part of the column (0 to 1)."""

    svg: str
    alternative: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Numbers:
    """Indicators side by side: see `Number`."""

    title: str
    items: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """One figure with what stands around it, all of it as text but for the drawings."""

    name: str
    value: str
    lines: tuple[str, ...] = ()
    drawings: tuple[Drawing, ...] = ()


Block: TypeAlias = Paragraph | Table | Drawing | Numbers


def no_paper(_place: Place) -> Sequence[Block]:
    """For panels that are of the screen alone."""
    return ()


@dataclass(frozen=True, slots=True)
class Panel:
    """One block of the profile.

    `render` answers with HTML for the page, None where there is nothing to show: a template rendered by Django, or
    plain text, which is escaped. `paper` answers with what stands in the PDF. Both see only what `place.reader` may.
    """

    key: str
    title: Label
    position: int
    render: Callable[[Place], str | None]
    paper: Callable[[Place], Sequence[Block]] = field(default=no_paper)


PANELS: Registry[Panel] = Registry("profile panels")


def panels() -> list[Panel]:
    """All panels in their order on the page."""
    return sorted((panel for _, panel in PANELS), key=lambda panel: (panel.position, panel.key))
