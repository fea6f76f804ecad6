"""GML (what a WFS speaks when it speaks no GeoJSON), through GDAL, after the XML was found harmless."""

from __future__ import annotations

from functools import partial

from quartier.sources.geodata import ogr
from quartier.sources.geodata.geofile import GeoLayer, Material
from quartier.sources.geodata.words import rejected
from quartier.sources.limits import Limits
from quartier.sources.xmlsafe import XmlRefused, check

_OPTIONS = {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO", "USE_SCHEMA_IMPORT": "NO"}
"""GDAL must not follow a link of a stranger's file to another host or file."""


def claims(material: Material) -> bool:
    head = material.head(4096)
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and b"opengis.net/gml" in head


def read(material: Material, limits: Limits, _encoding: str | None = None) -> tuple[GeoLayer, ...]:
    """The layers of a GML file. Raises InputRejected, also when the XML declares a document type or entities."""
    if material.size > limits.text:
        found = f"{material.size} bytes"
        raise rejected("file-too-large", material.name, found=found, expected=f"at most {limits.text} bytes")
    try:
        check(material.read())
    except XmlRefused as error:
        code = "xml-entities" if error.entities else "file-damaged"
        raise rejected(code, material.name, found=str(error)) from None
    return ogr.layers(partial(material.on_disk, ".gml"), material, limits, options=_OPTIONS)
