"""1,000 kills at random during publications: every acknowledged release is whole, every other absent."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    started = time.monotonic()
    env = {**os.environ, "QUARTIER_KILLS": "1000"}
    command = [sys.executable, "-m", "pytest", "-q", "tests/recovery/test_publication_kill.py"]
    code = subprocess.run(command, cwd=ROOT, env=env).returncode
    print(f"1,000 random kills and one before each step: {'kept' if code == 0 else 'BROKEN'} "
          f"({time.monotonic() - started:.0f} s)")  # fmt: skip
    return code


if __name__ == "__main__":
    sys.exit(main())
