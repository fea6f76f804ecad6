"""Pictures for the map from a real server on loopback: capabilities read, one tile asked for as the standards say."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from tests.integration.sources.services.playing import Said, playing

from quartier.sources.services import FetchFailed, ImageLayer, Wms, Wmts, picture, wms, wmts
from quartier.sources.services.images import tile_bounds

# the smallest PNG: one transparent pixel
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000"
    "000049454e44ae426082"
)
WMS_13 = b"""<?xml version="1.0"?><WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms">
<Capability><Request><GetMap><Format>image/jpeg</Format><Format>image/png; mode=8bit</Format></GetMap></Request>
<Layer><Title>Stadt</Title><CRS>EPSG:25832</CRS><CRS>EPSG:3857</CRS>
 <EX_GeographicBoundingBox><westBoundLongitude>6.7</westBoundLongitude><eastBoundLongitude>7.2</eastBoundLongitude>
 <southBoundLatitude>50.8</southBoundLatitude><northBoundLatitude>51.1</northBoundLatitude></EX_GeographicBoundingBox>
 <Layer><Name>laerm</Name><Title>L\xc3\xa4rm</Title><Attribution><Title>Umweltamt</Title></Attribution></Layer>
 <Layer><Title>Gruppe</Title><Layer><Name>luft</Name><Title>Luft</Title></Layer></Layer>
</Layer></Capability></WMS_Capabilities>"""
WMTS_10 = b"""<?xml version="1.0"?><Capabilities version="1.0.0" xmlns="http://www.opengis.net/wmts/1.0"
 xmlns:ows="http://www.opengis.net/ows/1.1"><Contents>
<Layer><ows:Title>Grau</ows:Title><ows:Identifier>grau</ows:Identifier>
 <Style isDefault="true"><ows:Identifier>default</ows:Identifier></Style><Format>image/png</Format>
 <TileMatrixSetLink><TileMatrixSet>UTM</TileMatrixSet></TileMatrixSetLink>
 <TileMatrixSetLink><TileMatrixSet>WEB</TileMatrixSet></TileMatrixSetLink></Layer>
<Layer><ows:Title>Nur UTM</ows:Title><ows:Identifier>utm</ows:Identifier><Format>image/png</Format>
 <TileMatrixSetLink><TileMatrixSet>UTM</TileMatrixSet></TileMatrixSetLink></Layer>
<TileMatrixSet><ows:Identifier>UTM</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::25832</ows:SupportedCRS>
</TileMatrixSet>
<TileMatrixSet><ows:Identifier>WEB</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>
 <TileMatrix><ows:Identifier>EPSG:3857:0</ows:Identifier><ScaleDenominator>559082264.0287178</ScaleDenominator>
  <TileWidth>256</TileWidth><TileHeight>256</TileHeight><MatrixWidth>1</MatrixWidth><MatrixHeight>1</MatrixHeight></TileMatrix>
 <TileMatrix><ows:Identifier>EPSG:3857:1</ows:Identifier><ScaleDenominator>279541132.0143589</ScaleDenominator>
  <TileWidth>256</TileWidth><TileHeight>256</TileHeight><MatrixWidth>2</MatrixWidth><MatrixHeight>2</MatrixHeight></TileMatrix>
</TileMatrixSet></Contents></Capabilities>"""


def play(path: str, query: dict[str, str]) -> Said:
    if query.get("request") == "GetCapabilities":
        return Said(WMS_13 if query["service"] == "WMS" else WMTS_10)
    if query.get("layers") == "luft":
        return Said(b"<ServiceExceptionReport><ServiceException>kaputt</ServiceException></ServiceExceptionReport>")
    return Said(PNG, headers={"Content-Type": "image/png"})


def test_layers_of_a_wms_inherit_system_and_bounds() -> None:
    with playing(play) as town:
        found = Wms(f"{town.address}/wms?map=stadt", town.session).layers()
    assert [(one.name, one.title, one.picture, one.crs, one.version) for one in found] == [
        ("laerm", "Lärm", "image/png", "EPSG:3857", "1.3.0"), ("luft", "Luft", "image/png", "EPSG:3857", "1.3.0"),
    ]  # fmt: skip
    assert found[0].bounds == (6.7, 50.8, 7.2, 51.1)
    assert found[0].attribution == "Umweltamt"
    assert all(ImageLayer.from_dict(one.as_dict()) == one for one in found)


def test_a_tile_of_a_wms_is_asked_for_by_its_square() -> None:
    """Zoom 1 quarters the world: the upper left tile goes from the west to Greenwich, from the equator to the north."""
    with playing(play) as town:
        layer = Wms(f"{town.address}/wms?map=stadt", town.session).layers()[0]
        address = wms.tile_address(f"{town.address}/wms?map=stadt", layer, 1, 0, 0)
        body, kind = picture(address, town.address, town.session)
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query, keep_blank_values=True).items()}
    assert query["bbox"] == "-20037508.3428,0.0000,0.0000,20037508.3428"
    assert {name: query[name] for name in ("map", "request", "layers", "crs", "width", "format", "transparent")} == {
        "map": "stadt", "request": "GetMap", "layers": "laerm", "crs": "EPSG:3857", "width": "512",
        "format": "image/png", "transparent": "TRUE",
    }  # fmt: skip
    assert (body, kind) == (PNG, "image/png")


def test_an_error_report_is_no_picture() -> None:
    with playing(play) as town:
        layer = Wms(town.address, town.session).layers()[1]
        with pytest.raises(FetchFailed, match="no picture"):
            picture(wms.tile_address(town.address, layer, 1, 0, 0), town.address, town.session)


def test_layers_of_a_wmts_in_the_scheme_of_the_web() -> None:
    with playing(play) as town:
        (found,) = Wmts(f"{town.address}/wmts", town.session).layers()
    assert (found.name, found.style, found.lowest, found.highest) == ("grau", "default", 0, 1)
    query = {name: values[0] for name, values in parse_qs(urlsplit(wmts.tile_address(found, 1, 0, 1)).query).items()}
    assert {name: query[name] for name in ("request", "tilematrixset", "tilematrix", "tilerow", "tilecol")} == {
        "request": "GetTile", "tilematrixset": "WEB", "tilematrix": "EPSG:3857:1", "tilerow": "1", "tilecol": "0",
    }  # fmt: skip


def test_the_wrong_service_is_told() -> None:
    with playing(lambda *_: Said(b"<html></html>")) as town:
        for client in (Wms, Wmts):
            with pytest.raises(FetchFailed, match="No such service"):
                client(town.address, town.session).layers()


def test_tiles_outside_the_scheme_do_not_exist() -> None:
    for z, x, y in ((0, 1, 0), (1, 0, 2), (-1, 0, 0), (2, -1, 0)):
        with pytest.raises(ValueError, match="no tile"):
            tile_bounds(z, x, y)
