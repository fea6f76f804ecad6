"""Blocks of an indicator -> its frame of observations, without rows that stand twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from quartier.kernel.presence import Presence
from quartier.sources.frames import COLUMNS, NUMBERS
from quartier.sources.tables.staging.build import Block
from quartier.sources.tables.staging.fields import Coded
from quartier.sources.tables.staging.rows import Rows
from quartier.sources.tables.staging.staged import Collector

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Joined:
    """All blocks of one indicator in one: codes of place, unit, period and slice, and the numbers."""

    place: NDArray[np.int32]
    unit: NDArray[np.int32]
    period: Coded
    slice: Coded
    numbers: dict[str, NDArray[np.float64]]
    presence: NDArray[np.uint8]
    flags: NDArray[np.uint16]
    confidentiality: NDArray[np.uint8]
    rows: NDArray[np.int64]


class Shared:
    """Results that several indicators of a sheet share: made once for the same array, whatever is made of it."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, object], tuple[Any, Any]] = {}

    def get(self, source: Any, what: object, make: Callable[[], Any]) -> Any:
        """What was made of `source` before, or is made now; `source` is kept alive, so that its id stays its own."""
        key = (id(source), what)
        if key not in self._made:
            self._made[key] = (source, make())
        return self._made[key][1]


def joined(blocks: list[Block], rows: Rows, problems: Collector, shared: Shared) -> Joined:
    """Put the blocks of an indicator together; of rows that stand twice the first is kept and both are told."""

    first = rows.numbers[0]  # the numbers follow one another

    def gather(of_rows: NDArray[np.int32], what: str) -> Any:
        return _joined([shared.get(block.rows, what, partial(_at, of_rows, block.rows, first)) for block in blocks])

    whole = Joined(
        place=gather(rows.place, "place"),
        unit=gather(rows.unit, "unit"),
        period=_merge([block.period for block in blocks]),
        slice=_merge([block.slice for block in blocks]),
        numbers=_numbers(blocks),
        presence=_joined([block.presence for block in blocks]),
        flags=_filled(blocks, "flags", np.zeros, np.uint16),
        confidentiality=_filled(blocks, "confidentiality", np.zeros, np.uint8),
        rows=_joined([block.rows for block in blocks]),
    )
    return _once(whole, blocks, rows, problems)


def _at(of_rows: NDArray[np.int32], numbers: NDArray[np.int64], first: int) -> NDArray[np.int32]:
    return of_rows[numbers - first]


def _joined(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _merge(parts: list[Coded]) -> Coded:
    if len(parts) == 1:
        return parts[0]
    values: dict[str, int] = {}
    codes = []
    for part in parts:
        table = np.array([values.setdefault(value, len(values)) for value in part.values], dtype=np.int32)
        codes.append(table[part.codes] if len(table) else part.codes)
    return Coded(np.concatenate(codes), tuple(values))


def _numbers(blocks: list[Block]) -> dict[str, NDArray[np.float64]]:
    return {name: _filled(blocks, name, partial(np.full, fill_value=np.nan), np.float64) for name in NUMBERS}


def _filled(blocks: list[Block], name: str, empty: Callable[..., Any], kind: Any) -> Any:
    """A column of all blocks; those that do not have it are filled."""
    parts = [getattr(block, name) for block in blocks]
    return _joined(
        [empty(len(b.rows), dtype=kind) if part is None else part for b, part in zip(blocks, parts, strict=True)]
    )


def _once(whole: Joined, blocks: list[Block], rows: Rows, problems: Collector) -> Joined:
    import pandas as pd

    key = whole.unit.astype(np.int64)
    for coded, size in ((whole.place, len(rows.places)), (whole.period.codes, len(whole.period.values)),
                        (whole.slice.codes, len(whole.slice.values))):  # fmt: skip
        key = key * max(1, size) + coded
    twice = pd.Series(key).duplicated(keep="first").to_numpy()
    if not twice.any():
        return whole
    _tell_twice(whole, key, twice, blocks, rows, problems)
    keep = ~twice
    return Joined(
        whole.place[keep], whole.unit[keep],
        Coded(whole.period.codes[keep], whole.period.values), Coded(whole.slice.codes[keep], whole.slice.values),
        {name: number[keep] for name, number in whole.numbers.items()}, whole.presence[keep], whole.flags[keep],
        whole.confidentiality[keep], whole.rows[keep],
    )  # fmt: skip


def _tell_twice(
    whole: Joined,
    key: NDArray[np.int64],
    twice: NDArray[np.bool_],
    blocks: list[Block],
    rows: Rows,
    problems: Collector,
) -> None:
    """Two values that differ are an error; the same value twice is a warning."""
    import pandas as pd

    first = pd.Series(np.arange(len(key))).groupby(key).transform("first").to_numpy()
    value = whole.numbers["value"]
    same = ((value == value[first]) | (np.isnan(value) & np.isnan(value[first]))) & (
        whole.presence == whole.presence[first]
    )
    column = blocks[0].column.header if len(blocks) == 1 else None
    for severity, chosen in (("error", twice & ~same), ("warning", twice & same)):
        at = np.flatnonzero(chosen)
        found = [
            f"{rows.codes[whole.unit[p]]}, {whole.period.values[whole.period.codes[p]]}: {value[p]:.15g}"
            for p in at[:50]
        ]
        expected = f"row {int(whole.rows[first[at[0]]])} alone" if len(at) else None
        problems.add_rows("row-twice", whole.rows[at], column=column, found=found, expected=expected, severity=severity)


def frame(whole: Joined, rows: Rows, shared: Shared) -> pd.DataFrame:
    """The frame that `kernel.declared.Observations` wants."""
    import pandas as pd

    def texts(codes: NDArray[np.int32], values: tuple[str, ...]) -> Any:
        return shared.get(codes, values, lambda: _texts(codes, values))

    there = whole.presence == Presence.VALUE
    columns: dict[str, Any] = {
        "level": texts(whole.place, tuple(level for level, _ in rows.places)),
        "geography": texts(whole.place, tuple(geography for _, geography in rows.places)),
        "unit": texts(whole.unit, rows.codes),
        "period": texts(whole.period.codes, whole.period.values),
        "slice": texts(whole.slice.codes, whole.slice.values),
        **whole.numbers,
        "value": whole.numbers["value"] if there.all() else np.where(there, whole.numbers["value"], np.nan),
        "presence": whole.presence,
        "flags": whole.flags,
        "confidentiality": whole.confidentiality,
    }
    return pd.DataFrame({name: columns[name] for name in COLUMNS}, copy=False)


def _texts(codes: NDArray[np.int32], values: tuple[str, ...]) -> Any:
    import pyarrow as pa

    coded = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(values, pa.string()))
    return coded.cast(pa.string()).to_pandas()
