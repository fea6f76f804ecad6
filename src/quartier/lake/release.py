"""What a release in the lake consists of: words shared by writing and reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class UnitOrder:
    """The units of a geography in the order that vectors follow, and the checksum of that order."""

    codes: tuple[str, ...]
    order: str

    @classmethod
    def of(cls, codes: Iterable[str]) -> UnitOrder:
        """The order of these codes: the first 32 hex digits of the sha256 of the codes, one a line."""
        known = tuple(codes)
        return cls(known, hashlib.sha256("\n".join(known).encode()).hexdigest()[:32])


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One file of a release.

    `name` is its place within the release; `sha256` is the checksum of the content before `encoding` ("" or
    "gzip"); `size` counts the stored bytes.
    """

    name: str
    key: str
    sha256: str
    size: int
    media_type: str
    encoding: str


@dataclass(frozen=True, slots=True)
class WrittenRelease:
    """A release that lies in the store, whole and durable; it counts once a `Release` row names it."""

    checksum: str
    files: tuple[WrittenFile, ...]
    manifest: dict[str, Any]
