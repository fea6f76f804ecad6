"""Files that no release names go, once they are old enough; all others stay."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quartier.lake.store import FolderStore
from quartier.lake.sweep import sweep, unnamed

HOUR = timedelta(hours=1)


def aged(store: FolderStore, key: str) -> None:
    before = (datetime.now(UTC) - 2 * HOUR).timestamp()
    os.utime(store.local_path(key), (before, before))


def test_only_old_unnamed_files_go(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    for key in ("r/named", "r/orphan", "r/being-published"):
        store.put(key, key.encode())
    aged(store, "r/named")
    aged(store, "r/orphan")
    assert unnamed(store, {"r/named"}, older_than=HOUR) == ["r/orphan"]
    assert sweep(store, {"r/named"}, older_than=HOUR) == ["r/orphan"]
    assert list(store.list()) == ["r/being-published", "r/named"]
    assert sweep(store, {"r/named"}, older_than=HOUR) == []


def test_an_orphan_that_is_published_again_is_young_again(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put("orphan", b"x")
    aged(store, "orphan")
    store.put("orphan", b"x")
    assert unnamed(store, (), older_than=HOUR) == []
