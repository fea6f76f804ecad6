"""Web Map Service 1.3.0 and 1.1.1 (OGC 06-042, 01-068r3): which pictures there are, and the address of one tile."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from quartier.sources.services import ows
from quartier.sources.services.http import Session, fetch
from quartier.sources.services.images import (
    IMAGE_TYPES,
    WEB_MERCATOR,
    Bounds,
    ImageLayer,
    child,
    child_text,
    tile_bounds,
)
from quartier.sources.services.words import failed
from quartier.sources.xmlsafe import XmlRefused, local, parse

_ROOTS = ("WMS_Capabilities", "WMT_MS_Capabilities")


@dataclass(frozen=True, slots=True)
class Wms:
    """A service at its address (with or without ``?service=WMS...``, which is replaced)."""

    address: str
    session: Session = field(default_factory=Session)

    def layers(self) -> tuple[ImageLayer, ...]:
        """The layers that can be drawn in Web Mercator, in the order of the service.

        Raises FetchFailed, also when it is no WMS or knows neither EPSG:3857 nor a picture format that browsers show.
        """
        asked = {"service": "WMS", "request": "GetCapabilities"}
        answer = fetch(ows.with_parameters(self.address, asked), self.session, home=self.address)
        try:
            root = parse(answer.body)
        except XmlRefused as error:
            raise failed("no-service", answer.address, found=str(error), expected="WMS") from None
        if local(root.tag) not in _ROOTS:
            raise failed("no-service", answer.address, found=local(root.tag), expected="WMS")
        version = "1.3.0" if root.get("version", "").startswith("1.3") else "1.1.1"
        picture = _format(root)
        if picture is None:
            raise failed("no-picture", answer.address, expected=", ".join(IMAGE_TYPES))
        top = child(child(root, "Capability"), "Layer")
        found = list(_walk(top, version, picture, (), None)) if top is not None else []
        if not found:
            raise failed("no-mercator", answer.address, expected="EPSG:3857")
        return tuple(found)


def tile_address(address: str, layer: ImageLayer, z: int, x: int, y: int, size: int = 512) -> str:
    """The address of one square tile of the Web Mercator scheme (z, x, y from the upper left)."""
    box = ",".join(f"{value:.4f}" for value in tile_bounds(z, x, y))
    modern = layer.version == "1.3.0"
    return ows.with_parameters(
        address,
        {
            "service": "WMS", "version": layer.version, "request": "GetMap", "layers": layer.name,
            "styles": layer.style, "crs" if modern else "srs": layer.crs, "bbox": box,
            "width": str(size), "height": str(size), "format": layer.picture,
            "transparent": "FALSE" if layer.picture == "image/jpeg" else "TRUE",
        },
    )  # fmt: skip


def _format(root: Element) -> str | None:
    request = child(child(child(root, "Capability"), "Request"), "GetMap")
    if request is None:
        return None
    offered = {(item.text or "").strip().lower().split(";")[0] for item in request if local(item.tag) == "Format"}
    return next((kind for kind in IMAGE_TYPES if kind in offered), None)


def _walk(
    element: Element, version: str, picture: str, systems: tuple[str, ...], bounds: Bounds | None
) -> list[ImageLayer]:
    """Layers inherit reference systems and bounds from the ones around them (OGC 06-042, 7.2.4.8)."""
    name = "CRS" if version == "1.3.0" else "SRS"
    told = (word for item in element if local(item.tag) == name for word in (item.text or "").split())
    systems = (*systems, *told)
    bounds = _bounds(element) or bounds
    key = child_text(element, "Name")
    system = next((item for item in WEB_MERCATOR if item in systems), None)
    found = []
    if key and system:
        title, abstract = child_text(element, "Title") or key, child_text(element, "Abstract")
        credit = child_text(child(element, "Attribution"), "Title")
        found.append(ImageLayer(key, title, abstract, picture, system, version, bounds, attribution=credit))
    for item in element:
        if local(item.tag) == "Layer":
            found += _walk(item, version, picture, systems, bounds)
    return found


def _bounds(element: Element) -> Bounds | None:
    modern, old = child(element, "EX_GeographicBoundingBox"), child(element, "LatLonBoundingBox")
    names = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
    try:
        if modern is not None:
            west, south, east, north = (float(child_text(modern, name)) for name in names)
        elif old is not None:
            west, south, east, north = (float(old.get(name, "")) for name in ("minx", "miny", "maxx", "maxy"))
        else:
            return None
    except ValueError:
        return None
    return (west, south, east, north) if west < east and south < north else None
