"""`quartier doctor`: versions, settings and known faults of this installation."""

from __future__ import annotations

import argparse
import platform
import shutil
import sqlite3
from importlib.metadata import version

from quartier import __version__
from quartier.web.commands.common import add_workspace, workspace_folder

_LIBRARIES = ("django", "pyarrow", "pandas", "geopandas", "shapely", "pyogrio", "pyproj", "numpy", "granian")
_LITTLE_SPACE = 1 << 30


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("doctor", help="report versions, settings and known faults")
    add_workspace(parser)
    parser.set_defaults(func=_doctor)


def _doctor(_: argparse.Namespace) -> int:
    from quartier.kernel import workspace as workspaces

    folder = workspace_folder()
    print(f"quartier {__version__}, Python {platform.python_version()}, {platform.platform()}")
    print(f"SQLite {sqlite3.sqlite_version}; " + ", ".join(f"{name} {version(name)}" for name in _LIBRARIES))
    print(f"workspace {folder}")
    workspaces.check(workspaces.Workspace(folder))
    faults = _faults(folder)
    for fault in faults:
        print(f"- {fault}")
    print(f"{len(faults)} faults found." if faults else "No faults found.")
    return 1 if faults else 0


def _faults(folder: object) -> list[str]:
    from quartier.web.bootstrap import start_django

    faults: list[str] = []
    if shutil.disk_usage(str(folder)).free < _LITTLE_SPACE:
        faults.append("less than 1 GB of disk space is free")
    start_django()
    from quartier.web.assets import assets_built

    if not assets_built():
        faults.append("the front end is not built (run ./dev build, or install the wheel)")
    return faults + _database_faults()


def _database_faults() -> list[str]:
    from django.db import connection

    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        sound = cursor.execute("PRAGMA quick_check").fetchone()[0]
    faults = [] if mode == "wal" else [f"SQLite's journal mode is {mode}, expected wal"]
    return faults if sound == "ok" else [*faults, f"the database is damaged: {sound}"]
