"""Reading releases. Only `catalogue.observations`, the one gate, may import this module."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from quartier.kernel.errors import Problem
from quartier.lake.errors import KeyAbsent, ObjectDamaged
from quartier.lake.release import UnitOrder, WrittenFile
from quartier.lake.store import Store

if TYPE_CHECKING:
    import geopandas as gpd

T = TypeVar("T")
_CHUNK = 1 << 20


def observations(
    store: Store,
    key: str,
    *,
    level: str | None = None,
    geography: str | None = None,
    units: Collection[str] | None = None,
    periods: Collection[str] | None = None,
    slices: Collection[str] | None = None,
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Observations of a release, those asked for, in the order of level, geography, slice, period, unit.

    The columns are those of `kernel.declared.Observations`, or `columns` of them. Raises KeyAbsent, ObjectDamaged.
    """
    wanted = {"level": _one(level), "geography": _one(geography), "unit": units, "period": periods, "slice": slices}
    chosen = [pc.field(name).isin(pa.array(list(values), pa.string())) for name, values in wanted.items()
              if values is not None]  # fmt: skip
    condition = chosen[0] if chosen else None
    for further in chosen[1:]:
        condition = condition & further
    path = store.local_path(key)
    table = _sound(key, lambda: pq.read_table(path, columns=columns, filters=condition))
    frame: pd.DataFrame = table.to_pandas()
    return frame


def units(store: Store, key: str) -> pd.DataFrame:
    """Units of a geography in their order, from its ``units.parquet``: code, name, parents, no shapes."""
    path = store.local_path(key)

    def load() -> pd.DataFrame:
        names = [name for name in pq.read_schema(path).names if name in ("code", "name") or name.startswith("parent:")]
        frame: pd.DataFrame = pq.read_table(path, columns=names).to_pandas(ignore_metadata=True)
        return frame

    return _sound(key, load)


def unit_order(store: Store, key: str) -> UnitOrder:
    """The unit order of a geography, from its ``units.parquet``."""
    path = store.local_path(key)
    return _sound(key, lambda: UnitOrder.of(pq.read_table(path, columns=["code"])["code"].to_pylist()))


def geometry(store: Store, key: str) -> gpd.GeoDataFrame:
    """Units with their polygons in the CRS of the source, from the ``units.parquet`` of a geography that has any."""
    import geopandas as gpd  # heavy; not needed at the server's start

    path = store.local_path(key)
    return _sound(key, lambda: gpd.read_parquet(path))


def content(store: Store, key: str, *, encoding: str = "", start: int = 0, length: int | None = None) -> bytes:
    """Bytes `start` to before `start + length` of a file's content, decoded where `encoding` is "gzip"."""
    if not encoding:
        return store.read(key, start, length)
    whole = _sound(key, lambda: gzip.decompress(store.read(key)))
    return whole[start:] if length is None else whole[start : start + length]


def vector(store: Store, key: str, encoding: str) -> pa.Table:
    """A vector (or ``units.arrow``) as an Arrow table; VectorMeta as JSON in the schema metadata, key "quartier"."""
    data = content(store, key, encoding=encoding)
    return _sound(key, lambda: pa.ipc.open_file(pa.py_buffer(data)).read_all())


def verify(store: Store, files: Iterable[WrittenFile]) -> list[Problem]:
    """Compare every file with its checksum; what is absent, cut off or changed is told in words, file by file."""
    return [problem for file in files if (problem := _fault(store, file)) is not None]


def _fault(store: Store, file: WrittenFile) -> Problem | None:
    try:
        size = store.size(file.key)
        if size < file.size:
            return _problem(file, "The file was cut off", "file-cut-off", f"{size} bytes", f"{file.size} bytes")
        found = _checksum(store, file)
    except KeyAbsent:
        return _problem(file, "The file is absent", "file-absent", None, f"{file.size} bytes")
    except (OSError, EOFError, zlib.error) as error:
        return _problem(file, "The file cannot be read", "file-damaged", str(error), f"sha256 {file.sha256}")
    if found != file.sha256 or size != file.size:
        return _problem(file, "The file was changed", "file-changed", f"sha256 {found}", f"sha256 {file.sha256}")
    return None


def _problem(file: WrittenFile, message: str, code: str, found: str | None, expected: str) -> Problem:
    advice = "restore it from the backup, or remove it and publish the release again"
    return Problem(f"{message}; {advice}.", code, file=file.key, found=found, expected=expected)


def _checksum(store: Store, file: WrittenFile) -> str:
    path = store.local_path(file.key)
    digest = hashlib.sha256()
    with gzip.open(path) if file.encoding == "gzip" else path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _one(value: str | None) -> list[str] | None:
    return None if value is None else [value]


def _sound(key: str, load: Callable[[], T]) -> T:
    """What `load` returns; a file that its library cannot read is damaged."""
    damage: tuple[Any, ...] = (pa.ArrowInvalid, gzip.BadGzipFile, EOFError, zlib.error, ValueError, OSError)
    try:
        return load()
    except damage as error:
        raise ObjectDamaged(key, f"it cannot be read ({error})") from error
