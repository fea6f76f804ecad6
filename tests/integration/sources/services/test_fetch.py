"""One GET against a real server: redirects, slow and cut answers, sizes, passwords, addresses inside the network."""

from __future__ import annotations

import gzip
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.integration.sources.services.playing import Said, Town, playing

from quartier.sources.services import FetchFailed, Guard, Session, fetch, fetch_file


def refused(address: str, session: Session | None = None) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetch(address, session)
    assert len(caught.value.problems) == 1
    return caught.value


def code(error: FetchFailed) -> str:
    return error.problems[0].code


def test_a_file_by_its_address_and_its_name() -> None:
    disposition = {"Content-Disposition": 'attachment; filename="../Stadtteile 2024.zip"'}

    def play(path: str, _query: dict[str, str]) -> Said:
        return Said(b"inhalt", headers=disposition if path == "/download" else {})

    with playing(play) as town:
        assert fetch_file(f"{town.address}/download", town.session) == ("Stadtteile 2024.zip", b"inhalt")
        assert fetch_file(f"{town.address}/geo/K%C3%B6ln.geojson", town.session) == ("Köln.geojson", b"inhalt")
        assert fetch_file(f"{town.address}/geo/Köln.geojson", town.session) == ("Köln.geojson", b"inhalt")


def test_loopback_is_refused_unless_it_is_allowed() -> None:
    with playing(lambda *_: Said(b"ja")) as town:
        for address in (town.address, f"http://localhost:{town.port}", f"http://[::ffff:127.0.0.1]:{town.port}"):
            assert code(refused(address)) == "address-inside"
        assert town.asked == []
        assert fetch(town.address, town.session).body == b"ja"


def test_another_port_of_an_allowed_host_is_not_allowed() -> None:
    with playing(lambda *_: Said(b"ja")) as town:
        session = Session(Guard((f"127.0.0.1:{town.port + 1}",)))
        assert code(refused(town.address, session)) == "address-inside"


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "//192.168.0.1/",
    ],
)
def test_a_redirect_into_the_network_is_refused(place: str) -> None:
    with playing(lambda *_: Said(status=302, headers={"Location": place})) as town:
        error = refused(town.address, town.session)
    assert code(error) == "address-inside"
    assert len(town.asked) == 1


@pytest.mark.parametrize("place", ["file:///etc/hostname", "ftp://example.org/", "gopher://example.org/"])
def test_a_redirect_to_something_else_than_http_is_refused(place: str) -> None:
    with playing(lambda *_: Said(status=302, headers={"Location": place})) as town:
        assert code(refused(town.address, town.session)) == "address-invalid"


def test_redirects_are_followed_a_few_times_only() -> None:
    def play(path: str, _query: dict[str, str]) -> Said:
        step = int(path.strip("/") or 0)
        return Said(b"da") if step == 5 else Said(status=301, headers={"Location": f"/{step + 1}"})

    with playing(play) as town:
        assert fetch(town.address, town.session).body == b"da"
        assert code(refused(town.address, replace(town.session, redirects=4))) == "redirects"


def test_a_name_that_changes_its_address_gains_nothing() -> None:
    """DNS rebinding: the first look says public, every later one would say loopback. There is no later one."""
    looks: list[str] = []

    def resolve(host: str, _port: int) -> Sequence[str]:
        looks.append(host)
        return ["203.0.113.7"] if len(looks) == 1 else ["127.0.0.1"]

    with playing(lambda *_: Said(b"innen")) as town:
        session = Session(Guard((), resolve), patience=0.3)
        assert code(refused(f"http://rebind.example:{town.port}/", session)) == "address-inside"
        assert town.asked == []
    assert looks == ["rebind.example"]


def test_the_connection_goes_to_the_checked_address() -> None:
    """A name that only our resolver knows is reached; so nobody else was asked for it."""
    with playing(lambda *_: Said(b"ja")) as town:
        guard = Guard(("gis.invalid",), lambda _host, _port: ["127.0.0.1"])
        assert fetch(f"http://gis.invalid:{town.port}/", Session(guard)).body == b"ja"


