"""Which addresses are public (IANA special-purpose registries, RFC 6890), and which are none at all."""

from __future__ import annotations

import ipaddress

import pytest

from quartier.sources.services import FetchFailed, Guard
from quartier.sources.services.guard import is_public


@pytest.mark.parametrize("ip", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"])
def test_public(ip: str) -> None:
    assert is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.1", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1",
        "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1",
        "2002:7f00:1::", "2002:a00:1::", "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_not_public(ip: str) -> None:
    assert not is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("ftp://example.org/a", "address-invalid"),
        ("file:///etc/hostname", "address-invalid"),
        ("example.org/a", "address-invalid"),
        ("http://", "address-invalid"),
        ("http://example.org:99999/", "address-invalid"),
        ("http://example.org:0/", "address-invalid"),
        ("http://exa mple.org/", "address-invalid"),
        ("http://example.org\\@10.0.0.1/", "address-invalid"),
        ("http://example.org/\r\nHost: intern", "address-invalid"),
        ("http://[::1/", "address-invalid"),
        ("http://amt:geheim@example.org/", "address-password"),
    ],
)
def test_no_address(address: str, code: str) -> None:
    with pytest.raises(FetchFailed) as caught:
        Guard((), lambda _host, _port: ["93.184.216.34"]).check(address)
    assert caught.value.problems[0].code == code
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_other_spellings_of_loopback(host: str) -> None:
    """Decided by the address that the system would connect to, not by the spelling."""
    with pytest.raises(FetchFailed) as caught:
        Guard().check(f"http://{host}/")
    assert caught.value.problems[0].code in ("address-inside", "address-unknown")


@pytest.mark.parametrize(
    ("allow", "allowed"),
    [
        (("gis.intern",), True),
        (("gis.intern:8080",), True),
        (("10.1.2.3",), True),
        (("10.1.0.0/16",), True),
        (("gis.intern:80",), False),
        (("10.2.0.0/16",), False),
        (("fd00::/8",), False),
        (("intern",), False),
    ],
)
def test_what_an_administrator_allows(allow: tuple[str, ...], allowed: bool) -> None:
    guard = Guard(allow, lambda _host, _port: ["10.1.2.3"])
    if allowed:
        assert guard.check("http://GIS.intern.:8080/wfs?x=1#y").ips == ("10.1.2.3",)
        return
    with pytest.raises(FetchFailed) as caught:
        guard.check("http://gis.intern:8080/")
    assert caught.value.problems[0].code == "address-inside"


def test_an_unknown_host_may_come_back() -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(FetchFailed) as caught:
        Guard((), nowhere).check("https://gibtesnicht.example/")
    assert caught.value.transient
