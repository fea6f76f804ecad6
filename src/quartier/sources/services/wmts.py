"""Web Map Tile Service 1.0.0 (OGC 07-057r7): layers in the tile scheme of the web, and the address of one tile."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from quartier.sources.services import ows
from quartier.sources.services.http import Session, fetch
from quartier.sources.services.images import IMAGE_TYPES, Bounds, ImageLayer, child, child_text
from quartier.sources.services.words import failed
from quartier.sources.xmlsafe import XmlRefused, local, parse

_SCALE_0 = 559_082_264.0287178
"""Scale denominator of zoom 0 in the scheme GoogleMapsCompatible (OGC 07-057r7, annex E.4)."""
_HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class _Scheme:
    """A tile matrix set that is the scheme of the web: zoom -> name of its matrix."""

    name: str
    matrices: dict[int, str]


@dataclass(frozen=True, slots=True)
class Wmts:
    """A service at the address of its capabilities (KVP address or the XML file of a RESTful service)."""

    address: str
    session: Session = field(default_factory=Session)

    def layers(self) -> tuple[ImageLayer, ...]:
        """The layers that are tiled as the web does (GoogleMapsCompatible). Raises FetchFailed."""
        address = self.address
        if not address.lower().split("?")[0].endswith(".xml"):
            asked = {"service": "WMTS", "request": "GetCapabilities"}
            address = ows.with_parameters(address, asked)
        answer = fetch(address, self.session, home=self.address)
        try:
            root = parse(answer.body)
        except XmlRefused as error:
            raise failed("no-service", answer.address, found=str(error), expected="WMTS") from None
        contents = child(root, "Contents")
        if local(root.tag) != "Capabilities" or contents is None:
            raise failed("no-service", answer.address, found=local(root.tag), expected="WMTS")
        schemes = {item.name: item for item in map(_scheme, contents) if item is not None}
        layers = [item for item in contents if local(item.tag) == "Layer"]
        found = [layer for item in layers for layer in _layer(item, schemes, self.address)]
        if not found:
            raise failed("no-mercator", answer.address, expected="GoogleMapsCompatible (EPSG:3857)")
        return tuple(found)


def tile_address(layer: ImageLayer, z: int, x: int, y: int) -> str:
    """The address of one tile (z, x, y from the upper left)."""
    return layer.template.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))


def _scheme(element: Element) -> _Scheme | None:
    """The scheme of a TileMatrixSet whose matrices halve as those of the web do; None for any other."""
    if local(element.tag) != "TileMatrixSet" or not child_text(element, "SupportedCRS").endswith(("3857", "900913")):
        return None
    matrices: dict[int, str] = {}
    for item in element:
        if local(item.tag) != "TileMatrix" or child_text(item, "TileWidth") != "256":
            continue
        try:
            ratio = _SCALE_0 / float(child_text(item, "ScaleDenominator"))
        except (ValueError, ZeroDivisionError):
            continue
        zoom = max(round(ratio).bit_length() - 1, 0)
        if abs(ratio / 2**zoom - 1) < 1e-3 and child_text(item, "MatrixWidth") == str(2**zoom):
            matrices[zoom] = child_text(item, "Identifier")
    return _Scheme(child_text(element, "Identifier"), matrices) if matrices else None


def _layer(element: Element, schemes: dict[str, _Scheme], address: str) -> list[ImageLayer]:
    offered = [(item.text or "").strip() for item in element if local(item.tag) == "Format"]
    picture = next((kind for kind in IMAGE_TYPES if kind in offered), None)
    links = (child_text(item, "TileMatrixSet") for item in element if local(item.tag) == "TileMatrixSetLink")
    scheme = next((schemes[name] for name in links if name in schemes), None)
    if picture is None or scheme is None or not _plain(scheme.matrices):
        return []
    name, style = child_text(element, "Identifier"), _style(element)
    zooms = sorted(scheme.matrices)
    template = _rest(element, picture) or _kvp(address, name, picture)
    for word, value in (("Layer", name), ("Style", style), ("style", style), ("TileMatrixSet", scheme.name)):
        template = template.replace("{" + word + "}", value)
    prefix = scheme.matrices[zooms[0]].removesuffix(str(zooms[0]))
    template = template.replace("{TileMatrix}", prefix + "{z}").replace("{TileCol}", "{x}").replace("{TileRow}", "{y}")
    return [
        ImageLayer(
            name, child_text(element, "Title") or name, child_text(element, "Abstract"), picture, "EPSG:3857", "1.0.0",
            _bounds(element), style, template, zooms[0], zooms[-1],
        )
    ]  # fmt: skip


def _plain(matrices: dict[int, str]) -> bool:
    """The name of each matrix is one prefix and the zoom ("12", "EPSG:3857:12"): then one template serves all."""
    return len({name.removesuffix(str(zoom)) for zoom, name in matrices.items()}) == 1 and all(
        name.endswith(str(zoom)) for zoom, name in matrices.items()
    )


def _rest(element: Element, picture: str) -> str:
    for item in element:
        if local(item.tag) == "ResourceURL" and item.get("resourceType") == "tile" and item.get("format") == picture:
            return item.get("template", "")
    return ""


def _kvp(address: str, name: str, picture: str) -> str:
    base = ows.with_parameters(
        address,
        {
            "service": "WMTS", "version": "1.0.0", "request": "GetTile", "layer": name, "style": "{Style}",
            "format": picture, "tilematrixset": "{TileMatrixSet}", "tilematrix": "{TileMatrix}",
            "tilerow": "{TileRow}", "tilecol": "{TileCol}",
        },
    )  # fmt: skip
    return base.replace("%7B", "{").replace("%7D", "}")


def _style(element: Element) -> str:
    styles = [item for item in element if local(item.tag) == "Style"]
    default = next((item for item in styles if item.get("isDefault") == "true"), styles[0] if styles else None)
    return child_text(default, "Identifier")


def _bounds(element: Element) -> Bounds | None:
    box = child(element, "WGS84BoundingBox")
    try:
        west, south = (float(part) for part in child_text(box, "LowerCorner").split())
        east, north = (float(part) for part in child_text(box, "UpperCorner").split())
    except ValueError:
        return None
    return (west, south, east, north) if west < east and south < north else None
