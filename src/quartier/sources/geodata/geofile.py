"""A file of geodata, opened: its layers, their fields, reference system and features."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from quartier.kernel.errors import Problem


class FieldKind(StrEnum):
    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    YESNO = "yesno"
    OTHER = "other"
    """Lists, structures, bytes: named here, absent from the frame."""


@dataclass(frozen=True, slots=True)
class GeoField:
    name: str
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class LayerData:
    """`frame`: a GeoDataFrame with a text column a field (None where nothing stands), ``geometry`` and CRS (or None).

    Row i is feature number i + 1. Shapes are as delivered, invalid ones too; unreadable ones are None and a problem.
    """

    frame: Any
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class GeoLayer:
    """One layer. `crs` is a pyproj.CRS or None; `count` the number of features; `encoding` that of its texts."""

    name: str
    fields: tuple[GeoField, ...]
    crs: Any
    count: int
    geometry: str
    """Kind of shape as the file declares it, e.g. ``Polygon``; ``Unknown`` where it is mixed or not declared."""
    load: Callable[[], LayerData] = field(repr=False, compare=False)
    encoding: str = "UTF-8"
    encoding_why: str = "format"
    """``format`` (always UTF-8), ``cpg``, ``dbf`` (language byte), ``bytes`` (recognised), ``chosen``."""
    problems: tuple[Problem, ...] = ()

    @cached_property
    def data(self) -> LayerData:
        """The features, read at the first call. Raises InputRejected."""
        return self.load()


@dataclass(frozen=True)
class GeoFile:
    """An opened file. `problems`: warnings met while opening (errors raise InputRejected instead)."""

    name: str
    format: str
    layers: tuple[GeoLayer, ...]
    problems: tuple[Problem, ...] = ()

    def layer(self, name: str | None = None) -> GeoLayer:
        """The layer of that name; without a name the first. Raises InputRejected where it is absent."""
        from quartier.sources.geodata.words import rejected

        for item in self.layers:
            if name is None or item.name == name:
                return item
        known = ", ".join(item.name for item in self.layers)
        raise rejected("layer-missing", self.name, found=name, expected=known)


@dataclass(frozen=True, slots=True)
class Material:
    """The bytes of a file, in memory or on disk, and its name as the person knows it."""

    name: str
    data: bytes | Path

    @property
    def size(self) -> int:
        return len(self.data) if isinstance(self.data, bytes) else self.data.stat().st_size

    def head(self, length: int = 4096) -> bytes:
        if isinstance(self.data, bytes):
            return self.data[:length]
        with self.data.open("rb") as file:
            return file.read(length)

    def read(self) -> bytes:
        return self.data if isinstance(self.data, bytes) else self.data.read_bytes()

    @contextmanager
    def on_disk(self, suffix: str) -> Iterator[Path]:
        """A path with these bytes while the block runs; what was written for it is removed afterwards."""
        if isinstance(self.data, Path) and self.data.suffix.lower() == suffix:
            yield self.data
            return
        with scratch() as folder:
            path = folder / f"layer{suffix}"
            if isinstance(self.data, Path):
                path.symlink_to(self.data.resolve())
            else:
                path.write_bytes(self.data)
            yield path


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="quartier-geodata-") as folder:
        yield Path(folder)
