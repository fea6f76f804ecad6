"""A statistics office that plays a service with figures of the nine squares: WFS 2.0 and OGC API, behind a password."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests import squares
from tests.integration.sources.services.playing import EXCEPTION, Said, Town, feature, playing

USER, PASSWORD = "statistik", "sehr-geheimes-kennwort-7"

CAPABILITIES = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:WFS_Capabilities version="2.0.0" xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1">
<ows:OperationsMetadata><ows:Operation name="GetFeature"><ows:Parameter name="outputFormat"><ows:AllowedValues>
<ows:Value>application/json</ows:Value></ows:AllowedValues></ows:Parameter></ows:Operation></ows:OperationsMetadata>
<wfs:FeatureTypeList>{types}</wfs:FeatureTypeList></wfs:WFS_Capabilities>"""
KIND = """<wfs:FeatureType><wfs:Name>{name}</wfs:Name><wfs:Title>{title}</wfs:Title>
<wfs:DefaultCRS>urn:ogc:def:crs:EPSG::25832</wfs:DefaultCRS></wfs:FeatureType>"""
TITLES = {"stat:einwohner": "Einwohner nach Quartieren", "stat:haushalte": "Haushalte"}


@dataclass
class Office:
    """`people`: code -> figure; `day`: its date; `more`: further attributes of each feature; `down`: HTTP status."""

    people: dict[str, Any] = field(default_factory=lambda: {code: 101 + i for i, code in enumerate(squares.CODES)})
    day: str = "2024-12-31"
    more: dict[str, Any] = field(default_factory=dict)
    down: int = 0
    password: str = PASSWORD
    requests: int = 0
    town: Town | None = None

    @property
    def address(self) -> str:
        assert self.town
        return self.town.address

    def features(self) -> list[dict[str, Any]]:
        return [
            {"type": "Feature", "id": f"f.{self.requests}.{code}",
             "properties": {"schluessel": code, "stichtag": self.day, "einwohner": figure, **self.more},
             "geometry": feature(i)["geometry"]}
            for i, (code, figure) in enumerate(self.people.items())
        ]  # fmt: skip

    def __call__(self, path: str, query: dict[str, str]) -> Said:
        self.requests += 1
        if self.down:
            return Said(b"", self.down)
        assert self.town
        token = base64.b64encode(f"{USER}:{self.password}".encode()).decode()
        if self.town.signed[-1] != f"Basic {token}":
            return Said(b"", 401, {"WWW-Authenticate": "Basic"})
        return self._file(path) if path.endswith(".csv") else self._wfs(query)

    def _file(self, _path: str) -> Said:
        rows = [f"{code};{figure}" for code, figure in self.people.items()]
        return Said("\n".join([f"Einwohner am {self.day}", "Schluessel;Einwohner", *rows]).encode())

    def _wfs(self, query: dict[str, str]) -> Said:
        if query.get("service") != "WFS":
            return Said(EXCEPTION, 400)
        if query["request"] == "GetCapabilities":
            types = "".join(KIND.format(name=name, title=title) for name, title in TITLES.items())
            return Said(CAPABILITIES.format(types=types).encode())
        features = self.features() if query.get("typenames") == "stat:einwohner" else []
        if query.get("resulttype") == "hits":
            names = 'xmlns:wfs="http://www.opengis.net/wfs/2.0"'
            return Said(f'<wfs:FeatureCollection {names} numberMatched="{len(features)}" numberReturned="0"/>'.encode())
        start = int(query.get("startindex", "0"))
        page = features[start : start + int(query.get("count", "1000"))]
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
        document = {"type": "FeatureCollection", "features": page, "crs": crs, "numberMatched": len(features)}
        return Said(json.dumps(document).encode(), headers={"Content-Type": "application/json"})


@contextmanager
def an_office(office: Office | None = None) -> Iterator[Office]:
    """The office while the block runs."""
    made = office or Office()
    with playing(made) as town:
        made.town = town
        yield made
