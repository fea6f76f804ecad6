"""An address in place of a file: a file on the web, or an offer of an OGC API Features or WFS 2.0."""

from __future__ import annotations

import argparse
import getpass
import sys

from quartier.kernel.errors import InputRejected, Problem
from quartier.web.commands.common import ProgressLine
from quartier.web.environment import fetch_password


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of commands that take a file or an address."""
    group = parser.add_argument_group("addresses")
    group.add_argument("--user", default="", metavar="NAME", help="name at the service; the password comes from "
                       "QUARTIER_FETCH_PASSWORD or is asked for")  # fmt: skip
    group.add_argument("--offer", default="", metavar="NAME", help="collection or feature type of a service")
    group.add_argument("--only", default="", metavar="ATTRIBUTE=VALUE", help="of a service, features with this value")


def is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def fetched(args: argparse.Namespace) -> tuple[str, bytes]:
    """Name and bytes of what an address gives. The workspace has to be open. Raises InputRejected, FetchFailed."""
    from quartier.catalogue.models import Delivery
    from quartier.catalogue.pulls.connections import Access
    from quartier.catalogue.pulls.content import Wanted, file_content, service_content
    from quartier.sources.services import Only, ServiceKind, discover

    access = Access(args.file, args.user, _password(args.user))
    session = access.session()
    found = discover(args.file, session)
    if found.kind is ServiceKind.FILE and found.file is not None:
        got = file_content(found.file)
        return got.name, got.data
    offer = args.offer or found.chosen or (found.offers[0].id if len(found.offers) == 1 else "")
    if not offer:
        known = ", ".join(f"{item.id} ({item.title})" for item in found.offers[:50])
        problem = Problem("This is a service; choose with --offer NAME.", "required", column="--offer", expected=known)
        raise InputRejected([problem], subject=args.file)
    name, sign, text = args.only.partition("=")
    holds = Delivery.Kind.VALUES if args.func.__name__ == "_values" else Delivery.Kind.GEOGRAPHY
    line = ProgressLine()
    wanted = Wanted(offer, Only(name, text) if sign else None, holds)
    got = service_content(found.kind.value, found.address, session, wanted,
                          lambda done, total: line(done, total or 0, "features"))  # fmt: skip
    return got.name, got.data


def _password(user: str) -> str:
    """From the environment, else asked for; never an argument, which everybody on the machine could read."""
    if not user:
        return ""
    given = fetch_password()
    if given:
        return given
    if not sys.stdin.isatty():
        problem = Problem("A name needs a password: set QUARTIER_FETCH_PASSWORD, or call from a terminal.", "required")
        raise InputRejected([problem], subject="--user")
    return getpass.getpass(f"Password of {user}: ")
