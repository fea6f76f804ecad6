"""A release in the making: files gathered in a temporary folder, then put into the store under their checksum."""

from __future__ import annotations

import errno
import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quartier.kernel.errors import StoreFull
from quartier.lake.store import Store

ARROW = "application/vnd.apache.arrow.file"
PARQUET = "application/vnd.apache.parquet"
GEOJSON = "application/geo+json"
PMTILES = "application/vnd.pmtiles"

_CHUNK = 1 << 20


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


@dataclass(frozen=True, slots=True)
class _Gathered:
    name: str
    path: Path
    sha256: str
    media_type: str
    encoding: str


class Draft:
    """Files of a release before their common checksum, and so their keys, are known."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: list[_Gathered] = []

    def new_path(self, suffix: str = "") -> Path:
        """A fresh place in the temporary folder, for libraries that write files themselves."""
        return self.folder / f"{len(self._files)}{suffix}"

    def add(self, name: str, content: bytes, media_type: str, *, compress: bool = False) -> str:
        """Take over bytes; returns their sha256."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.new_path()
        path.write_bytes(gzip.compress(content, compresslevel=6, mtime=0) if compress else content)
        self._files.append(_Gathered(name, path, sha256, media_type, "gzip" if compress else ""))
        return sha256

    def add_path(self, name: str, path: Path, media_type: str) -> str:
        """Take over a file made at `new_path`; returns its sha256."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self._files.append(_Gathered(name, path, sha256, media_type, ""))
        return sha256

    def publish(self, store: Store, folder: str, manifest: dict[str, Any]) -> WrittenRelease:
        """Put every file below ``<folder>/<checksum, 16 characters>/``. Raises StoreFull, KeyTaken."""
        lines = sorted(f"{file.name} {file.sha256}" for file in self._files)
        checksum = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        written = tuple(_put(store, f"{folder}/{checksum[:16]}/{file.name}", file) for file in self._files)
        return WrittenRelease(checksum, written, manifest)


def _put(store: Store, key: str, file: _Gathered) -> WrittenFile:
    size = file.path.stat().st_size
    store.put(key, file.path)
    return WrittenFile(file.name, key, file.sha256, size, file.media_type, file.encoding)


@contextmanager
def draft() -> Iterator[Draft]:
    """A draft whose temporary folder goes away at the end. Raises StoreFull."""
    folder = Path(tempfile.mkdtemp(prefix="quartier-"))
    try:
        yield Draft(folder)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StoreFull(
                f"The disk of the temporary folder {folder.parent} is full; nothing was written."
            ) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
