"""Opening: encodings, delimiters, spreadsheets, and what is refused in words."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from quartier.kernel.errors import InputRejected
from quartier.sources.limits import Limits
from quartier.sources.tables import Certainty, open_table
from quartier.sources.tables.sheet import column_letters

TEXT = "Code;Stadtteil;Einwohner\n01;Möhrenfeld;12\n02;Straße Süd;34\n"


@pytest.mark.parametrize(
    ("codec", "mark", "shown"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8-sig", b"", "UTF-8 (BOM)"),
        ("cp1252", b"", "Windows-1252"),
        ("cp850", b"", "DOS (850)"),
        ("utf-16-le", b"\xff\xfe", "UTF-16 LE"),
        ("utf-16-be", b"\xfe\xff", "UTF-16 BE"),
        ("utf-16-le", b"", "UTF-16 LE"),
    ],
)
def test_umlauts_are_right_in_every_encoding(codec: str, mark: bytes, shown: str) -> None:
    book = open_table(mark + TEXT.encode(codec), "a.csv")
    assert book.sheets[0].cell(2, 2) == "Möhrenfeld"
    assert book.sheets[0].cell(3, 2) == "Straße Süd"
    assert book.findings[0].value == shown


def test_quotation_marks_of_windows_are_no_umlauts_of_dos() -> None:
    book = open_table('a;b\n"„Straße“ und Öl – für alle";1\n'.encode("cp1252"), "a.csv")
    assert book.sheets[0].cell(2, 1) == "„Straße“ und Öl – für alle"


def test_a_file_without_german_letters_states_that_it_is_a_guess() -> None:
    book = open_table(b"a;b\n\xa4\xa4;1\n", "a.csv")
    assert book.findings[0].certainty is Certainty.GUESS


def test_a_person_may_choose_the_encoding() -> None:
    assert open_table("a;b\nÖ;1\n".encode("cp850"), "a.csv", encoding="cp850").sheets[0].cell(2, 1) == "Ö"


def test_umlauts_saved_wrongly_before_are_told() -> None:
    problems = open_table("a;b\nMÃ¶hrenfeld;1\n".encode(), "a.csv").problems
    assert [(p.code, p.row, p.severity) for p in problems] == [("letters-doubled", 2, "warning")]


@pytest.mark.parametrize(("mark", "line"), [(";", "sep=;\n"), (",", ""), ("\t", ""), ("|", ""), (";", "")])
def test_delimiters_and_sep_lines(mark: str, line: str) -> None:
    body = TEXT.replace(";", mark)
    sheet = open_table((line + body).encode(), "a.csv").sheets[0]
    assert sheet.width == 3
    assert sheet.cell(2 + bool(line), 2) == "Möhrenfeld"  # a sep line counts as row 1, as in an editor


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    sheet = open_table(TEXT.replace("\n", end).encode(), "a.csv").sheets[0]
    assert (sheet.rows, sheet.cell(3, 3)) == (3, "34")


def test_decimal_commas_do_not_win_over_semicolons() -> None:
    sheet = open_table(b"a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", "a.csv").sheets[0]
    assert sheet.grid(2, 2) == [["1,5", "2,5", "3,5"]]


def test_uneven_rows_are_filled_and_keep_their_numbers() -> None:
    sheet = open_table(b"Titel\n\na;b;c\n1;2;3\n4;5\n", "a.csv").sheets[0]
    assert sheet.grid() == [["Titel", "", ""], ["", "", ""], ["a", "b", "c"], ["1", "2", "3"], ["4", "5", ""]]


def test_a_quotation_mark_that_is_never_closed_is_told() -> None:
    problems = open_table(b'a;b\n1;"2\n3;4\n', "a.csv").problems
    assert [p.code for p in problems] == ["quote-open"]


def test_line_breaks_in_quoted_cells_are_one_row() -> None:
    sheet = open_table(b'a;b\n"x\ny";1\nz;2\n', "a.csv").sheets[0]
    assert (sheet.rows, sheet.cell(2, 1), sheet.cell(3, 2)) == (3, "x\ny", "2")


def xlsx(rows: list[list[object]], merges: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_number_cells_of_a_spreadsheet_keep_their_value() -> None:
    sheet = open_table(xlsx([["Code", "Wert"], ["01", 1234.5], ["02", 3.0]]), "a.xlsx").sheets[0]
    assert [sheet.cell(row, 2) for row in (2, 3)] == ["1234.5", "3"]
    assert sheet.numbers[2][1:].tolist() == [1234.5, 3.0]
    assert sheet.cell(2, 1) == "01"


def test_empty_rows_before_a_table_keep_the_numbers_of_the_spreadsheet() -> None:
    sheet = open_table(xlsx([[], [], [None, "Code"], [None, "01"]]), "a.xlsx").sheets[0]
    assert sheet.cell(4, 2) == "01"


def test_merged_cells_are_spread() -> None:
    data = xlsx([["Code", "Einwohner", None], [None, "2019", "2020"], ["01", 1, 2]], ("A1:A2", "B1:C1"))
    sheet = open_table(data, "a.xlsx").sheets[0]
    assert sheet.grid(1, 2) == [["Code", "Einwohner", "Einwohner"], ["Code", "2019", "2020"]]


def ods(content: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return target.getvalue()


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet><table:table
table:name="T">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_ods_with_merged_cells() -> None:
    text = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
    rows = (
        "<table:table-row>" + text.format(text="Einwohner", more=' table:number-columns-spanned="2"')
        + "<table:covered-table-cell/></table:table-row><table:table-row>"
        + text.format(text="a", more="") + text.format(text="b", more="") + "</table:table-row>"
    )  # fmt: skip
    book = open_table(ods(ODS.format(rows=rows)), "a.ods")
    assert book.kind == "ods"
    assert book.sheets[0].grid() == [["Einwohner", "Einwohner"], ["a", "b"]]


def codes(error: pytest.ExceptionInfo[InputRejected]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_ods_that_repeats_a_cell_a_million_times_is_refused() -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" '
        'office:value="1" table:number-columns-repeated="16000"/></table:table-row>'
    )
    with pytest.raises(InputRejected) as error:
        open_table(ods(ODS.format(rows=rows)), "a.ods")
    assert "too-many-cells" in codes(error)


def replaced(data: bytes, part: str, change: tuple[bytes, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            new.writestr(item.filename, content.replace(*change) if item.filename == part else content)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_cell_in_the_far_corner_does_not_fill_the_memory() -> None:
    data = replaced(xlsx([["a"], [1]]), SHEET, (b'r="A2"', b'r="XFD1048576"'))
    with pytest.raises(InputRejected) as error:
        open_table(data, "a.xlsx")
    assert {"too-many-columns", "too-many-cells"} <= set(codes(error))


def test_entities_are_refused() -> None:
    data = replaced(xlsx([["a"], [1]]), SHEET, (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'))
    with pytest.raises(InputRejected) as error:
        open_table(data, "a.xlsx")
    assert codes(error) == ["xml-entities"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 40_000_000)
    assert len(target.getvalue()) < 100_000
    with pytest.raises(InputRejected) as error:
        open_table(target.getvalue(), "a.xlsx")
    assert codes(error) == ["zip-bomb"]


def test_ten_thousand_columns_are_refused() -> None:
    row = ";".join(["1"] * 10_000)
    with pytest.raises(InputRejected) as error:
        open_table(f"{row}\n{row}\n".encode(), "a.csv")
    assert codes(error) == ["too-many-columns"]
    assert error.value.problems[0].found == "10,000"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"\n\n  \n", "file-empty"),
        (b"%PDF-1.7 ...", "file-format"),
        (bytes(range(256)) * 40, "file-format"),
        (b"PK\x03\x04 cut off", "file-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "file-damaged"),
        (b"x" * 2_000, "file-too-large"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(InputRejected) as error:
        open_table(data, "a.csv", limits=Limits(size=1_500) if code == "file-too-large" else Limits())
    assert codes(error) == [code]


def test_letters_of_columns() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
