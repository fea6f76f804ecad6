"""Tables in docs/ that name tests name tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPARISON = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+) \|.*\| (met|part|open) \| ?(.*?) ?\|$", re.MULTILINE)


def test_the_comparison_cites_tests_that_exist() -> None:
    cited = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", COMPARISON)
    assert len(cited) > 60
    absent = [f"{file}::{name}" for file, name in cited if not _holds(ROOT / file, name)]
    assert absent == []


def test_the_comparison_has_sixty_rows_and_every_claim_a_test() -> None:
    rows = ROW.findall(COMPARISON)
    assert [int(number) for number, _, _ in rows] == list(range(1, 61))
    assert [number for number, state, tests in rows if state != "open" and "::" not in tests] == []
    states = [state for _, state, _ in rows]
    counted = re.findall(r"^\| (met|part|open) \| (\d+) \|$", COMPARISON, re.MULTILINE)
    assert counted == [(state, str(states.count(state))) for state in ("met", "part", "open")]


def _holds(file: Path, name: str) -> bool:
    return file.is_file() and re.search(rf"^def {name}\(", file.read_text(encoding="utf-8"), re.MULTILINE) is not None
