"""Starts workers as processes on the test database, and waits with a deadline for what they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest
from tests.jobtown.work import WORK

from quartier.compute.models import Job
from quartier.compute.services import enqueue
from quartier.kernel.jobs import JOBS
from quartier.kernel.reader import SYSTEM, Reader

CHECKOUT = Path(__file__).resolve().parents[2]
PLANNER = Reader("Planerin", person=7, confidential=True)
T = TypeVar("T")


def until(what: Callable[[], T], *, within: float = 30.0) -> T:
    """The first true answer of `what`; fails when none comes in time."""
    end = time.monotonic() + within
    while not (found := what()):
        if time.monotonic() > end:
            pytest.fail(f"did not come true within {within:.0f} s")
        threading.Event().wait(0.02)
    return found


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


def pid_in(path: Path) -> int:
    """The process id that a job has told by a file."""
    until(path.exists)
    return int(path.read_text())


class House:
    """A workspace with the database of the test session, and the worker processes that a test starts in it."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.env = {
            **os.environ,
            "QUARTIER_WORKSPACE": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.jobtown.settings",
            "JOBTOWN_DATABASE": database,
        }
        self.started: list[subprocess.Popen[str]] = []

    def start(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=self.env, cwd=CHECKOUT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.started.append(process)
        return process

    def worker(self, *options: str) -> subprocess.Popen[str]:
        return self.start("quartier.web.cli", "worker", *options)

    def work_off(self) -> str:
        """Run a worker until nothing is left; returns all that it printed."""
        out, err = self.worker("--until-empty").communicate(timeout=60)
        assert self.started[-1].returncode == 0, err
        return out + err

    def queue(self, name: str, *, max_attempts: int = 3, **arguments: object) -> Job:
        return enqueue(by=PLANNER, name=f"jobtown.{name}", arguments=arguments, max_attempts=max_attempts)

    def close(self) -> None:
        for process in self.started:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            process.communicate(timeout=20)


def state_of(job: Job) -> str:
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


@pytest.fixture
def jobtown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The jobs of the tests are registered in this process too, so that they can be queued."""
    monkeypatch.setattr(JOBS, "_items", dict(WORK))


@pytest.fixture
def house(transactional_db: None, workspace: Path, jobtown: None) -> Iterator[House]:
    from django.db import connection

    (workspace / "secret_key").write_text("of the tests, signs nothing", encoding="ascii")
    made = House(workspace, str(connection.settings_dict["NAME"]))
    yield made
    made.close()


__all__ = ["PLANNER", "SYSTEM", "House", "alive", "house", "jobtown", "pid_in", "state_of", "until"]
