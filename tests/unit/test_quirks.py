"""The table of quirks names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_test_of_the_table_exists() -> None:
    text = (ROOT / "docs" / "quirks.md").read_text(encoding="utf-8")
    files = [*(ROOT / "tests").rglob("test_*.py")]
    known = {file.name for file in files} | {file.relative_to(ROOT).as_posix() for file in files}
    for file in files:
        known |= set(re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`((?:tests/[\w/]+\.py)|(?:test_\w+(?:\.py)?))`", text))
    assert len(named) > 50
    assert named - known == set()
