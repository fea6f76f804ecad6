"""One plain table from a file: CSV, XLSX or Parquet, a row a unit. Codes stay text, numbers are read when asked for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from quartier.kernel.errors import InputRejected, NotFound, Problem

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
_GERMAN = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+,\d+")
_GAPS = ("", "NA", "NaN", "nan", "null")


def read_plain_table(path: Path, sheet: str | None = None) -> pd.DataFrame:
    """The table with numbered rows; CSV and XLSX cells as text (or numbers, as the spreadsheet holds them).

    CSV: UTF-8 or Windows-1252; comma, semicolon, tab or bar; decimal commas are read as such in columns where they
    stand. Raises NotFound, and InputRejected with all problems: unknown ending, no header, double or empty column
    names, rows of another length.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path}")
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        expected = ", ".join(ENDINGS)
        raise InputRejected([Problem("Unknown kind of table", "file-kind", path.name, expected=expected)], path.name)
    try:
        if ending == ".parquet":
            return pd.read_parquet(path).reset_index(drop=True)
        rows = _sheet_rows(path, sheet) if ending == ".xlsx" else _text_rows(path)
    except (ValueError, OSError, CalamineError) as error:
        problem = Problem(f"The file cannot be read: {error}", "unreadable", file=path.name)
        raise InputRejected([problem], path.name) from None
    return _table(rows, path.name)


def _text_rows(path: Path) -> list[list[object]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _sheet_rows(path: Path, sheet: str | None) -> list[list[object]]:
    book = CalamineWorkbook.from_path(str(path))
    if sheet is not None and sheet not in book.sheet_names:
        expected = ", ".join(book.sheet_names)
        problem = Problem("There is no such sheet", "unknown-sheet", path.name, found=sheet, expected=expected)
        raise InputRejected([problem], path.name)
    rows = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: object) -> object:
    """Whole numbers of a spreadsheet are floats; as codes they would end in .0."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _table(rows: list[list[object]], file: str) -> pd.DataFrame:
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(str(cell).strip() for cell in row)]
    if not filled:
        raise InputRejected([Problem("The table is empty", "empty-table", file=file)], file)
    line, head = filled[0]
    names = [str(cell).strip() for cell in head]
    problems = list(_head_problems(names, line, file))
    problems += [
        Problem(
            "The row has another number of cells than the header", "row-length", file, number,
            found=str(len(row)), expected=str(len(names)),
        )
        for number, row in filled[1:]
        if len(row) != len(names)
    ]  # fmt: skip
    if problems:
        raise InputRejected(problems, file)
    body = pd.DataFrame([row for _, row in filled[1:]], columns=names, dtype=object)
    return body.apply(_decimal_commas)


def _head_problems(names: Sequence[str], line: int, file: str) -> Iterable[Problem]:
    for place, name in enumerate(names):
        if name and name in names[:place]:
            yield Problem("The column stands here twice", "double-column", file, line, name)


def _decimal_commas(column: pd.Series[str]) -> pd.Series[str]:
    """1.234,5 becomes 1234.5 in columns where all numbers are written so (short marks such as * may stand between)."""
    cells = [str(cell).strip() for cell in column.fillna("")]
    filled = [cell for cell in cells if cell not in _GAPS]
    if not any("," in cell for cell in filled):
        return column
    if not all(_GERMAN.fullmatch(cell) or re.fullmatch(r"-?\d+", cell) or len(cell) <= 2 for cell in filled):
        return column
    plain = [cell.replace(".", "").replace(",", ".") if _GERMAN.fullmatch(cell) else cell for cell in cells]
    return pd.Series(plain, index=column.index, name=column.name, dtype=object)


def number_columns(table: pd.DataFrame, columns: Sequence[str], file: str, code: str | None = None) -> pd.DataFrame:
    """Some columns as float64, gaps as NaN; `code` names the column that becomes the (text) index.

    Raises InputRejected with every missing column and every cell that is no number.
    """
    wanted = [*columns, *([code] if code else [])]
    problems = [
        Problem("The table lacks this column", "unknown-column", file, column=name, expected=", ".join(table.columns))
        for name in wanted
        if name not in table.columns
    ]
    if problems:
        raise InputRejected(problems, file)
    found = {}
    for name in columns:
        text = table[name].map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
        gap = text.isna() | text.isin(_GAPS)
        number = pd.to_numeric(text.where(~gap), errors="coerce").astype("float64")
        problems += [
            Problem("This is no number", "not-a-number", file, int(place) + 2, name, str(text.iloc[place]), "a number")
            for place in np.flatnonzero((number.isna() & ~gap).to_numpy())
        ]
        found[name] = number
    if problems:
        raise InputRejected(problems, file)
    frame = pd.DataFrame(found, index=table.index)
    return frame if code is None else frame.set_axis(pd.Index(table[code].astype(str).str.strip(), name=code))
