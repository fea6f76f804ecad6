"""The lake of the current workspace."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from quartier.kernel import workspace
from quartier.lake.store import FolderStore, Store


def lake_store() -> Store:
    return _folder_store(workspace.current().lake)


@lru_cache(maxsize=4)
def _folder_store(folder: Path) -> Store:
    return FolderStore(folder)
