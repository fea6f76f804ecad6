"""Layers of the map: features are releases with rights like any other; services are reached by the server alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from django.test import Client
from tests.integration.sources.services.playing import playing
from tests.integration.sources.services.test_pictures import PNG, play

from quartier.catalogue.models import MapLayer
from quartier.catalogue.pictures import layer_picture
from quartier.catalogue.pulls.hosts import allow_host
from quartier.catalogue.services import LayerWords, change_layer, put_layer, register_service, remove_layer
from quartier.kernel import declared
from quartier.kernel.declared import LayerKind
from quartier.kernel.errors import InputRejected, NotFound, NotPermitted
from quartier.kernel.reader import PUBLIC, SYSTEM, Reader
from quartier.kernel.text import Text
from quartier.sources.services import FetchFailed, Wms


def schools(**words: str) -> declared.MapLayer:
    frame = gpd.GeoDataFrame(
        {"title": ["Grundschule", "Gesamtschule", None], "form": ["GS", None, "?"]},
        geometry=[shapely.Point(500_500, 5_700_500), shapely.Point(501_500, 5_701_500), None], crs=25832,
    )  # fmt: skip
    return declared.MapLayer("schools", Text("Schulen", "Schools"), LayerKind.POINTS, frame, "office", **words)


def listed(client: Client) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get("/api/v1/layers?lang=en").json()
    return found


def test_features_are_published_listed_and_withdrawn(town: Path, client: Client) -> None:
    release = put_layer(by=SYSTEM, layer=schools())
    assert [p["code"] for p in release.manifest["problems"]] == ["no-shape"]
    (layer,) = listed(client)
    assert (layer["name"], layer["kind"], layer["count"], layer["symbol"]) == ("Schools", "points", 2, "dot")
    drawn = json.loads(client.get(str(layer["url"])).content)
    assert [one["properties"] for one in drawn["features"]] == [
        {"title": "Grundschule", "form": "GS"}, {"title": "Gesamtschule"},
    ]  # fmt: skip
    # 500,500 m in UTM 32 is 500 m east of 9° E; 5,700,500 m north is 51.455° N (one degree is some 111.2 km)
    lon, lat = drawn["features"][0]["geometry"]["coordinates"]
    assert (round(lon, 3), round(lat, 2)) == (9.007, 51.46)
    remove_layer(by=SYSTEM, key="schools", reason="closed")
    assert listed(client) == []
    assert client.get(str(layer["url"])).status_code == 410


def test_the_same_features_are_no_new_release_and_words_may_change(town: Path) -> None:
    first = put_layer(by=SYSTEM, layer=schools())
    assert put_layer(by=SYSTEM, layer=schools(colour="red")) == first
    assert MapLayer.objects.get(key="schools").colour == "red"
    words = LayerWords("schools", Text("Alle Schulen"), "office", symbol="square")
    assert change_layer(by=SYSTEM, key="schools", words=words).name.de == "Alle Schulen"


def test_a_confidential_layer_is_there_for_its_readers_alone(town: Path, client: Client) -> None:
    put_layer(by=SYSTEM, layer=schools(audience="confidential"))
    assert listed(client) == []
    assert MapLayer.objects.visible_to(Reader("somebody", person=1, confidential=True)).count() == 1
    row = MapLayer.objects.select_related("current").get(key="schools")
    assert row.current is not None
    sha256 = row.current.files.get(name="features.geojson.gz").sha256
    assert client.get(f"/data/{sha256}.gz").status_code == 404
    with pytest.raises(InputRejected, match="readers of a layer"):
        change_layer(by=SYSTEM, key="schools", words=LayerWords("schools", Text("Schulen"), "office"))


def test_what_cannot_be_drawn_changes_nothing(town: Path) -> None:
    put_layer(by=SYSTEM, layer=schools())
    lines = schools().features.assign(geometry=[shapely.LineString([(0, 0), (1, 1)])] * 3)
    with pytest.raises(InputRejected, match="No feature can be drawn"):
        put_layer(by=SYSTEM, layer=replace(schools(colour="red"), features=lines))
    with pytest.raises(InputRejected, match="not one of the choices"):
        put_layer(by=SYSTEM, layer=schools(colour="pink"))
    assert MapLayer.objects.get(key="schools").colour == "blue"
    with pytest.raises(NotPermitted):
        put_layer(by=PUBLIC, layer=schools())


def test_pictures_of_a_registered_service_come_through_the_server(town: Path, client: Client) -> None:
    words = LayerWords("noise", Text("Lärm", "Noise"), "office")
    with playing(play) as service:
        found = Wms(service.address, service.session).layers()[0]
        register_service(by=SYSTEM, words=words, kind=LayerKind.WMS, address=service.address, layer=found.as_dict())
        body, kind, audience = layer_picture("noise", 1, 0, 0, reader=PUBLIC, session=service.session)
        assert (body, kind, audience) == (PNG, "image/png", "public")
        with pytest.raises(NotFound):
            layer_picture("noise", 1, 2, 0, reader=PUBLIC, session=service.session)
        # the address lies inside the network: without the administrator's word the server does not go there
        with pytest.raises(FetchFailed, match="inside the network"):
            layer_picture("noise", 1, 0, 0, reader=PUBLIC)
        allow_host(by=SYSTEM, text=service.address.removeprefix("http://"), reason="map server of the town")
        assert client.get("/data/layers/noise/1/0/0").content == PNG
    (layer,) = listed(client)
    assert (layer["url"], layer["tileSize"]) == ("/data/layers/noise/{z}/{x}/{y}", 512)
    change_layer(by=SYSTEM, key="noise", words=replace(words, audience="confidential"))
    with pytest.raises(NotFound):
        layer_picture("noise", 1, 0, 0, reader=PUBLIC)
    assert client.get("/data/layers/noise/1/0/0").status_code == 404
