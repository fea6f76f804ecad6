"""Pulls: set up from a delivery that was fetched, changed, paused, begun now, removed. Administrators alone."""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass, field
from datetime import time

from django.db import transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.models import Delivery, Fetch, Pull
from quartier.catalogue.pulls.connections import Access, access_of, keep
from quartier.catalogue.pulls.limits import Limits
from quartier.compute.models import Job, Schedule
from quartier.compute.services import enqueue, remove_schedule, set_schedule
from quartier.kernel.errors import Conflict, InputRejected, NotFound, Problem
from quartier.kernel.reader import Reader
from quartier.sources.tables import Mapping

PULL_JOB = "catalogue.pull"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`kind` hours: every `hours`; daily: at `at`; weekly: on `weekday` (0 is Monday) at `at`."""

    kind: str = Pull.Rhythm.DAILY
    hours: int = 24
    weekday: int = 0
    at: time = time(5, 0)


@dataclass(frozen=True, slots=True)
class PullWish:
    """What a person decides about a pull."""

    name: str
    rhythm: Rhythm = field(default_factory=Rhythm)
    period_rule: str = Pull.PeriodRule.FIXED
    publishes: bool = False
    limits: Limits = field(default_factory=lambda: Limits(10, 25.0))


def find_pull(key: str, *, reader: Reader) -> Pull:
    """A pull, for administrators. Raises NotPermitted, NotFound."""
    require_writer(reader)
    found = Pull.objects.select_related("connection", "supplier").filter(key=key).first()
    if found is None:
        raise NotFound(f"There is no pull {key!r}.")
    return found


def origin_fetch(delivery: Delivery) -> Fetch | None:
    """The fetch that a delivery came from, if it can come again."""
    return delivery.fetches.filter(connection__isnull=False).select_related("connection").order_by("pk").first()


def create_pull(*, by: Reader, delivery: Delivery, wish: PullWish, access: Access | None = None) -> Pull:
    """Fetch again what this delivery came from, with the mapping of this delivery; its connection is kept.

    `access`: name and password again, where they were forgotten meanwhile.
    Raises NotPermitted, InputRejected, Conflict (nothing to fetch from, questions of the mapping are open).
    """
    require_writer(by)
    _check(wish)
    fetch = origin_fetch(delivery)
    if fetch is None or fetch.connection is None:
        raise Conflict("This delivery was not fetched from an address.")
    if delivery.kind == Delivery.Kind.VALUES and Mapping.from_json(delivery.mapping).open:
        raise Conflict("Answer the questions of this delivery first.")
    with transaction.atomic():
        connection = keep(by=by, connection=fetch.connection, name=fetch.connection.name, access=access)
        pull = Pull(key=secrets.token_hex(4), connection=connection, offer=fetch.offer, only_name=fetch.only_name,
                    only_text=fetch.only_text, holds=fetch.holds, mapping=delivery.mapping,
                    encoding=delivery.encoding, supplier=fetch.supplier, supplier_name=fetch.supplier_name,
                    by=by.name, person=by.person)  # fmt: skip
        _take(pull, wish)
        pull.save()
        Fetch.objects.filter(pk=fetch.pk).update(pull=pull)
        _schedule(by, pull)
        record(by=by, action="pull.create", subject=str(pull), detail={"publishes": pull.publishes})
    return pull


def change_pull(*, by: Reader, pull: Pull, wish: PullWish) -> Pull:
    """Another name, rhythm, limits; whoever changes it answers for it from now on.

    Raises NotPermitted, InputRejected.
    """
    require_writer(by)
    _check(wish)
    with transaction.atomic():
        row = Pull.objects.select_for_update().get(pk=pull.pk)
        _take(row, wish)
        row.by, row.person = by.name, by.person
        row.save()
        _schedule(by, row)
        detail = {"publishes": row.publishes, "units": row.most_units, "percent": row.most_percent}
        record(by=by, action="pull.change", subject=str(row), detail=detail)
    return row


def pause(*, by: Reader, pull: Pull, on: bool) -> None:
    """Pause or resume. Raises NotPermitted."""
    require_writer(by)
    with transaction.atomic():
        row = Pull.objects.select_for_update().get(pk=pull.pk)
        row.paused = on
        row.failures = row.failures if on else 0
        row.save(update_fields=("paused", "failures"))
        _schedule(by, row)
        record(by=by, action="pull.pause" if on else "pull.resume", subject=str(row))


def pull_soon(*, by: Reader, pull: Pull) -> Job:
    """Begin now, as a job; also while it is paused. Raises NotPermitted."""
    require_writer(by)
    with transaction.atomic():
        record(by=by, action="pull.now", subject=str(pull))
        return enqueue(by=by, name=PULL_JOB, arguments={"pull": pull.key}, unique_key=f"pull:{pull.key}")


def remove_pull(*, by: Reader, pull: Pull) -> None:
    """End a pull; deliveries and releases stay. Raises NotPermitted."""
    require_writer(by)
    with transaction.atomic():
        for key in (schedule_key(pull), again_key(pull)):
            Schedule.objects.filter(key=key).delete()
        record(by=by, action="pull.remove", subject=str(pull))
        pull.delete()


def schedule_key(pull: Pull) -> str:
    return f"pull:{pull.key}"


def again_key(pull: Pull) -> str:
    return f"pull-again:{pull.key}"


def no_more_tries(*, by: Reader, pull: Pull) -> None:
    """The next attempt is that of the rhythm."""
    if Schedule.objects.filter(key=again_key(pull)).exists():
        remove_schedule(by=by, key=again_key(pull))


def _schedule(by: Reader, pull: Pull) -> None:
    hourly = pull.rhythm == Pull.Rhythm.HOURS
    set_schedule(
        by=by,
        key=schedule_key(pull),
        name=PULL_JOB,
        arguments={"pull": pull.key},
        every_minutes=60 * pull.hours if hourly else None,
        at=None if hourly else pull.at,
        weekday=pull.weekday if pull.rhythm == Pull.Rhythm.WEEKLY else None,
        enabled=not pull.paused,
    )
    no_more_tries(by=by, pull=pull)


def _take(row: Pull, wish: PullWish) -> None:
    row.name = wish.name.strip()[:200]
    row.rhythm, row.hours, row.weekday = wish.rhythm.kind, wish.rhythm.hours, wish.rhythm.weekday
    row.at = None if wish.rhythm.kind == Pull.Rhythm.HOURS else wish.rhythm.at
    row.period_rule, row.publishes = wish.period_rule, wish.publishes
    row.most_units, row.most_percent = wish.limits.units, wish.limits.percent
    row.may_lose = wish.limits.may_lose


def _check(wish: PullWish) -> None:
    problems = []

    def need(held: bool, column: str, expected: str) -> None:
        if not held:
            problems.append(Problem("This field is needed.", "required", column=column, expected=expected))

    need(bool(wish.name.strip()), "name", "a name")
    need(wish.rhythm.kind in Pull.Rhythm.values, "rhythm", ", ".join(Pull.Rhythm.values))
    need(1 <= wish.rhythm.hours <= 24 * 31, "hours", "1 to 744")
    need(0 <= wish.rhythm.weekday <= 6, "weekday", "0 to 6")
    need(wish.period_rule in Pull.PeriodRule.values, "period-rule", ", ".join(Pull.PeriodRule.values))
    need(0 <= wish.limits.units <= 1_000_000, "most-units", "0 or more")
    need(math.isfinite(wish.limits.percent) and wish.limits.percent >= 0, "most-percent", "0 or more")
    if problems:
        raise InputRejected(problems, subject="pull")


def secret_is_there(fetch: Fetch) -> bool:
    """Whether a pull can be made of a fetch without entering the password again."""
    from quartier.kernel.errors import QuartierError

    try:
        return fetch.connection is not None and bool(access_of(fetch.connection).address)
    except QuartierError:
        return False