def test_a_name_with_a_public_and_a_private_address_is_refused() -> None:
    guard = Guard((), lambda _host, _port: ["93.184.216.34", "10.0.0.1"])
    assert code(refused("http://zwei.example/", Session(guard))) == "address-inside"


def test_an_answer_that_drips_is_given_up_in_time() -> None:
    with playing(lambda *_: Said(b"x" * 100, drip=10)) as town:
        start = time.monotonic()
        error = refused(town.address, replace(town.session, patience=0.5))
    assert (code(error), error.transient) == ("too-slow", True)
    assert time.monotonic() - start < 10


def test_an_answer_that_breaks_off() -> None:
    with playing(lambda *_: Said(b"x" * 100, drip=10, headers={"X-Then": "close"})) as town:
        error = refused(town.address, town.session)
    assert (code(error), error.transient) == ("answer-cut-off", True)
    assert error.problems[0].found == "10 bytes"
    assert error.problems[0].expected == "100 bytes"


def test_an_answer_that_is_too_large_packed_or_not() -> None:
    with playing(lambda *_: Said(b"x" * 2000)) as town:
        assert code(refused(town.address, replace(town.session, limit=1000))) == "answer-too-large"
    bomb = gzip.compress(b"\x00" * 50_000_000)
    with playing(lambda *_: Said(bomb, headers={"Content-Encoding": "gzip"})) as town:
        assert code(refused(town.address, replace(town.session, limit=1_000_000))) == "answer-too-large"


def test_packed_answers_are_unpacked_and_cut_ones_are_told() -> None:
    packed = gzip.compress(b"Quartier" * 1000)
    with playing(lambda *_: Said(packed, headers={"Content-Encoding": "gzip"})) as town:
        assert fetch(town.address, town.session).body == b"Quartier" * 1000
    with playing(lambda *_: Said(packed[:-9], headers={"Content-Encoding": "gzip"})) as town:
        assert code(refused(town.address, town.session)) == "answer-cut-off"
    with playing(lambda *_: Said(b"no gzip at all", headers={"Content-Encoding": "gzip"})) as town:
        assert code(refused(town.address, town.session)) == "answer-damaged"


@pytest.mark.parametrize(
    ("status", "expected", "transient"),
    [
        (401, "sign-in", False),
        (403, "sign-in", False),
        (404, "answer-error", False),
        (429, "answer-error", True),
        (503, "answer-error", True),
    ],
)
def test_errors_of_a_service(status: int, expected: str, transient: bool) -> None:
    with playing(lambda *_: Said(b"nein", status)) as town:
        error = refused(town.address, town.session)
    assert (code(error), error.transient) == (expected, transient)


def test_name_and_password_are_sent_and_hidden() -> None:
    def play(_path: str, _query: dict[str, str]) -> Said:
        return Said(b"ja")

    with playing(play) as town:
        session = replace(town.session, user="ämt", password="geheim")
        fetch(town.address, session)
    assert town.signed == ["Basic w6RtdDpnZWhlaW0="]
    assert "geheim" not in repr(session)


def test_a_redirect_to_another_origin_gets_no_password() -> None:
    with playing(lambda *_: Said(b"ja")) as other:
        with playing(lambda *_: Said(status=302, headers={"Location": other.address})) as town:
            allow = (*town.session.guard.allow, f"127.0.0.1:{other.port}")
            session = replace(town.session, guard=Guard(allow), user="amt", password="geheim")
            assert fetch(town.address, session).body == b"ja"
        assert town.signed == ["Basic YW10OmdlaGVpbQ=="]
        assert other.signed == [None]


def test_nobody_there() -> None:
    with playing(lambda *_: Said()) as town:
        gone: Town = town
    error = refused(gone.address, gone.session)
    assert (code(error), error.transient) == ("no-connection", True)


def test_keys_and_tokens_in_an_address_are_not_told() -> None:
    with playing(lambda *_: Said(status=404)) as town:
        error = refused(f"{town.address}/wfs?apikey=SECRET1&layer=a&access_token=SECRET2", town.session)
    assert "SECRET" not in str(error)
    assert "layer=a" in str(error)
