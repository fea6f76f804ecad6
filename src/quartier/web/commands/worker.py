"""`quartier worker`: run the jobs of a workspace."""

from __future__ import annotations

import argparse
import os
from datetime import timedelta

from quartier.web.commands.common import add_workspace, workspace_folder

_PARENT = 0


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("worker", help="run the jobs of the workspace")
    parser.add_argument(
        "--beside",
        nargs="?",
        type=int,
        const=_PARENT,
        metavar="PID",
        help="end when the process that started this one (PID) ends, however it ends",
    )
    parser.add_argument("--until-empty", action="store_true", help="end when no job is left that may run")
    parser.add_argument(
        "--lease",
        type=_seconds,
        default=30.0,
        metavar="SECONDS",
        help="after so long a silence of a worker its job is given to another (default 30)",
    )
    add_workspace(parser)
    parser.set_defaults(func=_worker)


def _seconds(text: str) -> float:
    value = float(text)
    if not 2 <= value <= 86_400:
        raise argparse.ArgumentTypeError(f"{text} is not between 2 and 86400 seconds")
    return value


def _worker(args: argparse.Namespace) -> int:
    # asked for at once: where the parent ends while this process still starts, its id would be that of another
    beside = os.getppid() if args.beside == _PARENT else args.beside
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)
    from quartier.compute.worker import serve

    serve(lease=timedelta(seconds=args.lease), until_empty=args.until_empty, beside=beside)
    return 0
