"""What a crash or a refused pointer left behind is found and removed: files that no release names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from quartier.lake.errors import KeyAbsent
from quartier.lake.store import Store


def unnamed(store: Store, named: Collection[str], *, older_than: timedelta) -> list[str]:
    """Keys that are not in `named` and were put longer ago than `older_than`.

    `older_than` has to be longer than any publication takes: its files lie in the store before a release names them.
    """
    limit = datetime.now(UTC) - older_than
    kept = frozenset(named)
    return [key for key in store.list() if key not in kept and _older(store, key, limit)]


def sweep(store: Store, named: Collection[str], *, older_than: timedelta) -> list[str]:
    """Remove unnamed files and the temporary files of interrupted writes; returns the removed keys."""
    removed = unnamed(store, named, older_than=older_than)
    for key in removed:
        store.delete(key)
    store.clear_temporary(older_than)
    return removed


def _older(store: Store, key: str, limit: datetime) -> bool:
    try:
        return store.modified(key) <= limit
    except KeyAbsent:  # another sweep was quicker
        return False
