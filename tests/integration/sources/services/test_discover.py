"""What answers at an address: found by asking, against a real server."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.integration.sources.services.playing import EXCEPTION, OgcPlay, Said, WfsPlay, feature, playing

from quartier.sources.services import (
    FetchFailed,
    Known,
    Offer,
    OgcFeatures,
    Only,
    ServiceKind,
    Wfs,
    discover,
    fetch,
)

WFS_PATHS = (
    "/wfs", "/ows?service=WFS&version=1.1.0&request=GetCapabilities", "/any?SERVICE=wfs&typeNames=app:quartier",
    "/dienst",
)  # fmt: skip
OGC_PATHS = ("", "/", "/collections", "/collections/quartiere", "/collections/quartiere/items?f=json")


@pytest.mark.parametrize("path", WFS_PATHS)
def test_a_wfs_whatever_its_address(path: str) -> None:
    with playing(WfsPlay(total=7)) as town:
        found = discover(town.address + path, town.session)
        assert (found.kind, found.offers) == (ServiceKind.WFS, (Offer("app:quartier", "Quartiere", 7),))
        assert found.address == town.address + path.partition("?")[0]
        assert found.chosen == ("app:quartier" if "typeNames" in path else "")


@pytest.mark.parametrize(
    "path", ["", "/", "/collections", "/collections/quartiere", "/collections/quartiere/items?f=json"]
)
@pytest.mark.parametrize("people", [False, True])
def test_an_ogc_api_wherever_one_looks(path: str, people: bool) -> None:
    play = OgcPlay(total=7, announced=7, pages_for_people=people)

    def town_hall(place: str, query: dict[str, str]) -> Said:
        if place in ("/", "/collections/quartiere"):
            page = {"title": "Stadt", "links": [{"rel": "data", "href": "/collections"}], "conformsTo": []}
            shown = people and query.get("f") != "json"
            return (
                Said(b"<html></html>", headers={"Content-Type": "text/html"})
                if shown
                else Said(json.dumps(page).encode())
            )
        return play(place, query)

    with playing(town_hall) as town:
        found = discover(town.address + path, town.session)
        assert (found.kind, found.offers) == (ServiceKind.OGC, (Offer("quartiere", "Quartiere", 7),))
        assert found.chosen == ("quartiere" if "quartiere" in path else "")
        service = OgcFeatures(found.address, town.session)
        assert service.items(service.collections()[0]).count == 7


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b"a;b\n1;2\n", "text/csv"),
        (json.dumps({"type": "FeatureCollection", "features": [feature(1)]}).encode(), "application/json"),
        (b"PK\x03\x04", "application/octet-stream"),
    ],
)
def test_everything_else_is_a_file(body: bytes, media: str) -> None:
    with playing(lambda *_: Said(body, headers={"Content-Type": media})) as town:
        found = discover(f"{town.address}/daten", town.session)
        assert found.kind is ServiceKind.FILE and found.file is not None and found.file.body == body


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Said(b"<!doctype html><p>Guten Tag", headers={"Content-Type": "text/html"}), "no-service"),
        (Said(b"", 401), "sign-in"),
        (Said(b"", 404), "answer-error"),
        (Said(EXCEPTION, 400), "answer-error"),
    ],
)
def test_what_is_neither_is_told(said: Said, code: str) -> None:
    with playing(lambda *_: said) as town, pytest.raises(FetchFailed) as refused:
        discover(f"{town.address}/seite", town.session)
    assert refused.value.problems[0].code == code


def test_an_old_wfs_is_named() -> None:
    with playing(WfsPlay(version="1.1.0")) as town, pytest.raises(FetchFailed) as refused:
        discover(f"{town.address}/wfs", town.session)
    assert refused.value.problems[0].code == "no-service" and "1.1.0" in (refused.value.problems[0].found or "")


def test_a_service_that_leads_inside_is_refused() -> None:
    elsewhere = Said(b"", 302, {"Location": "http://10.0.0.1/wfs"})
    with playing(lambda *_: elsewhere) as town, pytest.raises(FetchFailed) as refused:
        discover(f"{town.address}/wfs", town.session)
    assert refused.value.problems[0].code == "address-inside"


def test_what_did_not_change_is_not_sent_again() -> None:
    seen: list[str] = []

    def play(_path: str, _query: dict[str, str]) -> Said:
        seen.append("asked")
        return Said(b"", 304) if len(seen) > 1 else Said(b"inhalt", headers={"ETag": '"7"'})

    with playing(play) as town:
        first = fetch(f"{town.address}/a.csv", town.session)
        assert first.known == Known('"7"', "")
        second = fetch(f"{town.address}/a.csv", town.session, known=first.known)
        assert second.unchanged and second.body == b""
        with pytest.raises(FetchFailed):  # nobody asked whether it is new
            fetch(f"{town.address}/a.csv", town.session)


def test_one_attribute_only() -> None:
    """The WFS is asked with a filter; an OGC API that refuses the parameter is looked through."""
    asked: list[str] = []

    def wfs(path: str, query: dict[str, str]) -> Said:
        asked.append(query.get("filter", ""))
        return WfsPlay(total=5)(path, query)

    with playing(wfs) as town:
        service = Wfs(f"{town.address}/wfs", town.session)
        got = service.features(service.types()[0], only=Only("nr", "003"))
        assert got.count == 1 and json.loads(got.pages[0])["features"][0]["properties"]["name"] == "Straße 3"
        assert any("<fes:ValueReference>nr<" in text and "<fes:Literal>003<" in text for text in asked)

    plain = OgcPlay(total=5)

    def ogc(path: str, query: dict[str, str]) -> Said:
        return Said(b"{}", 400) if "nr" in query else plain(path, query)

    with playing(ogc) as town:
        api = OgcFeatures(town.address, town.session)
        assert api.items(api.collections()[0], only=Only("nr", "003")).count == 1


def test_progress_is_told_page_by_page() -> None:
    told: list[tuple[int, int | None]] = []
    with playing(WfsPlay(total=25)) as town:
        service = replace(Wfs(f"{town.address}/wfs", town.session), page=10)
        service = replace(service, progress=lambda done, total: told.append((done, total)))
        service.features(service.types()[0])
    assert told == [(10, 25), (20, 25), (25, 25)]


def test_gml_becomes_geojson_with_its_numbers() -> None:
    with playing(WfsPlay(total=25, json=False)) as town:
        service = replace(Wfs(f"{town.address}/wfs", town.session), page=10)
        document = json.loads(service.features(service.types()[0]).document())
    assert len(document["features"]) == 25 and document["crs"]["properties"]["name"].endswith("25832")
    assert document["features"][3]["properties"]["nr"] == "003"
