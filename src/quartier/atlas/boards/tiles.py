"""What stands on a board: a picture of the map or of a chart, one figure, or words. Plain data, checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from quartier.kernel.errors import InputRejected, NotFound, Problem

COLUMNS = 4
MOST_TILES = 40
_LONGEST = {"query": 2_000, "title": 200, "text": 4_000}


class TileKind(StrEnum):
    MAP = "map"
    RANKING = "ranking"
    TIMELINE = "timeline"
    DISTRIBUTION = "distribution"
    FIGURE = "figure"
    TEXT = "text"


PICTURES = {
    TileKind.MAP: "karte",
    TileKind.RANKING: "rangliste",
    TileKind.TIMELINE: "zeitreihe",
    TileKind.DISTRIBUTION: "verteilung",
}
"""Name of the server's picture of each kind that is one."""
_WIDTHS = {TileKind.MAP: 2, TileKind.RANKING: 1, TileKind.TIMELINE: 2, TileKind.DISTRIBUTION: 1, TileKind.FIGURE: 1}


@dataclass(frozen=True, slots=True)
class Tile:
    """`query`: what is shown, in the words of the address of the map, without camera and open dialog.

    A query without period follows the newest figures. `width`: columns, 1 to COLUMNS.
    """

    key: str
    kind: TileKind
    query: str = ""
    title: str = ""
    text: str = ""
    width: int = 1

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def words(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))


def tile_of(key: str, kind: str, *, query: str = "", title: str = "", text: str = "", latest: bool = False) -> Tile:
    """A new tile of the usual width. Raises InputRejected, all problems at once."""
    if kind not in set(TileKind):
        fault = Problem("There is no such kind of tile.", "tile-kind", column="kind", found=kind)
        raise InputRejected([fault], subject="tile")
    made = Tile(key, TileKind(kind), shown_query(query, latest=latest), title.strip(), text.strip(),
                _WIDTHS.get(TileKind(kind), 2))  # fmt: skip
    problems = list(_faults(made))
    if problems:
        raise InputRejected(problems, subject="tile")
    return made


def _faults(tile: Tile) -> Iterable[Problem]:
    for name, most in _LONGEST.items():
        if len(getattr(tile, name)) > most:
            yield Problem("The text is too long.", "too-long", column=name, expected=f"at most {most} characters")
    if tile.kind is TileKind.TEXT and not (tile.text or tile.title):
        yield Problem("A tile of words needs some.", "required", column="text")
    if tile.kind is not TileKind.TEXT and not tile.words.get("indicator"):
        yield Problem("A tile needs an indicator.", "required", column="indicator")


def shown_query(text: str, *, latest: bool = False) -> str:
    """The words that say what is shown, from an address or its query; `latest` leaves the period open."""
    query = urlsplit(text).query if "?" in text else text
    left_out = {"open", "at", "theme", "lang", "width", "scale", *(("period",) if latest else ())}
    return urlencode([(name, value) for name, value in parse_qsl(query) if name not in left_out])


def read(plain: Iterable[dict[str, Any]]) -> list[Tile]:
    """Tiles as a board keeps them."""
    return [Tile(**{**one, "kind": TileKind(one["kind"])}) for one in plain]


def moved(tiles: Sequence[Tile], key: str, to: int) -> list[Tile]:
    """The tiles with one of them at another place (0 is the first). Raises NotFound."""
    at = _place(tiles, key)
    rest = [tile for tile in tiles if tile.key != key]
    rest.insert(max(0, min(to, len(rest))), tiles[at])
    return rest


def changed(tiles: Sequence[Tile], key: str, **words: Any) -> list[Tile]:
    """The tiles with other words or another width for one of them. Raises NotFound, InputRejected."""
    at = _place(tiles, key)
    made = replace(tiles[at], **words)
    made = replace(made, width=max(1, min(made.width, COLUMNS)))
    problems = list(_faults(made))
    if problems:
        raise InputRejected(problems, subject="tile")
    return [made if tile.key == key else tile for tile in tiles]


def _place(tiles: Sequence[Tile], key: str) -> int:
    for at, tile in enumerate(tiles):
        if tile.key == key:
            return at
    raise NotFound("There is no such tile.")
