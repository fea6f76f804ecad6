"""Delivery forms: an XLSX that Quartier writes for a supplier and that comes back with nothing left to map.

The first sheet is the form: title, reference day, due date, secrecy rule, definitions, then a row a unit and a column a
figure; only the cells for figures are unlocked. A hidden sheet holds the mapping, so that `recognise` is certain.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from quartier.kernel.declared import IndicatorKind
from quartier.kernel.period import parse
from quartier.kernel.text import Text
from quartier.sources.tables.context import KnownIndicator
from quartier.sources.tables.mapping import Column, Layout, Mapping, Marker, Role, fingerprint
from quartier.sources.tables.spreadsheet import FORM_MARK, FORM_SHEET

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_SHEET = "Lieferbogen"
_CHUNK = 30_000
"""A cell of XLSX holds 32,767 characters at most."""
MARKERS = (("*", Marker.SUPPRESSED), ("–", Marker.ZERO), ("x", Marker.NOT_APPLICABLE), ("k. A.", Marker.MISSING))
"""What a supplier may write instead of a number; explained on the form."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One figure a unit: an indicator, a period, members ("" is the total)."""

    indicator: KnownIndicator
    period: str
    definition: str = ""
    slice: str = ""
    slice_name: str = ""


@dataclass(frozen=True)
class Form:
    """What a delivery form asks for.

    Attributes:
        title: as the supplier reads it, e.g. "Hilfen zur Erziehung 2025".
        supplier: who fills it in.
        level, geography: the units are those of this geography.
        units: (code, name), in the order of the form.
        columns: the figures; a column each.
        due: day by which it should be back.
        secrecy: rule in words, e.g. "Werte unter 3 bitte durch * ersetzen".
        contact: whom to ask.
        values: (code, position of the column) -> number or marker already known (filled in for correction).
    """

    title: str
    supplier: str
    level: str
    geography: str
    units: tuple[tuple[str, str], ...]
    columns: tuple[FormColumn, ...]
    due: date | None = None
    secrecy: str = ""
    contact: str = ""
    unit_word: Text = Text("Raumeinheit", "unit")
    values: Dictionary[tuple[str, int], float | str] = field(default_factory=dict)


