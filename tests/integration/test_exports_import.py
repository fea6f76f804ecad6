"""The import reads what was exported, once a person has said which columns are the figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import squares

from quartier.catalogue import exports
from quartier.kernel.reader import PUBLIC
from quartier.sources.tables import Column, Context, KnownIndicator, Role, apply, open_table, recognise

# third and further columns of the long table: level, geography, bounds, statuses are left out by decision
LEFT_OUT = (4, 5, 13, 14, 15, 16, 17, 18, 19)
PERIOD = 8


@pytest.mark.parametrize("key", ["csv", "csv-de", "xlsx"])
def test_figures_come_back_through_the_import(town: Path, tmp_path: Path, key: str) -> None:
    declared = squares.collection()
    quarters = next(g for g in declared.geographies if g.level == "quarter")
    indicators = tuple(KnownIndicator.of(indicator) for indicator in declared.indicators)
    context = Context({("quarter", "2020"): quarters.units[["code", "name"]]}, indicators, declared.dimensions)
    asked = exports.Selection(("sgb2-rate",), levels=("quarter",))
    file = exports.write(exports.prepare(asked, key, reader=PUBLIC, language="de"), tmp_path)
    workbook = open_table(file.read_bytes(), file.name)
    mapping = recognise(workbook.shown[0], context).mapping
    for number in LEFT_OUT:
        mapping = mapping.with_column(Column(number, mapping.column(number).header, Role.IGNORE))
    mapping = mapping.with_column(Column(PERIOD, mapping.column(PERIOD).header, Role.PERIOD))
    staged = apply(workbook, mapping, context)
    assert [str(problem) for problem in staged.problems if problem.severity == "error"] == []
    (observations,) = staged.observations
    rows = observations.frame[observations.frame["value"].notna()]
    found = {(r["unit"], r["period"]): (r["value"], r["numerator"], r["denominator"]) for r in rows.to_dict("records")}
    # quarter i has i of 100 (tests/squares.py)
    assert found == {
        (code, period): (float(i), float(i), 100.0)
        for i, code in enumerate(squares.CODES[:7]) for period in squares.PERIODS
    }  # fmt: skip
