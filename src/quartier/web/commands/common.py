"""What several commands share."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from quartier.kernel.errors import InputRejected, Problem


def add_workspace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workspace",
        metavar="DIR",
        help="folder of the workspace (default: QUARTIER_WORKSPACE, else your data folder)",
    )


def workspace_folder() -> Path:
    from quartier.web.environment import Environment

    return Environment.read().workspace


class ProgressLine:
    """Progress of long work: one line that renews itself on a terminal, a line a step elsewhere."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.live = sys.stderr.isatty()

    def __call__(self, done: int, total: int, what: str) -> None:
        text = (
            f"{done}/{total} {what}" if done < total else f"{total}/{total} in {time.monotonic() - self.started:.0f} s"
        )
        end = "\n" if done >= total or not self.live else ""
        start = "\r\x1b[2K" if self.live else ""
        if self.live or done >= total or done % 20 == 0:
            print(f"{start}  {text}", end=end, file=sys.stderr, flush=True)


def content(file: Path) -> bytes:
    """The bytes of a file; one that is absent or too large is refused before it is read. Raises InputRejected."""
    from quartier.sources.limits import LIMITS

    if not file.is_file():
        raise InputRejected([Problem("There is no such file.", "file-absent", file=str(file))], subject="import")
    size = file.stat().st_size
    if size > LIMITS.size:
        found, most = f"{size / 1e6:,.0f} MB", f"at most {LIMITS.size / 1e6:,.0f} MB"
        problem = Problem("The file is too large.", "file-too-large", file=file.name, found=found, expected=most)
        raise InputRejected([problem], subject="import")
    return file.read_bytes()
