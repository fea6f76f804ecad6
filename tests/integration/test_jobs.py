"""A worker process runs jobs from the table: real processes, the real database."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.jobtown.house import PLANNER, SYSTEM, House, alive, house, jobtown, pid_in, state_of, until

from quartier.compute.models import Job, Schedule
from quartier.compute.services import cancel, set_schedule

__all__ = ["house", "jobtown"]
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="watches processes through /proc")


def rss(pid: int) -> int:
    """Resident memory of a process and all below it, in bytes."""
    pages, below = 0, [pid]
    while below:
        one = below.pop()
        try:
            pages += int(Path(f"/proc/{one}/statm").read_text().split()[1])
            for thread in Path(f"/proc/{one}/task").iterdir():
                below += map(int, (thread / "children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_result_and_progress_arrive(house: House) -> None:
    job = house.queue("add", numbers=[1, 2, 39])
    house.work_off()
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (Job.State.SUCCEEDED, "", 1)
    assert job.result is not None
    assert job.result["sum"] == 42
    assert job.result["pid"] not in {os.getpid(), house.started[0].pid}
    assert (job.done, job.total, job.message) == (3, 3, "Zahl 3")
    assert job.queued_at <= job.started_at <= job.finished_at


def test_each_failure_is_told_in_words_and_nothing_secret_is_printed(house: House) -> None:
    refused, broken, odd, left = (house.queue(name) for name in ("refuses", "breaks", "returns-a-set", "leaves"))
    unknown = house.queue("add", numbers=[])
    Job.objects.filter(pk=unknown.pk).update(name="jobtown.of-tomorrow", arguments={"token": "geheimes-wort"})
    printed = house.work_off()
    errors = dict(Job.objects.values_list("pk", "error"))
    assert set(Job.objects.values_list("state", "attempts")) == {(Job.State.FAILED, 1)}
    assert "quarters.csv, row 7: no such unit" in errors[refused.pk]
    assert errors[broken.pk] == "An unexpected error ended this job (ValueError); the log tells where."
    assert "JSON" in errors[odd.pk]
    assert "SystemExit" in errors[left.pk]
    assert "knows no job 'jobtown.of-tomorrow'" in errors[unknown.pk]
    assert "work.py" in printed  # where it broke, for those who keep the machine
    assert "geheimes-wort" not in printed + "".join(errors.values())


def test_cancel_ends_the_process_and_gives_its_memory_back(house: House, tmp_path: Path) -> None:
    path = tmp_path / "told"
    job = house.queue("hold", path=str(path), megabytes=200)
    worker = house.worker()
    child = pid_in(path)
    held = rss(worker.pid)
    assert held > 200 * 2**20
    until(lambda: Job.objects.filter(pk=job.pk, done=1, total=2, message="hält").exists())
    cancel(by=PLANNER, job=job.pk)
    until(lambda: state_of(job) == Job.State.CANCELLED)
    assert not alive(child)
    assert held - rss(worker.pid) > 150 * 2**20
    assert Path(f"{path}.cleaned").exists()  # its `finally` ran
    after = house.queue("add", numbers=[1])
    until(lambda: state_of(after) == Job.State.SUCCEEDED)


def test_a_job_that_does_not_listen_is_killed(house: House, tmp_path: Path) -> None:
    path = tmp_path / "told"
    job = house.queue("stubborn", path=str(path))
    house.worker()
    child = pid_in(path)
    cancel(by=SYSTEM, job=job.pk)
    until(lambda: state_of(job) == Job.State.CANCELLED)
    assert Path(f"{path}.asked").exists()
    assert not alive(child)


def test_processes_that_a_job_started_end_with_it(house: House, tmp_path: Path) -> None:
    job = house.queue("with-helper", path=str(tmp_path / "told"))
    house.worker()
    helper = pid_in(tmp_path / "told")
    assert alive(helper)
    cancel(by=PLANNER, job=job.pk)
    until(lambda: state_of(job) == Job.State.CANCELLED)
    until(lambda: not alive(helper), within=5)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_worker_ends_cleanly_and_the_job_waits_again(
    house: House, tmp_path: Path, sign: signal.Signals
) -> None:
    job = house.queue("hold", path=str(tmp_path / "told"))
    worker = house.worker()
    child = pid_in(tmp_path / "told")
    worker.send_signal(sign)
    _, err = worker.communicate(timeout=10)
    assert worker.returncode == 0
    assert "Traceback" not in err
    job.refresh_from_db()
    assert (job.state, job.attempts, job.claim) == (Job.State.QUEUED, 0, "")
    assert not alive(child)


@pytest.mark.parametrize("busy", [True, False], ids=["at work", "idle"])
def test_a_worker_beside_a_server_ends_when_that_is_killed(house: House, tmp_path: Path, busy: bool) -> None:
    job = house.queue("hold", path=str(tmp_path / "told")) if busy else house.queue("add", numbers=[1])
    server = house.start("tests.jobtown.start", "parent")
    assert server.stdout
    worker = int(server.stdout.readline())
    if busy:
        pid_in(tmp_path / "told")
    else:
        until(lambda: state_of(job) == Job.State.SUCCEEDED)
    os.kill(server.pid, signal.SIGKILL)
    until(lambda: not alive(worker), within=10)
    assert state_of(job) == (Job.State.QUEUED if busy else Job.State.SUCCEEDED)


def test_a_due_schedule_becomes_a_job_once(house: House) -> None:
    set_schedule(by=SYSTEM, key="sum", name="jobtown.add", arguments={"numbers": [20, 22]}, every_minutes=60)
    due = timezone.now() - timedelta(minutes=1)
    Schedule.objects.update(next_run=due)
    house.work_off()
    house.work_off()
    job = Job.objects.get()
    assert job.state == Job.State.SUCCEEDED
    assert job.result is not None
    assert job.result["sum"] == 42
    schedule = Schedule.objects.get()
    assert schedule.last_job == job
    assert schedule.next_run == due + timedelta(hours=1)
