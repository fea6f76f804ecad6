"""Tiles as templates need them, for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from quartier.atlas.boards import tiles
from quartier.atlas.boards.figure import FigureShown, figure_of
from quartier.atlas.boards.tiles import PICTURES, Tile, TileKind
from quartier.atlas.models import Board
from quartier.catalogue import listing
from quartier.kernel.errors import QuartierError
from quartier.kernel.period import parse
from quartier.kernel.reader import Reader

_WIDTHS = {1: 420, 2: 760, 3: 1100, 4: 1440}
"""Pixels of a picture by columns. Drawn at twice as many, for sharp screens; not as SVG: within an image element that
would lack the page's type."""


@dataclass(frozen=True, slots=True)
class TileShown:
    """`absent`: why there is nothing to see, in the reader's words; else a picture or a figure or words."""

    tile: Tile
    title: str
    picture: str = ""
    dark: str = ""
    alt: str = ""
    figure: FigureShown | None = None
    map: str = ""
    absent: bool = False


def shown(board: Board, *, reader: Reader, language: str) -> list[TileShown]:
    """All tiles of a board; what this reader may not see, or what is gone, says so in its place."""
    return [_shown(tile, reader, language) for tile in tiles.read(board.tiles)]


def _shown(tile: Tile, reader: Reader, language: str) -> TileShown:
    if tile.kind is TileKind.TEXT:
        return TileShown(tile, tile.title)
    address = f"{reverse('karte')}?{tile.query}"
    try:
        row = listing.indicator_by_key(tile.words.get("indicator", ""), reader=reader)
        title = tile.title or row.wording().name.get(language)
        if tile.kind is TileKind.FIGURE:
            found = figure_of(tile.words, reader=reader, language=language)
            return TileShown(tile, tile.title or found.indicator, figure=found, map=address)
    except QuartierError:
        return TileShown(tile, tile.title, absent=True)
    period = tile.words.get("period", "")
    alt = f"{title}, {parse(period).label(language)}" if period else title
    return TileShown(tile, title, _picture(tile, "light", language), _picture(tile, "dark", language), alt, map=address)


def _picture(tile: Tile, theme: str, language: str) -> str:
    more = urlencode({"width": _WIDTHS[tile.width], "scale": 2, "theme": theme, "lang": language})
    return f"/bild/{PICTURES[tile.kind]}.png?{tile.query}&{more}"
