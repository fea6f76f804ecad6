"""When a schedule runs next."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone


def next_run(
    after: datetime, *, every_minutes: int | None, at: time | None, weekday: int | None = None,
    previous: datetime | None = None,
) -> datetime:  # fmt: skip
    """The first moment after `after` (aware) that the rule names, in UTC.

    Intervals count on from `previous`, without drift; what was missed while no worker ran is not made up for. A daily
    time is one of the workspace's zone (Django's TIME_ZONE): the hour that the clock skips in spring runs an hour
    later by the clock, the hour that it repeats in autumn runs once, the first time (PEP 495, fold=0). `weekday`
    (0 is Monday) lets a daily time count on that day alone.
    """
    if every_minutes is not None:
        step = timedelta(minutes=every_minutes)
        start = previous or after
        return (start + max(1, (after - start) // step + 1) * step).astimezone(UTC)
    if at is None:
        raise ValueError("a schedule has one rule")
    day = after.astimezone(timezone.get_default_timezone()).date()
    number = day.toordinal() + (0 if weekday is None else (weekday - day.weekday()) % 7)
    first = _moment(number, at)
    return first if first > after else _moment(number + (1 if weekday is None else 7), at)


def _moment(day: int, at: time) -> datetime:
    # compared in UTC: two times of one zone are compared by the wall clock, which stands still or jumps twice a year
    local = datetime.combine(datetime.fromordinal(day), at.replace(fold=0), tzinfo=timezone.get_default_timezone())
    return local.astimezone(UTC)
