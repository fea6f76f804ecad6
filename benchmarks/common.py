"""What the benchmarks share: a server of its own, timing, a small table."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("QUARTIER_SHARED", ROOT.parent / "shared"))


@dataclass(frozen=True)
class Server:
    address: str
    process: subprocess.Popen[bytes]
    started: float
    """Seconds from the start of the command to the first answer."""

    def memory(self) -> float:
        """Resident memory of the server and its children, MB (proportional: shared pages are counted once)."""
        return sum(_proportional(pid) for pid in _family(self.process.pid)) / 1e6


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(other for child in children for other in _family(int(child)))]


def _proportional(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def quartier(workspace: Path, *arguments: str) -> None:
    env = {**os.environ, "QUARTIER_WORKSPACE": str(workspace)}
    subprocess.run([sys.executable, "-m", "quartier.web.cli", *arguments], env=env, check=True, capture_output=True)


def python(workspace: Path, code: str, **more: str) -> None:
    """Run code with Django started on a workspace, in a process of its own."""
    env = {**os.environ, "QUARTIER_WORKSPACE": str(workspace), "PYTHONPATH": str(ROOT), **more}
    prepare = (
        "import os; from pathlib import Path; from quartier.web.bootstrap import prepare;"
        "prepare(Path(os.environ['QUARTIER_WORKSPACE']), create=True)\n"
    )
    subprocess.run([sys.executable, "-c", prepare + code], env=env, check=True, cwd=ROOT)


@contextmanager
def serving(workspace: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "QUARTIER_WORKSPACE": str(workspace)}
    started = time.perf_counter()
    command = [sys.executable, "-m", "quartier.web.cli", "serve", "--port", str(port), "--no-worker"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                urllib.request.urlopen(f"{address}/karte/", timeout=5).read()
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError("the server ended") from None
                time.sleep(0.02)
        yield Server(address, process, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(timeout=20)


def get(address: str) -> bytes:
    """Body as it travels (gzip where the server packs)."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        body: bytes = answer.read()
    return body


def timed(work: Callable[[], object], times: int = 7) -> tuple[float, float]:
    """Least and median seconds of some runs."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds), statistics.median(seconds)


@contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="quartier-bench-") as folder:
        yield Path(folder)


def table(title: str, rows: list[tuple[str, ...]]) -> None:
    print(f"\n{title}")
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for number, row in enumerate(rows):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))
