"""Job functions. Each tells the test by a file where it is; none sleeps, those that wait wait for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.jobs import Context, JobCancelled, JobFunction


def tell(path: str, text: str) -> None:
    """Write a file that is there whole or not at all."""
    half = Path(path).with_suffix(".half")
    half.write_text(text, encoding="utf-8")
    half.replace(path)


def wait_for_ever() -> None:
    threading.Event().wait()


def add(context: Context, *, numbers: list[int]) -> dict[str, Any]:
    for index, _ in enumerate(numbers, start=1):
        context.progress(index, len(numbers), f"Zahl {index}")
    return {"sum": sum(numbers), "pid": os.getpid()}


def hold(context: Context, *, path: str, megabytes: int = 0) -> dict[str, Any]:
    """Holds memory until it is ended; cleans up when it may."""
    held = bytearray(os.urandom(1024) * 1024 * megabytes)
    context.progress(1, 2, "hält")
    tell(path, str(os.getpid()))
    try:
        wait_for_ever()
    finally:
        tell(f"{path}.cleaned", str(len(held)))
    return {}


def stubborn(context: Context, *, path: str) -> dict[str, Any]:
    tell(path, str(os.getpid()))
    while True:
        try:
            wait_for_ever()
        except JobCancelled:
            tell(f"{path}.asked", "but does not listen")


def with_helper(context: Context, *, path: str) -> dict[str, Any]:
    """Starts a process of its own, as joblib does."""
    code = "import threading; threading.Event().wait()"
    helper = subprocess.Popen([sys.executable, "-c", code])
    tell(path, str(helper.pid))
    wait_for_ever()
    return {}


def dies_at_first(context: Context, *, path: str) -> dict[str, Any]:
    if not Path(path).exists():
        tell(path, "first attempt")
        os.kill(os.getpid(), signal.SIGKILL)
    return {"attempt": 2}


def always_dies(context: Context) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def refuses(context: Context) -> dict[str, Any]:
    raise InputRejected([Problem("no such unit", file="quarters.csv", row=7)], subject="quarters.csv")


def breaks(context: Context) -> dict[str, Any]:
    raise ValueError("postgresql://planner:geheimes-wort@host/town")


def returns_a_set(context: Context) -> dict[str, Any]:
    return {"units": {"01", "02"}}


def leaves(context: Context) -> dict[str, Any]:
    sys.exit(0)


WORK: dict[str, JobFunction] = {
    "jobtown.add": add,
    "jobtown.hold": hold,
    "jobtown.stubborn": stubborn,
    "jobtown.with-helper": with_helper,
    "jobtown.dies-at-first": dies_at_first,
    "jobtown.always-dies": always_dies,
    "jobtown.refuses": refuses,
    "jobtown.breaks": breaks,
    "jobtown.returns-a-set": returns_a_set,
    "jobtown.leaves": leaves,
}
