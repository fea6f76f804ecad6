"""OGC API - Features (OGC 17-069r4, part 1; 18-058, part 2: reference systems): collections and all of their items."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin

from quartier.kernel.errors import Problem
from quartier.sources.services import ows
from quartier.sources.services.download import Download, Only, Progress, geojson, mark, silent
from quartier.sources.services.http import Answer, Session, fetch
from quartier.sources.services.words import FetchFailed, failed, problem

_JSON = "application/json"
_GEOJSON = "application/geo+json, application/json;q=0.9"


@dataclass(frozen=True, slots=True)
class Collection:
    """`crs` lists the systems on offer, the one in which the data are stored first."""

    id: str
    title: str
    crs: tuple[str, ...]
    items: str
    """Address of the items."""


@dataclass(slots=True)
class _Collected:
    """Features so far; `seen` are their marks."""

    features: list[dict[str, Any]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    again: int = 0

    def add(self, features: list[dict[str, Any]]) -> int:
        """How many of them were new."""
        fresh = 0
        for item in features:
            name = mark(item)
            if name in self.seen:
                self.again += 1
                continue
            self.seen.add(name)
            self.features.append(item)
            fresh += 1
        return fresh


@dataclass(frozen=True, slots=True)
class OgcFeatures:
    """A service at the address of its landing page."""

    address: str
    session: Session = field(default_factory=Session)
    page: int = 1_000
    """Features to ask for at once."""
    most: int = 2_000_000
    progress: Progress = silent

    def collections(self) -> tuple[Collection, ...]:
        """What the service offers. Raises FetchFailed."""
        place = self._home() + "/collections"
        document = _json(self._fetch(place, _JSON))
        listed = document.get("collections")
        if not isinstance(listed, list):
            raise failed("no-service", place, expected="OGC API Features (collections)")
        return tuple(self._collection(item) for item in listed if isinstance(item, dict) and item.get("id"))

    def _collection(self, item: dict[str, Any]) -> Collection:
        name = str(item["id"])
        stored = [item["storageCrs"]] if isinstance(item.get("storageCrs"), str) else []
        offered = [crs for crs in item.get("crs") or [] if isinstance(crs, str) and not crs.startswith("#")]
        links = [link for link in item.get("links") or [] if isinstance(link, dict) and link.get("rel") == "items"]
        json_links = [link for link in links if "geo+json" in str(link.get("type"))]
        fallback = f"{self._home()}/collections/{quote(name, safe='')}/items"
        place = str((json_links or [{"href": fallback}])[0].get("href") or fallback)
        crs = tuple(dict.fromkeys([*(one for one in stored if one in offered), *offered])) or (ows.CRS84,)
        return Collection(name, str(item.get("title") or name), crs, urljoin(self.address, place))

    def count(self, collection: Collection) -> int | None:
        """How many features a collection has; None where the service does not say. Raises FetchFailed."""
        place = ows.with_parameters(collection.items, {"limit": "1"})
        told = _json(self._fetch(place, _GEOJSON)).get("numberMatched")
        return told if isinstance(told, int) else None

    def items(self, collection: Collection, *, crs: str | None = None, only: Only | None = None) -> Download:
        """All features of a collection.

        Pages are followed until the service names no next one; where that ends too early, ``offset`` is tried.

        Args:
            collection: one of `collections`.
            crs: wished reference system (``EPSG:25832``); taken if it is on offer.
            only: features with this value of this attribute; asked of the service, and looked at again here.

        Raises:
            FetchFailed: a page could not be fetched or read; nothing is kept then.
        """
        asked = ows.best(list(collection.crs), crs)
        parameters = {"limit": str(self.page)} | ({only.name: only.text} if only else {})
        if asked and asked != ows.CRS84:
            parameters["crs"] = asked
        got, problems = _Collected(), list[Problem]()
        crs_asked = ows.crs_of(asked or ows.CRS84)
        first = ows.with_parameters(collection.items, parameters)
        try:
            announced, used = self._follow(first, got, problems, crs_asked)
        except FetchFailed as refused:
            if only is None or got.features or "HTTP 400" not in (refused.problems[0].found or ""):
                raise
            # part 1 lets a service refuse parameters that it does not know: then all are fetched and looked through
            first = ows.with_parameters(collection.items, {k: v for k, v in parameters.items() if k != only.name})
            announced, used = self._follow(first, got, problems, crs_asked)
        if announced is not None and len(got.features) < announced:
            self._by_offset(first, got, announced)
        problems += _missing(collection.items, got, announced)
        features = [item for item in got.features if only is None or only.holds_for(item)]
        features = features if used is None or ows.east_first(used) else [_turned(item) for item in features]
        page = geojson(collection.id, features, used)
        return Download(collection.title, (page,), len(features), announced, tuple(problems))

    def _follow(self, first: str, got: _Collected, problems: list[Problem], crs: Any) -> tuple[int | None, Any]:
        """Number announced and reference system used; fills `got`."""
        place: str | None = first
        visited: set[str] = set()
        announced: int | None = None
        while place is not None and place not in visited:
            visited.add(place)
            answer = self._fetch(place, _GEOJSON)
            document = _json(answer)
            crs = _content_crs(answer, crs, problems)
            told = document.get("numberMatched")
            if isinstance(told, int):
                if announced is not None and told != announced:
                    problems.append(problem("count-changed", first, found=str(told), expected=str(announced)))
                announced = told
            features = _features(document, place)
            if features and not got.add(features):
                problems.append(problem("paging-ignored", first, found=place))
                break
            self._within(first, len(got.features))
            self.progress(len(got.features), announced)
            place = _next(document, answer.address)
        return announced, crs

    def _by_offset(self, first: str, got: _Collected, announced: int) -> None:
        while len(got.features) < announced:
            place = ows.with_parameters(first, {"offset": str(len(got.features))})
            if not got.add(_features(_json(self._fetch(place, _GEOJSON)), place)):
                return
            self._within(first, len(got.features))

    def _home(self) -> str:
        return self.address.partition("?")[0].rstrip("/")

    def _fetch(self, place: str, accept: str) -> Answer:
        """By content negotiation, as the standard says; who sends a page for people is asked for ``f=json``."""
        answer = fetch(place, self.session, accept=accept, home=self.address)
        if "html" not in answer.media:
            return answer
        return fetch(ows.with_parameters(place, {"f": "json"}), self.session, accept=accept, home=self.address)

    def _within(self, place: str, count: int) -> None:
        if count > self.most:
            raise failed("too-many-features", place, expected=f"at most {self.most}")


def _missing(place: str, got: _Collected, announced: int | None) -> list[Problem]:
    problems = []
    count = len(got.features)
    if got.again:
        problems.append(problem("feature-twice", place, found=str(got.again), severity="warning"))
    if announced is not None and count != announced:
        problems.append(problem("incomplete", place, found=str(count), expected=str(announced)))
    return problems


def _json(answer: Answer) -> dict[str, Any]:
    try:
        document = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise failed("answer-damaged", answer.address, found=answer.media, expected="JSON") from None
    if not isinstance(document, dict):
        raise failed("answer-damaged", answer.address, expected="a JSON object")
    return document


def _features(document: dict[str, Any], place: str) -> list[dict[str, Any]]:
    features = document.get("features")
    if not isinstance(features, list) or not all(isinstance(item, dict) for item in features):
        raise failed("answer-damaged", place, expected="a GeoJSON FeatureCollection")
    return features


def _next(document: dict[str, Any], address: str) -> str | None:
    links = document.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next" and isinstance(link.get("href"), str):
            return urljoin(address, str(link["href"]))
    return None


def _content_crs(answer: Answer, crs: Any, problems: list[Problem]) -> Any:
    """The system that the answer says it is in (header Content-Crs); it holds, also against what was asked for."""
    told = answer.headers.get("content-crs", "").strip("<> ")
    found = ows.crs_of(told) if told else None
    if found is None or found == crs:
        return crs
    if not any(item.code == "crs-differs" for item in problems):
        expected = None if crs is None else str(crs.to_string())
        problems.append(problem("crs-differs", answer.address, found=told, expected=expected, severity="warning"))
    return found


def _turned(feature: dict[str, Any]) -> dict[str, Any]:
    """By part 2 coordinates follow the axes of the system; where north is first, they are turned to x, y."""
    shape = feature.get("geometry")
    return feature if not isinstance(shape, dict) else {**feature, "geometry": _turned_shape(shape)}


def _turned_shape(shape: dict[str, Any]) -> dict[str, Any]:
    if "geometries" in shape:
        return {**shape, "geometries": [_turned_shape(item) for item in shape["geometries"]]}
    return {**shape, "coordinates": _turned_numbers(shape.get("coordinates"))}


def _turned_numbers(item: Any) -> Any:
    if isinstance(item, list) and len(item) >= 2 and all(isinstance(number, int | float) for number in item):
        return [item[1], item[0], *item[2:]]
    return [_turned_numbers(part) for part in item] if isinstance(item, list) else item
