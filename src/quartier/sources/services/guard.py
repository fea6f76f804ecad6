"""Which addresses may be fetched: http and https, and nothing inside the network unless it is allowed by name.

A server that fetches addresses for people must not become their way into the network behind it (OWASP, Server Side
Request Forgery Prevention). The name is resolved once, every address it has is checked, and the connection goes to
the checked address: a name that changes its address in between (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from quartier.sources.services.words import failed

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""Gives the IP addresses of a host name. Raises OSError."""
_Ip: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_SAFE = "/%?=&:;,+~!$'()*@[]|"
"""Left as it stands in the path of a request; other letters (umlauts) are encoded."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_LOCAL = (ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("fec0::/10"))
"""Local by RFC 8215 and RFC 3879; older Pythons call them global."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host name, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: where to connect, and how to speak there."""

    address: str
    """Without fragment."""
    secure: bool
    host: str
    port: int
    ips: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Guard:
    """`allow`: what an administrator allows inside the network: ``host``, ``host:port``, an IP address with or without
    port, or a network such as ``10.20.0.0/16``.
    """

    allow: tuple[str, ...] = ()
    resolve: Resolve = resolve

    def check(self, address: str) -> Target:
        """The target of an address. Raises FetchFailed when it is no address, unknown, or leads inside."""
        parts = _split(address)
        host, secure = _host(parts, address), parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        shown = urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))
        try:
            ips = tuple(self.resolve(host, port))
        except (OSError, UnicodeError):
            raise failed("address-unknown", shown, found=host, transient=True) from None
        if not ips:
            raise failed("address-unknown", shown, found=host, transient=True)
        for ip in ips:
            if not self._allowed(host, port, ip):
                raise failed("address-inside", shown, found=host if host == ip else f"{host} ({ip})")
        path = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe=_SAFE)
        return Target(shown, secure, host, port, ips, path)

    def _allowed(self, host: str, port: int, ip: str) -> bool:
        found = ipaddress.ip_address(ip.split("%")[0])
        if is_public(found):
            return True
        for item in self.allow:
            if found.is_link_local and item.lower() != ip:
                continue  # where machines of a cloud ask for their own passwords: only if named as such
            if item.lower() in (host, f"{host}:{port}", ip, f"{ip}:{port}", f"[{ip}]:{port}"):
                return True
            if "/" in item and found in ipaddress.ip_network(item, strict=False):
                return True
        return False


def is_public(ip: _Ip) -> bool:
    """Reachable for everybody: not private, loopback, link-local, multicast, reserved; nor such a one in disguise."""
    if any(ip in network for network in _LOCAL):
        return False
    return all(item.is_global and not item.is_multicast and not item.is_reserved for item in _meant(ip))


def _meant(ip: _Ip) -> list[_Ip]:
    """The address and the IPv4 addresses that are wrapped in it (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    if ip.ipv4_mapped is not None:
        return [ip.ipv4_mapped]
    if ip in _NAT64 or ip in _COMPATIBLE:
        return [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)]
    wrapped: list[_Ip] = [ip]
    if ip.sixtofour is not None:
        wrapped.append(ip.sixtofour)
    return [*wrapped, *(ip.teredo or ())]


def origin_of(address: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address. Raises FetchFailed when it is none."""
    parts = _split(address)
    return parts.scheme, _host(parts, address), parts.port or (443 if parts.scheme == "https" else 80)


def _split(address: str) -> SplitResult:
    odd = any(ord(letter) <= 32 or ord(letter) == 127 for letter in address)
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        odd, known = True, None
    if odd or not known or "\\" in address:
        raise failed("address-invalid", address[:200], expected="https://…")
    if parts.username is not None or parts.password is not None:
        raise failed("address-password", urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))
    return parts


def _host(parts: SplitResult, address: str) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        return host if ":" in host else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise failed("address-invalid", address[:200], found=host) from None
