"""When schedules run. Expected moments by hand.

The clock of Europe/Berlin: UTC+1, in summer UTC+2; it jumps on 29 March 2026 from 2:00 to 3:00 and on 25 October 2026
from 3:00 back to 2:00, both at 1:00 UTC (directive 2000/84/EC, articles 1 to 3).
"""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from quartier.compute.rules import next_run


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "after", "expected"),
    [
        (time(6, 30), "2026-01-15 05:00", "2026-01-15 05:30"),  # winter, later the same day
        (time(6, 30), "2026-01-15 05:30", "2026-01-16 05:30"),  # never the same moment again
        (time(6, 30), "2026-07-15 05:00", "2026-07-16 04:30"),  # summer, tomorrow
        (time(0, 15), "2026-01-15 23:00", "2026-01-15 23:15"),  # in Berlin it is the 16th already
        (time(6, 30), "2026-03-28 06:00", "2026-03-29 04:30"),  # the night that is an hour short
        (time(2, 30), "2026-03-28 02:00", "2026-03-29 01:30"),  # 2:30 is skipped: 3:30 by the clock
        (time(2, 30), "2026-03-29 01:30", "2026-03-30 00:30"),
        (time(2, 30), "2026-10-24 20:00", "2026-10-25 00:30"),  # 2:30 comes twice: the first
        (time(2, 30), "2026-10-25 00:30", "2026-10-26 01:30"),  # not the second
        (time(2, 30), "2026-10-25 01:00", "2026-10-26 01:30"),
    ],
)
def test_daily_by_the_clock_of_the_workspace(at: time, after: str, expected: str) -> None:
    assert next_run(utc(after), every_minutes=None, at=at) == utc(expected)


@pytest.mark.parametrize(
    ("previous", "after", "expected"),
    [
        (None, "2026-01-15 05:03", "2026-01-15 05:18"),
        ("2026-01-15 05:00", "2026-01-15 05:01", "2026-01-15 05:15"),  # no drift from a late look
        ("2026-01-15 05:00", "2026-01-15 05:15", "2026-01-15 05:30"),
        ("2026-01-15 05:00", "2026-01-17 12:01", "2026-01-17 12:15"),  # two days off: once, not 220 times
        ("2026-03-29 00:50", "2026-03-29 00:55", "2026-03-29 01:05"),  # intervals do not see the clock jump
    ],
)
def test_intervals_keep_their_beat(previous: str | None, after: str, expected: str) -> None:
    moment = next_run(utc(after), every_minutes=15, at=None, previous=utc(previous) if previous else None)
    assert moment == utc(expected)


@pytest.mark.parametrize(
    ("weekday", "after", "expected"),
    [
        (0, "2026-01-15 05:00", "2026-01-19 05:30"),  # 15 January 2026 is a Thursday: the Monday after
        (3, "2026-01-15 05:00", "2026-01-15 05:30"),  # the same day, later
        (3, "2026-01-15 05:30", "2026-01-22 05:30"),  # a week later, not tomorrow
        (2, "2026-01-15 05:00", "2026-01-21 05:30"),  # yesterday's day: in six days
        (6, "2026-03-23 06:00", "2026-03-29 04:30"),  # the Sunday of the clock change
    ],
)
def test_weekly_on_one_day(weekday: int, after: str, expected: str) -> None:
    assert next_run(utc(after), every_minutes=None, at=time(6, 30), weekday=weekday) == utc(expected)
