"""import(export(x)) = x, through the import itself, with nothing said by a person."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pandas as pd
import python_calamine
from hypothesis import given
from tests.property.catalogue.export_reading import NUMBERS, Rows
from tests.property.catalogue.test_exports import (
    MODERATE,
    NUMBER,
    SETTINGS,
    catalogue,
    expected,
    publish,
    telling,
    towns,
)

from quartier.catalogue import exports
from quartier.catalogue.deliveries.context import gate_context
from quartier.kernel.reader import PUBLIC
from quartier.sources.tables import apply, open_table, recognise

__all__ = ["catalogue"]
FORMATS = sorted(exports.FORMATS)
Town = tuple[list[str], list[str], pd.DataFrame]


def spreadsheet(path: Path) -> bytes:
    """The sheet with the figures of an XLSX as ODS (OpenDocument 1.3, part 3): numbers and texts by their type."""
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    text = '<table:table-cell office:value-type="string" office:string-value={value}><text:p/></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value={value}/>'
    lines = (
        "".join((number if isinstance(cell, float) else text).format(value=quoteattr(cell if isinstance(cell, str) else
                repr(cell), {"\n": "&#10;", "\t": "&#9;"})) for cell in row) for row in rows
    )  # fmt: skip
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = f"<office:document-content {names}><office:body><office:spreadsheet>"
    content += f'<table:table table:name="Daten">{body}</table:table>'
    content += "</office:spreadsheet></office:body></office:document-content>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return target.getvalue()


def imported(key: str, folder: str, language: str = "de", *, ods: bool = False) -> Rows:
    """Rows as `export_reading` gives them, read by the import gate with the mapping that it proposes."""
    asked = exports.Selection(("sgb2-rate",), geographies=("x",))
    path = exports.write(exports.prepare(asked, key, reader=PUBLIC, language=language), Path(folder))
    data = spreadsheet(path) if ods else path.read_bytes()
    context = gate_context()
    workbook = open_table(data, path.name)
    proposal = recognise(workbook.shown[0], context)
    assert proposal.complete
    staged = apply(workbook, proposal.mapping, context)
    assert [str(problem) for problem in staged.problems if problem.severity == "error"] == []
    names = {code: name for (_, geography), units in context.geographies.items() if geography == "x"
             for code, name in zip(units["code"], units["name"], strict=True)}  # fmt: skip
    rows: Rows = {}
    for observations in staged.observations:
        for row in observations.frame.to_dict("records"):
            place = tuple(str(row[part]) for part in ("level", "geography", "unit", "period", "slice"))
            numbers = [None if pd.isna(row[name]) else row[name] for name in NUMBERS]
            axes = (row["presence"], row["flags"], row["confidentiality"])
            rows[place] = (names[place[2]], *numbers, *axes)  # type: ignore[index]
    return rows


@SETTINGS
@given(town=towns(MODERATE))
def test_what_was_exported_is_imported_without_a_mapping(catalogue: None, town: Town) -> None:
    publish(town)
    for key in FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            assert telling(imported(key, folder)) == telling(expected(town)), key


@SETTINGS
@given(town=towns(MODERATE))
def test_a_sheet_saved_by_another_program_comes_back(catalogue: None, town: Town) -> None:
    publish(town)
    with tempfile.TemporaryDirectory() as folder:
        assert telling(imported("xlsx", folder, ods=True)) == telling(expected(town))


@SETTINGS
@given(town=towns(NUMBER))
def test_extreme_numbers_come_back_exactly(catalogue: None, town: Town) -> None:
    publish(town)
    for key in set(FORMATS) - {"shapefile"}:  # its export refuses numbers that dBASE cannot hold
        with tempfile.TemporaryDirectory() as folder:
            assert telling(imported(key, folder, "en")) == telling(expected(town)), key
