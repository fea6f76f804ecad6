"""XLSX: the long table on one sheet, what it means and where it comes from on the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartier.catalogue.exports.notes import lines
from quartier.catalogue.exports.tables import LONG, tables
from quartier.kernel import wire as words
from quartier.kernel.defuse import dangerous
from quartier.kernel.text import Text

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from quartier.catalogue.exports.order import Order

MOST_ROWS = 1_048_575
"""Rows that a sheet holds below its head (Excel specifications and limits, Microsoft)."""
MOST_CHARACTERS = 32_767
DATA = Text("Daten", "Data")
NOTES = Text("Hinweise", "Notes")
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
# ECMA-376, part 1, 22.4.2.4 (bstr): what XML cannot hold is written _xHHHH_, and so is an underscore that begins one
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(order: Order, path: Path) -> None:
    """Codes and periods are text, numbers are exact, nothing is a formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(DATA.get(order.language))
    sheet.freeze_panes = "A2"
    headings = [words.COLUMNS[name].get(order.language) for name in LONG]
    sheet.append(headings)
    for table in tables(order.blocks(), order.notes, language=order.language):
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            sheet.append([_cell(sheet, value) for value in row])
    sheet.auto_filter.ref = f"A1:{_letter(len(LONG))}{order.plan.rows + 1}"
    _write_notes(book.create_sheet(NOTES.get(order.language)), order)
    book.save(path)


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))


def _write_notes(sheet: Any, order: Order) -> None:
    for letter, width in (("A", 36), ("B", 28), ("C", 100)):
        sheet.column_dimensions[letter].width = width
    for row in lines(order.notes, list(columns(order.language))):
        sheet.append([_cell(sheet, text) for text in row])


def columns(language: str) -> Iterator[tuple[str, str]]:
    """Heading and meaning of each column of the long table."""
    for name in LONG:
        yield words.COLUMNS[name].get(language), words.MEANINGS[name].get(language)


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    if isinstance(value, str):
        return _text(sheet, value)
    if isinstance(value, float) and float(f"{value:.16g}") != value:
        # openpyxl writes 16 digits; the 17th is part of the number
        return _typed(sheet, repr(value), "n")
    return value


def _text(sheet: WriteOnlyWorksheet, text: str) -> Any:
    plain = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text[:MOST_CHARACTERS])
    if not dangerous(plain) and not plain.startswith("=") and plain not in _ERRORS:
        return plain
    cell = _typed(sheet, plain, "s")
    cell.number_format = "@"
    cell.quotePrefix = True  # stays text also when somebody edits it
    return cell


def _typed(sheet: WriteOnlyWorksheet, text: str, kind: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = kind
    return cell
