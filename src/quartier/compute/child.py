"""The process of one job: sets Django up, calls the function, sends what came of it. Writes no job row itself.

Imported in a bare, spawned process, hence nothing of Django at the top. What goes to the worker is JSON, one object a
message: ``{"progress": [done, total, message]}``, and at the end ``{"result": {...}}`` or ``{"error": "..."}``.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import threading
import time
import traceback
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

from quartier.kernel.errors import QuartierError
from quartier.kernel.jobs import JOBS, JobCancelled

_LEAST_PAUSE = 0.1  # seconds between two messages about progress
_log = logging.getLogger("quartier.compute.child")


class ChildContext:
    """The Context of a job in its process."""

    def __init__(self, channel: Connection) -> None:
        self._channel = channel
        self._cancelled = False
        self._lock = threading.Lock()
        self._sent_at = float("-inf")
        self._unsent: tuple[int, int, str] | None = None

    def progress(self, done: int, total: int, message: str = "") -> None:
        with self._lock:
            self._unsent = (max(0, int(done)), max(0, int(total)), str(message))
            if time.monotonic() - self._sent_at >= _LEAST_PAUSE:
                self._flush()

    def check_cancelled(self) -> None:
        if self._cancelled:
            raise JobCancelled

    def finish(self, outcome: dict[str, Any]) -> None:
        """Send the last progress and what came of the job."""
        with self._lock:
            self._flush()
            self._channel.send_bytes(json.dumps(outcome).encode())

    def terminate(self, _signal: int, _frame: FrameType | None) -> None:
        """Handler of SIGTERM: end the job from inside, so that its `finally` blocks clean up."""
        self._cancelled = True
        raise JobCancelled

    def _flush(self) -> None:
        if self._unsent is not None:
            self._channel.send_bytes(json.dumps({"progress": self._unsent}).encode())
            self._unsent, self._sent_at = None, time.monotonic()


def main(channel: Connection, job: int, name: str, arguments: dict[str, Any]) -> None:
    """Entry of the spawned process."""
    _stand_alone()
    context = ChildContext(channel)
    try:
        signal.signal(signal.SIGTERM, context.terminate)
        context.finish(_outcome(context, job, name, arguments))
    except (JobCancelled, BrokenPipeError):
        pass  # the worker asked for the end, or has ended itself; nobody waits for words
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _outcome(context: ChildContext, job: int, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        import django

        django.setup()
        if name not in JOBS:
            return {"error": f"This version of Quartier knows no job {name!r}."}
        result = JOBS.get(name)(context, **arguments)
    except QuartierError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "The memory of this machine does not suffice for this job."}
    except (Exception, SystemExit) as error:
        _log.error("job %s (%s) failed with %s\n%s", job, name, type(error).__name__, _frames(error))
        return {"error": f"An unexpected error ended this job ({type(error).__name__}); the log tells where."}
    return _checked(result)


def _checked(result: Any) -> dict[str, Any]:
    from quartier.compute.services import is_json

    if isinstance(result, dict) and is_json(result):
        return {"result": result}
    return {"error": "The job did its work, but what it returned cannot be written as JSON."}


def _frames(error: BaseException) -> str:
    # places alone: the texts of unexpected errors may carry values, addresses, passwords
    return "".join(
        f"  {frame.filename}:{frame.lineno} in {frame.name}\n" for frame in traceback.extract_tb(error.__traceback__)
    ).rstrip()


def _stand_alone() -> None:
    """Leave the terminal and the worker's process group, and end when the worker ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's business
    if os.name == "posix":
        os.setsid()
    threading.Thread(target=_end_with_worker, name="end-with-worker", daemon=True).start()


def _end_with_worker() -> None:
    worker = multiprocessing.parent_process()
    if worker is None:
        return
    worker.join()
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)  # with all processes that the job started
    os._exit(1)
