"""Pictures for the head of the pages: SVG reduced to drawing, PNG reduced to its picture. Nothing active survives."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import Element, register_namespace, tostring

from quartier.kernel.errors import InputRejected, Problem
from quartier.sources.xmlsafe import XmlRefused, local, parse

MOST = 300_000
"""Bytes of a logo."""
_SIDE = 4000
_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS_TEXT = (
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs clipPath mask "
    "linearGradient radialGradient stop symbol use"
)
_ELEMENTS = frozenset(_ELEMENTS_TEXT.split())
_ATTRIBUTES_TEXT = (
    "id d x y x1 x2 y1 y2 cx cy r rx ry fx fy fr width height viewBox points transform fill fill-rule fill-opacity "
    "stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset "
    "stroke-opacity opacity clip-path clip-rule mask offset stop-color stop-opacity gradientUnits gradientTransform "
    "spreadMethod clipPathUnits maskUnits maskContentUnits preserveAspectRatio font-family font-size font-weight "
    "font-style text-anchor letter-spacing dx dy version"
)
_ATTRIBUTES = frozenset(_ATTRIBUTES_TEXT.split())
_LINK = re.compile(r"#[\w.-]+")
_REFERENCE = re.compile(r"url\(\s*['\"]?(.*?)['\"]?\s*\)", re.IGNORECASE)
_STYLE = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]+)")
_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA"})


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that may be served: `data` and its media type."""

    data: bytes
    media_type: str


def checked(data: bytes, name: str = "logo") -> Logo:
    """The picture without anything that acts, links or tells of its maker. Raises InputRejected."""
    if len(data) > MOST:
        raise _refused("The file is too large.", "file-too-large", name, f"{len(data) // 1000} kB")
    if data.startswith(_PNG):
        return Logo(_png(data, name), "image/png")
    return Logo(_svg(data, name), "image/svg+xml")


def _refused(message: str, code: str, name: str, found: str = "") -> InputRejected:
    expected = f"SVG or PNG, at most {MOST // 1000} kB"
    return InputRejected([Problem(message, code, file=name, found=found or None, expected=expected)], subject="logo")


def _svg(data: bytes, name: str) -> bytes:
    try:
        root = parse(data)
    except XmlRefused as error:
        raise _refused("This is no picture in SVG or PNG.", "logo-format", name) from error
    if root.tag != f"{{{_SVG}}}svg":
        raise _refused("This is no picture in SVG or PNG.", "logo-format", name)
    register_namespace("", _SVG)
    made: bytes = tostring(_drawn(root), encoding="utf-8", xml_declaration=True)
    return made


def _drawn(element: Element) -> Element:
    """The element with allowed children and attributes only; presentation in ``style`` becomes attributes."""
    kept = Element(element.tag, {})
    kept.text, kept.tail = element.text, element.tail
    styled = dict(_STYLE.findall(element.get("style", "")))
    for key, value in {**element.attrib, **styled}.items():
        plain = local(key)
        if plain == "href":
            if local(element.tag) == "use" and _LINK.fullmatch(value.strip()):
                kept.set("href", value.strip())
        elif plain in _ATTRIBUTES and "}" not in key and _harmless(value):
            kept.set(plain, value.strip())
    for child in element:
        if child.tag.startswith(f"{{{_SVG}}}") and local(child.tag) in _ELEMENTS:
            kept.append(_drawn(child))
    return kept


def _harmless(value: str) -> bool:
    """References go to parts of the same picture, and nowhere else."""
    if "\\" in value or "javascript:" in value.lower() or "data:" in value.lower():
        return False
    return all(_LINK.fullmatch(found) for found in _REFERENCE.findall(value))


def _png(data: bytes, name: str) -> bytes:
    """The same picture with the chunks that draw it alone. Raises InputRejected (damaged, too many pixels)."""
    kept, position, kinds = [_PNG], len(_PNG), []
    while position < len(data):
        head = data[position : position + 8]
        length, kind = struct.unpack(">I4s", head) if len(head) == 8 else (0, b"")
        whole = data[position : position + 12 + length]
        if len(whole) != 12 + length or zlib.crc32(whole[4:-4]) != struct.unpack(">I", whole[-4:])[0]:
            raise _refused("The picture is damaged.", "logo-damaged", name)
        if kind in _CHUNKS:
            kept.append(whole)
            kinds.append(kind)
        position += len(whole)
        if kind == b"IEND":
            break
    if not kinds or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or b"IDAT" not in kinds:
        raise _refused("The picture is damaged.", "logo-damaged", name)
    width, height = struct.unpack(">II", kept[1][8:16])
    if not (0 < width <= _SIDE and 0 < height <= _SIDE):
        raise _refused("The picture has too many pixels.", "logo-pixels", name, f"{width} × {height}")
    return b"".join(kept)
