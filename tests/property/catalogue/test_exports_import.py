"""import(export(x)) = x, through the import itself, with nothing said by a person."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import pandas as pd
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
FORMATS = ("csv-de", "csv", "xlsx", "datapackage")
Town = tuple[list[str], list[str], pd.DataFrame]


def imported(key: str, folder: str, language: str = "de") -> Rows:
    """Rows as `export_reading` gives them, read by the import gate with the mapping that it proposes."""
    asked = exports.Selection(("sgb2-rate",), geographies=("x",))
    path = exports.write(exports.prepare(asked, key, reader=PUBLIC, language=language), Path(folder))
    data = path.read_bytes()
    if key == "datapackage":
        with zipfile.ZipFile(path) as archive:
            data = archive.read("data.csv")
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
@given(town=towns(NUMBER))
def test_extreme_numbers_come_back_exactly(catalogue: None, town: Town) -> None:
    publish(town)
    for key in FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            assert telling(imported(key, folder, "en")) == telling(expected(town)), key
