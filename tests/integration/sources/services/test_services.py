"""WFS 2.0 and OGC API Features against a real server: all features, or told what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.integration.sources.services.playing import OgcPlay, Said, WfsPlay, playing

from quartier.sources.services import Download, FetchFailed, OgcFeatures, Wfs

ALL = [f"{number:03d}" for number in range(25)]


def codes(download: Download) -> list[str]:
    return list(download.geofile().layer().data.frame["nr"])


def wfs(play: WfsPlay, page: int = 10) -> tuple[Download, list[str]]:
    with playing(play) as town:
        service = Wfs(f"{town.address}/wfs?SERVICE=WFS&map=stadt", town.session, page=page)
        (kind,) = service.types()
        return service.features(kind), town.asked


def ogc(play: OgcPlay, page: int = 10) -> tuple[Download, list[str]]:
    with playing(play) as town:
        service = OgcFeatures(f"{town.address}/api", town.session, page=page)
        (collection,) = service.collections()
        return service.items(collection), town.asked


def told(download: Download) -> list[tuple[str, str]]:
    return [(item.code, item.severity) for item in download.problems]


@pytest.mark.parametrize("json", [True, False])
def test_wfs_pages_until_all_are_there(json: bool) -> None:
    download, asked = wfs(WfsPlay(json=json))
    assert codes(download) == ALL
    assert (download.count, download.announced, download.complete, told(download)) == (25, 25, True, [])
    layer = download.geofile().layer()
    assert layer.crs.to_epsg() == 25832
    assert layer.data.frame["name"].iloc[7] == "Straße 7"
    assert layer.data.frame.geometry.iloc[7].bounds == (356_700, 5_645_000, 356_800, 5_645_100)
    assert all("map=stadt" in place for place in asked)
    assert [place for place in asked if "startIndex=20" in place]


def test_wfs_of_another_version_is_refused() -> None:
    with playing(WfsPlay(version="1.0.0")) as town, pytest.raises(FetchFailed) as caught:
        Wfs(f"{town.address}/wfs", town.session).types()
    assert caught.value.problems[0].code == "no-service"
    assert "1.0.0" in str(caught.value.problems[0].found)


@pytest.mark.parametrize("json", [True, False])
def test_wfs_that_caps_its_pages_is_asked_more_often(json: bool) -> None:
    download, asked = wfs(WfsPlay(json=json, cap=4))
    assert codes(download) == ALL
    assert told(download) == [("paging-capped", "note")]
    assert len([place for place in asked if "count=10" in place]) == 7


@pytest.mark.parametrize("json", [True, False])
def test_wfs_that_ignores_the_start_is_asked_for_everything_at_once(json: bool) -> None:
    download, _ = wfs(WfsPlay(json=json, ignores=True))
    assert codes(download) == ALL
    assert download.complete


def test_wfs_that_ignores_the_start_and_caps_cannot_be_had() -> None:
    download, _ = wfs(WfsPlay(ignores=True, cap=10))
    assert not download.complete
    assert ("paging-ignored", "error") in told(download)
    assert ("incomplete", "error") in told(download)


def test_wfs_that_announces_more_than_it_has() -> None:
    download, _ = wfs(WfsPlay(announced="30"))
    assert [(item.code, item.found, item.expected) for item in download.problems] == [("incomplete", "25", "30")]


@pytest.mark.parametrize("json", [True, False])
def test_wfs_that_does_not_know_how_many(json: bool) -> None:
    download, _ = wfs(WfsPlay(json=json, announced="unknown"))
    assert codes(download) == ALL
    assert download.announced is None


def test_wfs_whose_pages_overlap_gives_each_feature_once() -> None:
    download, _ = wfs(WfsPlay(overlap=2))
    assert sorted(codes(download)) == ALL
    assert {code for code, _ in told(download)} == {"feature-twice"}


def test_wfs_without_features() -> None:
    download, _ = wfs(WfsPlay(total=0))
    assert (download.count, codes_or_nothing(download)) == (0, 0)


def codes_or_nothing(download: Download) -> int:
    return len(download.geofile().layer().data.frame)


def test_an_exception_report_with_http_200_is_an_error() -> None:
    with playing(WfsPlay()) as town:
        service = Wfs(f"{town.address}/wfs", town.session)
        (kind,) = service.types()
        with pytest.raises(FetchFailed) as caught:
            service.features(replace(kind, name="app:weg"))
    assert caught.value.problems[0].code == "answer-error"
    assert "typeNames unknown" in str(caught.value.problems[0].found)


def test_a_bomb_for_an_answer() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><wfs>&c;</wfs>'
    with playing(lambda *_: Said(bomb)) as town, pytest.raises(FetchFailed) as caught:
        Wfs(f"{town.address}/wfs", town.session).types()
    assert caught.value.problems[0].code == "answer-damaged"


def test_ogc_follows_the_links_to_the_end() -> None:
    download, asked = ogc(OgcPlay())
    assert codes(download) == ALL
    assert (download.count, download.announced, told(download)) == (25, 25, [])
    assert download.geofile().layer().crs.to_epsg() == 25832
    assert len(asked) == 4


def test_ogc_that_sends_pages_for_people_is_asked_for_json() -> None:
    download, asked = ogc(OgcPlay(pages_for_people=True))
    assert codes(download) == ALL
    assert len(asked) == 6  # collections and the first page twice; the links to pages 2 and 3 lead on with f=json


def test_ogc_that_names_no_next_page_is_asked_by_offset() -> None:
    download, _ = ogc(OgcPlay(links=False))
    assert codes(download) == ALL
    assert download.complete


def test_ogc_that_caps_and_gives_no_way_on() -> None:
    download, _ = ogc(OgcPlay(links=False, cap=7, offsets=False))
    assert [(item.code, item.found, item.expected) for item in download.problems if item.severity == "error"] == [
        ("incomplete", "7", "25")
    ]


@pytest.mark.parametrize("named", [True, False])
def test_ogc_whose_next_page_is_always_the_first(named: bool) -> None:
    """Told apart by the ids of the features, or where there are none by all of their content."""
    download, asked = ogc(OgcPlay(loop=True, offsets=False, named=named))
    assert not download.complete
    assert ("paging-ignored", "error") in told(download)
    assert len(asked) < 6


def test_ogc_that_announces_more_than_it_has() -> None:
    download, _ = ogc(OgcPlay(announced=40))
    assert [(item.code, item.found, item.expected) for item in download.problems] == [("incomplete", "25", "40")]


def test_ogc_in_a_system_with_north_first_is_turned() -> None:
    """EPSG:31466 has its x axis to the north; by part 2 coordinates follow the axes of the system of the answer."""
    play = OgcPlay(content_crs="http://www.opengis.net/def/crs/EPSG/0/31466", turned=True)
    download, _ = ogc(play)
    assert ("crs-differs", "warning") in told(download)
    layer = download.geofile().layer()
    assert layer.crs.to_epsg() == 31466
    assert layer.data.frame.geometry.iloc[0].bounds == (356_000, 5_645_000, 356_100, 5_645_100)


def test_a_password_goes_to_the_service_and_not_to_where_its_links_lead() -> None:
    with playing(OgcPlay()) as other:
        with playing(OgcPlay(elsewhere=other.address)) as town:
            allowed = replace(town.session.guard, allow=(*town.session.guard.allow, f"127.0.0.1:{other.port}"))
            session = replace(town.session, guard=allowed, user="amt", password="geheim")
            service = OgcFeatures(town.address, session, page=10)
            download = service.items(service.collections()[0])
        assert codes(download) == ALL
        assert set(town.signed) == {"Basic YW10OmdlaGVpbQ=="}
        assert set(other.signed) == {None}


def test_links_into_the_network_are_refused() -> None:
    with playing(OgcPlay(elsewhere="http://127.0.0.1:1")) as town:
        service = OgcFeatures(town.address, town.session, page=10)
        with pytest.raises(FetchFailed) as caught:
            service.items(service.collections()[0])
    assert caught.value.problems[0].code == "address-inside"
