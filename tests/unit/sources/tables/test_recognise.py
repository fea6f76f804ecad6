"""Recognition: heads, units, periods, layouts, what is asked, what is remembered."""

from __future__ import annotations

import pytest
from test_open import xlsx
from town import PLACE, town

from quartier.sources.tables import Context, Layout, Mapping, Proposal, Role, apply, open_table, recognise


def propose(text: str | bytes, remembered: Mapping | None = None, context: Context | None = None) -> Proposal:
    data = text if isinstance(text, bytes) else text.encode()
    return recognise(open_table(data, "a.csv").shown[0], context or town(), remembered)


def roles(proposal: Proposal) -> list[str]:
    return [column.role.value for column in proposal.mapping.columns]


def asked(proposal: Proposal) -> list[str]:
    return [question.key for question in proposal.questions]


def test_wide_by_indicator_is_complete_without_a_question() -> None:
    proposal = propose(
        "Schlüssel;Stadtteil;Jahr;Einwohner;SGB-II-Quote\n01;Altstadt;2020;1200;12,5\n02;Hafen-Süd;2020;800;7,25\n"
    )
    assert proposal.complete
    assert roles(proposal) == ["unit", "unit-name", "period", "value", "value"]
    assert proposal.mapping.geographies == (PLACE,)
    assert [c.indicator for c in proposal.mapping.columns[3:]] == ["residents", "poverty"]
    assert proposal.mapping.columns[4].decimal == ","


def test_wide_by_period() -> None:
    proposal = propose("Code;2019;2020\n01;1200;1300\n02;800;900\n03;5;6\n")
    mapping = proposal.mapping
    assert mapping.layout is Layout.WIDE_PERIOD
    assert [c.period for c in mapping.columns] == ["", "2019", "2020"]
    assert mapping.header_rows == (1,)
    assert asked(proposal) == ["indicator"]


def test_long_layout_with_indicator_and_member_columns() -> None:
    proposal = propose(
        "Code;Jahr;Indikator;Alter;Wert\n01;2020;Einwohner;insgesamt;1200\n01;2020;Einwohner;0 - 5;80\n"
        "01;2020;Einwohner;80 u. älter;30\n02;2020;Einwohner;0 - 5;70\n"
    )
    assert proposal.complete
    assert proposal.mapping.layout is Layout.LONG
    assert roles(proposal) == ["unit", "period", "indicator", "member", "value"]
    assert ("age", "0 - 5", "0-5") in proposal.mapping.member_texts


def test_wide_by_member_with_two_header_rows_and_a_title() -> None:
    data = xlsx(
        [["Einwohner am 31.12.2020"], [], ["Nr.", "Stadtteil", "Einwohner", None, None],
         [None, None, "insgesamt", "0 - 5", "80+"],
         ["01", "Altstadt", 1200, 80, 30], ["02", "Hafen-Süd", 800, 70, 20], [None, "Insgesamt", 2000, 150, 50], [],
         ["Quelle: Melderegister"]],
        ("A1:E1", "A3:A4", "B3:B4", "C3:E3"),
    )  # fmt: skip
    proposal = propose(data)
    mapping = proposal.mapping
    assert proposal.complete
    assert (mapping.header_rows, mapping.first_row, mapping.last_row) == ((3, 4), 5, 7)
    assert mapping.period == "2020-12-31"
    assert mapping.layout is Layout.WIDE_MEMBER
    assert [c.slice for c in mapping.columns[2:]] == ["", "age=0-5", "age=80+"]


def test_group_heads_of_lost_merged_cells_are_carried_to_the_right() -> None:
    proposal = propose(
        "Code;Einwohner;;SGB-II-Quote;\n;2019;2020;2019;2020\n01;1200;1300;12,5;13,5\n02;800;900;7,5;8,5\n"
    )
    assert [(c.indicator, c.period) for c in proposal.mapping.columns[1:]] == [
        ("residents", "2019"), ("residents", "2020"), ("poverty", "2019"), ("poverty", "2020"),
    ]  # fmt: skip


