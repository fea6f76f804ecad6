"""Use-cases of boards. Whoever signs in makes them; the owner and administrators change them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from quartier.accounts.services import record
from quartier.atlas.boards import tiles
from quartier.atlas.boards.tiles import MOST_TILES, Tile
from quartier.atlas.models import Board
from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted, Problem
from quartier.kernel.reader import Reader


def boards(reader: Reader) -> list[Board]:
    """The boards that this reader may see, own ones first."""
    rows = list(Board.objects.visible_to(reader))
    return sorted(rows, key=lambda row: (row.person != reader.person, row.title))


def find(key: str, *, reader: Reader) -> Board:
    """One board. Raises NotFound, also where the reader may not know of it."""
    row = Board.objects.visible_to(reader).filter(key=key).first()
    if row is None:
        raise NotFound("There is no such board.")
    return row


def may_change(row: Board, reader: Reader) -> bool:
    return reader.person is not None and (row.person == reader.person or reader.administrator)


@transaction.atomic
def create(*, by: Reader, title: str, description: str = "") -> Board:
    """A new, empty board that only its maker sees. Raises NotPermitted, InputRejected."""
    if by.person is None:
        raise NotPermitted("Sign in to keep a board.")
    _check_title(title)
    row = Board.objects.create(
        key=secrets.token_hex(5), title=title.strip(), description=description.strip()[:1000], by=by.name,
        person=by.person,
    )  # fmt: skip
    record(by=by, action="board.create", subject=row.key)
    return row


@transaction.atomic
def describe(*, by: Reader, key: str, title: str, description: str, shared_with: str) -> Board:
    """Other words for a board, or other people who see it. Raises NotFound, NotPermitted, InputRejected."""
    row = _own(by, key)
    _check_title(title)
    if shared_with not in set(Board.Circle):
        fault = Problem("This is not one of the choices.", "not-a-choice", column="shared-with", found=shared_with)
        raise InputRejected([fault], subject="board")
    row.title, row.description = title.strip(), description.strip()[:1000]
    row.shared_with = shared_with
    row.save(update_fields=["title", "description", "shared_with", "changed_at"])
    record(by=by, action="board.describe", subject=key, detail={"shared_with": shared_with})
    return row


@transaction.atomic
def remove(*, by: Reader, key: str) -> None:
    """Raises NotFound, NotPermitted."""
    row = _own(by, key)
    row.delete()
    record(by=by, action="board.remove", subject=key)


def add_tile(*, by: Reader, key: str, kind: str, version: int | None = None, **words: Any) -> Board:
    """Put something at the end of a board. Raises NotFound, NotPermitted, InputRejected, Conflict."""
    made = tiles.tile_of(secrets.token_hex(3), kind, **words)

    def added(before: Sequence[Tile]) -> list[Tile]:
        if len(before) >= MOST_TILES:
            fault = Problem("The board is full.", "too-many", expected=f"at most {MOST_TILES} tiles")
            raise InputRejected([fault], subject="board")
        return [*before, made]

    return _change(by, key, added, version)


def move_tile(*, by: Reader, key: str, tile: str, to: int, version: int | None = None) -> Board:
    """Raises NotFound, NotPermitted, Conflict."""
    return _change(by, key, lambda before: tiles.moved(before, tile, to), version)


def change_tile(*, by: Reader, key: str, tile: str, version: int | None = None, **words: Any) -> Board:
    """Other title, text or width. Raises NotFound, NotPermitted, InputRejected, Conflict."""
    return _change(by, key, lambda before: tiles.changed(before, tile, **words), version)


def remove_tile(*, by: Reader, key: str, tile: str, version: int | None = None) -> Board:
    """Raises NotFound, NotPermitted, Conflict."""

    def without(before: Sequence[Tile]) -> list[Tile]:
        tiles.changed(before, tile)  # is it there?
        return [one for one in before if one.key != tile]

    return _change(by, key, without, version)


@transaction.atomic
def _change(by: Reader, key: str, change: Callable[[Sequence[Tile]], list[Tile]], version: int | None) -> Board:
    """One change of the tiles; `version` is what the person saw, None where order does not matter."""
    row = _own(by, key)
    if version is not None and version != row.version:
        raise Conflict("Somebody else changed this board in between; look at it and change it again.")
    plain = [tile.as_dict() for tile in change(tiles.read(row.tiles))]
    found = Board.objects.filter(pk=row.pk, version=row.version).update(tiles=plain, version=row.version + 1)
    if found != 1:
        raise Conflict("Somebody else changed this board in between; look at it and change it again.")
    record(by=by, action="board.change", subject=key)
    return Board.objects.get(pk=row.pk)


def _own(by: Reader, key: str) -> Board:
    row = find(key, reader=by) if not by.administrator else Board.objects.filter(key=key).first()
    if row is None:
        raise NotFound("There is no such board.")
    if not may_change(row, by):
        raise NotPermitted("Only its maker or an administrator may change this board.")
    return row


def _check_title(title: str) -> None:
    if not 1 <= len(title.strip()) <= 200:
        fault = Problem("A board needs a title of at most 200 characters.", "title", column="title")
        raise InputRejected([fault], subject="board")
