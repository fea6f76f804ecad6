"""Zip archives of strangers: bombs, paths that lead elsewhere, passwords and damage, found before anything is kept.

Used by spreadsheets, shapefiles and data packages alike. What an archive says of itself is looked at first (it costs
nothing), then what comes out of it is counted piece by piece, for the first may lie.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from quartier.kernel.errors import InputRejected
from quartier.sources.limits import Limits

_PIECE = 1 << 20
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, UnicodeDecodeError,
)  # fmt: skip

Reject = Callable[..., InputRejected]
"""``reject(code, name, found=..., expected=...)`` in the words of the caller."""


class Archive:
    """An opened archive: its members, and their bytes, by the limits of the caller."""

    def __init__(self, archive: zipfile.ZipFile, name: str, limits: Limits, reject: Reject) -> None:
        self._archive, self._name, self._limits, self._reject = archive, name, limits, reject
        self._left = limits.unpacked
        self.members = self._checked()

    def _checked(self) -> list[zipfile.ZipInfo]:
        limits = self._limits
        members = [item for item in self._archive.infolist() if not item.is_dir() and "__MACOSX/" not in item.filename]
        if len(members) > limits.parts:
            raise self._refused("too-many", f"{len(members):,} files", f"at most {limits.parts:,} files")
        for item in members:
            path = PurePosixPath(item.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts:
                raise self._refused("zip-path", item.filename)
            if item.flag_bits & 1:
                raise self._refused("file-password", item.filename)
            ratio = item.file_size / max(item.compress_size, 1)
            if item.file_size > limits.ratio_from and ratio > limits.ratio:
                raise self._refused("zip-bomb", f"{item.filename}: {item.file_size / 1e6:.0f} MB, {ratio:.0f}-fold")
        total = sum(item.file_size for item in members)
        if total > limits.unpacked:
            raise self._refused("zip-bomb", f"{total / 1e6:.0f} MB", f"at most {limits.unpacked / 1e6:.0f} MB")
        return members

    def _refused(self, code: str, found: str | None = None, expected: str | None = None) -> InputRejected:
        return self._reject(code, self._name, found=found, expected=expected)

    def names(self) -> list[str]:
        return [item.filename for item in self.members]

    def pieces(self, item: zipfile.ZipInfo | str) -> Iterator[bytes]:
        """The bytes of a member, piece by piece. Raises InputRejected as soon as it is more than it says or may be."""
        member = self._archive.getinfo(item) if isinstance(item, str) else item
        limits, size = self._limits, 0
        with self._archive.open(member) as source:
            while piece := source.read(_PIECE):
                size += len(piece)
                self._left -= len(piece)
                much = size > limits.ratio_from and size > limits.ratio * max(1, member.compress_size)
                if much or self._left < 0 or size > member.file_size:
                    raise self._refused("zip-bomb", member.filename, f"at most {limits.unpacked / 1e6:.0f} MB in all")
                yield piece

    def read(self, item: zipfile.ZipInfo | str) -> bytes:
        """All bytes of a member. Raises InputRejected."""
        return b"".join(self.pieces(item))


@contextmanager
def opened(data: bytes | Path, name: str, limits: Limits, reject: Reject) -> Iterator[Archive]:
    """An archive whose members may be read while the block runs.

    Raises InputRejected: damaged, a password, too many or too large members, a path out of the archive.
    """
    source: IO[bytes] = io.BytesIO(data) if isinstance(data, bytes) else data.open("rb")
    try:
        with source, zipfile.ZipFile(source) as archive:
            yield Archive(archive, name, limits, reject)
    except InputRejected:
        raise
    except RuntimeError as error:  # zipfile's word for a password
        raise reject("file-password", name, found=str(error)) from None
    except _DAMAGED as error:
        raise reject("file-damaged", name, found=str(error) or None) from None