def test_one_thousand_or_one_point_two_is_asked_and_never_guessed() -> None:
    proposal = propose("Code;Jahr;Einwohner\n01;2020;1.234\n02;2020;987\n")
    assert asked(proposal) == ["marks:."]
    assert proposal.questions[0].suggestion == "thousands"
    assert proposal.mapping.columns[2].doubt == "."
    decided = proposal.mapping.answered("marks:.", "thousands")
    assert (decided.columns[2].decimal, decided.columns[2].thousands, decided.open) == (",", ".", ())


def test_shares_below_one_are_asked() -> None:
    proposal = propose("Code;Jahr;SGB-II-Quote\n01;2020;0,34\n02;2020;0,07\n")
    assert asked(proposal) == ["scale:3"]
    assert proposal.mapping.answered("scale:3", "100").columns[2].scale == 100.0


def test_shares_with_percent_sign_are_not_asked() -> None:
    assert asked(propose("Code;Jahr;SGB-II-Quote\n01;2020;0,34 %\n02;2020;0,07 %\n")) == []


def test_a_dash_is_asked_a_star_is_told() -> None:
    proposal = propose("Code;Jahr;Einwohner\n01;2020;-\n02;2020;*\n03;2020;12\n")
    assert asked(proposal) == ["marker:-"]
    assert [str(option.value) for option in proposal.questions[0].options] == [
        "missing", "suppressed", "not-applicable", "zero",
    ]  # fmt: skip
    assert dict(proposal.mapping.markers) == {"*": "suppressed"}


def test_a_missing_period_is_asked() -> None:
    assert asked(propose("Code;Einwohner\n01;12\n02;13\n")) == ["period"]


def test_school_years_and_american_days_are_asked() -> None:
    assert asked(propose("Code;Schuljahr;Einwohner\n01;2020/21;12\n02;2020/21;13\n")) == ["school-years"]
    assert asked(propose("Code;Datum;Einwohner\n01;01/02/2020;12\n02;01/02/2020;13\n")) == ["day-first"]


def test_lost_leading_zeros_are_seen_and_told() -> None:
    proposal = propose("Code;Jahr;Einwohner\n1;2020;12\n2;2020;13\n10;2020;5\n")
    assert proposal.mapping.pad == 2
    assert "pad" in [finding.what for finding in proposal.findings]


def test_several_levels_in_one_column() -> None:
    proposal = propose("Code;Jahr;Einwohner\n00;2020;100\n01;2020;12\n02;2020;13\n03;2020;13\n")
    assert proposal.mapping.geographies == (PLACE, ("town", "2020"))


def test_two_editions_with_the_same_codes_are_asked() -> None:
    context = town()
    both = Context({**context.geographies, ("quarter", "2021"): context.geographies[PLACE]}, context.indicators)
    proposal = propose("Code;Jahr;Einwohner\n01;2020;12\n02;2020;13\n", context=both)
    assert asked(proposal) == ["geography"]
    assert proposal.mapping.answered("geography", "quarter/2021").geographies == (("quarter", "2021"),)


def test_rows_of_other_towns_are_asked() -> None:
    rows = "".join(f"9{number:03d};2020;5\n" for number in range(40))
    own = "".join(f"{code};2020;5\n" for code in ("01", "02", "03", "04", "05", "10"))
    assert "others" in asked(propose("Schlüssel;Jahr;Einwohner\n" + own + rows))


def test_one_odd_cell_does_not_turn_the_thousands_of_a_count_into_thousandths() -> None:
    assert asked(propose("Code;Jahr;Einwohner\n01;2020;1.234\n02;2020;12.5\n")) == ["marks:."]


def test_the_next_delivery_of_the_same_shape_needs_no_answers() -> None:
    first = propose("Code;Jahr;Einwohner\n01;2020;1.234\n02;2020;-\n")
    assert asked(first) == ["marker:-", "marks:."]
    decided = first.mapping.answered("marks:.", "thousands").answered("marker:-", "zero")
    decided = decided.answered("marker:-", "missing")  # a person may change their mind
    second = propose("Code;Jahr;Einwohner\n01;2021;1.300\n02;2021;-\n03;2021;7\n", Mapping.from_json(decided.to_json()))
    assert second.remembered
    assert second.complete
    assert dict(second.mapping.markers)["-"] == "missing"
    assert second.mapping.columns[2].thousands == "."


