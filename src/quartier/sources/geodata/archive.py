"""Zip archives: shapefiles and other geodata inside of them; bombs and nested archives are refused in words."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import IO, Any

from quartier.kernel.errors import InputRejected
from quartier.sources.geodata import shapefile
from quartier.sources.geodata.geofile import GeoLayer, Material
from quartier.sources.geodata.limits import Limits
from quartier.sources.geodata.words import rejected

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_CHUNK = 1 << 20

ReadOne = Callable[[Material, Limits, str | None], tuple[GeoLayer, ...]]


def claims(material: Material) -> bool:
    return material.head(4) in (b"PK\x03\x04", b"PK\x05\x06")


def read(material: Material, limits: Limits, encoding: str | None, read_one: ReadOne) -> tuple[GeoLayer, ...]:
    """The layers of all shapefiles and other geodata files of an archive.

    `read_one` reads a file that is no shapefile, or raises InputRejected with ``file-format`` (then it is passed over).
    """
    with _opened(material) as archive:
        members = _members(archive, material.name, limits)
        stems = {_stem(item.filename) for item in members if item.filename.lower().endswith(".shp")}
        layers: list[GeoLayer] = []
        for stem in sorted(stems):
            parts = {
                _ending(item.filename): _unpacked(archive, item, material.name, limits)
                for item in members
                if _stem(item.filename) == stem and _ending(item.filename) in shapefile.PARTS
            }
            layers += shapefile.read_parts(parts, PurePosixPath(stem).name, material.name, limits, encoding)
        for item in members:
            if _stem(item.filename) not in stems:
                data = _unpacked(archive, item, material.name, limits)
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


@contextmanager
def _opened(material: Material) -> Any:
    source: IO[bytes] = io.BytesIO(material.data) if isinstance(material.data, bytes) else material.data.open("rb")
    try:
        with source, zipfile.ZipFile(source) as archive:
            yield archive
    except InputRejected:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, UnicodeDecodeError):
        raise rejected("file-damaged", material.name) from None


def _members(archive: zipfile.ZipFile, name: str, limits: Limits) -> list[zipfile.ZipInfo]:
    members = [item for item in archive.infolist() if not item.is_dir() and "__MACOSX/" not in item.filename]
    if len(members) > limits.parts:
        raise rejected("too-many", name, found=f"{len(members)} files", expected=f"at most {limits.parts} files")
    for item in members:
        path = PurePosixPath(item.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            raise rejected("zip-path", name, found=item.filename)
        if item.flag_bits & 1:
            raise rejected("file-password", name, found=item.filename)
        ratio = item.file_size / max(item.compress_size, 1)
        if item.file_size > limits.ratio_from and ratio > limits.ratio:
            raise rejected("zip-bomb", name, found=f"{item.filename}: {item.file_size} bytes, {ratio:.0f}-fold")
    total = sum(item.file_size for item in members)
    if total > limits.unpacked:
        raise rejected("zip-bomb", name, found=f"{total} bytes", expected=f"at most {limits.unpacked} bytes")
    return members


def _unpacked(archive: zipfile.ZipFile, item: zipfile.ZipInfo, name: str, limits: Limits) -> bytes:
    """The bytes of a member; it may not be larger than it says, and may not be an archive itself."""
    with archive.open(item) as file:
        head = file.read(8)
        if head.startswith(_ARCHIVES):
            raise rejected("zip-nested", name, found=item.filename)
        chunks, size = [head], len(head)
        while chunk := file.read(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > min(item.file_size, limits.unpacked):
                raise rejected("zip-bomb", name, found=item.filename)
    return b"".join(chunks)


def _stem(filename: str) -> str:
    path = PurePosixPath(filename)
    return str(path.with_suffix("")) if path.suffix else filename


def _ending(filename: str) -> str:
    return PurePosixPath(filename).suffix.lower()
