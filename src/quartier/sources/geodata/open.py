"""`open_geodata`: bytes of a file become layers, or a refusal in words. The content decides, not the name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quartier.kernel.errors import Problem
from quartier.kernel.registry import Registry
from quartier.sources.geodata import archive, geojson, geopackage, gml, parquet, shapefile
from quartier.sources.geodata.geofile import GeoFile, GeoLayer, Material
from quartier.sources.geodata.words import rejected
from quartier.sources.limits import GEODATA, Limits

ReadLayers = Callable[[Material, Limits, str | None], tuple[GeoLayer, ...]]


@dataclass(frozen=True, slots=True)
class GeoReader:
    """One format: `claims` looks at the first bytes; `read` gives the layers or raises InputRejected."""

    label: str
    claims: Callable[[Material], bool]
    read: ReadLayers


READERS: Registry[GeoReader] = Registry("geodata readers")
"""Formats that can be read; a higher floor may register more."""

READERS.register("geopackage", GeoReader("GeoPackage", geopackage.claims_geopackage, geopackage.read_geopackage))
READERS.register("flatgeobuf", GeoReader("FlatGeobuf", geopackage.claims_flatgeobuf, geopackage.read_flatgeobuf))
READERS.register("geoparquet", GeoReader("GeoParquet", parquet.claims, parquet.read))
READERS.register("shapefile", GeoReader("Shapefile", shapefile.claims, shapefile.read))
READERS.register("gml", GeoReader("GML", gml.claims, gml.read))
READERS.register("geojson", GeoReader("GeoJSON", geojson.claims, geojson.read))

_FORMATS = "GeoJSON, GeoPackage, Shapefile (zip), FlatGeobuf, GeoParquet, GML"


def open_geodata(
    data: bytes | Path, name: str = "", *, encoding: str | None = None, limits: Limits = GEODATA
) -> GeoFile:
    """Open a file of geodata.

    Args:
        data: the whole file, or its path (a .shp on disk may have its other parts beside it).
        name: its name, as the person knows it (for messages); by default that of the path.
        encoding: letters of a shapefile, chosen by a person instead of the declared ones.
        limits: largest sizes.

    Returns:
        The layers; features are read at the first look at `GeoLayer.data`, so a path must stay until then.

    Raises:
        InputRejected: empty, too large, damaged, a bomb, a nested archive, protected by a password, or no geodata.
    """
    material = Material(name or (data.name if isinstance(data, Path) else "file"), data)
    if not material.size:
        raise rejected("file-empty", material.name)
    if material.size > limits.size:
        found, allowed = f"{material.size} bytes", f"at most {limits.size} bytes"
        raise rejected("file-too-large", material.name, found=found, expected=allowed)
    if archive.claims(material):
        layers = archive.read(material, limits, encoding, _read)
        return GeoFile(material.name, "zip", layers, _problems(layers))
    layers = _read(material, limits, encoding)
    return GeoFile(material.name, _reader(material).label, layers, _problems(layers))


def _read(material: Material, limits: Limits, encoding: str | None) -> tuple[GeoLayer, ...]:
    layers = _reader(material).read(material, limits, encoding)
    if not layers:
        raise rejected("no-layer", material.name)
    return layers


def _reader(material: Material) -> GeoReader:
    for _, reader in READERS:
        if reader.claims(material):
            return reader
    found = repr(material.head(8))
    raise rejected("file-format", material.name, found=found, expected=_FORMATS)


def _problems(layers: tuple[GeoLayer, ...]) -> tuple[Problem, ...]:
    return tuple(item for layer in layers for item in layer.problems)
