"""A release that is stopped or meets a full disk leaves at most files that no one names; the next one works."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from quartier.lake.store import FolderStore
from quartier.lake.sweep import sweep

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and limits of a POSIX system")

CHILD = Path(__file__).parent / "releasing.py"


def release(folder: Path, what: str, how: str, number: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CHILD), str(folder), what, how, str(number)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(("what", "files", "link"), [("indicator", 2, 1), ("geography", 3, 0), ("geography", 3, 2)])
def test_killed_between_two_files_the_next_writing_completes_the_release(
    tmp_path: Path, what: str, files: int, link: int
) -> None:
    folder = tmp_path / "lake"
    killed = release(folder, what, "die", link)
    assert killed.returncode == -9, killed.stderr
    store = FolderStore(folder)
    left = list(store.list())
    assert len(left) == link
    again = release(folder, what, "die", -1)
    assert again.returncode == 0, again.stderr
    whole = list(store.list())
    assert len(whole) == files
    assert set(left) <= set(whole)
    assert sweep(store, whole, older_than=timedelta(0)) == []
    assert sorted(path.name for path in folder.rglob(".*")) == []
    assert sweep(store, [], older_than=timedelta(0)) == whole


@pytest.mark.parametrize(("what", "limit"), [("indicator", 10_000), ("geography", 10_000), ("geography", 100_000)])
def test_a_full_disk_ends_in_words_and_writes_nothing(tmp_path: Path, what: str, limit: int) -> None:
    full = release(tmp_path / "lake", what, "limit", limit)
    assert full.returncode == 7, full.stderr
    assert "full" in full.stdout
    assert list(FolderStore(tmp_path / "lake").list()) == []
