"""Shapefiles (ESRI 1998): several files of one name; .cpg or the language byte of the .dbf tell the letters."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from quartier.kernel.errors import Problem
from quartier.sources.geodata import ogr
from quartier.sources.geodata.geofile import GeoLayer, Material, scratch
from quartier.sources.geodata.words import problem, rejected
from quartier.sources.limits import Limits

MAGIC = b"\x00\x00\x27\x0a"
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED = (".shp", ".shx", ".dbf")
_LANGUAGE = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x08: "cp865", 0x09: "cp437", 0x0A: "cp850", 0x0B: "cp437",
    0x0D: "cp437", 0x0E: "cp850", 0x0F: "cp437", 0x10: "cp850", 0x12: "cp850", 0x13: "cp932", 0x14: "cp850",
    0x15: "cp437", 0x16: "cp850", 0x17: "cp865", 0x18: "cp437", 0x19: "cp437", 0x1A: "cp850", 0x1B: "cp437",
    0x1D: "cp850", 0x1F: "cp852", 0x22: "cp852", 0x23: "cp852", 0x24: "cp860", 0x25: "cp850", 0x26: "cp866",
    0x37: "cp850", 0x40: "cp852", 0x4D: "cp936", 0x4E: "cp949", 0x4F: "cp950", 0x57: "cp1252", 0x58: "cp1252",
    0x59: "cp1252", 0x64: "cp852", 0x65: "cp866", 0x66: "cp865", 0x67: "cp861", 0x6A: "cp737", 0x6B: "cp857",
    0x6C: "cp863", 0x86: "cp737", 0x87: "cp852", 0x88: "cp857", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254",
    0xCB: "cp1253", 0xCC: "cp1257",
}  # fmt: skip
"""Language driver of the .dbf header, byte 29 (dBASE; 0x57 is "Windows ANSI", read as Windows-1252)."""
_UTF8 = ("utf-8", "utf8", "65001")


def claims(material: Material) -> bool:
    return material.head(4) == MAGIC


def read(material: Material, limits: Limits, encoding: str | None = None) -> tuple[GeoLayer, ...]:
    """A .shp on disk with its other parts beside it; a .shp alone is refused with what is missing."""
    if not isinstance(material.data, Path):
        expected = "a zip with .shp, .shx, .dbf and .prj"
        raise rejected("shapefile-parts", material.name, found=material.name, expected=expected)
    beside = {item.suffix.lower(): item for item in material.data.parent.glob(f"{material.data.stem}.*")}
    parts = {ending: beside[ending].read_bytes() for ending in PARTS if ending in beside}
    return read_parts(parts, material.data.stem, material.name, limits, encoding)


def read_parts(
    parts: Mapping[str, bytes], stem: str, name: str, limits: Limits, encoding: str | None = None
) -> tuple[GeoLayer, ...]:
    """The layer of one shapefile.

    Args:
        parts: bytes by ending (``.shp`` ...).
        stem: name of the shapefile without ending; becomes the name of the layer.
        name: what messages call the file.
        encoding: chosen by a person instead of the declared one.

    Raises:
        InputRejected: parts are missing, cut off, or do not belong together.
    """
    absent = [stem + ending for ending in _NEEDED if ending not in parts]
    if absent:
        raise rejected("shapefile-parts", name, found=", ".join(stem + e for e in parts), expected=", ".join(absent))
    _check(parts, name)
    chosen, why, problems = letters(parts, name, encoding)
    opened = partial(_laid_out, {**parts, ".cpg": chosen.encode("ascii")})
    found = ogr.layers(opened, Material(name, b""), limits, rename=stem, encoding=(chosen, why))
    return tuple(_told(layer, problems) for layer in found)


def _told(layer: GeoLayer, problems: list[Problem]) -> GeoLayer:
    from dataclasses import replace

    return replace(layer, problems=(*layer.problems, *problems))


@contextmanager
def _laid_out(parts: Mapping[str, bytes]) -> Iterator[Path]:
    with scratch() as folder:
        for ending, data in parts.items():
            (folder / f"layer{ending}").write_bytes(data)
        yield folder / "layer.shp"


def _check(parts: Mapping[str, bytes], name: str) -> None:
    """Sizes in the three headers and the real ones must agree: a cut file must not become a shorter one."""
    shp, shx, dbf = (parts[ending] for ending in _NEEDED)
    if len(shp) < 100 or len(shx) < 100 or len(dbf) < 32 or shp[:4] != MAGIC or shx[:4] != MAGIC:
        raise rejected("file-damaged", name)
    for ending, data in ((".shp", shp), (".shx", shx)):
        told = struct.unpack(">i", data[24:28])[0] * 2
        if told != len(data):
            raise rejected("file-damaged", name, found=f"{ending}: {len(data)} bytes", expected=f"{told} bytes")
    records, header, width = struct.unpack("<IHH", dbf[4:12])
    if len(dbf) < header + records * width:
        raise rejected(
            "file-damaged", name, found=f".dbf: {len(dbf)} bytes", expected=f"{header + records * width} bytes"
        )
    shapes = (len(shx) - 100) // 8
    if shapes != records:
        raise rejected(
            "file-damaged", name, found=f"{shapes} shapes, {records} rows", expected="as many rows as shapes"
        )


def letters(parts: Mapping[str, bytes], name: str, chosen: str | None) -> tuple[str, str, list[Problem]]:
    """Encoding of the texts, where it was found, and a warning when the declared one cannot be right.

    The rows are decoded on trial: a .cpg that says UTF-8 over Windows-1252 letters is told, not followed.
    """
    if chosen:
        return chosen, "chosen", []
    header = struct.unpack("<H", parts[".dbf"][8:10])[0]
    rows = parts[".dbf"][header:].rstrip(b"\x1a")
    declared = _declared(parts)
    if declared is not None and _decodes(rows, declared[0]):
        return *declared, []
    found = "UTF-8" if _decodes(rows, "utf-8") else "cp1252" if _decodes(rows, "cp1252") else "latin-1"
    if declared is None:
        return found, "bytes", []
    told = f"{declared[0]} ({'.cpg' if declared[1] == 'cpg' else '.dbf'})"
    warning = problem("encoding-declared-wrong", file=name, found=told, expected=found, severity="warning")
    return found, "bytes", [warning]


def _declared(parts: Mapping[str, bytes]) -> tuple[str, str] | None:
    text = parts.get(".cpg", b"").decode("ascii", "replace").strip().strip('"').lower()
    if text in _UTF8:
        return "UTF-8", "cpg"
    name = text.replace("ansi ", "cp").removeprefix("windows-")
    for candidate in (name, f"cp{name}", name.replace("8859", "iso8859-").replace("--", "-")):
        try:
            return codecs.lookup(candidate).name, "cpg"
        except (LookupError, ValueError):
            continue
    language = _LANGUAGE.get(parts[".dbf"][29])
    return (language, "dbf") if language else None


def _decodes(rows: bytes, encoding: str) -> bool:
    try:
        rows.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
