"""docs/methods.md says what the spec tables say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_manual_is_built_from_the_spec_tables() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "build_methods.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
