"""`quartier pull list | run KEY | pause KEY | resume KEY` and `quartier secrets check | rotate`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from quartier.web.commands.common import ProgressLine, add_workspace, workspace_folder

if TYPE_CHECKING:
    from quartier.catalogue.models import Fetch


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("pull", help="regular pulls: list them, run one now, pause, resume")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="all pulls, when they last ran and what became of it")
    add_workspace(listed)
    listed.set_defaults(func=_list)
    for name, words, function in (
        ("run", "fetch now, here", _run), ("pause", "do not run by itself", _pause),
        ("resume", "run by itself again", _resume),
    ):  # fmt: skip
        action = actions.add_parser(name, help=words)
        action.add_argument("key", metavar="KEY")
        add_workspace(action)
        action.set_defaults(func=function)
    secrets = subparsers.add_parser("secrets", help="stored passwords of connections: check them, encrypt them anew")
    what = secrets.add_subparsers(required=True, metavar="ACTION")
    for name, words, function in (
        ("check", "can all of them be read?", _check), ("rotate", "encrypt all with the first key", _rotate),
    ):  # fmt: skip
        action = what.add_parser(name, help=words)
        add_workspace(action)
        action.set_defaults(func=function)


def _open() -> None:
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)


def _list(args: argparse.Namespace) -> int:  # noqa: ARG001
    _open()
    from quartier.catalogue.models import Pull
    from quartier.catalogue.pulls.pulls import schedule_key
    from quartier.compute.models import Schedule

    for pull in Pull.objects.select_related("connection"):
        last, schedule = pull.fetches.first(), Schedule.objects.filter(key=schedule_key(pull)).first()
        then = f"{last.started_at:%Y-%m-%d %H:%M} {last.outcome}" if last else "never"
        coming = f"{schedule.next_run:%Y-%m-%d %H:%M}" if schedule and schedule.enabled else "paused"
        print("\t".join((pull.key, pull.name, pull.connection.address, f"last: {then}", f"next: {coming}")))
    return 0


def _run(args: argparse.Namespace) -> int:
    _open()
    from quartier.catalogue.pulls.pulls import find_pull
    from quartier.catalogue.pulls.run import run
    from quartier.kernel.reader import SYSTEM

    line = ProgressLine()
    row = run(by=SYSTEM, pull=find_pull(args.key, reader=SYSTEM),
              progress=lambda done, total: line(done, total or 0, "features"))  # fmt: skip
    _say(row)
    return {"failed": 2, "task": 1}.get(row.outcome, 0)


def _say(row: Fetch) -> None:
    print(row.outcome if row.delivery is None else f"{row.outcome}: delivery {row.delivery.key}")
    for item in row.reasons:
        print(f"  {item['message']['en']} {item.get('found') or ''}".rstrip(), file=sys.stderr)
    for item in row.limits:
        if not item["held"]:
            print(f"  limit {item['key']}: found {item['found']}, expected {item['expected']}", file=sys.stderr)


def _pause(args: argparse.Namespace) -> int:
    return _set_paused(args.key, on=True)


def _resume(args: argparse.Namespace) -> int:
    return _set_paused(args.key, on=False)


def _set_paused(key: str, *, on: bool) -> int:
    _open()
    from quartier.catalogue.pulls.pulls import find_pull, pause
    from quartier.kernel.reader import SYSTEM

    pause(by=SYSTEM, pull=find_pull(key, reader=SYSTEM), on=on)
    return 0


def _check(args: argparse.Namespace) -> int:  # noqa: ARG001
    _open()
    from quartier.catalogue.models import Connection
    from quartier.catalogue.pulls.connections import readable

    rows = list(Connection.objects.exclude(sealed=""))
    lost = [row for row in rows if not readable(row)]
    for row in lost:
        print(f"cannot be read: {row} (its key is missing; enter the password anew on the page Daten, or give the old "
              "key back in QUARTIER_SECRETS_KEY)", file=sys.stderr)  # fmt: skip
    print(f"{len(rows) - len(lost)} of {len(rows)} stored secrets can be read")
    return 3 if lost else 0


def _rotate(args: argparse.Namespace) -> int:  # noqa: ARG001
    _open()
    from quartier.catalogue.pulls.connections import reseal
    from quartier.kernel.reader import SYSTEM

    done, lost = reseal(by=SYSTEM)
    print(f"{done} stored secrets are encrypted with the first key")
    for name in lost:
        print(f"cannot be read: {name} (its key is missing)", file=sys.stderr)
    return 3 if lost else 0
