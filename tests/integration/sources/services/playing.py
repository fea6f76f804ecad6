"""A real HTTP server on loopback that plays services: OGC API Features, WFS 2.0, files, and their bad manners."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from quartier.sources.services import Guard, Session

GML = "http://www.opengis.net/gml/3.2"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; `drip` sends that many bytes and then nothing until the client goes away."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: int | None = None


@dataclass(slots=True)
class Town:
    """`play` answers (path, query with lower-case names); `asked` lists the paths and `signed` the Authorization."""

    port: int
    play: Callable[[str, dict[str, str]], Said]
    asked: list[str] = field(default_factory=list)
    signed: list[str | None] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def session(self) -> Session:
        """Allowed to come here, and patient for a short while."""
        return Session(Guard((f"127.0.0.1:{self.port}",)), patience=20.0)


@contextmanager
def playing(play: Callable[[str, dict[str, str]], Said], *, tls: ssl.SSLContext | None = None) -> Iterator[Town]:
    """The server while the block runs."""
    town = Town(0, play)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name.lower(): values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            town.asked.append(self.path)
            town.signed.append(self.headers.get("Authorization"))
            said = town.play(parts.path, query)
            self.send_response(said.status)
            for name, value in ({"Content-Length": str(len(said.body))} | said.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body if said.drip is None else said.body[: said.drip])
            if said.drip is not None and said.headers.get("X-Then") != "close":
                town.done.wait(30)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    town.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield town
    finally:
        town.done.set()
        server.shutdown()
        server.server_close()
        thread.join()


def feature(number: int, *, named: bool = True) -> dict[str, Any]:
    """Square `number` of a row of squares of 100 m in EPSG:25832."""
    x, y = 356_000 + 100 * number, 5_645_000
    ring = [[x, y], [x + 100, y], [x + 100, y + 100], [x, y + 100], [x, y]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    found = {"type": "Feature", "properties": {"nr": f"{number:03d}", "name": f"Straße {number}"}, "geometry": shape}
    return found | ({"id": f"quartier.{number}"} if named else {})


def gml(numbers: list[int], announced: str, *, named: bool = True) -> bytes:
    """A WFS 2.0 FeatureCollection."""
    members = []
    for number in numbers:
        ring = feature(number)["geometry"]["coordinates"][0]
        places = " ".join(f"{x} {y}" for x, y in ring)
        mark = f' gml:id="quartier.{number}"' if named else ""
        shape = (
            f'<gml:Polygon gml:id="g.{number}" srsName="urn:ogc:def:crs:EPSG::25832"><gml:exterior><gml:LinearRing>'
            f"<gml:posList>{places}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
        )
        inside = f"<app:nr>{number:03d}</app:nr><app:name>Straße {number}</app:name><app:geom>{shape}</app:geom>"
        members.append(f"<wfs:member><app:quartier{mark}>{inside}</app:quartier></wfs:member>")
    names = f'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="{GML}" xmlns:app="http://example.org/app"'
    head = f'<?xml version="1.0" encoding="UTF-8"?><wfs:FeatureCollection {names} numberMatched="{announced}" '
    return (head + f'numberReturned="{len(numbers)}">{"".join(members)}</wfs:FeatureCollection>').encode()


CAPABILITIES = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:WFS_Capabilities version="{version}" xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1">
<ows:OperationsMetadata><ows:Operation name="GetFeature"><ows:Parameter name="outputFormat"><ows:AllowedValues>
<ows:Value>application/gml+xml; version=3.2</ows:Value>{formats}</ows:AllowedValues></ows:Parameter></ows:Operation>
</ows:OperationsMetadata><wfs:FeatureTypeList><wfs:FeatureType><wfs:Name>app:quartier</wfs:Name>
<wfs:Title>Quartiere</wfs:Title><wfs:DefaultCRS>urn:ogc:def:crs:EPSG::4326</wfs:DefaultCRS>
<wfs:OtherCRS>urn:ogc:def:crs:EPSG::25832</wfs:OtherCRS></wfs:FeatureType></wfs:FeatureTypeList></wfs:WFS_Capabilities>"""

EXCEPTION = b"""<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">
<ows:Exception exceptionCode="InvalidParameterValue"><ows:ExceptionText>typeNames unknown</ows:ExceptionText>
</ows:Exception></ows:ExceptionReport>"""


