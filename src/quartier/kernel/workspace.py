"""The current workspace: one municipality, one database, one lake. Code asks `current()`, never an alias."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from quartier.kernel.errors import WorkspaceError

FORMAT = 1
_MARK = "workspace.json"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where one municipality's things lie."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "quartier.sqlite3"

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    @property
    def mark(self) -> Path:
        return self.folder / _MARK


_current: Workspace | None = None


def use(workspace: Workspace) -> None:
    """Choose the workspace of this process (called once, by the settings)."""
    global _current
    _current = workspace


def current() -> Workspace:
    """The workspace of this process. Raises WorkspaceError when none was chosen."""
    if _current is None:
        raise WorkspaceError("No workspace is chosen: set QUARTIER_WORKSPACE or pass --workspace.")
    return _current


def create(folder: Path) -> Workspace:
    """Make the folder and its mark; an existing workspace of a known format is left as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    workspace = Workspace(folder)
    if workspace.mark.exists():
        check(workspace)
        return workspace
    if any(folder.iterdir()):
        raise WorkspaceError(f"{folder} is not empty and no workspace; choose another folder.")
    workspace.lake.mkdir()
    workspace.mark.write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
    return workspace


def check(workspace: Workspace) -> None:
    """Refuse, in words, a folder that this version cannot use."""
    if not workspace.mark.exists():
        raise WorkspaceError(f"{workspace.folder} is no workspace (it has no {_MARK}).")
    try:
        found = json.loads(workspace.mark.read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(f"{workspace.mark} cannot be read: {error}") from error
    if not isinstance(found, int) or found > FORMAT:
        raise WorkspaceError(
            f"{workspace.folder} was made by a newer version of Quartier (format {found}, this version reads "
            f"up to {FORMAT}). Install the newer version; nothing was changed."
        )