def test_a_fixed_period_is_never_carried_over() -> None:
    first = propose("Code;Einwohner\n01;12\n02;13\n")
    second = propose("Code;Einwohner\n01;12\n02;14\n", first.mapping.answered("period", "2020"))
    assert asked(second) == ["period"]
    assert second.mapping.period == ""


def test_another_head_is_another_shape() -> None:
    first = propose("Code;Jahr;Einwohner\n01;2020;12\n02;2020;13\n")
    assert not propose("Code;Jahr;SGB-II-Quote\n01;2020;12\n02;2020;13\n", first.mapping).remembered


def test_next_years_heads_are_the_same_shape() -> None:
    first = propose("Code;Einwohner 31.12.2020\n01;12\n02;13\n")
    second = propose("Code;Einwohner 31.12.2021\n01;12\n02;13\n", first.mapping)
    assert second.remembered
    assert second.mapping.columns[1].period == "2021-12-31"


def test_a_table_without_units_says_so() -> None:
    proposal = propose("Farbe;Einwohner\nrot;12\nblau;13\n")
    assert not proposal.complete and not proposal.problems
    assert "whole" in proposal.mapping.open
    (question,) = (item for item in proposal.questions if item.key == "whole")
    assert question.suggestion == "town/2020/00" and question.options[0].text.de == "Stadt: Musterstadt"
    assert len(question.options) == 7, "the town and its six quarters"


def test_a_table_about_the_whole_town() -> None:
    text = "Monat;Einwohner;Anmerkung\n2024-01;1.200;\n2024-02;1.201;geschätzt\n\n;;Quelle: Amt\n"
    book = open_table(text.encode(), "stadt.csv")
    mapping = recognise(book.shown[0], town()).mapping.answered("whole", "town/2020/00")
    if "marks:." in mapping.open:
        mapping = mapping.answered("marks:.", "thousands")
    staged = apply(book, mapping, town())
    assert [str(item) for item in staged.problems if item.severity == "error"] == []
    (found,) = staged.observations
    assert found.frame[["level", "unit", "period", "value"]].values.tolist() == [
        ["town", "00", "2024-01", 1200.0], ["town", "00", "2024-02", 1201.0]
    ]  # fmt: skip
    assert Mapping.from_json(mapping.to_json()) == mapping
    assert [(item.units, item.of) for item in staged.matched] == [(1, 1)]


def test_a_unit_that_is_not_there_is_told() -> None:
    book = open_table(b"Jahr;Einwohner\n2024;12\n", "stadt.csv")
    mapping = recognise(book.shown[0], town()).mapping.answered("whole", "quarter/2020/99")
    assert "unknown-unit" in {item.code for item in apply(book, mapping, town()).problems}


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 2}', '{"format": 1, "sheet": "x", "layout": "round"}', "null"])
def test_a_damaged_mapping_is_refused_in_words(text: str) -> None:
    from quartier.kernel.errors import InputRejected

    with pytest.raises(InputRejected):
        Mapping.from_json(text)


def test_an_answer_that_no_question_allows_is_refused() -> None:
    mapping = Mapping("a")
    for key, answer in (("marks:.", "perhaps"), ("scale:1", "10"), ("marker:x", "five"), ("nonsense", "1")):
        with pytest.raises((ValueError, KeyError)):
            mapping.answered(key, answer)


def test_name_column_alone_joins_by_name_but_never_by_a_name_that_stands_twice() -> None:
    proposal = propose(
        "Stadtteil;Jahr;Einwohner\nAltstadt;2020;12\nHafen Süd;2020;13\nMoehrenfeld;2020;1\nAm Ring;2020;2\n"
    )
    column = proposal.mapping.of_role(Role.UNIT)[0]
    assert (column.number, column.by) == (1, "name")
