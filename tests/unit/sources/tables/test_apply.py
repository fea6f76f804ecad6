"""Applying a mapping: observations, matched units, every problem at once, totals, skipped rows."""

from __future__ import annotations

import numpy as np
from test_open import xlsx
from town import PLACE, town

from quartier.kernel.presence import Presence
from quartier.sources.tables import Mapping, Staged, apply, message_of, open_table, recognise
from quartier.sources.tables.words import MESSAGES


def stage(text: str | bytes, answers: dict[str, str] | None = None, **changes: object) -> Staged:
    from dataclasses import replace

    data = text if isinstance(text, bytes) else text.encode()
    book = open_table(data, "a.csv")
    mapping = recognise(book.shown[0], town()).mapping
    for key, answer in (answers or {}).items():
        mapping = mapping.answered(key, answer)
    return apply(book, replace(mapping, **changes), town())  # type: ignore[arg-type]


def told(staged: Staged) -> list[tuple[str, int | None, str]]:
    return [(problem.code, problem.row, problem.severity) for problem in staged.problems]


def figures(staged: Staged, indicator: str = "residents") -> dict[str, float]:
    frame = next(item.frame for item in staged.observations if item.indicator == indicator)
    return dict(zip(frame["unit"], frame["value"], strict=True))


HEAD = "Code;Jahr;Einwohner\n"
ALL = "".join(f"{code};2020;{number}\n" for number, code in enumerate(("01", "02", "03", "04", "05", "10"), 1))


def test_a_good_table_has_no_problem() -> None:
    staged = stage(HEAD + ALL)
    assert staged.problems == ()
    assert staged.publishable
    assert figures(staged) == {"01": 1, "02": 2, "03": 3, "04": 4, "05": 5, "10": 6}
    assert [(m.units, m.of) for m in staged.matched] == [(6, 6)]
    frame = staged.observations[0].frame
    assert set(frame["level"]) == {PLACE[0]} and set(frame["period"]) == {"2020"}
    assert staged.origin["residents"].tolist() == [2, 3, 4, 5, 6, 7]


def test_every_problem_is_told_at_once_with_its_place() -> None:
    staged = stage(HEAD + ALL + "77;2020;7\n01;2020;9\n02;gestern;3\n03;2021;abc\n")
    assert told(staged) == [
        ("unknown-unit", 8, "error"),
        ("not-a-period", 10, "error"),
        ("not-a-number", 11, "error"),
        ("row-twice", 9, "error"),
    ]
    wrong = {problem.code: problem for problem in staged.problems}
    assert wrong["not-a-number"].column == "Einwohner"
    assert wrong["not-a-number"].found == "abc"
    assert wrong["row-twice"].expected == "row 2 alone"
    assert not staged.publishable


def test_an_unanswered_question_stops_the_column() -> None:
    staged = stage(HEAD + "01;2020;1.234\n02;2020;5\n")
    assert ("question-open", None, "error") in told(staged)
    assert staged.observations == ()


def test_answers_decide_what_the_same_cells_mean() -> None:
    text = HEAD + "01;2020;1.234\n02;2020;5\n"
    assert figures(stage(text, {"marks:.": "thousands"}))["01"] == 1234.0
    assert figures(stage(text, {"marks:.": "decimal"}))["01"] == 1.234


def test_a_mark_that_comes_late_is_a_problem_and_no_number() -> None:
    staged = stage(HEAD + "01;2020;12,5\n02;2020;5\n03;2020;1.5\n", {"marks:,": "decimal", "marks:.": "thousands"})
    assert "03" not in figures(staged)
    assert any(problem.code == "mark-undecided" and problem.row == 4 for problem in staged.problems)


def test_markers_become_presence_and_never_a_number() -> None:
    staged = stage(HEAD + "01;2020;*\n02;2020;x\n03;2020;-\n04;2020;\n05;2020;0\n10;2020;-9999\n", {"marker:-": "zero"})
    frame = staged.observations[0].frame
    presence = {unit: Presence(int(code)) for unit, code in zip(frame["unit"], frame["presence"], strict=True)}
    assert presence == {
        "01": Presence.SUPPRESSED, "02": Presence.NOT_APPLICABLE, "03": Presence.VALUE, "04": Presence.MISSING,
        "05": Presence.VALUE, "10": Presence.MISSING,
    }  # fmt: skip
    assert {unit: value for unit, value in figures(staged).items() if not np.isnan(value)} == {"03": 0.0, "05": 0.0}


