"""What a change is counted from, who is farthest, and how finding ranks."""

from __future__ import annotations

import pytest

from quartier.atlas.pictures.charts.lines import break_positions, runs_of
from quartier.atlas.profile.asked import last_day
from quartier.atlas.profile.gather import first_comparable
from quartier.atlas.schemas import SeriesPoint
from quartier.kernel.errors import InputRejected
from quartier.kernel.presence import Flag, Presence


def point(year: int, value: float | None, geography: str = "2018", flags: int = 0) -> SeriesPoint:
    presence = Presence.MISSING if value is None else Presence.VALUE
    return SeriesPoint(
        period=str(year), position=year + 0.5, geography=geography, value=value, presence=presence, flags=flags,
        numerator=None, denominator=None, lower=None, upper=None,
    )  # fmt: skip


SERIES = [
    point(2015, 1.0, "2010"),
    point(2016, 2.0, "2010"),
    point(2018, 3.0),
    point(2019, None),
    point(2020, 4.0),
    point(2021, 5.0, flags=Flag.BREAK),
    point(2022, 6.0),
]


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (1, 2015),
        (2, 2018),  # other boundaries before
        (4, 2018),  # a gap parts nothing: both ends are known and comparable
        (6, 2021),  # another method from 2021 on
    ],
)
def test_change_is_counted_from_the_first_comparable_period(now: int, first: int) -> None:
    found = first_comparable(SERIES, SERIES[now])
    assert found is not None
    assert found.period == str(first)


def test_no_value_no_change() -> None:
    assert first_comparable(SERIES, SERIES[3]) is None


def test_lines_end_where_nothing_is_known_or_nothing_can_be_compared() -> None:
    assert [[p.period for p in run] for run in runs_of(SERIES)] == [
        ["2015", "2016"],
        ["2018"],
        ["2020"],
        ["2021", "2022"],
    ]
    assert break_positions(SERIES) == [2017.5, 2021.0]


@pytest.mark.parametrize(
    ("text", "day"),
    [("", ""), ("2020", "2020-12-31"), ("2020-02", "2020-02-29"), ("2021-02-03", "2021-02-03")],
)
def test_as_of(text: str, day: str) -> None:
    assert last_day(text) == day


@pytest.mark.parametrize("text", ["20", "2021-13", "2021-02-30", "gestern", "２０２０"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(InputRejected, match="as-of"):
        last_day(text)
