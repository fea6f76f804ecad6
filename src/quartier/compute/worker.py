"""The worker: due schedules become jobs, jobs run one after the other, each in a process of its own.

Any number of workers may serve one workspace.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from datetime import timedelta
from multiprocessing import Pipe
from multiprocessing.connection import wait
from types import FrameType
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from quartier.compute import queue
from quartier.compute.run import Run

LEASE = timedelta(seconds=30)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")
_log = logging.getLogger("quartier.compute.worker")


class StopSwitch:
    """Asks the worker to end: thrown by a signal, or by the end of the process that it stands beside."""

    def __init__(self, beside: int | None = None) -> None:
        self.reader, self._writer = Pipe(duplex=False)
        self._thrown = False
        self._beside = None if beside is None else _Neighbour(beside)

    def throw(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask for the end; fit to be a signal handler (an Event is not: its lock may be held by the same thread)."""
        if not self._thrown:
            self._thrown = True
            self._writer.send_bytes(b"stop")

    def wanted(self) -> bool:
        return self._thrown or (self._beside is not None and self._beside.gone())


class _Neighbour:
    """Another process, watched: the parent on POSIX, any process on Windows."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._handle: Any = None
        if sys.platform == "win32":
            import _winapi

            self._handle = _winapi.OpenProcess(0x00100000, False, pid)  # SYNCHRONIZE

    def gone(self) -> bool:
        if self._handle is not None:
            return bool(wait([self._handle], timeout=0))
        # an orphan is handed to another parent at once, also after kill -9; a recycled id cannot deceive us
        return os.getppid() != self._pid


class Worker:
    """Serves the queue until it is stopped, or (`until_empty`) until nothing is left that may run."""

    def __init__(self, *, stop: StopSwitch, lease: timedelta = LEASE, until_empty: bool = False) -> None:
        self.stop = stop
        self.lease = lease
        self.until_empty = until_empty

    def run(self) -> None:
        pause = _FIRST_PAUSE
        while not self.stop.wanted():
            worked = self._turn_or_warn()
            if worked is False and self.until_empty:
                return
            if worked:
                pause = _FIRST_PAUSE
            else:
                wait([self.stop.reader], timeout=pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    def turn(self) -> bool:
        """Queue what is due, end what was abandoned, run one job; False where there was none."""
        queue.queue_due()
        queue.end_abandoned()
        claim = queue.claim(lease=self.lease)
        if claim is None:
            return False
        Run(claim, lease=self.lease, stop=self.stop).follow()
        return True

    def _turn_or_warn(self) -> bool | None:
        try:
            return self.turn()
        except (DatabaseError, InterfaceError) as error:
            # a job that was running then is taken up again when its lease has run out
            _log.warning("the database did not answer (%s); trying again", type(error).__name__)
            connection.close()
            return None


def serve(*, lease: timedelta = LEASE, until_empty: bool = False, beside: int | None = None) -> None:
    """Run a worker in this process (main thread) until a signal, or the end of process `beside`, ends it cleanly."""
    stop = StopSwitch(beside)
    for name in _SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop.throw)
    Worker(stop=stop, lease=lease, until_empty=until_empty).run()
