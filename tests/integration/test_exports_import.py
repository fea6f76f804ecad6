"""The import reads what was exported, and nobody has to say what the columns mean."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests import squares

from quartier.catalogue import exports
from quartier.kernel.presence import Presence
from quartier.kernel.reader import PUBLIC
from quartier.sources.tables import Context, KnownIndicator, apply, open_table, recognise


@pytest.mark.parametrize("key", ["csv", "csv-de", "xlsx"])
def test_figures_come_back_through_the_import(town: Path, tmp_path: Path, key: str) -> None:
    declared = squares.collection()
    quarters = next(g for g in declared.geographies if g.level == "quarter")
    indicators = tuple(KnownIndicator.of(indicator) for indicator in declared.indicators)
    context = Context({("quarter", "2020"): quarters.units[["code", "name"]]}, indicators, declared.dimensions)
    asked = exports.Selection(("sgb2-rate",), levels=("quarter",))
    file = exports.write(exports.prepare(asked, key, reader=PUBLIC, language="de"), tmp_path)
    workbook = open_table(file.read_bytes(), file.name)
    proposal = recognise(workbook.shown[0], context)
    assert proposal.complete and not proposal.mapping.open
    staged = apply(workbook, proposal.mapping, context)
    assert [str(problem) for problem in staged.problems if problem.severity == "error"] == []
    (observations,) = staged.observations
    rows = observations.frame.set_index(["unit", "period"])
    figures = rows[rows["presence"] == Presence.VALUE]
    # quarter i has i of 100; 21 is suppressed and known to be 1 to 9; 22 has no row (tests/squares.py)
    assert figures[["value", "numerator", "denominator"]].T.to_dict("list") == {
        (code, period): [float(i), float(i), 100.0]
        for i, code in enumerate(squares.CODES[:7]) for period in squares.PERIODS
    }  # fmt: skip
    for period in squares.PERIODS:
        secret, absent = rows.loc[("21", period)], rows.loc[("22", period)]
        assert (secret["presence"], secret["lower"], secret["upper"]) == (Presence.SUPPRESSED, 1.0, 9.0)
        assert absent["presence"] == Presence.MISSING
        assert np.isnan([secret["value"], absent["value"]]).all()
