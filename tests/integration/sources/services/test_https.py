"""HTTPS: the certificate must be trusted and name the host, although the connection goes to a checked IP address."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.integration.sources.services.playing import Said, Town, playing

from quartier.sources.services import FetchFailed, Guard, Session, fetch

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here to make a certificate")


@dataclass(frozen=True)
class Secured:
    town: Town
    certificate: Path

    def session(self) -> Session:
        """Every name leads to the server; its port is allowed."""
        port = self.town.port
        guard = Guard((f"gis.test:{port}", f"other.test:{port}"), lambda _host, _port: ["127.0.0.1"])
        return Session(guard, patience=20.0)


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[Secured]:
    """A server for gis.test with a certificate that it signed itself."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=gis.test"
    files = ["-addext", "subjectAltName=DNS:gis.test", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made.split(), *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with playing(lambda *_: Said(b"sicher"), tls=context) as town:
        yield Secured(town, certificate)


def test_a_certificate_that_nobody_vouches_for(secured: Secured) -> None:
    with pytest.raises(FetchFailed) as caught:
        fetch(f"https://gis.test:{secured.town.port}/", secured.session())
    assert caught.value.problems[0].code == "no-certificate"
    assert secured.town.asked == []


def test_a_trusted_certificate(secured: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secured.certificate))
    assert fetch(f"https://gis.test:{secured.town.port}/", secured.session()).body == b"sicher"


def test_a_trusted_certificate_of_another_host(secured: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secured.certificate))
    with pytest.raises(FetchFailed) as caught:
        fetch(f"https://other.test:{secured.town.port}/", secured.session())
    assert caught.value.problems[0].code == "no-certificate"
    assert "other.test" in str(caught.value.problems[0].found)


def test_a_redirect_from_https_to_http_is_refused(secured: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secured.certificate))
    port = secured.town.port
    secured.town.play = lambda *_: Said(status=302, headers={"Location": f"http://gis.test:{port}/offen"})
    with pytest.raises(FetchFailed) as caught:
        fetch(f"https://gis.test:{port}/", secured.session())
    assert caught.value.problems[0].code == "address-invalid"
