"""`quartier init` and `quartier account`."""

from __future__ import annotations

import argparse
import getpass
import sys

from quartier.web.commands.common import add_workspace, workspace_folder


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    init = subparsers.add_parser("init", help="make an empty workspace")
    add_workspace(init)
    init.set_defaults(func=_init)
    account = subparsers.add_parser("account", help="make a local account")
    account.add_argument("login")
    account.add_argument("--administrator", action="store_true")
    account.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    add_workspace(account)
    account.set_defaults(func=_account)


def _init(_: argparse.Namespace) -> int:
    from quartier.web.bootstrap import prepare

    folder = workspace_folder()
    prepare(folder, create=True)
    print(f"Workspace in {folder}. Next: quartier account LOGIN --administrator, quartier load, quartier serve")
    return 0


def _account(args: argparse.Namespace) -> int:
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)
    from quartier.accounts.models import Person
    from quartier.accounts.services import create_person
    from quartier.kernel.reader import SYSTEM

    password = sys.stdin.readline().rstrip("\n") if args.password_stdin else getpass.getpass("Password: ")
    role = Person.Role.ADMINISTRATOR if args.administrator else Person.Role.MEMBER
    create_person(by=SYSTEM, login=args.login, password=password, role=role)
    print(f"Account {args.login} ({role.value}) is ready.")
    return 0
