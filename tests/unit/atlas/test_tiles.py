"""Tiles of a board: what is kept of an address, moving, widening."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartier.atlas.boards.tiles import Tile, TileKind, changed, moved, read, shown_query, tile_of
from quartier.kernel.errors import InputRejected, NotFound

TILES = [Tile(key, TileKind.MAP, f"indicator={key}", width=2) for key in "abcd"]


def test_an_address_is_cut_to_what_is_shown() -> None:
    address = "https://town.example/karte/?indicator=x&period=2020&at=7,51,9&open=passport:q:1&units=01%2C02&theme=dark"
    assert shown_query(address) == "indicator=x&period=2020&units=01%2C02"
    assert shown_query(address, latest=True) == "indicator=x&units=01%2C02"
    assert shown_query("indicator=x&k=4") == "indicator=x&k=4"


def test_what_cannot_be_a_tile_is_told_all_at_once() -> None:
    with pytest.raises(InputRejected) as refused:
        tile_of("a", "map", title="x" * 201)
    assert {problem.column for problem in refused.value.problems} == {"indicator", "title"}
    with pytest.raises(InputRejected, match="no such kind"):
        tile_of("a", "film")
    with pytest.raises(InputRejected, match="needs some"):
        tile_of("a", "text")


@given(key=st.sampled_from("abcd"), to=st.integers(-3, 9))
def test_moving_keeps_every_tile_and_the_order_of_the_others(key: str, to: int) -> None:
    after = [tile.key for tile in moved(TILES, key, to)]
    assert sorted(after) == list("abcd")
    assert [one for one in after if one != key] == [one for one in "abcd" if one != key]
    assert after.index(key) == max(0, min(to, 3))


def test_a_width_stays_within_the_columns() -> None:
    assert [changed(TILES, "b", width=width)[1].width for width in (-1, 3, 9)] == [1, 3, 4]
    with pytest.raises(NotFound):
        changed(TILES, "z", width=1)


def test_tiles_come_back_from_json() -> None:
    assert read([tile.as_dict() for tile in TILES]) == TILES