def test_a_small_number_with_its_bound_stays_an_interval() -> None:
    frame = stage(HEAD + "01;2020;< 5\n02;2020;7\n").observations[0].frame
    hidden = frame[frame["unit"] == "01"].iloc[0]
    assert (hidden["presence"], hidden["lower"], hidden["upper"]) == (Presence.SUPPRESSED, 0.0, 5.0)


def test_shares_are_scaled_by_decision_and_told() -> None:
    staged = stage("Code;Jahr;SGB-II-Quote\n01;2020;0,34\n02;2020;0,07\n", {"scale:3": "100"})
    assert figures(staged, "poverty") == {"01": 34.0, "02": 7.0}
    assert staged.changed[0].de == "„SGB-II-Quote“ wurde mal 100 genommen."


def test_values_outside_the_possible_range() -> None:
    staged = stage("Code;Jahr;Einwohner;SGB-II-Quote\n01;2020;-5;120,5\n02;2020;2,5;12\n03;2020;3;5\n")
    assert [item for item in told(staged) if item[0] != "units-absent"] == [
        ("negative", 2, "error"), ("not-whole", 3, "warning"), ("share-above-100", 2, "warning"),
    ]  # fmt: skip


def test_a_class_that_does_not_exist() -> None:
    staged = stage("Code;Jahr;Sozialindexstufe\n01;2020;3\n02;2020;11\n03;2020;ohne\n")
    assert ("unknown-class", 3, "error") in told(staged)
    assert Presence.NOT_APPLICABLE in set(staged.observations[0].frame["presence"])


def test_delivered_totals_are_kept_apart_and_compared() -> None:
    staged = stage(HEAD + ALL + "Insgesamt;2020;21\n")
    assert [(t.delivered, t.computed, t.agrees, t.row) for t in staged.totals] == [(21.0, 21.0, True, 8)]
    assert len(staged.observations[0].frame) == 6
    wrong = stage(HEAD + ALL + "Insgesamt;2020;25\n")
    assert wrong.totals[0].difference == 4.0
    assert ("total-differs", 8, "warning") in told(wrong)


def test_a_total_of_suppressed_parts_is_compared_as_an_interval() -> None:
    rows = "01;2020;*\n02;2020;2\n03;2020;3\n04;2020;4\n05;2020;5\n10;2020;6\n"
    assert stage(HEAD + rows + "Summe;2020;22\n").totals[0].agrees is None
    assert stage(HEAD + rows + "Summe;2020;19\n").totals[0].agrees is False  # less than the known parts alone


def test_the_town_in_a_row_of_its_own_is_a_total_and_an_observation() -> None:
    staged = stage(HEAD + "00;2020;22\n" + ALL)
    assert [(t.level, t.delivered, t.computed) for t in staged.totals] == [("quarter", 22.0, 21.0)]
    assert len(staged.observations[0].frame) == 7


def test_header_rows_headings_and_notes_inside_the_data_are_skipped_with_their_reason() -> None:
    staged = stage(HEAD + "Bezirk Nord;;\n01;2020;1\nCode;Jahr;Einwohner\n02;2020;2\nQuelle: Amt;;\n")
    assert [(item.row, item.text) for item in staged.skipped] == [(2, "Bezirk Nord"), (4, "Code")]
    assert ("header-inside", 4, "warning") in told(staged)
    assert staged.rows == 2


def test_padded_codes_and_lost_zeros_are_told() -> None:
    staged = stage("Code;Jahr;Einwohner\n1;2020;12\n2;2020;13\n10  ;2020;5\n")
    assert figures(staged) == {"01": 12, "02": 13, "10": 5}
    notes = {problem.code: problem.found for problem in staged.problems if problem.severity == "note"}
    assert notes == {"codes-padded": "'1' → '01' (2 ×)", "codes-trimmed": "'10  ' → '10' (1 ×)"}


def test_a_name_that_stands_twice_is_not_joined() -> None:
    staged = stage("Stadtteil;Jahr;Einwohner\nAltstadt;2020;12\nHafen Süd;2020;13\nMöhrenfeld;2020;1\nAm Ring;2020;2\n")
    assert ("name-ambiguous", 5, "error") in told(staged)
    assert set(figures(staged)) == {"01", "02", "03"}
    assert staged.unmatched[0].suggestions == (("04", "Am Ring"), ("05", "Am Ring"))


