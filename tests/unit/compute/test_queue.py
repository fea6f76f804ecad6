from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.jobtown.house import PLANNER, SYSTEM, jobtown

from quartier.compute import queue
from quartier.compute.models import Job, Schedule
from quartier.compute.services import cancel, enqueue, set_schedule

__all__ = ["jobtown"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobtown")]
LEASE = timedelta(seconds=30)
OVER = timedelta(seconds=-1)
"""A lease that has run out already: the worker that took it has fallen silent."""


def add(**options: object) -> int:
    arguments = {"numbers": [1]}
    return enqueue(by=PLANNER, name="jobtown.add", arguments=arguments, **options).pk  # type: ignore[arg-type]


def taken(lease: timedelta = LEASE) -> queue.Claim:
    claim = queue.claim(lease=lease)
    assert claim is not None
    return claim


def test_the_oldest_waiting_job_is_taken_first_and_each_once() -> None:
    jobs = [add(), add(), add()]
    assert [taken().job for _ in jobs] == jobs
    assert queue.claim(lease=LEASE) is None


def test_a_job_whose_lease_ran_out_is_taken_again_and_the_silent_worker_writes_no_more() -> None:
    add()
    silent = taken(OVER)
    heir = taken()
    assert (heir.job, heir.attempt) == (silent.job, 2)
    assert queue.cancel_wanted(silent) is None
    assert not queue.renew(silent, lease=LEASE, progress=queue.Progress(1, 1, "late"))
    queue.succeed(silent, {"from": "the silent one"}, queue.Progress())
    queue.fail(silent, "late")
    queue.give_back(silent, counted=True)
    job = Job.objects.get()
    assert (job.state, job.claim, job.result, job.message) == (Job.State.RUNNING, heir.token, None, "")


def test_a_worker_that_was_silent_but_not_replaced_keeps_its_job() -> None:
    add()
    claim = taken(OVER)
    assert queue.renew(claim, lease=LEASE, progress=queue.Progress(3, 7, "da"))
    assert queue.end_abandoned() == 0
    assert queue.claim(lease=LEASE) is None
    assert Job.objects.values_list("done", "total", "message").get() == (3, 7, "da")


def test_without_attempts_left_a_lost_job_fails_in_words() -> None:
    add(max_attempts=2)
    for _ in range(2):
        assert queue.end_abandoned() == 0
        taken(OVER)
    assert queue.claim(lease=LEASE) is None
    assert queue.end_abandoned() == 1
    job = Job.objects.get()
    assert (job.state, job.error) == (
        Job.State.FAILED,
        "The worker ended while this job ran; it was tried 2 times and not again.",
    )
    assert job.finished_at is not None


def test_a_lost_job_that_was_to_be_cancelled_is() -> None:
    job = add()
    taken(OVER)
    cancel(by=PLANNER, job=job)
    assert queue.claim(lease=LEASE) is None
    assert queue.end_abandoned() == 1
    assert Job.objects.get().state == Job.State.CANCELLED


def test_given_back_it_waits_again_and_a_clean_stop_counts_for_nothing() -> None:
    add()
    queue.give_back(taken(), counted=True)
    assert Job.objects.get().attempts == 1
    queue.give_back(taken(), counted=False)
    assert Job.objects.get().attempts == 1
    assert taken().attempt == 2


def test_cancelled_in_the_moment_of_giving_back_it_does_not_wait_again() -> None:
    job = add()
    claim = taken()
    cancel(by=PLANNER, job=job)
    queue.give_back(claim, counted=False)
    assert Job.objects.get().state == Job.State.CANCELLED


def test_the_same_work_never_runs_twice_at_a_time() -> None:
    old = add(unique_key="k")
    claim = taken()
    new = add(unique_key="k")
    other = add()
    assert taken().job == other  # the older one with the key is passed over while its twin runs
    queue.succeed(claim, {}, queue.Progress())
    assert claim.job == old
    assert taken().job == new


def test_given_back_beside_its_waiting_twin_it_makes_room() -> None:
    old = add(unique_key="k")
    claim = taken()
    new = add(unique_key="k")
    queue.give_back(claim, counted=False)
    states = dict(Job.objects.values_list("pk", "state"))
    assert states == {old: Job.State.CANCELLED, new: Job.State.QUEUED}
    assert "newer job" in Job.objects.get(pk=old).error


def test_a_schedule_queues_its_work_once_while_that_waits() -> None:
    set_schedule(by=SYSTEM, key="k", name="jobtown.add", arguments={"numbers": [1]}, every_minutes=5)
    assert queue.queue_due() == 0
    for _ in range(2):
        Schedule.objects.update(next_run=timezone.now() - timedelta(seconds=1))
        assert queue.queue_due() == 1
    job = Job.objects.get()
    assert (job.name, job.by, job.state) == ("jobtown.add", "system", Job.State.QUEUED)
    assert Schedule.objects.get().last_job == job
    assert Schedule.objects.get().next_run > timezone.now()


def test_a_schedule_that_is_off_queues_nothing() -> None:
    set_schedule(by=SYSTEM, key="k", name="jobtown.add", arguments={"numbers": []}, every_minutes=5, enabled=False)
    Schedule.objects.update(next_run=timezone.now() - timedelta(seconds=1))
    assert queue.queue_due() == 0
    assert not Job.objects.exists()


def test_what_a_database_cannot_hold_is_cut_or_cleaned() -> None:
    add()
    claim = taken()
    queue.renew(claim, lease=LEASE, progress=queue.Progress(1, 2, "x\0" * 400))
    assert Job.objects.get().message == "x" * 300
    queue.fail(claim, "\0" + "y" * 5000)
    assert Job.objects.get().error == "y" * 4000
