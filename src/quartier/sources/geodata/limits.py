"""How large geodata may be. What lies beyond is refused in words, before it is unpacked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest sizes that `open_geodata` accepts."""

    size: int = 1_000_000_000
    """Bytes of the file."""
    text: int = 250_000_000
    """Bytes of a text format (GeoJSON, GML): it takes about ten times as much memory."""
    unpacked: int = 2_000_000_000
    """Bytes of all parts of an archive after unpacking."""
    ratio: int = 200
    """Unpacked by packed bytes, for parts above `ratio_from`."""
    ratio_from: int = 20_000_000
    parts: int = 1_000
    """Files inside an archive."""
    layers: int = 200
    features: int = 2_000_000
    fields: int = 1_000
    vertices: int = 100_000_000


LIMITS = Limits()