def write(form: Form) -> bytes:
    """The form as XLSX: German, locked but for the figures, checked as it is typed, printable on A4."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:  # a new workbook has a sheet; openpyxl's type says otherwise
        raise RuntimeError("openpyxl made a workbook without a sheet")
    sheet.title = _SHEET
    first = _preamble(sheet, form)
    _table(sheet, form, first)
    _checks(sheet, form, first)
    _page(sheet, form, first)
    _hidden(book.create_sheet(FORM_SHEET), mapping_of(form, first))
    book.properties.creator, book.properties.title = "Quartier", form.title
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def mapping_of(form: Form, header_row: int) -> Mapping:
    """The mapping that the form brings along."""
    heads = [form.unit_word.de + " (Schlüssel)", form.unit_word.de, *(head(column) for column in form.columns)]
    columns = (
        Column(1, heads[0], Role.UNIT, by="code"),
        Column(2, heads[1], Role.UNIT_NAME),
        *(
            Column(number, heads[number - 1], Role.VALUE, indicator=item.indicator.key, period=item.period,
                   slice=item.slice, decimal=",", thousands="")
            for number, item in enumerate(form.columns, 3)
        ),
    )  # fmt: skip
    periods = {column.period for column in form.columns}
    return Mapping(
        sheet=_SHEET,
        header_rows=(header_row,),
        first_row=header_row + 1,
        last_row=header_row + len(form.units),
        columns=columns,
        layout=Layout.WIDE_PERIOD if len(periods) > 1 else Layout.WIDE_INDICATOR,
        geographies=((form.level, form.geography),),
        markers=MARKERS,
        fingerprint=fingerprint(heads),
    )


def head(column: FormColumn) -> str:
    """Head of a column: indicator, members, unit of measure, period."""
    unit = column.indicator.unit.de
    parts = [
        column.indicator.name.de,
        column.slice_name,
        f"in {unit}" if unit else "",
        parse(column.period).label("de"),
    ]
    return " · ".join(_one_line(part) for part in parts if part)


def _one_line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f]", " ", text).split())


_INK, _PAPER, _ENTRY, _LINE = "1F2A37", "EEF2F6", "FFFDE7", "C5CED8"


def _styles() -> dict[str, Any]:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    line = Side(style="thin", color=_LINE)
    return {
        "title": Font(name="Calibri", size=18, bold=True, color=_INK),
        "label": Font(name="Calibri", size=10, color="5B6B7C"),
        "text": Font(name="Calibri", size=11, color=_INK),
        "head": Font(name="Calibri", size=11, bold=True, color=_INK),
        "wrap": Alignment(wrap_text=True, vertical="top"),
        "headline": Alignment(wrap_text=True, vertical="bottom", horizontal="right"),
        "paper": PatternFill("solid", fgColor=_PAPER),
        "entry": PatternFill("solid", fgColor=_ENTRY),
        "border": Border(left=line, right=line, top=line, bottom=line),
        "open": Protection(locked=False),
    }


def _preamble(sheet: Worksheet, form: Form) -> int:
    """Title and notes; returns the row of the head of the table."""
    style = _styles()
    width = max(4, 2 + len(form.columns))
    row = 1
    _line(sheet, row, "", form.title, style, width, style["title"])
    sheet.row_dimensions[row].height = 28
    for label, text in _notes(form):
        row += 1
        _line(sheet, row, label, text, style, width, style["text"])
        sheet.row_dimensions[row].height = 15.0 * max(1, -(-len(text) // (16 * width)))
    return row + 2


def _line(sheet: Worksheet, row: int, label: str, text: str, style: dict[str, Any], width: int, font: Any) -> None:
    if label:
        cell = sheet.cell(row, 1, label)
        cell.font, cell.alignment = style["label"], style["wrap"]
    _write_text(sheet, row, 2 if label else 1, text, font)
    target = sheet.cell(row, 2 if label else 1)
    target.alignment = style["wrap"]
    sheet.merge_cells(start_row=row, end_row=row, start_column=2 if label else 1, end_column=width)


def _write_text(sheet: Worksheet, row: int, column: int, text: str, font: Any) -> None:
    """Text as text: a leading = or + must not become a formula."""
    cell = sheet.cell(row, column)
    cell.value = _one_line(text)
    cell.data_type = "s"
    cell.font = font


def _notes(form: Form) -> list[tuple[str, str]]:
    days = sorted({parse(column.period).label("de") for column in form.columns})
    notes = [("Für", form.supplier), ("Zeitbezug", ", ".join(days))]
    if form.due:
        notes.append(("Bitte bis", f"{form.due:%d.%m.%Y}"))
    if form.secrecy:
        notes.append(("Geheimhaltung", form.secrecy))
    notes.append(
        (
            "Statt einer Zahl",
            "* geheim gehalten    – nichts vorhanden (null)    x trifft nicht zu    k. A. keine Angabe",
        )
    )
    for column in form.columns:
        note = (column.indicator.name.de, column.definition)
        if column.definition and note not in notes:
            notes.append(note)
    if form.contact:
        notes.append(("Fragen an", form.contact))
    notes.append(
        (
            "So geht es",
            "Nur die hellgelben Felder ausfüllen und die Datei zurückgeben. Zeilen und Spalten bleiben stehen.",
        )
    )
    return notes


def _table(sheet: Worksheet, form: Form, header_row: int) -> None:
    style = _styles()
    heads = [form.unit_word.de + " (Schlüssel)", form.unit_word.de, *(head(column) for column in form.columns)]
    for number, text in enumerate(heads, 1):
        _write_text(sheet, header_row, number, text, style["head"])
        cell = sheet.cell(header_row, number)
        cell.fill, cell.border = style["paper"], style["border"]
        cell.alignment = style["headline"] if number > 2 else style["wrap"]
    for offset, (code, name) in enumerate(form.units, 1):
        row = header_row + offset
        for number, text in ((1, code), (2, name)):
            _write_text(sheet, row, number, text, style["text"])
            sheet.cell(row, number).border = style["border"]
            sheet.cell(row, number).number_format = "@"
        for position, column in enumerate(form.columns):
            _entry(sheet, row, position + 3, column, form.values.get((code, position)), style)


def _entry(
    sheet: Worksheet, row: int, number: int, column: FormColumn, value: float | str | None, style: dict[str, Any]
) -> None:
    from openpyxl.styles import Alignment

    cell = sheet.cell(row, number)
    cell.fill, cell.border, cell.protection = style["entry"], style["border"], style["open"]
    cell.alignment = Alignment(horizontal="right")
    decimals = 0 if column.indicator.kind is IndicatorKind.COUNT else column.indicator.decimals
    cell.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")
    if isinstance(value, str):
        cell.value, cell.data_type = value, "s"
    elif value is not None:
        cell.value = value


def _checks(sheet: Worksheet, form: Form, header_row: int) -> None:
    """Data validation: a number in range or one of the markers, told in words as it is typed."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(form.columns, 3):
        letter = get_column_letter(number)
        first = f"{letter}{header_row + 1}"
        rule = {IndicatorKind.COUNT: f"AND({first}>=0,{first}=INT({first}))",
                IndicatorKind.SHARE: f"AND({first}>=0,{first}<=100)"}.get(column.indicator.kind, "TRUE")  # fmt: skip
        check = DataValidation(
            type="custom",
            formula1=f"IF(ISNUMBER({first}),{rule},{_or_marker(first)})",
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            errorTitle="Bitte prüfen",
            error=_allowed(column.indicator.kind),
            promptTitle=column.indicator.name.de[:32],
            prompt=_allowed(column.indicator.kind),
        )
        check.add(f"{first}:{letter}{header_row + len(form.units)}")
        sheet.add_data_validation(check)


def _or_marker(cell: str) -> str:
    return "OR(" + ",".join(f'{cell}="{text}"' for text, _ in MARKERS) + ")"


def _allowed(kind: IndicatorKind) -> str:
    number = {IndicatorKind.COUNT: "Eine ganze Zahl ab 0", IndicatorKind.SHARE: "Prozent von 0 bis 100"}.get(
        kind, "Eine Zahl"
    )
    return f"{number} oder eines der Zeichen * (geheim), – (null), x (trifft nicht zu), k. A. (keine Angabe)."


def _page(sheet: Worksheet, form: Form, header_row: int) -> None:
    """Widths, frozen head, protection without password, and A4 pages with head and page numbers."""
    from openpyxl.utils import get_column_letter

    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 30
    for number in range(3, 3 + len(form.columns)):
        sheet.column_dimensions[get_column_letter(number)].width = 18
    sheet.row_dimensions[header_row].height = 60
    sheet.freeze_panes = f"C{header_row + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if len(form.columns) > 4 else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = f"{header_row}:{header_row}"
    footer: Any = sheet.oddFooter
    footer.left.text = form.title.replace("&", "&&")
    footer.right.text = "Seite &P von &N"


def _hidden(sheet: Worksheet, mapping: Mapping) -> None:
    text = mapping.to_json()
    sheet.cell(1, 1, FORM_MARK)
    for position, start in enumerate(range(0, len(text), _CHUNK), 2):
        cell = sheet.cell(position, 1)
        cell.value = text[start : start + _CHUNK]
        cell.data_type = "s"
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
