"""What a connection gives now, as one file: the file itself, or the features of an offer as GeoJSON."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from quartier.catalogue.models import Connection, Delivery
from quartier.catalogue.pulls.connections import access_of
from quartier.kernel.errors import Problem
from quartier.sources.services import (
    Answer,
    Download,
    FetchFailed,
    Known,
    OgcFeatures,
    Only,
    Progress,
    ServiceKind,
    Session,
    Wfs,
    fetch,
    file_name,
)

ENDING = ".geojson"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`offer`: collection or feature type ("" for a file); `only`: of it, features with this attribute."""

    offer: str = ""
    only: Only | None = None
    holds: str = Delivery.Kind.VALUES


@dataclass(frozen=True, slots=True)
class Content:
    """`data` is empty where the service said that nothing is new; `sha256` names the content, whatever its order."""

    name: str
    data: bytes
    sha256: str
    known: Known
    count: int | None = None
    unchanged: bool = False


def content(connection: Connection, wanted: Wanted, *, known: Known | None = None, progress: Progress) -> Content:
    """Fetch. Raises FetchFailed (with every reason), SealBroken, InputRejected (the password was forgotten)."""
    access = access_of(connection)
    session = access.session()
    if connection.kind == ServiceKind.FILE:
        return file_content(fetch(access.address, session, known=known))
    return service_content(connection.kind, access.address, session, wanted, progress)


def service_content(kind: str, address: str, session: Session, wanted: Wanted, progress: Progress) -> Content:
    """All features of an offer, complete or refused. Raises FetchFailed."""
    download = _download(kind, address, session, wanted, progress)
    errors = [item for item in download.problems if item.severity == "error"]
    if errors:
        raise FetchFailed(errors[0], transient=True)
    document: dict[str, Any] = json.loads(download.document())
    if wanted.holds == Delivery.Kind.VALUES:
        document = _without_shapes(document)
    data = json.dumps(document, ensure_ascii=False).encode()
    return Content(_file_name(wanted.offer), data, _mark(document), Known(), download.count)


def file_content(answer: Answer) -> Content:
    """A fetched file."""
    sha = hashlib.sha256(answer.body).hexdigest()
    return Content(file_name(answer), answer.body, sha, answer.known, unchanged=answer.unchanged)


def _download(kind: str, address: str, session: Session, wanted: Wanted, progress: Progress) -> Download:
    if kind == ServiceKind.OGC:
        api = OgcFeatures(address, session, progress=progress)
        listed = {item.id: item for item in api.collections()}
        return api.items(_offered(listed, wanted.offer), only=wanted.only)
    service = Wfs(address, session, progress=progress)
    types = {item.name: item for item in service.types()}
    return service.features(_offered(types, wanted.offer), only=wanted.only)


def _offered(listed: dict[str, Any], name: str) -> Any:
    if name not in listed:
        known = ", ".join(list(listed)[:20])
        message = "The service does not offer this any more."
        raise FetchFailed(Problem(message, "offer-gone", found=name, expected=known or None))
    return listed[name]


def _without_shapes(document: dict[str, Any]) -> dict[str, Any]:
    """Figures need no shapes: the delivery stays small, and a shape that moved is no new figure."""
    features = [{**item, "geometry": None} for item in document["features"]]
    return {**{k: v for k, v in document.items() if k != "crs"}, "features": features}


def _mark(document: dict[str, Any]) -> str:
    """A checksum of properties and shapes in any order. Without ids: some services make new ones each time."""
    parts = sorted(
        json.dumps([item.get("properties"), item.get("geometry")], sort_keys=True) for item in document["features"]
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _file_name(offer: str) -> str:
    plain = re.sub(r"[^\w.-]+", "-", offer.rpartition(":")[2]).strip("-.")
    return f"{plain[:80] or 'features'}{ENDING}"
