from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.jobtown.house import PLANNER, SYSTEM, jobtown

from quartier.compute import queue
from quartier.compute.models import Job, Schedule
from quartier.compute.services import cancel, enqueue, remove_schedule, retry, set_schedule
from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted
from quartier.kernel.reader import PUBLIC, Reader

__all__ = ["jobtown"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobtown")]
LEASE = timedelta(seconds=30)
OTHER = Reader("Andere", person=8, confidential=True)


def add(by: Reader = PLANNER, **options: Any) -> Job:
    return enqueue(by=by, name="jobtown.add", arguments={"numbers": [1, 2]}, **options)


def claimed() -> queue.Claim:
    claim = queue.claim(lease=LEASE)
    assert claim is not None
    return claim


def test_a_job_keeps_who_queued_it_and_waits() -> None:
    job = Job.objects.get(pk=add().pk)
    assert (job.by, job.person, job.state, job.attempts) == ("Planerin", 7, Job.State.QUEUED, 0)
    assert job.arguments == {"numbers": [1, 2]}


def test_a_job_is_part_of_the_callers_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        add()
        raise RuntimeError
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"numbers": {1, 2}}, "not-json"),
        ({"numbers": (1, 2)}, "not-json"),  # would come back as a list
        ({"numbers": [float("nan")]}, "not-json"),
        ({"numbers": date(2026, 1, 1)}, "not-json"),
        ({"numbers": {1: "one"}}, "not-json"),  # would come back with the key "1"
        ({}, "arguments-do-not-fit"),
        ({"numbers": [1], "colour": "red"}, "arguments-do-not-fit"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused(arguments: dict[str, Any], code: str) -> None:
    with pytest.raises(InputRejected) as refused:
        enqueue(by=PLANNER, name="jobtown.add", arguments=arguments)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert not Job.objects.exists()


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InputRejected) as refused:
        set_schedule(by=SYSTEM, key="k", name="jobtown.none", arguments={"day": date(2026, 1, 1)}, every_minutes=0)
    assert {problem.code for problem in refused.value.problems} == {"unknown-job", "not-json", "rule"}


def test_the_same_work_waits_once_but_may_wait_beside_its_running_twin() -> None:
    first = add(unique_key="recompute:sgb2")
    assert add(OTHER, unique_key="recompute:sgb2").pk == first.pk
    assert add(unique_key="recompute:rent").pk != first.pk
    assert claimed().job == first.pk
    second = add(unique_key="recompute:sgb2")
    assert second.pk != first.pk


def test_people_see_their_own_jobs_administrators_all_the_public_none() -> None:
    mine, theirs, systems = add().pk, add(OTHER).pk, add(SYSTEM).pk
    seen = {
        reader.name: set(Job.objects.visible_to(reader).values_list("pk", flat=True))
        for reader in (PLANNER, OTHER, SYSTEM, PUBLIC)
    }
    assert seen == {"Planerin": {mine}, "Andere": {theirs}, "system": {mine, theirs, systems}, "public": set()}


@pytest.mark.parametrize("who", [OTHER, PUBLIC])
@pytest.mark.parametrize("what", [cancel, retry])
def test_nobody_else_may_cancel_or_repeat(who: Reader, what: Any) -> None:
    job = add()
    with pytest.raises(NotFound):
        what(by=who, job=job.pk)
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == (Job.State.QUEUED, False)


def test_cancel_ends_a_waiting_job_at_once_and_asks_a_running_one() -> None:
    running, waiting = add(), add()
    claim = claimed()
    assert claim.job == running.pk
    assert cancel(by=PLANNER, job=waiting.pk).state == Job.State.CANCELLED
    assert cancel(by=SYSTEM, job=running.pk).state == Job.State.RUNNING
    assert queue.cancel_wanted(claim) is True
    assert queue.claim(lease=LEASE) is None
    queue.succeed(claim, {}, queue.Progress())
    with pytest.raises(Conflict, match="ended already"):
        cancel(by=PLANNER, job=running.pk)


def test_a_failed_job_can_be_tried_again_from_the_start() -> None:
    job = add()
    queue.fail(claimed(), "no")
    again = retry(by=PLANNER, job=job.pk)
    assert (again.state, again.attempts, again.error, again.finished_at) == (Job.State.QUEUED, 0, "", None)
    with pytest.raises(Conflict, match="is queued"):
        retry(by=PLANNER, job=job.pk)


def test_a_failed_job_is_not_repeated_beside_the_same_work() -> None:
    job = add(unique_key="k")
    queue.fail(claimed(), "no")
    newer = add(unique_key="k")
    with pytest.raises(Conflict, match=f"as job {newer.pk}"):
        retry(by=PLANNER, job=job.pk)


def test_schedules_are_set_changed_and_removed_by_administrators_alone() -> None:
    rule = {"name": "jobtown.add", "arguments": {"numbers": [1]}}
    with pytest.raises(NotPermitted):
        set_schedule(by=PLANNER, key="nightly", at=time(2, 0), **rule)  # type: ignore[arg-type]
    first = set_schedule(by=SYSTEM, key="nightly", at=time(2, 0), **rule)  # type: ignore[arg-type]
    second = set_schedule(by=SYSTEM, key="nightly", every_minutes=5, **rule)  # type: ignore[arg-type]
    assert first.pk == second.pk
    assert Schedule.objects.get().at is None
    assert not Schedule.objects.visible_to(PLANNER).exists()
    with pytest.raises(NotPermitted):
        remove_schedule(by=PLANNER, key="nightly")
    remove_schedule(by=SYSTEM, key="nightly")
    with pytest.raises(NotFound):
        remove_schedule(by=SYSTEM, key="nightly")


@pytest.mark.parametrize("rule", [{}, {"every_minutes": 5, "at": time(2, 0)}, {"every_minutes": 0}])
def test_a_schedule_has_exactly_one_rule(rule: dict[str, Any]) -> None:
    with pytest.raises(InputRejected):
        set_schedule(by=SYSTEM, key="k", name="jobtown.add", arguments={"numbers": []}, **rule)
