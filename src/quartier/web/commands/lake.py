"""`quartier lake check` and `quartier lake sweep`."""

from __future__ import annotations

import argparse
from datetime import timedelta

from quartier.web.commands.common import add_workspace, workspace_folder


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("lake", help="check the files of the lake, remove what no release names")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser("check", help="compare every file of every release with its checksum")
    add_workspace(check)
    check.set_defaults(func=_check)
    sweep = actions.add_parser("sweep", help="remove files that no release names")
    sweep.add_argument("--hours", type=float, default=24.0, help="only files older than this (default 24)")
    add_workspace(sweep)
    sweep.set_defaults(func=_sweep)


def _check(_: argparse.Namespace) -> int:
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)
    from quartier.catalogue.models import Release
    from quartier.catalogue.observations import damaged

    problems = [problem for release in Release.objects.all() for problem in damaged(release)]
    for problem in problems:
        print(problem)
    print(f"{Release.objects.count()} releases checked, {len(problems)} damaged files.")
    return 1 if problems else 0


def _sweep(args: argparse.Namespace) -> int:
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)
    from quartier.catalogue.deliveries.services import remove_expired
    from quartier.catalogue.observations import named_keys
    from quartier.catalogue.store import lake_store
    from quartier.lake.sweep import sweep

    remove_expired()
    removed = sweep(lake_store(), named_keys(), older_than=timedelta(hours=args.hours))
    print(f"{len(removed)} files removed.")
    return 0
