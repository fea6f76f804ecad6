"""Publishes into a workspace until it is killed; run by test_publication.py in a process of its own.

Commands on standard input, one JSON object a line:
  {"shift": 1.0, "step": 7}      publish figures, kill yourself (SIGKILL) right before the 7th step
  {"shift": 1.0, "after": 0.02}  publish figures, kill yourself after some seconds
  {"shift": 1.0}                 publish figures
Each is done in a fork of this process. Answers, one JSON object a line:
  {"acknowledged": checksum or null, "steps": number of steps seen}
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Steps:
    """Counts the steps of a publication and ends the process, as a power cut would, before the chosen one."""

    def __init__(self, fatal: int | None) -> None:
        self.seen = 0
        self.fatal = fatal

    def watch(self, owner: Any, name: str) -> None:
        original: Callable[..., Any] = getattr(owner, name)

        def step(*args: Any, **kwargs: Any) -> Any:
            self.pass_by()
            result = original(*args, **kwargs)
            self.pass_by()
            return result

        setattr(owner, name, step)

    def pass_by(self) -> None:
        self.seen += 1
        if self.seen == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def publish(order: dict[str, Any]) -> dict[str, Any]:
    from django.db import connection
    from django.db.models import QuerySet
    from tests import squares

    from quartier.catalogue.services import publish as module
    from quartier.catalogue.services import publish_indicator
    from quartier.kernel.reader import SYSTEM
    from quartier.lake.store import FolderStore

    steps = Steps(order.get("step"))
    for owner, name in (
        (os, "link"), (os, "fsync"), (FolderStore, "put"), (QuerySet, "create"), (QuerySet, "bulk_create"),
        (module.Pointer, "move"), (type(connection._connections[connection._alias]), "_commit"),
    ):  # fmt: skip
        steps.watch(owner, name)
    if "after" in order:
        threading.Timer(order["after"], os.kill, (os.getpid(), signal.SIGKILL)).start()
    release = publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=order["shift"]))
    return {"acknowledged": release.checksum, "steps": steps.seen}


def forked(order: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        answer = publish(order)
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return json.loads(answer) if answer else {"acknowledged": None, "steps": 0}


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from quartier.web.bootstrap import start_django

    start_django()
    import quartier.catalogue.services  # imported once, before the forks

    assert quartier.catalogue.services
    for line in sys.stdin:
        print(json.dumps(forked(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
