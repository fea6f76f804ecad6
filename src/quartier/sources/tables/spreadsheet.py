"""XLSX, XLS and ODS by calamine, after a look for bombs; number cells keep their value, merged cells are spread."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from quartier.kernel.errors import InputRejected
from quartier.kernel.text import Text
from quartier.sources.limits import Limits
from quartier.sources.tables import archive
from quartier.sources.tables.limits import check_shape
from quartier.sources.tables.sheet import Certainty, Finding, Merge, Sheet, Workbook
from quartier.sources.tables.words import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORM_SHEET = "_quartier"
"""Name of the hidden sheet in which a delivery form keeps its mapping; cell A1 says so, A2 and below hold it."""
FORM_MARK = "Quartier-Lieferbogen 1"

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def open_spreadsheet(data: bytes, name: str, limits: Limits) -> Workbook:
    """Read a spreadsheet file. Raises InputRejected when it is none, damaged, protected, too large, or a bomb."""
    zipped = data.startswith(b"PK")
    spans: dict[str, tuple[Merge, ...]] = {}
    kind = "xls"
    if zipped:
        kind, spans = archive.inspect(data, name, limits)
    else:
        archive.inspect_xls(data, name)
    sheets = _read(data, name, limits, spans)
    form = next((_form(sheet) for sheet in sheets if sheet.name == FORM_SHEET), "")
    named = [replace(sheet, kind=kind) for sheet in sheets if sheet.name != FORM_SHEET]
    shown = tuple(_with_form(sheet, form) for sheet in named)
    why = Text("Nach dem Inhalt der Datei.", "By the content of the file.")
    return Workbook(name, kind, shown, (Finding("format", kind.upper(), Certainty.SURE, why),))


def _read(data: bytes, name: str, limits: Limits, spans: dict[str, tuple[Merge, ...]]) -> list[Sheet]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        listed = [
            (meta.name, meta.visible == calamine.SheetVisibleEnum.Visible)
            for meta in book.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        sheets = [_sheet(book.get_sheet_by_name(title), title, shown, name, limits, spans) for title, shown in listed]
    except calamine.PasswordError:
        raise InputRejected([problem("file-password", file=name)], subject=name) from None
    except (calamine.CalamineError, ValueError, OSError, OverflowError) as error:
        raise InputRejected([problem("file-damaged", file=name, found=str(error))], subject=name) from None
    filled = [sheet for sheet in sheets if sheet.rows and sheet.width]
    if not filled:
        raise InputRejected([problem("file-empty", file=name)], subject=name)
    return filled


def _sheet(
    source: Any, title: str, shown: bool, file: str, limits: Limits, spans: dict[str, tuple[Merge, ...]]
) -> Sheet:  # fmt: skip
    import pyarrow as pa

    check_shape(source.total_height, source.total_width, file, limits, title)
    rows: list[list[Cell]] = source.to_python(skip_empty_area=False)
    width = max((len(row) for row in rows), default=0)
    merged = spans.get(title) or tuple(
        Merge(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in (source.merged_cell_ranges or [])
    )
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else []
    _spread(columns, merged, len(rows))
    numbers = {
        number: values for number, column in enumerate(columns, 1) if (values := _numbers(column)) is not None
    }  # fmt: skip
    table = pa.table(
        {str(i + 1): pa.array([text_of(cell) for cell in column], pa.string()) for i, column in enumerate(columns)}
    )
    return Sheet(
        title, table, file, numbers, tuple(m for m in merged if m.right <= width and m.top <= len(rows)), not shown
    )


def _spread(columns: list[list[Cell]], merged: Sequence[Merge], height: int) -> None:
    """Write the text of the first cell of a merged range into all of them."""
    for merge in merged:
        if merge.left > len(columns) or merge.top > height:
            continue
        value = columns[merge.left - 1][merge.top - 1]
        if value != "":
            for column in columns[merge.left - 1 : merge.right]:
                bottom = min(merge.bottom, height)
                column[merge.top - 1 : bottom] = [value] * (bottom - merge.top + 1)


def _numbers(column: Sequence[Cell]) -> NDArray[np.float64] | None:
    """Values of the number cells, NaN elsewhere; None when there is none."""
    values = np.array([_number(cell) for cell in column], dtype=np.float64)
    return None if np.isnan(values).all() else values


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else np.nan


def text_of(cell: Cell) -> str:
    """Text of a spreadsheet cell: whole numbers without decimals, dates in ISO form, others as they stand."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime.datetime():
            return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
        case datetime.date() | datetime.time():
            return cell.isoformat()
    return str(cell)


def _form(sheet: Sheet) -> str:
    """The mapping in the hidden sheet of a delivery form, put together from its cells; "" when it is none."""
    if sheet.cell(1, 1) != FORM_MARK:
        return ""
    return "".join(sheet.cell(row, 1) for row in range(2, sheet.rows + 1))


def _with_form(sheet: Sheet, form: str) -> Sheet:
    import json

    if not form:
        return sheet
    try:
        target = json.loads(form).get("sheet")
    except (ValueError, AttributeError):
        return sheet
    return replace(sheet, form=form) if target == sheet.name else sheet
