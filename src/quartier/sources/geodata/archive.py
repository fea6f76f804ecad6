"""Zip archives: shapefiles and other geodata inside of them; bombs and nested archives are refused in words."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from quartier.kernel.errors import InputRejected
from quartier.sources import zipsafe
from quartier.sources.geodata import shapefile
from quartier.sources.geodata.geofile import GeoLayer, Material
from quartier.sources.geodata.words import rejected
from quartier.sources.limits import Limits

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")

ReadOne = Callable[[Material, Limits, str | None], tuple[GeoLayer, ...]]


def claims(material: Material) -> bool:
    return material.head(4) in (b"PK\x03\x04", b"PK\x05\x06")


def read(material: Material, limits: Limits, encoding: str | None, read_one: ReadOne) -> tuple[GeoLayer, ...]:
    """The layers of all shapefiles and other geodata files of an archive.

    `read_one` reads a file that is no shapefile, or raises InputRejected with ``file-format`` (then it is passed over).
    """
    with zipsafe.opened(material.data, material.name, limits, rejected) as archive:
        members = archive.members
        stems = {_stem(item.filename) for item in members if item.filename.lower().endswith(".shp")}
        layers: list[GeoLayer] = []
        for stem in sorted(stems):
            parts = {
                _ending(item.filename): _unpacked(archive, item, material.name)
                for item in members
                if _stem(item.filename) == stem and _ending(item.filename) in shapefile.PARTS
            }
            layers += shapefile.read_parts(parts, PurePosixPath(stem).name, material.name, limits, encoding)
        for item in members:
            if _stem(item.filename) not in stems:
                data = _unpacked(archive, item, material.name)
                layers += _other(Material(PurePosixPath(item.filename).name, data), limits, encoding, read_one)
    if not layers:
        found = ", ".join(item.filename for item in members[:8])
        raise rejected("no-layer", material.name, found=found or None, expected="a shapefile (.shp, .shx, .dbf, .prj)")
    return _named_apart(layers)


def _named_apart(layers: list[GeoLayer]) -> tuple[GeoLayer, ...]:
    """Layers of one name (in two folders) get a number, so that a name means one layer."""
    seen: dict[str, int] = {}
    named = []
    for layer in layers:
        seen[layer.name] = seen.get(layer.name, 0) + 1
        named.append(layer if seen[layer.name] == 1 else replace(layer, name=f"{layer.name} ({seen[layer.name]})"))
    return tuple(named)


def _other(material: Material, limits: Limits, encoding: str | None, read_one: ReadOne) -> tuple[GeoLayer, ...]:
    try:
        return read_one(material, limits, encoding)
    except InputRejected as error:
        if all(item.code == "file-format" for item in error.problems):
            return ()
        raise


def _unpacked(archive: zipsafe.Archive, item: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of a member; it may not be an archive itself."""
    chunks: list[bytes] = []
    for piece in archive.pieces(item):
        if not chunks and piece.startswith(_ARCHIVES):
            raise rejected("zip-nested", name, found=item.filename)
        chunks.append(piece)
    return b"".join(chunks)


def _stem(filename: str) -> str:
    path = PurePosixPath(filename)
    return str(path.with_suffix("")) if path.suffix else filename


def _ending(filename: str) -> str:
    return PurePosixPath(filename).suffix.lower()
