"""Period, indicator and members of each row, from columns or fixed by head or mapping: as codes into short lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.declared import slice_key, slice_members
from quartier.sources.tables.context import Context
from quartier.sources.tables.mapping import Column, Mapping, Role
from quartier.sources.tables.names import means_total, normal
from quartier.sources.tables.periods import read_period
from quartier.sources.tables.recognition.keys import find_member, member_table
from quartier.sources.tables.sheet import Sheet, used_codes
from quartier.sources.tables.staging.staged import Collector

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Coded:
    """A text for each row: `values[codes[i]]`; code -1 where it could not be read."""

    codes: NDArray[np.int32]
    values: tuple[str, ...]

    @classmethod
    def constant(cls, value: str, count: int) -> Coded:
        """The same text for all rows."""
        return cls(np.zeros(count, np.int32), (value,))


def translated(
    sheet: Sheet, column: Column, positions: NDArray[np.int64], read: Callable[[str], str | None],
    code: str, expected: str, problems: Collector,
) -> Coded:  # fmt: skip
    """Translate a column by its different texts; what cannot be translated is told once a text."""
    distinct = sheet.distinct(column.number)
    of_rows = distinct.codes[positions]
    used = used_codes(of_rows, len(distinct.texts))
    values: dict[str, int] = {}
    table = np.full(len(distinct.texts), -1, np.int32)
    for position, text in enumerate(distinct.texts.take(used.codes).to_pylist()):
        value = read(str(text))
        table[used.codes[position]] = -1 if value is None else values.setdefault(value, len(values))
        if value is None:
            times = f" ({used.count[position]} ×)" if used.count[position] > 1 else ""
            problems.add(code, row=int(positions[used.first[position]]) + 1, column=column.header,
                         found=f"{text}{times}", expected=expected)  # fmt: skip
    return Coded(table[of_rows], tuple(values))


def periods(sheet: Sheet, mapping: Mapping, positions: NDArray[np.int64], problems: Collector) -> Coded | None:
    """Periods from a column; None when no column names them."""
    columns = mapping.of_role(Role.PERIOD)
    if not columns:
        return None
    known = dict(mapping.period_texts)

    def read(text: str) -> str | None:
        if text.strip() in known:
            return known[text.strip()]
        reading = read_period(text, school_years=mapping.school_years, day_first=mapping.day_first)
        return reading.period if reading and not reading.doubt else None

    return translated(
        sheet, columns[0], positions, read, "not-a-period", "2020, 31.12.2020, 2020-Q3, Schuljahr 2020/21", problems
    )


def indicators(
    sheet: Sheet, mapping: Mapping, context: Context, positions: NDArray[np.int64], problems: Collector
) -> Coded | None:  # fmt: skip
    """Indicator keys from a column; None when no column names them."""
    columns = mapping.of_role(Role.INDICATOR)
    if not columns:
        return None
    chosen = {text.strip(): key for text, key in mapping.indicator_texts}
    known = {normal(name): item.key for item in context.indicators for name in (item.name.de, item.key)}

    def read(text: str) -> str | None:
        key = chosen.get(text.strip(), known.get(normal(text)))
        return key if key and context.indicator(key) else None

    return translated(sheet, columns[0], positions, read, "unknown-indicator", "name or key of an indicator", problems)


def slices(
    sheet: Sheet, mapping: Mapping, context: Context, positions: NDArray[np.int64], problems: Collector
) -> Coded | None:  # fmt: skip
    """Canonical slices from the column of slices or the member columns; None when there is none."""
    whole = mapping.of_role(Role.SLICE)
    if whole:
        expected = "age=0-5;sex=f, or empty for the total"
        return translated(
            sheet, whole[0], positions, lambda text: slice_of(text, context), "unknown-slice", expected, problems
        )
    columns = mapping.of_role(Role.MEMBER)
    if not columns:
        return None
    parts = [(column.dimension, _members(sheet, column, mapping, context, positions, problems)) for column in columns]
    combined = np.zeros(len(positions), np.int64)
    bad = np.zeros(len(positions), bool)
    for _, coded in parts:
        combined = combined * (len(coded.values) + 1) + coded.codes + 1
        bad |= coded.codes < 0
    _, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
    texts: dict[str, int] = {}
    table = np.empty(len(first), np.int32)
    for position, row in enumerate(first):
        members = {name: coded.values[coded.codes[row]] for name, coded in parts if coded.codes[row] >= 0}
        key = slice_key({name: member for name, member in members.items() if member})
        table[position] = texts.setdefault(key, len(texts))
    codes = table[inverse].astype(np.int32)
    codes[bad] = -1
    return Coded(codes, tuple(texts))


def slice_of(text: str, context: Context) -> str | None:
    """Canonical text of a slice whose dimensions and members are known; None for any other text."""
    try:
        members = slice_members(text.strip())
    except ValueError:
        return None
    known = all(member in context.members(dimension) for dimension, member in members.items())
    return slice_key(members) if known else None


def _members(
    sheet: Sheet, column: Column, mapping: Mapping, context: Context, positions: NDArray[np.int64], problems: Collector
) -> Coded:
    chosen = {text.strip(): key for dimension, text, key in mapping.member_texts if dimension == column.dimension}
    table = member_table(context, column.dimension)

    def read(text: str) -> str | None:
        if text.strip() in chosen:
            return chosen[text.strip()]
        if means_total(text):
            return ""
        return find_member(text, table)

    expected = ", ".join(context.members(column.dimension)[:8])
    return translated(sheet, column, positions, read, "unknown-member", expected, problems)
