"""One claimed job in its child process, followed until it has ended."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import time
from datetime import timedelta
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from django.db import DatabaseError, InterfaceError, connection

from quartier.compute import child, queue
from quartier.compute.queue import Claim, Progress

LOOK = 0.5
"""Seconds between two looks at the cancel flag."""
GRACE = 3.0
"""Seconds that a job has to clean up before it is killed."""
_log = logging.getLogger("quartier.compute.worker")
_spawn = multiprocessing.get_context("spawn")


class Stop(Protocol):
    """Whether the worker is to end, and something to wait on that wakes when it is."""

    reader: Connection

    def wanted(self) -> bool: ...


class Run:
    """One job in its child. `follow` returns when the child has ended and the job's row says how."""

    def __init__(self, claim: Claim, *, lease: timedelta, stop: Stop) -> None:
        self.claim = claim
        self.lease = lease
        self.stop = stop
        self.progress = Progress()
        self.outcome: dict[str, Any] | None = None
        self.ending = ""
        """Why the worker ends the child: "cancel", "stop", "lost"; empty while it does not."""
        self._shown = self.progress
        self._next_look = 0.0
        self._renewed_at = time.monotonic()
        self._channel: Connection | None
        self._channel, far = _spawn.Pipe(duplex=False)
        self._process = _spawn.Process(
            target=child.main, args=(far, claim.job, claim.name, claim.arguments), name=f"quartier-job-{claim.job}"
        )
        self._far = far

    def follow(self) -> None:
        try:
            self._process.start()
        except OSError as error:
            queue.lost_child(self.claim, f"could not be started ({error.strerror})")
            return
        finally:
            self._far.close()
        try:
            while self.outcome is None and not self.ending and self._process.exitcode is None:
                wait(self._sources(), timeout=LOOK)
                self._receive()
                self._look()
        finally:
            self._end_child()
        self._settle()

    def _sources(self) -> list[Any]:
        return [self._process.sentinel, self.stop.reader, *([self._channel] if self._channel else [])]

    def _receive(self) -> None:
        """Take in what the child has said."""
        try:
            while self._channel and self.outcome is None and self._channel.poll():
                said = json.loads(self._channel.recv_bytes())
                if "progress" in said:
                    self.progress = Progress(*said["progress"])
                else:
                    self.outcome = said
        except (EOFError, OSError):  # the far end is closed, perhaps in the midst of a message
            self._channel = None

    def _look(self) -> None:
        """Now and then: is the job cancelled, the worker stopped, the lease to be renewed?"""
        if self.stop.wanted():
            self.ending = "stop"
        elif time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK
            try:
                self._look_at_row()
            except (DatabaseError, InterfaceError) as error:
                _log.warning("job %s: the database did not answer (%s)", self.claim.job, type(error).__name__)
                connection.close()
                if time.monotonic() - self._renewed_at > self.lease.total_seconds():
                    self.ending = "lost"  # another worker may have it by now

    def _look_at_row(self) -> None:
        wanted = queue.cancel_wanted(self.claim)
        if wanted is None:
            self.ending = "lost"
        elif wanted:
            self.ending = "cancel"
        elif self.progress != self._shown or time.monotonic() - self._renewed_at > self.lease.total_seconds() / 3:
            self._renewed_at = time.monotonic()
            self._shown = self.progress
            if not queue.renew(self.claim, lease=self.lease, progress=self.progress):
                self.ending = "lost"

    def _end_child(self) -> None:
        """End the child and everything that it started: by asking, then by force."""
        if self._process.exitcode is None and self.outcome is None:
            self._process.terminate()
        self._process.join(GRACE)
        _kill_group(self._process.pid)
        if self._process.exitcode is None:
            self._process.kill()
        self._process.join()
        self._receive()

    def _settle(self) -> None:
        """Write down what came of it; a database that is away for a moment does not cost the work of hours."""
        patience = time.monotonic() + self.lease.total_seconds()
        while True:
            try:
                self._write()
                break
            except (DatabaseError, InterfaceError):
                connection.close()
                if self.stop.wanted() or time.monotonic() > patience:
                    raise
                wait([self.stop.reader], timeout=LOOK)
        said = next(iter(self.outcome)) if self.outcome else self.ending or _how(self._process.exitcode)
        _log.info("job %s (%s), attempt %s: %s", self.claim.job, self.claim.name, self.claim.attempt, said)

    def _write(self) -> None:
        # what the child said last counts, even when it was to be cancelled
        claim = self.claim
        if self.outcome is not None and "result" in self.outcome:
            queue.succeed(claim, self.outcome["result"], self.progress)
        elif self.outcome is not None:
            queue.fail(claim, self.outcome["error"])
        elif self.ending == "cancel":
            queue.note_cancelled(claim)
        elif self.ending == "stop":
            queue.give_back(claim, counted=False)
        elif self.ending != "lost":
            queue.lost_child(claim, _how(self._process.exitcode))


def _kill_group(pid: int | None) -> None:
    if os.name == "posix" and pid is not None:
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return  # nobody is left in it, or the child had not left ours yet


def _how(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        name = signal.Signals(-exitcode).name if -exitcode in {*signal.Signals} else str(-exitcode)
        hint = ", perhaps for want of memory" if name == "SIGKILL" else ""
        return f"was ended from outside (signal {name}{hint})"
    return f"ended without a result (exit code {exitcode})"
