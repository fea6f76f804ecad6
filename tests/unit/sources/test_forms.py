"""Delivery forms: what Quartier writes comes back with nothing left to map."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartier.kernel.declared import Dimension, IndicatorKind, Member
from quartier.kernel.presence import Presence
from quartier.kernel.text import Text
from quartier.sources import forms
from quartier.sources.forms import Form, FormColumn
from quartier.sources.tables import Context, KnownIndicator, Staged, apply, open_table, recognise

HELP = KnownIndicator("help", Text("Hilfen zur Erziehung"), IndicatorKind.COUNT, decimals=0, dimensions=("age",))
QUOTE = KnownIndicator("quote", Text("Hilfequote"), IndicatorKind.SHARE, Text("%"), decimals=1, factor=100.0)
UNITS = (("01", "Altstadt"), ("02", "Hafen-Süd"), ("03", "=Möhrenfeld"))
CONTEXT = Context(
    {("quarter", "2025"): pd.DataFrame(UNITS, columns=["code", "name"])},
    (HELP, QUOTE),
    (Dimension("age", Text("Alter"), (Member("0-5", Text("0 bis 5 Jahre")),)),),
)


def form(**values: float | str) -> Form:
    columns = (
        FormColumn(HELP, "2025-12-31", "Laufende Hilfen nach §§ 27-35 SGB VIII."),
        FormColumn(HELP, "2025-12-31", slice="age=0-5", slice_name="0 bis 5 Jahre"),
        FormColumn(QUOTE, "2025-08-01/P1Y", "Hilfen je 100 unter 18 Jahren."),
    )
    known = {(key[1:3], int(key[3])): value for key, value in values.items()}
    return Form(
        "Hilfen zur Erziehung 2025", "Jugendamt", "quarter", "2025", UNITS, columns, date(2026, 3, 1),
        "Werte unter 3 bitte durch * ersetzen.", "sozialplanung@example.org", values=known,
    )  # fmt: skip


def returned(data: bytes) -> Staged:
    book = open_table(data, "bogen.xlsx")
    proposal = recognise(book.shown[0], CONTEXT)
    assert proposal.complete, proposal.questions
    return apply(book, proposal.mapping, CONTEXT)


def cells(staged: Staged) -> dict[tuple[str, str, str], float | Presence]:
    return {
        (item.indicator, row.unit, row.slice): row.value if row.presence == Presence.VALUE else Presence(row.presence)
        for item in staged.observations
        for row in item.frame.itertuples()
    }


def test_a_filled_form_comes_back_with_nothing_left_to_map() -> None:
    staged = returned(forms.write(form(c010=12.0, c011="*", c012=7.25, c020="–", c021="x", c022="k. A.", c030=1234.0)))
    assert staged.publishable
    assert cells(staged) == {
        ("help", "01", ""): 12.0, ("help", "02", ""): 0.0, ("help", "03", ""): 1234.0,
        ("help", "01", "age=0-5"): Presence.SUPPRESSED, ("help", "02", "age=0-5"): Presence.NOT_APPLICABLE,
        ("help", "03", "age=0-5"): Presence.MISSING,
        ("quote", "01", ""): 7.25, ("quote", "02", ""): Presence.MISSING, ("quote", "03", ""): Presence.MISSING,
    }  # fmt: skip
    frame = {item.indicator: item.frame for item in staged.observations}
    assert set(frame["help"]["period"]) == {"2025-12-31"}
    assert set(frame["quote"]["period"]) == {"2025-08-01/P1Y"}


@settings(max_examples=15, deadline=None)
@given(numbers=st.lists(st.floats(0, 100).map(lambda v: round(v, 3)), min_size=3, max_size=3))
def test_what_is_written_is_read(numbers: list[float]) -> None:
    staged = returned(forms.write(form(c012=numbers[0], c022=numbers[1], c032=numbers[2])))
    quotes = {unit: value for (key, unit, _), value in cells(staged).items() if key == "quote"}
    assert list(quotes.values()) == numbers


def edited(data: bytes, change: object) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)  # type: ignore[operator]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_form_with_an_inserted_row_and_column_still_needs_no_mapping() -> None:
    def insert(book: openpyxl.Workbook) -> None:
        book["Lieferbogen"].insert_rows(2)
        book["Lieferbogen"].insert_cols(3)

    original = openpyxl.load_workbook(io.BytesIO(forms.write(form(c010=12.0))))
    for merged in list(original["Lieferbogen"].merged_cells.ranges):
        original["Lieferbogen"].unmerge_cells(str(merged))
    target = io.BytesIO()
    original.save(target)
    assert cells(returned(edited(target.getvalue(), insert)))["help", "01", ""] == 12.0


def test_a_form_whose_heads_were_changed_is_recognised_as_an_ordinary_table_and_says_so() -> None:
    def rename(book: openpyxl.Workbook) -> None:
        sheet = book["Lieferbogen"]
        row = next(row for row in range(1, 30) if sheet.cell(row, 1).value == "Raumeinheit (Schlüssel)")
        sheet.cell(row, 3).value = "etwas anderes"

    book = open_table(edited(forms.write(form(c010=12.0, c020=3.0, c030=4.0)), rename), "bogen.xlsx")
    assert "form-damaged" in [problem.code for problem in recognise(book.shown[0], CONTEXT).problems]


def test_a_supplier_who_adds_an_unknown_unit_and_a_letter_is_told() -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Lieferbogen"]
        row = next(row for row in range(1, 30) if sheet.cell(row, 1).value == "01")
        sheet.cell(row, 3).value = "viele"
        sheet.cell(row + 3, 1).value, sheet.cell(row + 3, 3).value = "99", 5

    problems = returned(edited(forms.write(form()), change)).problems
    assert {(p.code, p.found) for p in problems if p.severity == "error"} == {
        ("not-a-number", "viele"),
        ("unknown-unit", "99"),
    }


@pytest.fixture(scope="module")
def sheet() -> object:
    return openpyxl.load_workbook(io.BytesIO(forms.write(form(c010=12.0))))["Lieferbogen"]


def test_the_form_says_what_the_supplier_needs(sheet: object) -> None:
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)  # type: ignore[attr-defined]
    for wanted in (
        "Jugendamt",
        "01.03.2026",
        "31.12.2025",
        "Schuljahr 2025/26",
        "Werte unter 3",
        "§§ 27-35",
        "0 bis 5 Jahre",
        "in %",
    ):
        assert wanted in text


def test_only_the_cells_for_figures_are_open_and_they_are_checked(sheet: object) -> None:
    opened = [cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked]  # type: ignore[attr-defined]
    assert len(opened) == 9
    assert sheet.protection.sheet  # type: ignore[attr-defined]
    rules = sheet.data_validations.dataValidation  # type: ignore[attr-defined]
    assert len(rules) == 3
    assert all(
        len(rule.formula1) <= 255 and "{" not in rule.formula1 for rule in rules
    )  # Excel refuses array constants
    assert sheet.page_setup.paperSize == 9 and sheet.print_title_rows  # type: ignore[attr-defined]


def test_names_that_look_like_formulas_stay_text(sheet: object) -> None:
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=Möhrenfeld")  # type: ignore[attr-defined]
    assert cell.data_type == "s"


def test_a_large_form_keeps_its_mapping_in_several_cells() -> None:
    units = tuple((f"{number:04d}", f"Viertel {number}") for number in range(30))
    columns = tuple(FormColumn(HELP, f"{year}-12-31") for year in range(1900, 2020))
    many = Form("Groß", "Amt", "quarter", "x", units, columns)
    book = open_table(forms.write(many), "gross.xlsx")
    context = Context({("quarter", "x"): pd.DataFrame(units, columns=["code", "name"])}, (HELP,))
    proposal = recognise(book.shown[0], context)
    assert proposal.complete and len(proposal.mapping.columns) == 122
