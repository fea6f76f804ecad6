"""Marks in numbers, markers, periods: small tables that say what is read, what is asked, what is refused."""

from __future__ import annotations

import pytest

from quartier.sources.tables.markers import known_marker
from quartier.sources.tables.marks import parse_number, recognise_marks
from quartier.sources.tables.periods import find_period, read_period

MARKS = [
    # cells of a column, decimal, thousands, doubt
    (["12", "500", "0"], "", "", ""),
    (["12,5", "3"], ",", "", ""),
    (["12.5", "3"], ".", "", ""),
    (["1.234", "5"], "", "", "."),  # 1234 or 1.234: asked
    (["1,234", "5"], "", "", ","),
    (["-1.234"], "", "", "."),
    (["1.234,5"], ",", ".", ""),  # the last of two marks is the decimal one
    (["1,234.5"], ".", ",", ""),
    (["1.234.567"], "", ".", ""),  # two marks part thousands
    (["1.234", "12,5"], ",", ".", ""),
    (["1.234", "12.5"], ".", "", ""),
    (["0.123"], ".", "", ""),  # no group of thousands begins with 0
    ([".707", "-.5"], ".", "", ""),
    (["1 234", "1\u00a0234\u202f567"], "", " ", ""),
    (["1 234,5"], ",", " ", ""),
    (["1'234.50"], ".", "'", ""),
    (["34,2 %", "3 %"], ",", "", ""),
    (["1.5", "1,5"], "", "", ","),  # contradiction: asked
    (["k. A.", "-", "x"], "", "", ""),
    (["1234.567"], ".", "", ""),  # four digits before: no group of thousands
]


@pytest.mark.parametrize(("cells", "decimal", "thousands", "doubt"), MARKS)
def test_marks_of_a_column(cells: list[str], decimal: str, thousands: str, doubt: str) -> None:
    marks = recognise_marks(cells)
    assert (marks.decimal, marks.thousands, marks.doubt) == (decimal, thousands, doubt)


NUMBERS = [
    ("1.234,5", ",", ".", 1234.5),
    ("1.234", ",", ".", 1234.0),
    ("1.234", ".", "", 1.234),
    ("1.234", ",", "", None),  # a mark that is not decided: never guessed
    ("1.23", ",", ".", None),  # no group of three
    ("12,34,5", ",", ".", None),
    ("1.234.56", ",", ".", None),
    (".5", ".", "", 0.5),
    ("-,5", ",", "", -0.5),
    ("−3", "", "", -3.0),  # typographic minus
    ("+3", "", "", 3.0),
    ("1 234", ",", " ", 1234.0),
    ("1\u202f234", ",", " ", 1234.0),
    ("1’234", ".", "'", 1234.0),
    ("12,5 %", ",", ".", 12.5),
    ("1,2E+05", ",", "", 120000.0),
    ("", ",", ".", None),
    ("abc", ",", ".", None),
    ("1e999", ".", "", None),
    ("nan", ".", "", None),
    ("0x10", ".", "", None),
    ("1_000", ".", "", None),
    ("١٢", ".", "", None),  # digits of other scripts are no figures of a German office
]


@pytest.mark.parametrize(("text", "decimal", "thousands", "value"), NUMBERS)
def test_number(text: str, decimal: str, thousands: str, value: float | None) -> None:
    assert parse_number(text, decimal, thousands) == value


# DIN 55301 and "Zeichenerklärung" of the Statistisches Bundesamt; sentinels and "ohne" from the READMEs of the data
MARKERS = [
    ("-", "missing", True),
    ("–", "missing", True),
    (".", "suppressed", True),
    ("…", "missing", False),
    ("*", "suppressed", False),
    ("x", "not-applicable", False),
    ("X", "not-applicable", False),
    ("/", "missing", False),
    ("-9999", "missing", False),
    ("-999", "missing", False),
    ("-999.0", "missing", False),
    ("ohne", "not-applicable", False),
    ("k. A.", "missing", False),
    ("#NV", "missing", False),
    ("< 5", "suppressed", False),
    ("unter 3", "suppressed", False),
]


@pytest.mark.parametrize(("text", "meaning", "asked"), MARKERS)
def test_marker(text: str, meaning: str, asked: bool) -> None:
    known = known_marker(text)
    assert known is not None
    assert (str(known.meaning), known.ask) == (meaning, asked)


@pytest.mark.parametrize("text", ["0", "-9", "9999", "-99", "12", "abc", "", "-99,5"])
def test_no_marker(text: str) -> None:
    assert known_marker(text) is None


PERIODS = [
    ("2020", "2020", ""),
    ("2020.0", "2020", ""),
    ("Jahr 2020", "2020", ""),
    ("202012", "2020-12", ""),
    ("20201231", "2020-12-31", ""),
    ("31.12.2020", "2020-12-31", ""),
    ("1.1.20", "2020-01-01", ""),
    ("2020-12-31", "2020-12-31", ""),
    ("2020-12-31 00:00:00", "2020-12-31", ""),
    ("31. Dezember 2020", "2020-12-31", ""),
    ("Dez 2020", "2020-12", ""),
    ("12/2020", "2020-12", ""),
    ("3. Quartal 2020", "2020-Q3", ""),
    ("2020 Q3", "2020-Q3", ""),
    ("Q3/2020", "2020-Q3", ""),
    ("2020/Q3", "2020-Q3", ""),
    ("1. Halbjahr 2020", "2020-S1", ""),
    ("2020-S2", "2020-S2", ""),
    ("Schuljahr 2020/21", "2020-08-01/P1Y", ""),
    ("2020/21", "2020-08-01/P1Y", "school-years"),
    ("2018/2020", "2018/2020", ""),
    ("2018-2020", "2018/2020", ""),
    ("01/02/2020", "2020-02-01", "day-first"),
    ("13/02/2020", "2020-02-13", ""),
    ("02/13/2020", "2020-02-13", ""),
]


@pytest.mark.parametrize(("text", "period", "doubt"), PERIODS)
def test_period(text: str, period: str, doubt: str) -> None:
    reading = read_period(text)
    assert reading is not None
    assert (reading.period, reading.doubt) == (period, doubt)


@pytest.mark.parametrize(
    "text", ["", "12", "1899", "31.02.2020", "202013", "2020/19", "Altstadt", "2020-13", "32.1.2020"]
)
def test_no_period(text: str) -> None:
    assert read_period(text) is None


HEADS = [
    ("EW 31.12.2020", "2020-12-31", "EW"),
    ("Einwohner am 31.12.2020", "2020-12-31", "Einwohner"),
    ("2019", "2019", ""),
    ("Einwohner 2019", "2019", "Einwohner"),
    ("von 2018 und 2019", None, None),
]


@pytest.mark.parametrize(("text", "period", "rest"), HEADS)
def test_period_inside_a_head(text: str, period: str | None, rest: str | None) -> None:
    found = find_period(text)
    assert (found and (found[0].period, found[1])) == (period and (period, rest))
