"""Killed with SIGKILL: the process of a job, and the worker itself. No job runs for ever, none is lost."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from tests.jobtown.house import House, alive, house, jobtown, pid_in, state_of, until

from quartier.compute.models import Job

__all__ = ["house", "jobtown"]
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="watches processes through /proc")


def test_a_killed_process_is_tried_again(house: House, tmp_path: Path) -> None:
    job = house.queue("dies-at-first", path=str(tmp_path / "told"))
    house.work_off()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == (Job.State.SUCCEEDED, 2, {"attempt": 2})


def test_after_the_last_attempt_it_fails_in_words(house: House) -> None:
    job = house.queue("always-dies", max_attempts=2)
    house.work_off()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.FAILED, 2)
    assert job.error == (
        "The process of this job was ended from outside (signal SIGKILL, perhaps for want of memory); "
        "it was tried 2 times and not again."
    )


def test_another_worker_takes_over_from_a_killed_one(house: House, tmp_path: Path) -> None:
    told = tmp_path / "told"
    job = house.queue("hold", path=str(told))
    first = house.worker("--lease", "2")
    child = pid_in(told)
    os.kill(first.pid, signal.SIGKILL)
    until(lambda: not alive(child), within=5)  # the orphan ends too: it would do the work a second time
    assert state_of(job) == Job.State.RUNNING  # nobody could write down that it ended
    told.unlink()
    house.worker("--lease", "2")
    assert pid_in(told) != child
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.RUNNING, 2)


def test_a_lost_job_without_attempts_left_fails_in_words(house: House, tmp_path: Path) -> None:
    job = house.queue("hold", path=str(tmp_path / "told"), max_attempts=1)
    first = house.worker("--lease", "2")
    pid_in(tmp_path / "told")
    os.kill(first.pid, signal.SIGKILL)
    house.worker("--lease", "2")
    until(lambda: state_of(job) == Job.State.FAILED)
    job.refresh_from_db()
    assert job.error == "The worker ended while this job ran; it was tried once and not again."


def test_a_long_job_keeps_its_lease_and_runs_once(house: House, tmp_path: Path) -> None:
    job = house.queue("hold", path=str(tmp_path / "told"))
    house.worker("--lease", "2")
    house.worker("--lease", "2")
    child = pid_in(tmp_path / "told")
    first = Job.objects.get(pk=job.pk).lease_until
    assert first
    # its first two leases would have run out by then
    until(lambda: (Job.objects.get(pk=job.pk).lease_until - first).total_seconds() > 4)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.RUNNING, 1)
    assert alive(child)
