"""What OGC services have in common: exception reports, addresses with parameters, names of reference systems."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from quartier.sources.xmlsafe import XmlRefused, local, parse

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_CODE = re.compile(r"EPSG(?::[^:/]*:|:|/[^/]*/|/)(\d{4,6})$|epsg\.xml#(\d{4,6})$", re.IGNORECASE)


def exception_text(body: bytes) -> str | None:
    """Code and text of an OWS exception report (or a WFS 1 one); None where the body is something else."""
    head = body[:2000]
    if b"Exception" not in head or not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return None
    try:
        root = parse(body)
    except XmlRefused:
        return None
    if local(root.tag) not in ("ExceptionReport", "ServiceExceptionReport"):
        return None
    codes = [item.get("exceptionCode") or item.get("code") for item in root.iter()]
    texts = [(item.text or "").strip() for item in root.iter()]
    return ", ".join(part for part in (*codes, *texts) if part) or "exception report without text"


def with_parameters(address: str, parameters: dict[str, str]) -> str:
    """The address with these parameters; ones of the same name (whatever their case) are replaced."""
    parts = urlsplit(address)
    names = {name.lower() for name in parameters}
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name.lower() not in names
    ]
    query = urlencode([*kept, *parameters.items()])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def crs_of(name: str) -> Any:
    """A pyproj.CRS for a URN, an address or ``EPSG:25832``; None where it is not known."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if name.rstrip("/").upper().endswith(("CRS84", "CRS84H")):
        return CRS.from_user_input("OGC:CRS84")
    found = _CODE.search(name.rstrip("/"))
    if found is None:
        return None
    try:
        return CRS.from_epsg(int(found.group(1) or found.group(2)))
    except CRSError:
        return None


def east_first(crs: Any) -> bool:
    """The first axis points east: coordinates stand as x, y whichever convention a service follows."""
    return crs is not None and bool(crs.axis_info) and crs.axis_info[0].direction.lower() == "east"


def best(names: list[str], wished: str | None) -> str | None:
    """The reference system to ask for: the wished one, else the first projected one with east first, else the first.

    Degrees with EPSG:4326 are a trap: by the book latitude comes first, many services send longitude first.
    """
    if wished is not None:
        code = crs_of(wished)
        for name in names:
            if code is not None and crs_of(name) == code:
                return name
    usable = [name for name in names if (crs := crs_of(name)) is not None and east_first(crs)]
    projected = [name for name in usable if crs_of(name).is_projected and crs_of(name).to_epsg() != 3857]
    return next(iter([*projected, *usable, *names]), None)
