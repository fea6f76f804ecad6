"""Columns that say something about values: SDMX status, flags, bounds, level and geography; expected values by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from town import NAMES, town

from quartier.kernel.presence import Confidentiality, Flag, Presence
from quartier.sources.tables import Column, Context, Proposal, Role, Staged, apply, open_table, recognise
from quartier.sources.tables.axes import confidentiality_of, flags_of, presence_of

# codes of CL_OBS_STATUS 2.2 and CL_CONF_STATUS 1.3 (SDMX, 2021 and 2017)
SDMX = """Code;Jahr;SGB-II-Quote;Untergrenze;Obergrenze;OBS_STATUS;CONF_STATUS
01;2020;12,5;11,25;13,75;A;F
02;2020;0;;;P;F
03;2020;;1;9;Q;C
04;2020;;;;M;F
05;2020;;;;O;F
10;2020;7,25;;;E;D
"""


def read(text: str, context: Context | None = None) -> tuple[Proposal, Staged]:
    book = open_table(text.encode(), "lieferung.csv")
    proposal = recognise(book.shown[0], context or town())
    return proposal, apply(book, proposal.mapping, context or town())


def errors(staged: Staged) -> list[tuple[str, int | None]]:
    return [(item.code, item.row) for item in staged.problems if item.severity == "error"]


def test_status_of_sdmx_and_bounds_are_read() -> None:
    proposal, staged = read(SDMX)
    assert proposal.complete and errors(staged) == []
    frame = staged.observations[0].frame.set_index("unit")
    assert frame["presence"].to_dict() == {
        "01": Presence.VALUE, "02": Presence.VALUE, "03": Presence.SUPPRESSED, "04": Presence.NOT_APPLICABLE,
        "05": Presence.MISSING, "10": Presence.VALUE,
    }  # fmt: skip
    assert frame["value"].dropna().to_dict() == {"01": 12.5, "02": 0.0, "10": 7.25}
    assert frame["flags"].to_dict() == {**dict.fromkeys(NAMES, 0), "02": Flag.PROVISIONAL, "10": Flag.ESTIMATED}
    assert frame["confidentiality"].to_dict() == {**dict.fromkeys(NAMES, 0), "03": 1, "10": 2}
    assert frame.loc["03", ["lower", "upper"]].to_list() == [1.0, 9.0]
    assert frame.loc["01", ["lower", "upper"]].to_list() == [11.25, 13.75]
    assert np.isnan(frame.loc["02", "lower"])


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("03;2020;5;;;Q;C", "presence-differs"),  # suppressed, and a value beside it
        ("03;2020;0;;;O;F", "presence-differs"),  # a zero that is said to be missing
        ("03;2020;;;;A;F", "presence-differs"),  # said to be there, and nothing there
        ("03;2020;;9;1;Q;C", "bounds-crossed"),
    ],
)
def test_statements_that_contradict_the_value_are_errors(row: str, wrong: str) -> None:
    _, staged = read(SDMX.replace("03;2020;;1;9;Q;C", row))
    assert errors(staged) == [(wrong, 4)]
    frame = staged.observations[0].frame.set_index("unit")
    assert "03" not in frame.index or np.isnan(frame.loc["03", "value"])


def test_unknown_status_is_asked_and_never_guessed() -> None:
    proposal, staged = read(SDMX.replace(";Q;C", ";??;C"))
    assert [question.key for question in proposal.questions] == ["status:6"]
    assert ("unknown-status", 4) in errors(staged)
    assert "03" not in set(staged.observations[0].frame["unit"])
    left_out = proposal.mapping.answered("status:6", "ignore")
    assert left_out.column(6).role is Role.IGNORE


def test_geography_is_no_period_and_names_the_units_of_its_row() -> None:
    units = pd.DataFrame({"code": ["1", "2"], "name": ["Eins", "Zwei"]})
    same = Context({("quarter", "2020"): units, ("quarter", "2015"): units, ("town", "2020"): units.head(1)},
                   town().indicators, level_names=town().level_names)  # fmt: skip
    text = "Raumebene;Gebietsstand;Code;Stichtag;Einwohner\n" + "".join(
        f"{level};{geography};{code};31.12.2019;{count}\n"
        for level, geography, code, count in [("Stadtteil", 2020, 1, 10), ("quarter", 2020, 2, 20),
                                              ("quarter", 2015, 1, 30), ("Stadt", 2020, 1, 30)]
    )  # fmt: skip
    proposal, staged = read(text, same)
    assert proposal.complete and errors(staged) == []
    rows = staged.observations[0].frame
    found = {(r["level"], r["geography"], r["unit"]): (r["value"], r["period"]) for r in rows.to_dict("records")}
    day = "2019-12-31"
    assert found == {
        ("quarter", "2020", "1"): (10.0, day), ("quarter", "2020", "2"): (20.0, day),
        ("quarter", "2015", "1"): (30.0, day), ("town", "2020", "1"): (30.0, day),
    }  # fmt: skip
    asked, wrong = read(text.replace("quarter;2015", "quarter;1990"), same)
    assert [question.key for question in asked.questions] == ["status:2"]
    assert errors(wrong) == [("question-open", None), ("unknown-geography", 4)]


def test_several_number_columns_beside_indicators_are_asked() -> None:
    proposal, _ = read("Indikator;Code;Jahr;Spalte A;Spalte B\n" + "".join(
        f"Einwohner;{code};2020;{i + 5};{i + 70}\n" for i, code in enumerate(NAMES)))  # fmt: skip
    assert [question.key for question in proposal.questions] == ["value"]
    assert proposal.mapping.answered("value", "4").column(4).role is Role.VALUE


def test_two_columns_of_one_role_are_refused() -> None:
    book = open_table(SDMX.encode(), "lieferung.csv")
    mapping = recognise(book.shown[0], town()).mapping
    twice = mapping.with_column(Column(7, "CONF_STATUS", Role.PRESENCE))
    assert ("role-twice", None) in errors(apply(book, twice, town()))


def test_words_and_codes_of_the_axes() -> None:
    assert presence_of("geheim gehalten") == presence_of("Q") == (Presence.SUPPRESSED, Flag.NONE)
    assert presence_of("Q P") == (Presence.SUPPRESSED, Flag.PROVISIONAL)
    assert presence_of("A Q") is None and presence_of("12") is None
    assert flags_of("Bruch in der Reihe, vorläufig") == Flag.BREAK | Flag.PROVISIONAL == flags_of("break provisional")
    assert flags_of("siehe Anmerkung") is None
    assert confidentiality_of("geheim (Gegensperrung)") == Confidentiality.SECONDARY == confidentiality_of("D")
    assert confidentiality_of("N") is None
