"""Hosts inside the network that administrators allow: services of the municipality often run there."""

from __future__ import annotations

import ipaddress
import re

from django.db import transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.models import AllowedHost
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.reader import Reader
from quartier.sources.services import Guard

_NAME = re.compile(r"(?=.{1,190}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?")
_WIDEST = {4: 16, 6: 48}


def guard() -> Guard:
    """What may be fetched from here: the public network, and the hosts that were allowed."""
    return Guard(tuple(AllowedHost.objects.values_list("text", flat=True)))


@transaction.atomic
def allow_host(*, by: Reader, text: str, reason: str) -> AllowedHost:
    """Allow a host (``geo.stadt.intern``, ``10.1.2.3:8080``) or a network (``10.20.0.0/16``) inside.

    Raises NotPermitted (administrators alone), InputRejected (no host; a network wider than /16 or /48; link-local and
    multicast addresses; no reason given).
    """
    require_writer(by)
    wanted, why = text.strip().lower(), reason.strip()[:300]
    problems = [] if _possible(wanted) else [Problem("This is no host or network.", "host-invalid", column="host",
        found=text[:200], expected="geo.stadt.intern, geo.stadt.intern:8443, 10.1.2.3, 10.20.0.0/16")]  # fmt: skip
    if not why:
        problems.append(Problem("This field is needed.", "required", column="reason"))
    if problems:
        raise InputRejected(problems, subject="host")
    row, _ = AllowedHost.objects.update_or_create(text=wanted, defaults={"reason": why, "by": by.name})
    record(by=by, action="host.allow", subject=wanted, detail={"reason": why})
    return row


@transaction.atomic
def forbid_host(*, by: Reader, text: str) -> None:
    """Take an allowance back. Raises NotPermitted, NotFound."""
    require_writer(by)
    if not AllowedHost.objects.filter(text=text).delete()[0]:
        raise NotFound(f"{text!r} is not allowed.")
    record(by=by, action="host.forbid", subject=text)


def _possible(text: str) -> bool:
    if "/" in text:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            return False
        return network.prefixlen >= _WIDEST[network.version] and not _never(network.network_address)
    bare = text.rpartition(":")[0] if text.count(":") == 1 else text.strip("[]")
    try:
        return not _never(ipaddress.ip_address(bare))
    except ValueError:
        port = int(text.rpartition(":")[2]) if ":" in text and text.rpartition(":")[2].isdigit() else 1
        return _NAME.fullmatch(text) is not None and 0 < port < 65536


def _never(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_link_local or ip.is_multicast or ip.is_unspecified
