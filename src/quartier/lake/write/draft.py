"""A release in the making: files gathered in a temporary folder, then put into the store under their checksum."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quartier.kernel.errors import StoreFull
from quartier.lake.errors import KeyTaken
from quartier.lake.release import WrittenFile, WrittenRelease
from quartier.lake.store import FULL, Store

ARROW = "application/vnd.apache.arrow.file"
PARQUET = "application/vnd.apache.parquet"
GEOJSON = "application/geo+json"
PMTILES = "application/vnd.pmtiles"


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
    try:
        store.put(key, file.path)
    except KeyTaken:
        # Another release of zlib compresses the same content to other bytes: the content decides.
        if file.encoding != "gzip" or _content_sha256(store, key) != file.sha256:
            raise
        store.put(key, store.local_path(key))
    return WrittenFile(file.name, key, file.sha256, store.size(key), file.media_type, file.encoding)


def _content_sha256(store: Store, key: str) -> str:
    try:
        return hashlib.sha256(gzip.decompress(store.read(key))).hexdigest()
    except (OSError, EOFError, zlib.error):
        return ""


@contextmanager
def draft() -> Iterator[Draft]:
    """A draft whose temporary folder goes away at the end. Raises StoreFull."""
    folder = Path(tempfile.mkdtemp(prefix="quartier-"))
    try:
        yield Draft(folder)
    except OSError as error:
        if error.errno in FULL:
            raise StoreFull(
                f"The disk of the temporary folder {folder.parent} is full; nothing was written."
            ) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
