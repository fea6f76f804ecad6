"""What services of pictures (WMS, WMTS) have in common: a layer, the tile scheme of the web, bits of XML."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from quartier.sources.services.http import Session, fetch
from quartier.sources.services.words import failed
from quartier.sources.xmlsafe import local

Bounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
IMAGE_TYPES = ("image/png", "image/webp", "image/jpeg")
"""Picture formats that every browser shows, the best for maps first (transparent, lossless)."""
WEB_MERCATOR = ("EPSG:3857", "EPSG:900913", "EPSG:102100")
HALF = 20_037_508.342789244
"""Half the equator of the sphere that Web Mercator draws, in metres."""
_STARTS = {"image/png": b"\x89PNG\r\n", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF"}
_MOST = 8_000_000


@dataclass(frozen=True, slots=True)
class ImageLayer:
    """One layer of a service as it is remembered; plain text and numbers, so that it goes into JSON.

    `template` stands for the address of a tile (WMTS; ``{z}``, ``{x}``, ``{y}``); a WMS is asked at its own address.
    """

    name: str
    title: str
    abstract: str = ""
    picture: str = "image/png"
    crs: str = "EPSG:3857"
    version: str = ""
    bounds: Bounds | None = None
    style: str = ""
    template: str = ""
    lowest: int = 0
    highest: int = 22
    attribution: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> ImageLayer:
        """Inverse of `as_dict`, also after a way through JSON."""
        bounds = plain.get("bounds")
        west_to_north = (bounds[0], bounds[1], bounds[2], bounds[3]) if bounds else None
        return cls(**{**plain, "bounds": west_to_north})


def tile_bounds(z: int, x: int, y: int) -> Bounds:
    """West, south, east, north of a tile in metres of Web Mercator; (0, 0) is the upper left one.

    Raises ValueError where the scheme has no such tile.
    """
    count = 2**z
    if not (0 <= z <= 24 and 0 <= x < count and 0 <= y < count):
        raise ValueError(f"there is no tile {z}/{x}/{y}")
    step = 2 * HALF / count
    return (-HALF + x * step, HALF - (y + 1) * step, -HALF + (x + 1) * step, HALF - y * step)


def picture(address: str, home: str, session: Session) -> tuple[bytes, str]:
    """The bytes and media type of a picture. What only calls itself a picture is refused.

    Raises FetchFailed: refused address, slow or absent service, an error report, no picture.
    """
    answer = fetch(address, session, accept=", ".join(IMAGE_TYPES), home=home)
    kind = next((kind for kind, start in _STARTS.items() if answer.body.startswith(start)), None)
    if kind is None or len(answer.body) > _MOST:
        raise failed("no-picture", address, found=answer.media or None, expected=", ".join(IMAGE_TYPES))
    return answer.body, kind


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name, whatever its namespace."""
    if element is None:
        return None
    return next((item for item in element if local(item.tag) == name), None)


def child_text(element: Element | None, name: str) -> str:
    found = child(element, name)
    return " ".join((found.text or "").split()) if found is not None else ""
