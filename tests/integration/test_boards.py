"""Boards and embeds: who sees and changes them, and that each reader sees the own figures only."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from tests import squares

from quartier.accounts.models import Person
from quartier.accounts.services import create_person, reader_of
from quartier.atlas.boards import services, show
from quartier.atlas.models import Board
from quartier.catalogue.services import publish_indicator
from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted
from quartier.kernel.reader import PUBLIC, SYSTEM, Reader

ANNA = Reader("anna", person=1, confidential=True)
BERT = Reader("bert", person=2, confidential=True)
PASSWORD = "neun-quadrate-am-fluss"


@pytest.fixture
def board(town: Path) -> Board:
    made = services.create(by=ANNA, title="Sitzung")
    return services.add_tile(by=ANNA, key=made.key, kind="figure", query="indicator=sgb2-rate&level=quarter&units=01")


def test_a_board_is_its_makers_until_it_is_shared(board: Board) -> None:
    for reader in (BERT, PUBLIC):
        with pytest.raises(NotFound):
            services.find(board.key, reader=reader)
    words = {"title": "Sitzung", "description": ""}
    services.describe(by=ANNA, key=board.key, shared_with="signed-in", **words)
    assert services.find(board.key, reader=BERT) == board
    with pytest.raises(NotFound):
        services.find(board.key, reader=PUBLIC)
    with pytest.raises(NotPermitted):
        services.move_tile(by=BERT, key=board.key, tile="x", to=0)
    services.describe(by=ANNA, key=board.key, shared_with="everybody", **words)
    assert [row.key for row in services.boards(PUBLIC)] == [board.key]
    with pytest.raises(InputRejected, match="not one of the choices"):
        services.describe(by=ANNA, key=board.key, shared_with="mars", **words)
    with pytest.raises(NotPermitted):
        services.create(by=PUBLIC, title="x")


def test_who_changes_an_older_board_is_told(board: Board) -> None:
    services.add_tile(by=ANNA, key=board.key, kind="text", text="Guten Tag")
    with pytest.raises(Conflict):
        services.remove_tile(by=ANNA, key=board.key, tile=board.tiles[0]["key"], version=board.version)
    assert len(Board.objects.get(pk=board.pk).tiles) == 2


def test_each_reader_sees_the_own_figures(board: Board) -> None:
    """Square 01 has 1 recipient of 100 in public, 6 of 100 in the confidential release (squares.py)."""
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=5, audience="confidential"))
    values = {
        reader.name: [item.figure and item.figure.value for item in show.shown(board, reader=reader, language="en")]
        for reader in (ANNA, PUBLIC)
    }
    assert values == {"anna": ["6.0%"], "public": ["1.0%"]}


def test_what_is_gone_says_so_in_its_place(board: Board) -> None:
    services.add_tile(by=ANNA, key=board.key, kind="map", query="indicator=gone")
    tiles = show.shown(Board.objects.get(pk=board.pk), reader=ANNA, language="de")
    assert [tile.absent for tile in tiles] == [False, True]


def test_embeds_show_the_public_whoever_looks(board: Board, client: Client) -> None:
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=5, audience="confidential"))
    create_person(by=SYSTEM, login="carl", password=PASSWORD)
    client.force_login(Person.objects.get(login="carl"))
    assert reader_of(Person.objects.get(login="carl")).confidential
    query = {"indicator": "sgb2-rate", "level": "quarter", "units": "01", "lang": "en"}
    answer = client.get("/einbetten/zahl/", query)
    assert "1.0%" in answer.content.decode()
    assert "6.0%" not in answer.content.decode()
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in client.get("/karte/").headers["Content-Security-Policy"]
    for address in (
        "/einbetten/karte/",
        "/einbetten/profil/quarter/01/",
        "/einbetten/bild/karte/?indicator=sgb2-rate&level=quarter",
    ):
        assert client.get(address).status_code == 200
    assert client.get("/einbetten/zahl/", {"indicator": "none"}).status_code == 404
    assert client.get(f"/einbetten/tafel/{board.key}/").status_code == 404


def test_the_pages(board: Board, client: Client) -> None:
    create_person(by=SYSTEM, login="dora", password=PASSWORD, role=Person.Role.ADMINISTRATOR)
    assert client.get(f"/tafeln/{board.key}/").status_code == 404
    client.force_login(Person.objects.get(login="dora"))
    made = client.post("/tafeln/", {"title": "Neu"}, follow=True)
    key = Board.objects.get(title="Neu").key
    assert made.redirect_chain[-1][0] == f"/tafeln/{key}/gestalten/"
    client.post(f"/tafeln/{key}/gestalten/", {"do": "add", "kind": "map", "indicator": "sgb2-rate", "latest": "on"})
    assert (
        client.post("/tafeln/neu/", {"board": key, "kind": "figure", "query": "indicator=population"}).status_code
        == 302
    )
    first, second = (tile["key"] for tile in Board.objects.get(key=key).tiles)
    client.post(f"/tafeln/{key}/gestalten/", {"do": "move:0", "tile": second})
    assert [tile["key"] for tile in Board.objects.get(key=key).tiles] == [second, first]
    refused = client.post(f"/tafeln/{key}/gestalten/", {"do": "remove", "tile": first, "version": "1", "quiet": "1"})
    assert refused.status_code == 409
    assert "900" in client.get(f"/tafeln/{key}/?wand").content.decode()
    client.post(f"/tafeln/{key}/entfernen/")
    assert not Board.objects.filter(key=key).exists()