@dataclass(slots=True)
class WfsPlay:
    """A WFS of `total` squares with its manners.

    Attributes:
        json: speaks GeoJSON.
        cap: gives at most so many features an answer; 0 for no cap.
        ignores: the startIndex has no effect.
        announced: what numberMatched says; None: the truth.
        overlap: each page begins so many features too early.
    """

    total: int = 25
    json: bool = True
    cap: int = 0
    ignores: bool = False
    announced: str | None = None
    overlap: int = 0
    version: str = "2.0.0"

    def __call__(self, _path: str, query: dict[str, str]) -> Said:
        if query.get("service") != "WFS":
            return Said(EXCEPTION, 400)
        if query["request"] == "GetCapabilities":
            formats = "<ows:Value>application/json</ows:Value>" if self.json else ""
            return Said(CAPABILITIES.format(version=self.version, formats=formats).encode())
        if query.get("typenames") != "app:quartier":
            return Said(EXCEPTION)
        announced = self.announced or str(self.total)
        if query.get("resulttype") == "hits":
            return Said(gml([], announced))
        start = 0 if self.ignores else max(0, int(query.get("startindex", "0")) - self.overlap)
        count = min(int(query.get("count", str(self.total))), self.cap or self.total)
        numbers = list(range(self.total))[start : start + count]
        if query.get("outputformat") != "application/json":
            return Said(gml(numbers, announced))
        crs = {"type": "name", "properties": {"name": query["srsname"]}}
        document = {"type": "FeatureCollection", "features": [feature(i) for i in numbers], "crs": crs}
        return Said(json.dumps(document).encode(), headers={"Content-Type": "application/json"})


@dataclass(slots=True)
class OgcPlay:
    """An OGC API with one collection of `total` squares; see `WfsPlay` for the manners.

    `links`: names the next page; `loop`: the next page is the first one, for ever; `turned`: coordinates stand with
    north first; `elsewhere`: origin of the links; `pages_for_people`: sends HTML unless asked for ``f=json``.
    """

    total: int = 25
    cap: int = 0
    links: bool = True
    loop: bool = False
    offsets: bool = True
    announced: int | None = None
    content_crs: str | None = "http://www.opengis.net/def/crs/EPSG/0/25832"
    turned: bool = False
    elsewhere: str = ""
    named: bool = True
    pages_for_people: bool = False

    def __call__(self, path: str, query: dict[str, str]) -> Said:
        if self.pages_for_people and query.get("f") != "json":
            return Said(b"<html></html>", headers={"Content-Type": "text/html; charset=utf-8"})
        if path.endswith("/collections"):
            crs = ["http://www.opengis.net/def/crs/OGC/1.3/CRS84", "http://www.opengis.net/def/crs/EPSG/0/25832"]
            item = {"id": "quartiere", "title": "Quartiere", "crs": crs, "storageCrs": crs[1]}
            return Said(json.dumps({"collections": [item]}).encode())
        if not path.endswith("/collections/quartiere/items"):
            return Said(b"{}", 404)
        start = int(query.get("offset", "0")) if self.offsets else 0
        count = min(int(query.get("limit", "10")), self.cap or self.total)
        numbers = list(range(self.total))[start : start + count]
        features = [feature(i, named=self.named) for i in numbers]
        if self.turned:
            for item in features:
                ring = item["geometry"]["coordinates"][0]
                item["geometry"]["coordinates"] = [[[y, x] for x, y in ring]]
        document: dict[str, Any] = {"type": "FeatureCollection", "features": features, "numberReturned": len(features)}
        document["numberMatched"] = self.total if self.announced is None else self.announced
        if self.links and (self.loop or start + count < self.total):
            after = 0 if self.loop else start + count
            place = f"{self.elsewhere}/collections/quartiere/items?f=json&limit={count}&offset={after}"
            document["links"] = [{"rel": "next", "href": place + ("&again=1" if self.loop else "")}]
        headers = {"Content-Type": "application/geo+json"}
        headers |= {"Content-Crs": f"<{self.content_crs}>"} if self.content_crs else {}
        return Said(json.dumps(document).encode(), headers=headers)
