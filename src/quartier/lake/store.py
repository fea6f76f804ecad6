"""Where the facts lie: objects under text keys, written once, whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from quartier.kernel.errors import StoreFull
from quartier.lake import keys
from quartier.lake.errors import KeyAbsent, KeyTaken

_CHUNK = 1 << 20
_TEMPORARY = ".put-"
FULL = frozenset({errno.ENOSPC, errno.EFBIG} | ({errno.EDQUOT} if hasattr(errno, "EDQUOT") else set()))
"""Error numbers of a disk, a quota or a limit on file sizes that is reached."""
_NO_LINKS = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK})
_POSIX = sys.platform != "win32"


@runtime_checkable
class Store(Protocol):
    """What the lake asks of a place for files. Every method may raise KeyInvalid."""

    def put(self, key: str, data: bytes | Path) -> None:
        """Write an object, durably, whole or not at all.

        An existing key must hold equal bytes. Raises KeyTaken, StoreFull.
        """
        ...

    def read(self, key: str, start: int = 0, length: int | None = None) -> bytes:
        """Bytes from `start`, all or `length` of them (fewer at the end). Raises KeyAbsent."""
        ...

    def size(self, key: str) -> int:
        """Number of stored bytes. Raises KeyAbsent."""
        ...

    def modified(self, key: str) -> datetime:
        """When the object was last put (UTC). Raises KeyAbsent."""
        ...

    def local_path(self, key: str) -> Path:
        """A local file with the object's bytes, for reading only. Raises KeyAbsent."""
        ...

    def exists(self, key: str) -> bool:
        """Is there an object under this key."""
        ...

    def list(self, prefix: str = "") -> Iterator[str]:
        """Keys that begin with the text `prefix`, in a fixed order."""
        ...

    def delete(self, key: str) -> None:
        """Remove an object (for the sweep and for legal deletion). Raises KeyAbsent."""
        ...

    def clear_temporary(self, older_than: timedelta) -> int:
        """Remove what interrupted writes left behind; returns how many files."""
        ...


class FolderStore:
    """A store in a folder of a local disk.

    The order of steps is the promise: temporary file in the same folder, write, fsync, chmod 444, link, unlink, fsync
    of the folder. An object is seen under its key only when it is whole and on the disk.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._durable: set[Path] = set()

    def put(self, key: str, data: bytes | Path) -> None:
        target = self._path(key)
        try:
            self._make_folder(target.parent)
            if target.exists() or not _place(target, data):
                self._accept_existing(key, target, data)
            _sync_folder(target.parent)
        except OSError as error:
            if error.errno in FULL:
                raise StoreFull(f"The disk (or the quota) of {self.root} is full; {key!r} was not written.") from error
            raise

    def read(self, key: str, start: int = 0, length: int | None = None) -> bytes:
        if start < 0 or (length is not None and length < 0):
            raise ValueError("start and length count from 0")
        with self.local_path(key).open("rb") as file:
            file.seek(start)
            return file.read() if length is None else file.read(length)

    def size(self, key: str) -> int:
        return self.local_path(key).stat().st_size

    def modified(self, key: str) -> datetime:
        return datetime.fromtimestamp(self.local_path(key).stat().st_mtime, tz=UTC)

    def local_path(self, key: str) -> Path:
        path = self._path(key)
        if not path.is_file():
            raise KeyAbsent(key)
        return path

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def list(self, prefix: str = "") -> Iterator[str]:
        folder = prefix.rpartition("/")[0]
        start = self._path(folder) if folder else self.root
        for path in self._files(start):
            key = path.relative_to(self.root).as_posix()
            if key.startswith(prefix) and not path.name.startswith("."):
                yield key

    def delete(self, key: str) -> None:
        path = self.local_path(key)
        if not _POSIX:
            path.chmod(stat.S_IWRITE)
        try:
            path.unlink()
        except FileNotFoundError:
            raise KeyAbsent(key) from None
        _sync_folder(path.parent)

    def clear_temporary(self, older_than: timedelta) -> int:
        limit = (datetime.now(UTC) - older_than).timestamp()
        old = [
            path
            for path in self._files(self.root)
            if path.name.startswith(_TEMPORARY) and path.stat().st_mtime <= limit
        ]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, key: str) -> Path:
        return self.root.joinpath(*keys.check(key))

    def _files(self, folder: Path) -> Iterator[Path]:
        for place, folders, names in os.walk(folder):
            folders.sort()
            yield from (Path(place, name) for name in sorted(names))

    def _make_folder(self, folder: Path) -> None:
        """Make folders so that they outlast a power cut: each new name is synced in the folder that holds it.

        Done once a process also for folders that are there: who made them may have been killed before the sync.
        """
        if folder in self._durable:
            return
        if folder != self.root:
            self._make_folder(folder.parent)
        folder.mkdir(exist_ok=True, parents=folder == self.root)
        _sync_folder(folder.parent)
        self._durable.add(folder)

    def _accept_existing(self, key: str, target: Path, data: bytes | Path) -> None:
        if not _equal(target, data):
            raise KeyTaken(key)
        os.utime(target)  # young again, so that a sweep leaves it to the publication that just named it


def _place(target: Path, data: bytes | Path) -> bool:
    """Write `data` beside `target`, then give it its name. False when the name was taken in the meantime."""
    temporary = target.parent / f"{_TEMPORARY}{secrets.token_hex(8)}"
    try:
        with temporary.open("xb") as file:
            _copy(data, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o444)
        return _name(temporary, target)
    finally:
        _drop(temporary)


def _name(temporary: Path, target: Path) -> bool:
    try:
        if _POSIX:
            os.link(temporary, target)
        else:
            temporary.rename(target)  # Windows refuses to overwrite
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if target.exists():
            return False
        temporary.rename(target)  # file systems without hard links (some shares, exFAT)
    return True


def _drop(temporary: Path) -> None:
    if not _POSIX and temporary.exists():
        temporary.chmod(stat.S_IWRITE)
    temporary.unlink(missing_ok=True)


def _copy(data: bytes | Path, file: BinaryIO) -> None:
    if isinstance(data, bytes):
        file.write(data)
        return
    with data.open("rb") as source:
        shutil.copyfileobj(source, file, _CHUNK)


def _equal(target: Path, data: bytes | Path) -> bool:
    size = len(data) if isinstance(data, bytes) else data.stat().st_size
    if target.stat().st_size != size:
        return False
    with target.open("rb") as there, BytesIO(data) if isinstance(data, bytes) else data.open("rb") as here:
        while chunk := there.read(_CHUNK):
            if chunk != here.read(_CHUNK):
                return False
    return True


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable (Windows has no such call; NTFS journals them)."""
    if not _POSIX:
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
