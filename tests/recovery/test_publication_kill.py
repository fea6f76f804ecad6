"""Killed between each step of a publication, and at random.

Promise: every acknowledged release is whole, every other absent, the next publication works.
QUARTIER_KILLS sets how often at random (60 in CI; `./dev bench recovery` does 1,000).
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHILD = Path(__file__).with_name("publication_child.py")
RANDOM_KILLS = int(os.environ.get("QUARTIER_KILLS", "30"))
LONGEST = 0.12
"""Seconds: a whole publication of the small town takes about this long, so kills fall on all of its parts."""

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL") or not hasattr(os, "fork"), reason="needs fork and SIGKILL"
)


class Publisher:
    """A process that publishes when told, and dies when told."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.env = {**os.environ, "QUARTIER_WORKSPACE": str(workspace)}
        self.process = subprocess.Popen(
            [sys.executable, str(CHILD)], env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.shift = 0.0

    def publish(self, **fault: float) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.shift += 1.0
        self.process.stdin.write(json.dumps({"shift": self.shift, **fault}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    workspace = tmp_path_factory.mktemp("kill") / "workspace"
    env = {**os.environ, "QUARTIER_WORKSPACE": str(workspace)}
    code = (
        "from pathlib import Path; from quartier.web.bootstrap import prepare; import os;"
        "prepare(Path(os.environ['QUARTIER_WORKSPACE']), create=True);"
        "from quartier.catalogue.services import publish_collection; from quartier.kernel.reader import SYSTEM;"
        "from tests import squares; publish_collection(by=SYSTEM, collection=squares.collection())"
    )
    subprocess.run([sys.executable, "-c", code], env=env, check=True, cwd=CHILD.parents[2])
    made = Publisher(workspace)
    yield made
    made.close()


def state(publisher: Publisher) -> tuple[str, set[str]]:
    """Checksum that the pointer names, and checksums of all releases of the indicator."""
    with sqlite3.connect(publisher.workspace / "quartier.sqlite3") as database:
        query = (
            "SELECT r.checksum FROM catalogue_indicator i JOIN catalogue_release r ON r.id = i.current_public_id "
            "WHERE i.key = 'sgb2-rate'"
        )
        pointed = database.execute(query).fetchone()[0]
        rows = database.execute("SELECT checksum FROM catalogue_release WHERE subject_key = 'sgb2-rate'").fetchall()
    return pointed, {row[0] for row in rows}


def all_whole(publisher: Publisher) -> None:
    """`quartier lake check` compares every file of every release with its checksum."""
    command = [sys.executable, "-m", "quartier.web.cli", "lake", "check"]
    result = subprocess.run(command, env=publisher.env, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def promise_kept(publisher: Publisher, before: tuple[str, set[str]], answer: dict[str, Any]) -> None:
    pointed, releases = state(publisher)
    if answer["acknowledged"]:
        assert pointed == answer["acknowledged"]
        return
    # not acknowledged: either nothing happened, or the commit was through and only the answer was lost
    assert pointed in releases
    assert len(releases - before[1]) <= 1
    assert (pointed == before[0]) == (releases == before[1])


def test_killed_between_each_step(publisher: Publisher) -> None:
    steps = publisher.publish()["steps"]
    assert steps > 20, "too few steps were seen to be a whole publication"
    for step in range(1, steps + 1):
        before = state(publisher)
        answer = publisher.publish(step=step)
        assert answer["acknowledged"] is None, "the process should have died"
        promise_kept(publisher, before, answer)
    assert publisher.publish()["acknowledged"] == state(publisher)[0]
    all_whole(publisher)


def test_killed_at_random(publisher: Publisher) -> None:
    chance = random.Random(20261122)
    died = 0
    for _ in range(RANDOM_KILLS):
        before = state(publisher)
        answer = publisher.publish(after=chance.uniform(0.0, LONGEST))
        died += answer["acknowledged"] is None
        promise_kept(publisher, before, answer)
    assert died > RANDOM_KILLS / 4, "too few kills fell into a publication"
    assert publisher.publish()["acknowledged"] == state(publisher)[0]
    all_whole(publisher)


def test_sweep_removes_what_the_dead_left_and_nothing_else(publisher: Publisher) -> None:
    command = [sys.executable, "-m", "quartier.web.cli", "lake", "sweep", "--hours", "0"]
    swept = subprocess.run(command, env=publisher.env, capture_output=True, text=True, check=True)
    assert int(swept.stdout.split()[0]) > 0
    all_whole(publisher)
    assert publisher.publish()["acknowledged"] == state(publisher)[0]
