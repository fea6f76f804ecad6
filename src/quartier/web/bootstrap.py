"""Make a workspace usable: folder, key, tables. Called by the commands, never by a request."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from quartier.kernel import workspace as workspaces
from quartier.kernel.errors import WorkspaceError


def prepare(folder: Path, *, create: bool) -> None:
    """Open (or create) the workspace, start Django on it and bring its tables up to date. Raises WorkspaceError."""
    workspace = workspaces.create(folder) if create else workspaces.Workspace(folder)
    workspaces.check(workspace)
    _write_key(workspace.folder / "secret_key")
    os.environ["QUARTIER_WORKSPACE"] = str(folder)
    start_django()
    migrate()


def start_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quartier.web.settings")
    django.setup()


def migrate() -> None:
    """Apply outstanding migrations; refuse a database that knows migrations which this version does not."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
        if unknown:
            names = ", ".join(".".join(key) for key in unknown[:3])
            raise WorkspaceError(
                f"The database was changed by a newer version of Quartier ({names}). Nothing was changed."
            )
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise WorkspaceError(f"The database cannot be used: {error}") from error


def _write_key(file: Path) -> None:
    if file.exists():
        return
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(50))
