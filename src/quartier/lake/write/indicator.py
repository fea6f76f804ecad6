"""The release of an indicator: all observations in one Parquet file, and vectors for the map."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from quartier.kernel.presence import Presence
from quartier.lake import keys
from quartier.lake.release import UnitOrder, WrittenRelease
from quartier.lake.store import Store
from quartier.lake.write.checks import CODES, NUMBERS, Checked, Floats, Ints, check
from quartier.lake.write.draft import ARROW, PARQUET, Draft, draft
from quartier.methods.classify import default_breaks

ROW_GROUP = 50_000
"""Rows a group: small enough that a reader skips what it does not ask for, large enough to compress."""
ONE_FILE = 60_000
"""Up to so many cells (units x periods) all periods share a vector file."""
DETAILED = 20_000
"""Up to so many units vectors carry numerator, denominator and bounds."""

_SCHEMA = pa.schema(
    [pa.field(name, pa.string(), nullable=False) for name in ("level", "geography", "unit", "period", "slice")]
    + [
        pa.field("value", pa.float64()),
        pa.field("numerator", pa.float64()),
        pa.field("denominator", pa.float64()),
        pa.field("presence", pa.uint8(), nullable=False),
        pa.field("flags", pa.uint16(), nullable=False),
        pa.field("confidentiality", pa.uint8(), nullable=False),
        pa.field("lower", pa.float64()),
        pa.field("upper", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class _Cube:
    """The rows of one (level, geography, slice), in order, and what their vectors need."""

    indicator: str
    level: str
    geography: str
    slice: str
    units: UnitOrder
    rows: Ints
    periods: tuple[str, ...]
    period: npt.NDArray[np.int64]
    """Per row the position in `periods`."""

    @property
    def folder(self) -> str:
        return f"vectors/{keys.encode(self.level)}@{keys.encode(self.geography)}"

    @property
    def part(self) -> str:
        return keys.encode(self.slice) if self.slice else "total"


def write_indicator(
    store: Store,
    indicator: str,
    observations: pd.DataFrame,
    geographies: Mapping[tuple[str, str], UnitOrder],
    *,
    kind: str = "share",
) -> WrittenRelease:
    """See `quartier.lake.write`."""
    checked = check(indicator, observations, geographies)
    with draft() as files:
        _write_observations(files, checked, geographies)
        cubes = _cubes(indicator, checked, geographies)
        coverage = [_write_vectors(files, checked, cube, kind) for cube in cubes]
        manifest = {"indicator": indicator, "rows": len(checked.sorted_rows), "coverage": coverage}
        return files.publish(store, f"indicators/{keys.encode(indicator)}", manifest)


def _write_observations(files: Draft, checked: Checked, geographies: Mapping[tuple[str, str], UnitOrder]) -> None:
    path = files.new_path(".parquet")
    units = [pa.array(geographies[place].codes, pa.string()) for place in checked.places]
    # Without the Arrow schema readers get plain text columns; the Parquet types and dictionaries stay.
    with pq.ParquetWriter(path, _SCHEMA, compression="zstd", store_schema=False) as writer:
        for number in range(len(checked.places)):
            first, last = np.searchsorted(checked.place[checked.sorted_rows], [number, number + 1])
            for start in range(first, last, ROW_GROUP):
                rows = checked.sorted_rows[start : min(start + ROW_GROUP, last)]
                writer.write_table(_table(checked, number, units[number], rows))
    files.add_path("observations.parquet", path, PARQUET)


def _table(checked: Checked, number: int, codes: pa.Array, rows: Ints) -> pa.Table:
    level, geography = checked.places[number]
    columns: dict[str, Any] = {
        "level": pa.repeat(pa.scalar(level), len(rows)),
        "geography": pa.repeat(pa.scalar(geography), len(rows)),
        "unit": codes.take(pa.array(checked.unit[rows])),
        "period": pa.array(checked.periods.names).take(pa.array(checked.periods.index[rows])),
        "slice": pa.array(checked.slices.names).take(pa.array(checked.slices.index[rows])),
    }
    columns |= {name: pa.array(checked.numbers[name][rows], from_pandas=True) for name in NUMBERS}
    columns |= {name: pa.array(checked.codes[name][rows]) for name in CODES}
    return pa.table({name: columns[name] for name in _SCHEMA.names}, schema=_SCHEMA)


def _cubes(indicator: str, checked: Checked, geographies: Mapping[tuple[str, str], UnitOrder]) -> Iterator[_Cube]:
    rows = checked.sorted_rows
    key = checked.place[rows].astype(np.int64) * len(checked.slices.names) + checked.slices.index[rows]
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        part = rows[start:end]
        level, geography = checked.places[checked.place[part[0]]]
        found, period = np.unique(checked.periods.index[part], return_inverse=True)
        names = tuple(checked.periods.names[number] for number in found)
        yield _Cube(indicator, level, geography, checked.slices.names[checked.slices.index[part[0]]],
                    geographies[level, geography], part, names, period)  # fmt: skip


def _write_vectors(files: Draft, checked: Checked, cube: _Cube, kind: str) -> dict[str, Any]:
    """Write the vector files of a cube; returns its entry in the coverage."""
    units, count = len(cube.units.codes), len(cube.periods)
    step = count if units * count <= ONE_FILE else 1
    detail = [
        name for name in NUMBERS[1:] if units <= DETAILED and not np.isnan(checked.numbers[name][cube.rows]).all()
    ]
    written = []
    for number, first in enumerate(range(0, count, step)):
        content = _vector(checked, cube, first, min(first + step, count), detail)
        name = f"{cube.folder}/{cube.part}.{number}.arrow.gz"
        sha256 = files.add(name, content, ARROW, compress=True)
        written.append({"sha256": sha256, "periods": list(cube.periods[first : first + step])})
    values = checked.numbers["value"][cube.rows]
    known = values[~np.isnan(values)]
    return {
        "level": cube.level,
        "geography": cube.geography,
        "slice": cube.slice,
        "periods": list(cube.periods),
        "files": written,
        "breaks": default_breaks(known, kind),
        "min": float(known.min()) if len(known) else None,
        "max": float(known.max()) if len(known) else None,
        "valid": len(known),
    }


def _vector(checked: Checked, cube: _Cube, first: int, last: int, detail: list[str]) -> bytes:
    """Arrow IPC file of the periods `first` to before `last`, period-major, every unit of the geography."""
    units = len(cube.units.codes)
    begin, end = np.searchsorted(cube.period, [first, last])
    rows = cube.rows[begin:end]
    place = (cube.period[begin:end] - first) * units + checked.unit[rows]
    presence = np.full((last - first) * units, Presence.MISSING, dtype=np.uint8)
    presence[place] = checked.codes["presence"][rows]
    flags = np.zeros(len(presence), dtype=np.uint16)
    flags[place] = checked.codes["flags"][rows]
    columns: dict[str, pa.Array] = {"value": _spread(checked.numbers["value"][rows], place, len(presence))}
    columns |= {"presence": pa.array(presence), "flags": pa.array(flags)}
    columns |= {name: _spread(checked.numbers[name][rows], place, len(presence)) for name in detail}
    meta = {"indicator": cube.indicator, "level": cube.level, "geography": cube.geography, "slice": cube.slice,
            "units": units, "periods": list(cube.periods[first:last]), "order": cube.units.order}  # fmt: skip
    return ipc_file(pa.table(columns).replace_schema_metadata({"quartier": json.dumps(meta, ensure_ascii=False)}))


def _any(values: Floats) -> bool:
    return not bool(np.isnan(values).all())


def _spread(values: Floats, place: npt.NDArray[np.int64], length: int) -> pa.Array:
    full = np.full(length, np.nan)
    full[place] = values
    return pa.array(full, from_pandas=True)


def ipc_file(table: pa.Table) -> bytes:
    """The table as an Arrow IPC file of one record batch."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    content: bytes = sink.getvalue().to_pybytes()
    return content