def test_unmatched_units_come_with_suggestions_and_can_be_renamed() -> None:
    text = "Stadtteil;Jahr;Einwohner\nAltstadt;2020;12\nHafen-Sued;2020;13\nMörenfeld;2020;1\n"
    staged = stage(text)
    assert [(u.text, u.suggestions) for u in staged.unmatched] == [("Mörenfeld", (("03", "Möhrenfeld"),))]
    assert figures(stage(text, renames=(("Mörenfeld", "03"),)))["03"] == 1


def test_units_without_a_row_are_told() -> None:
    staged = stage(HEAD + "01;2020;1\n02;2020;2\n")
    assert staged.matched[0].absent == ("03", "04", "05", "10")
    assert ("units-absent", None, "warning") in told(staged)


def test_a_value_in_merged_cells_is_not_counted_twice_in_silence() -> None:
    data = xlsx([["Code", "Jahr", "Einwohner"], ["01", 2020, 12], ["02", 2020, None], ["03", 2020, 4]], ("C2:C3",))
    assert ("merged-value", 2, "error") in told(stage(data))


def test_a_shifted_row_is_told() -> None:
    staged = stage(HEAD + "01;2020;1\n02;2020;2;99\n")
    assert ("cell-beyond", 3, "error") in told(staged)


def test_the_same_row_twice_is_a_warning_when_nothing_differs() -> None:
    assert ("row-twice", 8, "warning") in told(stage(HEAD + ALL + "01;2020;1\n"))


def test_rounded_numbers_of_spreadsheets_are_told() -> None:
    staged = stage(HEAD + "01;2020;1,2E+05\n02;2020;5\n")
    assert figures(staged)["01"] == 120000.0
    assert ("exponent", 2, "warning") in told(staged)


def test_a_mapping_for_another_table_is_refused_in_words() -> None:
    book = open_table((HEAD + ALL).encode(), "a.csv")
    mapping = recognise(book.shown[0], town()).mapping
    other = open_table(b"Code;Jahr;Arbeitslose\n01;2020;5\n", "b.csv")
    assert ("header-changed", None, "error") in told(apply(other, mapping, town()))
    assert [p.code for p in apply(other, Mapping("x"), town()).problems] == [
        "no-unit-column", "no-geography", "no-value-column",
    ]  # fmt: skip


def test_numerator_and_denominator_give_the_share_and_contradictions_are_told() -> None:
    text = "Code;Jahr;SGB-II-Quote;SGB-II-Quote Zähler;SGB-II-Quote Nenner\n"
    book = open_table((text + "01;2020;50,0;5;10\n02;2020;10,0;5;10\n").encode(), "a.csv")
    mapping = recognise(book.shown[0], town()).mapping
    from dataclasses import replace

    from quartier.sources.tables import Role

    for number, role in ((4, Role.NUMERATOR), (5, Role.DENOMINATOR)):
        mapping = mapping.with_column(replace(mapping.column(number), role=role, indicator="poverty"))
    staged = apply(book, mapping, town())
    assert ("quotient", 3, "warning") in told(staged)
    frame = staged.observations[0].frame
    assert frame[["value", "numerator", "denominator"]].iloc[0].tolist() == [50.0, 5.0, 10.0]
    alone = apply(book, mapping.with_column(replace(mapping.column(3), role=Role.IGNORE)), town())
    assert figures(alone, "poverty") == {"01": 50.0, "02": 50.0}


def test_every_problem_speaks_german_and_english() -> None:
    assert all(text.de and text.en and text.de != text.en for text in MESSAGES.values())
    staged = stage(HEAD + "01;2020;abc\n02;2020;3\n03;2020;4\n")
    assert message_of(staged.problems[0], "de") == "Das ist keine Zahl."


def test_a_thousand_wrong_rows_stay_readable() -> None:
    rows = "".join(f"01;{1900 + number % 120};x{number}\n" for number in range(400))
    staged = stage(HEAD + "".join(f"0{n};2020;1\n" for n in (1, 2, 3)) * 400 + rows)
    wrong = [problem for problem in staged.problems if problem.code == "not-a-number"]
    assert len(wrong) <= 51
    assert any(problem.code == "more" for problem in staged.problems)
