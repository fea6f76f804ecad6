"""How large a file may be, for all readers. What lies beyond is refused in words, before it is unpacked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest sizes that `open_table` and `open_geodata` accept."""

    size: int = 300_000_000
    """Bytes of the file."""
    text: int = 250_000_000
    """Bytes of a text format that is parsed whole (JSON, GML): it takes about ten times as much memory."""
    unpacked: int = 1_500_000_000
    """Bytes of all parts of an archive after unpacking."""
    ratio: int = 200
    """Unpacked by packed bytes, for parts above `ratio_from`."""
    ratio_from: int = 20_000_000
    parts: int = 5_000
    """Files inside an archive."""
    rows: int = 5_000_000
    columns: int = 2_000
    cells: int = 100_000_000
    layers: int = 200
    features: int = 2_000_000
    vertices: int = 100_000_000


LIMITS = Limits()
GEODATA = Limits(size=1_000_000_000, unpacked=2_000_000_000, parts=1_000, columns=1_000)
"""Geodata lies on the disk while it is read, and its attributes are few."""
