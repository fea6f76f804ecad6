"""What several commands share."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path


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
