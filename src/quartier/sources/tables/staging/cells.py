"""Cells of a column of figures -> numbers, presence, bounds. Each different text is read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.presence import Presence
from quartier.sources.tables.mapping import Column, Mapping, Marker
from quartier.sources.tables.markers import upper_bound
from quartier.sources.tables.marks import looks_numeric, parse_numbers
from quartier.sources.tables.sheet import Sheet, column_letters
from quartier.sources.tables.staging.staged import SHOWN, Collector

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PRESENCE = {
    Marker.MISSING: Presence.MISSING,
    Marker.SUPPRESSED: Presence.SUPPRESSED,
    Marker.NOT_APPLICABLE: Presence.NOT_APPLICABLE,
    Marker.ZERO: Presence.VALUE,
}


@dataclass(frozen=True)
class Cells:
    """Numbers of some rows of a column; `value` is NaN where presence is not VALUE. `good` False: told as a problem."""

    value: NDArray[np.float64]
    presence: NDArray[np.uint8]
    upper: NDArray[np.float64]
    """Bound that a marker names (``<5``), NaN elsewhere."""
    good: NDArray[np.bool_]


@dataclass
class _Texts:
    value: NDArray[np.float64]
    presence: NDArray[np.uint8]
    upper: NDArray[np.float64]
    good: NDArray[np.bool_]


def read_cells(
    sheet: Sheet, column: Column, mapping: Mapping, positions: NDArray[np.int64], problems: Collector
) -> Cells:
    """Read the cells of the rows at `positions` (0-based); every cell that is no number is a problem.

    A column whose marks are in doubt is not read at all: its cells are missing and not good.
    """
    if column.doubt:
        count = len(positions)
        empty = np.full(count, np.nan)
        return Cells(empty, np.full(count, Presence.MISSING, np.uint8), empty.copy(), np.zeros(count, bool))
    distinct = sheet.distinct(column.number)
    codes = distinct.codes[positions]
    read = _read_texts(distinct.texts, column, mapping)
    cells = Cells(read.value[codes], read.presence[codes], read.upper[codes], read.good[codes])
    cells = _typed(sheet, column, positions, cells)
    scaled = cells if column.scale == 1.0 else _scaled(cells, column.scale)
    _report(sheet, column, mapping, positions, scaled, problems)
    return scaled


def _read_texts(texts: object, column: Column, mapping: Mapping) -> _Texts:
    value, good = parse_numbers(texts, column.decimal, column.thousands)
    presence = np.where(good, Presence.VALUE, Presence.MISSING).astype(np.uint8)
    upper = np.full(len(value), np.nan)
    read = _Texts(value, presence, upper, good)
    import pyarrow as pa
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim(texts, characters=" \u00a0\t")
    markers = {text.strip(): marker for text, marker in mapping.markers}
    special = pc.fill_null(pc.is_in(trimmed, value_set=pa.array(["", *markers], pa.string())), False)
    for position in np.flatnonzero(special.to_numpy(zero_copy_only=False)).tolist():
        _mark(read, position, trimmed[position].as_py(), markers)
    return read


def _mark(read: _Texts, position: int, text: str, markers: dict[str, Marker]) -> None:
    marker = markers.get(text, Marker.MISSING)
    read.good[position] = True
    read.presence[position] = _PRESENCE[marker]
    read.value[position] = 0.0 if marker is Marker.ZERO else np.nan
    bound = upper_bound(text)
    if bound is not None and marker is Marker.SUPPRESSED:
        read.upper[position] = bound


def _typed(sheet: Sheet, column: Column, positions: NDArray[np.int64], cells: Cells) -> Cells:
    """Number cells of a spreadsheet need no marks: their own value counts, unless it is a marker such as -9999."""
    numbers = sheet.numbers.get(column.number)
    if numbers is None:
        return cells
    own = numbers[positions]
    marked = (cells.presence != Presence.VALUE) & cells.good
    there = ~np.isnan(own) & ~marked
    return Cells(
        np.where(there, own, cells.value),
        np.where(there, np.uint8(Presence.VALUE), cells.presence).astype(np.uint8),
        cells.upper,
        cells.good | there,
    )


def _scaled(cells: Cells, scale: float) -> Cells:
    """Times a power of ten, rounded to what a float holds for certain: 0.07 becomes 7, not 7.000000000000001."""
    with np.errstate(invalid="ignore"):
        value = np.round(cells.value * scale, 12)
    return Cells(value, cells.presence, cells.upper * scale, cells.good)


def _report(
    sheet: Sheet, column: Column, mapping: Mapping, positions: NDArray[np.int64], cells: Cells, problems: Collector
) -> None:
    name = column.header or column_letters(column.number)
    bad = np.flatnonzero(~cells.good)
    texts = [sheet.cell(int(positions[p]) + 1, column.number) for p in bad[: 20 * SHOWN]]
    for kind in ("mark-undecided", "not-a-number", "spreadsheet-error"):
        chosen = [i for i, text in enumerate(texts) if _kind_of(text) == kind]
        rows = positions[bad[chosen]] + 1 if chosen else np.empty(0, np.int64)
        if len(rows):
            problems.add_rows(
                kind, rows, column=name, found=[texts[i] for i in chosen], expected=_expected(column, mapping)
            )
    if len(bad) > 20 * SHOWN:
        problems.add("not-a-number", column=name, found=f"{len(bad):,} cells", expected=_expected(column, mapping))
    rounded = [i for i, text in _exponents(sheet, column, positions)]
    if rounded:
        problems.add_rows("exponent", np.array(rounded, np.int64), column=name, severity="warning",
                          found=[sheet.cell(row, column.number) for row in rounded[:SHOWN]])  # fmt: skip


def _kind_of(text: str) -> str:
    if text.strip().startswith("#"):
        return "spreadsheet-error"
    return "mark-undecided" if looks_numeric(text) else "not-a-number"


def _expected(column: Column, mapping: Mapping) -> str:
    decimal = column.decimal or ","
    number = f"1{column.thousands}234{decimal}5" if column.decimal else f"1{column.thousands}234"
    marks = ", ".join(text for text, _ in mapping.markers[:6])
    return number + (f", or {marks}" if marks else "")


def _exponents(sheet: Sheet, column: Column, positions: NDArray[np.int64]) -> list[tuple[int, str]]:
    import pyarrow.compute as pc

    distinct = sheet.distinct(column.number)
    hits = pc.match_substring_regex(distinct.texts, pattern=r"^\s*[+-]?[0-9.,]+[eE][+-]?[0-9]+\s*$")
    if not pc.any(hits).as_py():
        return []
    which = np.flatnonzero(hits.to_numpy(zero_copy_only=False))
    rows = positions[np.isin(distinct.codes[positions], which)] + 1
    numbers = sheet.numbers.get(column.number)
    return [(int(row), "") for row in rows if numbers is None or np.isnan(numbers[int(row) - 1])]
