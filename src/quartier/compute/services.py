"""Use-cases around jobs: queue, cancel, try again, schedule."""

from __future__ import annotations

import inspect
import json
from datetime import time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from quartier.compute.models import Job, JobState, Json, Schedule
from quartier.compute.rules import next_run
from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted, Problem
from quartier.kernel.jobs import JOBS
from quartier.kernel.reader import Reader

_CHANCES = 5


def enqueue(
    *, by: Reader, name: str, arguments: Json | None = None, unique_key: str = "", max_attempts: int = 3
) -> Job:
    """Queue work, inside the caller's transaction: it waits from the moment that the caller commits.

    Where work of the same `unique_key` waits already, that job is handed back and nothing is queued; beside a running
    one the new one waits (the running one may have read what has changed since). `max_attempts` counts the runs that
    may be lost with their process; a job that fails by itself is not tried again.
    Raises InputRejected (unknown name, arguments that are no JSON or do not fit the function).
    """
    _check(name, arguments or {}, subject="job")
    job = Job(
        name=name,
        arguments=arguments or {},
        by=by.name,
        person=by.person,
        unique_key=unique_key,
        max_attempts=max_attempts,
    )
    return insert(job)


def insert(job: Job) -> Job:
    """Write a job unless the same work waits already; the one that waits is handed back."""
    for chance in range(_CHANCES):
        waiting = _waiting(job.unique_key)
        if waiting is not None:
            return waiting
        try:
            with transaction.atomic():
                job.save(force_insert=True)
            return job
        except IntegrityError:
            # somebody queued the same work in between; where that one has begun already, ours may wait now
            if chance == _CHANCES - 1:
                raise
    raise AssertionError("the last chance returns or raises")


def cancel(*, by: Reader, job: int) -> Job:
    """Ask a job to end: a waiting one ends at once, a running one within seconds.

    An administrator may cancel every job, a person those that he or she queued. Raises NotFound (also for jobs that
    are not shown to the reader), Conflict (it has ended).
    """
    with transaction.atomic():
        found = _locked(by, job)
        if found.ended:
            raise Conflict(f"Job {found.pk} has ended already ({found.state}).")
        if found.state == JobState.RUNNING:
            found.cancel_requested = True
        else:
            found.state, found.finished_at = JobState.CANCELLED, timezone.now()
        found.save(update_fields=("state", "cancel_requested", "finished_at"))
    return found


def retry(*, by: Reader, job: int) -> Job:
    """Queue a failed or cancelled job again, with all its attempts. Raises NotFound, Conflict."""
    with transaction.atomic():
        found = _locked(by, job)
        if found.state not in {JobState.FAILED, JobState.CANCELLED}:
            raise Conflict(f"Job {found.pk} is {found.state}; only a failed or cancelled one can be tried again.")
        waiting = _waiting(found.unique_key)
        if waiting is not None:
            raise Conflict(f"The same work waits already as job {waiting.pk}.")
        _reset(found)
        _save_waiting(found)
    return found


def set_schedule(
    *,
    by: Reader,
    key: str,
    name: str,
    arguments: Json | None = None,
    every_minutes: int | None = None,
    at: time | None = None,
    weekday: int | None = None,
    enabled: bool = True,
) -> Schedule:
    """Set up (or change) work that comes again: every `every_minutes`, or `at` a time of the workspace's zone.

    That is daily, or on one `weekday` (0 is Monday).

    Raises NotPermitted (administrators alone), InputRejected.
    """
    _require_administrator(by)
    _check(name, arguments or {}, subject="schedule", further=_rule_problems(every_minutes, at, weekday))
    values = {
        "name": name,
        "arguments": arguments or {},
        "by": by.name,
        "person": by.person,
        "every_minutes": every_minutes,
        "at": at,
        "weekday": weekday,
        "enabled": enabled,
        "next_run": next_run(timezone.now(), every_minutes=every_minutes, at=at, weekday=weekday),
    }
    return Schedule.objects.update_or_create(key=key, defaults=values)[0]


def remove_schedule(*, by: Reader, key: str) -> None:
    """End a schedule; jobs that it queued stay. Raises NotPermitted, NotFound."""
    _require_administrator(by)
    if not Schedule.objects.filter(key=key).delete()[0]:
        raise NotFound(f"There is no schedule {key!r}.")


def _waiting(unique_key: str) -> Job | None:
    return Job.objects.filter(unique_key=unique_key, state=JobState.QUEUED).first() if unique_key else None


def _locked(by: Reader, job: int) -> Job:
    found = Job.objects.visible_to(by).select_for_update().filter(pk=job).first()
    if found is None:
        raise NotFound(f"There is no job {job}.")
    return found


def _reset(job: Job) -> None:
    job.state = JobState.QUEUED
    job.attempts = job.done = job.total = 0
    job.message = job.error = job.claim = ""
    job.cancel_requested = False
    job.lease_until = job.started_at = job.finished_at = None


def _save_waiting(job: Job) -> None:
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError as error:
        raise Conflict(f"The same work as that of job {job.pk} was queued in between.") from error


def _require_administrator(by: Reader) -> None:
    if not by.administrator:
        raise NotPermitted("Only an administrator of this workspace may change schedules.")


def _check(name: str, arguments: Json, *, subject: str, further: tuple[Problem, ...] = ()) -> None:
    problems = [*_argument_problems(name, arguments), *further]
    if problems:
        raise InputRejected(problems, subject=f"{subject} {name}")


def _argument_problems(name: str, arguments: Json) -> list[Problem]:
    problems: list[Problem] = []
    if name not in JOBS:
        known = ", ".join(key for key, _ in JOBS) or "none"
        problems.append(Problem("no job has this name", code="unknown-job", found=name, expected=f"one of: {known}"))
    if not is_json(arguments):
        problems.append(Problem("the arguments cannot be written as JSON", code="not-json"))
    elif name in JOBS:
        try:
            inspect.signature(JOBS.get(name)).bind(None, **arguments)
        except TypeError as error:
            problems.append(Problem(f"the arguments do not fit: {error}", code="arguments-do-not-fit"))
    return problems


def _rule_problems(every_minutes: int | None, at: time | None, weekday: int | None) -> tuple[Problem, ...]:
    if (every_minutes is None) == (at is None):
        return (Problem("a schedule needs one rule", code="rule", expected="either every_minutes or at"),)
    if every_minutes is not None and every_minutes < 1:
        found = str(every_minutes)
        return (Problem("the interval is too short", code="rule", found=found, expected="at least 1 minute"),)
    if weekday is not None and (at is None or not 0 <= weekday <= 6):
        expected = "0 (Monday) to 6, with a time"
        return (Problem("this is no weekday", code="rule", found=str(weekday), expected=expected),)
    return ()


def is_json(value: Any) -> bool:
    """Whether a value comes back from JSON as it went: no dates, sets, tuples, NaN, keys other than text."""
    try:
        return bool(json.loads(json.dumps(value, allow_nan=False)) == value)
    except (TypeError, ValueError, RecursionError):
        return False
