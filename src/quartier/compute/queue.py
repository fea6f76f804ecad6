"""The worker's side of the queue: claim, keep, end. Every step is one short conditional UPDATE.

A step counts only while the claim is held: its token stands in the row. A worker that was silent for longer than its
lease may have lost the job to another one, and then changes nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import DataError, IntegrityError, transaction
from django.db.models import F, Subquery
from django.utils import timezone

from quartier.compute.models import Job, JobQuerySet, JobState, Json, Schedule
from quartier.compute.rules import next_run
from quartier.compute.services import insert

_MESSAGE = 300
_ERROR = 4000


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run one job for now."""

    job: int
    token: str
    name: str
    arguments: Json
    attempt: int
    max_attempts: int


@dataclass(frozen=True, slots=True)
class Progress:
    done: int = 0
    total: int = 0
    message: str = ""


def claim(*, lease: timedelta) -> Claim | None:
    """Take the oldest job that may run, before all those whose worker fell silent; None where there is none."""
    for free in (Job.objects.expired(timezone.now()), Job.objects.waiting()):
        while free.exists():  # an UPDATE that finds nothing would still stop other writers on SQLite
            taken = _take(free, lease)
            if taken is not None:
                return taken
    return None


def _take(free: JobQuerySet, lease: timedelta) -> Claim | None:
    """One UPDATE. None where another worker was quicker (on PostgreSQL alone: SQLite writes one after the other)."""
    now, token = timezone.now(), secrets.token_hex(16)
    oldest = free.order_by("pk").values("pk")[:1]
    # the condition stands there twice: PostgreSQL checks the outer one again after waiting for the other worker
    taken = free.filter(pk=Subquery(oldest)).update(
        state=JobState.RUNNING, claim=token, attempts=F("attempts") + 1, lease_until=now + lease, started_at=now,
        done=0, total=0, message="",
    )  # fmt: skip
    if not taken:
        return None
    job = Job.objects.get(state=JobState.RUNNING, claim=token)
    return Claim(job.pk, token, job.name, job.arguments, job.attempts, job.max_attempts)


def cancel_wanted(claim: Claim) -> bool | None:
    """Whether the job is to be cancelled; None where the claim is lost."""
    return _mine(claim).values_list("cancel_requested", flat=True).first()


def renew(claim: Claim, *, lease: timedelta, progress: Progress) -> bool:
    """Note the progress and hold the job longer; False where the claim is lost."""
    return bool(_mine(claim).update(lease_until=timezone.now() + lease, **_shown(progress)))


def succeed(claim: Claim, result: Json, progress: Progress) -> None:
    ended = {"state": JobState.SUCCEEDED, "result": result, "error": "", "finished_at": timezone.now()}
    try:
        with transaction.atomic():
            _mine(claim).update(**ended, **_shown(progress))
    except DataError:
        fail(claim, "The job did its work, but the database cannot store what it returned.")


def fail(claim: Claim, error: str) -> None:
    _mine(claim).update(state=JobState.FAILED, error=_clean(error)[:_ERROR], finished_at=timezone.now())


def note_cancelled(claim: Claim, error: str = "") -> None:
    _mine(claim).update(state=JobState.CANCELLED, error=error, finished_at=timezone.now())


def give_back(claim: Claim, *, counted: bool) -> None:
    """Let the job wait again; `counted` says whether this attempt was one (a clean stop of the worker is none).

    Where the same work waits already as a newer job, this one ends; where it was to be cancelled, it is.
    """
    spent = claim.attempt if counted else claim.attempt - 1
    try:
        with transaction.atomic():
            given = _mine(claim).filter(cancel_requested=False).update(
                state=JobState.QUEUED, claim="", lease_until=None, started_at=None, attempts=spent
            )  # fmt: skip
    except IntegrityError:
        note_cancelled(claim, "The same work waits again as a newer job.")
        return
    if not given:
        note_cancelled(claim)


def end_abandoned() -> int:
    """End jobs that lost their worker and will not be taken up again; returns how many."""
    now = timezone.now()
    ended = 0
    for job in Job.objects.abandoned(now):
        still = Job.objects.abandoned(now).filter(pk=job.pk, cancel_requested=job.cancel_requested)
        if job.cancel_requested:
            ended += still.update(state=JobState.CANCELLED, finished_at=now)
        else:
            words = f"The worker ended while this job ran; it was tried {_times(job.attempts)} and not again."
            ended += still.update(state=JobState.FAILED, error=words, finished_at=now)
    return ended


def lost_child(claim: Claim, how: str) -> None:
    """The process of the job ended without a word: try again while attempts are left, else fail in words."""
    if claim.attempt < claim.max_attempts:
        give_back(claim, counted=True)
    else:
        fail(claim, f"The process of this job {how}; it was tried {_times(claim.attempt)} and not again.")


def queue_due() -> int:
    """Queue the jobs of all schedules that are due; returns how many schedules were."""
    now = timezone.now()
    return sum(_queue(schedule) for schedule in Schedule.objects.filter(enabled=True, next_run__lte=now))


@transaction.atomic
def _queue(schedule: Schedule) -> bool:
    later = next_run(
        timezone.now(), every_minutes=schedule.every_minutes, at=schedule.at, weekday=schedule.weekday,
        previous=schedule.next_run,
    )  # fmt: skip
    mine = Schedule.objects.filter(pk=schedule.pk, enabled=True, next_run=schedule.next_run)
    if not mine.update(next_run=later):
        return False  # another worker was quicker, or the schedule was changed
    # the name is not checked here: a job that this version does not know fails where people see it
    job = insert(
        Job(
            name=schedule.name,
            arguments=schedule.arguments,
            by=schedule.by,
            person=schedule.person,
            unique_key=f"schedule:{schedule.pk}",
        )
    )
    Schedule.objects.filter(pk=schedule.pk).update(last_job=job)
    return True


def _mine(claim: Claim) -> JobQuerySet:
    return Job.objects.filter(pk=claim.job, claim=claim.token, state=JobState.RUNNING)


def _shown(progress: Progress) -> Json:
    return {"done": progress.done, "total": progress.total, "message": _clean(progress.message)[:_MESSAGE]}


def _clean(text: str) -> str:
    return text.replace("\0", "")  # PostgreSQL stores no NUL


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
