"""A workbook as the import gate sees it: sheets of text cells with the row and column numbers of the spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from quartier.kernel.errors import Problem
from quartier.kernel.text import Text

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray


class Certainty(StrEnum):
    """How sure the gate is of something it recognised."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was recognised, with how sure and why.

    `what` is a stable key (encoding, delimiter, header, layout, unit, decimal ...), `value` what was recognised as a
    person reads it, `column` the spreadsheet column (1 = A) if it concerns one.
    """

    what: str
    value: str
    certainty: Certainty
    why: Text
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, first and last row and column as the spreadsheet counts them (1-based, inclusive)."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Distinct:
    """The different texts of a column and, for each row, the number of its text. ``texts[codes[i]]`` is row i + 1."""

    texts: pa.Array
    codes: NDArray[np.int32]

    def list(self) -> list[str]:
        """The texts as Python strings."""
        return [str(item) for item in self.texts.to_pylist()]


@dataclass(frozen=True, slots=True)
class Used:
    """Which texts of a column some rows use: their codes, the position of the first row and the number of rows."""

    codes: NDArray[np.int64]
    first: NDArray[np.int64]
    count: NDArray[np.int64]


def used_codes(codes: NDArray[np.int32], size: int) -> Used:
    """Codes that occur, in the order of the codes; linear, where sorting a million rows would take long."""
    count = np.bincount(codes, minlength=size)
    first = np.full(size, -1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    there = np.flatnonzero(count)
    return Used(there, first[there], count[there])


@dataclass(frozen=True)
class Sheet:
    """One sheet. Row and column numbers are those of the spreadsheet: the first is 1.

    Attributes:
        table: Arrow table of text columns, one a spreadsheet column, row i + 1 at position i, no nulls ("" is empty).
        numbers: for columns with number cells of a spreadsheet: their values, NaN where the cell is none. A number
            cell needs no decision on marks; its text is the shortest that reads back to it.
        merged: merged ranges; the text of the first cell was written into each of their cells.
        hidden: the sheet is not shown by the spreadsheet program.
    """

    name: str
    table: pa.Table
    file: str = ""
    numbers: Mapping[int, NDArray[np.float64]] = field(default_factory=dict)
    merged: tuple[Merge, ...] = ()
    hidden: bool = False
    form: str = ""
    """The mapping (JSON) that a delivery form of Quartier brings along, else ""."""
    kind: str = ""
    """Of the file: csv | xlsx | xls | ods."""
    _memo: dict[int, Distinct] = field(default_factory=dict, repr=False, compare=False)

    @property
    def rows(self) -> int:
        """Number of the last row."""
        return int(self.table.num_rows)

    @property
    def width(self) -> int:
        """Number of the last column."""
        return int(self.table.num_columns)

    def column(self, number: int) -> pa.ChunkedArray:
        """All cells of a column (1-based), as text."""
        return self.table.column(number - 1)

    def cell(self, row: int, column: int) -> str:
        """One cell; "" outside the sheet."""
        if not (1 <= row <= self.rows and 1 <= column <= self.width):
            return ""
        return str(self.column(column)[row - 1].as_py())

    def grid(self, first: int = 1, last: int | None = None) -> list[list[str]]:
        """Rows `first` to `last` (both counted) as lists of text cells."""
        last = self.rows if last is None else min(last, self.rows)
        part = self.table.slice(first - 1, max(0, last - first + 1))
        columns = [column.to_pylist() for column in part.columns]
        return [list(row) for row in zip(*columns, strict=True)]

    def take(self, rows: Sequence[int]) -> list[list[str]]:
        """The named rows (1-based) as lists of text cells."""
        positions = np.array(rows, dtype=np.int64) - 1
        parts = (self.distinct(number) for number in range(1, self.width + 1))
        columns = [part.texts.take(part.codes[positions]).to_pylist() for part in parts]
        return [list(row) for row in zip(*columns, strict=True)]

    def distinct(self, number: int) -> Distinct:
        """The different texts of a column; computed once."""
        import pyarrow as pa

        if number not in self._memo:
            column: Any = self.column(number)
            if not pa.types.is_dictionary(column.type):
                column = column.dictionary_encode()
            encoded: Any = column.unify_dictionaries().combine_chunks()
            if isinstance(encoded, pa.ChunkedArray):
                encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([], pa.string()).dictionary_encode()
            codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
            self._memo[number] = Distinct(encoded.dictionary, codes)
        return self._memo[number]

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """Names of the columns as a spreadsheet shows them: A, B, ... AA."""
        return tuple(column_letters(number) for number in range(1, self.width + 1))


def column_letters(number: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened file: its sheets, what was recognised on the way (encoding, delimiter), what was odd."""

    name: str
    kind: str
    """csv | xlsx | xls | ods"""
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    encoding: str = ""

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of this name; a file with a single sheet gives it under any name."""
        for item in self.sheets:
            if item.name == name:
                return item
        return self.sheets[0] if len(self.sheets) == 1 else None

    @property
    def shown(self) -> tuple[Sheet, ...]:
        """Sheets that the spreadsheet program shows; all if it shows none."""
        return tuple(item for item in self.sheets if not item.hidden) or self.sheets
