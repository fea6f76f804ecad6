"""Time references; kinds and bounds as in SDMX 2021 section 4.2 and ISO 8601."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartier.kernel.period import Period, PeriodInvalid, parse, school_year


@pytest.mark.parametrize(
    ("text", "start", "end", "german", "english"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31), "2020", "2020"),
        ("2020-S1", date(2020, 1, 1), date(2020, 6, 30), "1. Halbjahr 2020", "first half of 2020"),
        ("2020-S2", date(2020, 7, 1), date(2020, 12, 31), "2. Halbjahr 2020", "second half of 2020"),
        ("2020-Q3", date(2020, 7, 1), date(2020, 9, 30), "3. Quartal 2020", "Q3 2020"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "Februar 2020", "February 2020"),
        ("2020-12-31", date(2020, 12, 31), date(2020, 12, 31), "31.12.2020", "31 December 2020"),
        ("2018/2020", date(2018, 1, 1), date(2020, 12, 31), "2018–2020", "2018–2020"),
        ("2020-08-01/P1Y", date(2020, 8, 1), date(2021, 7, 31), "Schuljahr 2020/21", "school year 2020/21"),
        ("1999-08-01/P1Y", date(1999, 8, 1), date(2000, 7, 31), "Schuljahr 1999/00", "school year 1999/00"),
    ],
)
def test_period(text: str, start: date, end: date, german: str, english: str) -> None:
    period = parse(text)
    assert (period.start, period.end) == (start, end)
    assert (period.label("de"), period.label("en")) == (german, english)


@pytest.mark.parametrize(
    "text",
    ["", "20", "2020-13", "2020-00", "2020-S3", "2020-Q5", "2021-02-29", "2020/2018", "0000", "٢٠٢٠", " 2020", "2020\n",
     "2020-02-30/P1Y", "31.12.2020", "2024-02-29/P1Y"],
)  # fmt: skip
def test_what_is_no_period_is_refused_in_words(text: str) -> None:
    with pytest.raises(PeriodInvalid, match=r"expected e\.g\. 2020"):
        parse(text)


def test_periods_are_ordered_by_their_end() -> None:
    texts = ["2021", "2020-12-31", "2020-Q3", "2018/2020", "2020"]
    assert [p.text for p in sorted(map(parse, texts))] == ["2020-Q3", "2018/2020", "2020", "2020-12-31", "2021"]


def test_school_year_begins_on_the_first_of_august() -> None:
    assert school_year(2020) == parse("2020-08-01/P1Y")


@given(st.text(alphabet="0123456789-/SQP1Y. ", max_size=16))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        period = parse(text)
    except PeriodInvalid:
        return
    assert isinstance(period, Period)
    assert period.text == text
    assert period.start <= period.end
    assert period.start.year <= period.axis_position() < period.end.year + 1
