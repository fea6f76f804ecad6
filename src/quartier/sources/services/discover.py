"""What answers at an address: a file, an OGC API Features, a WFS 2.0; and what it offers."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from quartier.sources.services import ows
from quartier.sources.services.http import Answer, Session, fetch
from quartier.sources.services.ogcapi import OgcFeatures
from quartier.sources.services.wfs import Wfs
from quartier.sources.services.words import FetchFailed, failed
from quartier.sources.xmlsafe import XmlRefused, local, parse

_COUNTED = 60
"""Offers whose features are counted."""
_PATIENCE = 8.0
"""Seconds after which the counts that are still missing stay unknown."""


class ServiceKind(StrEnum):
    FILE = "file"
    OGC = "ogc"
    """OGC API Features."""
    WFS = "wfs"
    """Web Feature Service 2.0."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A collection or feature type; `count` None where the service does not say."""

    id: str
    title: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`address`: of the service itself (landing page, WFS without parameters) or of the file.

    `chosen`: the offer that the address named already, else "". `file`: the answer, where it is a file.
    """

    kind: ServiceKind
    address: str
    offers: tuple[Offer, ...] = ()
    chosen: str = ""
    file: Answer | None = None


def discover(address: str, session: Session | None = None) -> Found:
    """Find out what an address is. Raises FetchFailed, in words.

    An address that speaks of a WFS (``service=WFS``, a path that ends with ``wfs`` or ``ows``) is asked as one first.
    Else it is fetched: JSON of a landing page or of collections is an OGC API, capabilities are a WFS, a page for
    people is asked again as either, everything else is a file.
    """
    session = session or Session()
    if _speaks_of_wfs(address):
        try:
            return _wfs(address, session)
        except FetchFailed as refused:
            if refused.problems[0].code not in ("no-service", "answer-damaged", "answer-error"):
                raise
            first = refused
        found = _other(address, session)
        if found is None:
            raise first
        return found
    return _fetched(address, session)


def _fetched(address: str, session: Session) -> Found:
    try:
        answer = fetch(address, session)
    except FetchFailed as refused:
        if refused.problems[0].code != "answer-error":
            raise
        return _service(address, session, refused)
    if _is_page(answer) or ows.exception_text(answer.body) is not None or _is_capabilities(answer):
        return _service(address, session, failed("no-service", address, expected="WFS 2.0, OGC API Features"))
    if _is_ogc(answer):
        return _ogc(address, session)
    return Found(ServiceKind.FILE, address, file=answer)


def _service(address: str, session: Session, refused: FetchFailed) -> Found:
    """A WFS or an OGC API, where the plain address answers with an error or a page for people."""
    for attempt in (_wfs, _ogc):
        try:
            return attempt(address, session)
        except FetchFailed as failure:
            if failure.problems[0].code in ("sign-in", "address-inside", "too-slow"):
                raise
            if failure.problems[0].code == "no-service" and "WFS" in (failure.problems[0].found or ""):
                refused = failure  # a WFS, but of another version: that is the reason to tell
    raise refused


def _other(address: str, session: Session) -> Found | None:
    try:
        found = _fetched(address, session)
    except FetchFailed:
        return None
    return None if found.kind is ServiceKind.WFS else found


def _speaks_of_wfs(address: str) -> bool:
    parts = urlsplit(address)
    named = any(k.lower() == "service" and v.lower() == "wfs" for k, v in parse_qsl(parts.query))
    return named or parts.path.rstrip("/").lower().rpartition("/")[2] in ("wfs", "ows")


def _is_page(answer: Answer) -> bool:
    return "html" in answer.media or answer.body.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html"))


def _is_capabilities(answer: Answer) -> bool:
    head = answer.body[:4000]
    if b"WFS_Capabilities" not in head:
        return False
    try:
        return local(parse(answer.body).tag) == "WFS_Capabilities"
    except XmlRefused:
        return False


def _is_ogc(answer: Answer) -> bool:
    if not answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return False
    if urlsplit(answer.address).path.rstrip("/").endswith("/items") and "/collections/" in answer.address:
        return True
    try:
        document: Any = json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    if not isinstance(document, dict) or "features" in document:
        return False
    links = document.get("links")
    relations = (
        {str(item.get("rel", "")) for item in links if isinstance(item, dict)} if isinstance(links, list) else set()
    )
    data = any(item in ("data", "items") or item.endswith(("/rel/data", "/rel/items")) for item in relations)
    return isinstance(document.get("collections"), list) or "conformsTo" in document or data


def _home(address: str) -> tuple[str, str]:
    """Landing page and named collection of an address below it; parameters other than the format stay."""
    parts = urlsplit(address)
    before, found, after = parts.path.partition("/collections")
    query = "&".join(item for item in parts.query.split("&") if item and not item.lower().startswith("f="))
    chosen = unquote(after.strip("/").partition("/")[0]) if found else ""
    return urlunsplit((parts.scheme, parts.netloc, before if found else parts.path, query, "")), chosen


def _ogc(address: str, session: Session) -> Found:
    home, chosen = _home(address)
    service = OgcFeatures(home, session)
    listed = {item.id: item for item in service.collections()}
    offers = [Offer(item.id, item.title) for item in listed.values()]
    counted = _counted(offers, lambda offer: service.count(listed[offer.id]))
    return Found(ServiceKind.OGC, home, counted, chosen if chosen in listed else "")


_WFS_WORDS = ("service", "request", "version", "acceptversions", "typenames", "typename", "count", "startindex",
              "outputformat", "srsname", "resulttype", "maxfeatures")  # fmt: skip


def _wfs(address: str, session: Session) -> Found:
    parts = urlsplit(address)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    named = next((v for k, v in asked if k.lower() in ("typenames", "typename")), "")
    kept = "&".join(item for item in parts.query.split("&") if item.partition("=")[0].lower() not in _WFS_WORDS)
    home = urlunsplit((parts.scheme, parts.netloc, parts.path, kept, ""))
    service = Wfs(home, session)
    listed = {item.name: item for item in service.types()}
    offers = [Offer(item.name, item.title) for item in listed.values()]
    counted = _counted(offers, lambda offer: service.count(listed[offer.id]))
    return Found(ServiceKind.WFS, home, counted, named if named in listed else "")


def _counted(offers: list[Offer], count: Any) -> tuple[Offer, ...]:
    """The offers with their counts, four at a time; one that fails or takes too long stays without."""
    pool = ThreadPoolExecutor(4, thread_name_prefix="count")
    waiting = [pool.submit(count, offer) for offer in offers[:_COUNTED]]
    end = time.monotonic() + _PATIENCE
    made: list[Offer] = []
    for offer, future in zip(offers, waiting, strict=False):
        try:
            made.append(Offer(offer.id, offer.title, future.result(timeout=max(0.0, end - time.monotonic()))))
        except (FetchFailed, TimeoutError):
            made.append(offer)
    pool.shutdown(wait=False, cancel_futures=True)
    return (*made, *offers[_COUNTED:])
