"""One GET over HTTP: to a checked address, in bounded time and size, with few redirects."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass, field
from urllib.parse import urljoin

from quartier import __version__
from quartier.sources.services.guard import Guard, Target, origin_of
from quartier.sources.services.words import FetchFailed, failed

_REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Session:
    """How to fetch.

    Attributes:
        guard: which addresses are allowed.
        user, password: for HTTP basic authentication; sent to the origin of the first address only.
        patience: seconds for one whole answer, from the connection to the last byte.
        limit: bytes of one answer, after unpacking.
        redirects: how many are followed.
    """

    guard: Guard = field(default_factory=Guard)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    patience: float = 60.0
    limit: int = 250_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier answer said of itself: the service may then say that nothing is new (RFC 9110, section 13)."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` with names in lower case; `address` after redirects; `unchanged`: the service says it is as known."""

    address: str
    headers: dict[str, str]
    body: bytes
    unchanged: bool = False

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def known(self) -> Known:
        return Known(self.headers.get("etag", "")[:300], self.headers.get("last-modified", "")[:100])


def fetch(
    address: str, session: Session | None = None, *, accept: str = "*/*", home: str | None = None,
    known: Known | None = None,
) -> Answer:  # fmt: skip
    """The answer of an address.

    Args:
        address: what to fetch.
        session: how.
        accept: media types, as HTTP names them.
        home: address of the service that name and password are for; they go to no other origin. By default `address`.
        known: what an earlier answer said of itself; the answer may then be `unchanged`, without a body.

    Raises:
        FetchFailed: the address is refused (also one that a redirect leads to), or the service is slow, away, cut off,
            too large, or answers with an error.
    """
    session = session or Session()
    target = first = session.guard.check(address)
    at_home = origin_of(home or address)
    for _ in range(session.redirects + 1):
        signed = origin_of(target.address) == at_home
        answer, location = _get(target, session, _headers(session, accept, signed=signed, known=known))
        if location is None:
            return answer
        target = session.guard.check(urljoin(target.address, location))
        if first.secure and not target.secure:
            raise failed("address-invalid", target.address, found="https → http", expected="https")
    raise failed("redirects", address, expected=f"at most {session.redirects}")


def _get(target: Target, session: Session, asked: dict[str, str]) -> tuple[Answer, str | None]:
    """An answer, or the place that it redirects to."""
    connection = _connection(target, session.patience)
    watch = _Watch(connection, session.patience)
    try:
        connection.request("GET", target.path, headers=asked)
        response = connection.getresponse()
        location = response.getheader("Location")
        if response.status in _REDIRECTS and location:
            return Answer(target.address, {}, b""), location
        headers = {name.lower(): value for name, value in response.getheaders()}
        if response.status == 304 and ("If-None-Match" in asked or "If-Modified-Since" in asked):
            return Answer(target.address, headers, b"", unchanged=True), None
        body = _body(response, headers, target.address, session.limit)
        _check_status(response.status, target.address, body)
        return Answer(target.address, headers, body), None
    except FetchFailed:
        if watch.late:  # the watch closed the connection: that looks like an answer cut off
            raise failed("too-slow", target.address, transient=True) from None
        raise
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        raise _told(error, target, late=watch.late) from None
    finally:
        watch.stop()
        connection.close()


class _Watch:
    """Ends a connection when its time is over: a timeout of single reads would let a dripping server go on for ever."""

    def __init__(self, connection: _PlainConnection, seconds: float) -> None:
        self._connection = connection
        self._end = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._close)
        self._timer.daemon = True
        self._timer.start()

    @property
    def late(self) -> bool:
        return time.monotonic() >= self._end

    def _close(self) -> None:
        open_socket = self._connection.opened
        if open_socket is not None:
            try:
                open_socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def stop(self) -> None:
        self._timer.cancel()


def _told(error: Exception, target: Target, *, late: bool) -> FetchFailed:
    if late or isinstance(error, TimeoutError):
        return failed("too-slow", target.address, transient=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return failed("no-certificate", target.address, found=error.verify_message)
    if isinstance(error, http.client.IncompleteRead | http.client.RemoteDisconnected):
        return failed("answer-cut-off", target.address, transient=True)
    if isinstance(error, OSError):
        return failed("no-connection", target.address, transient=True, found=error.strerror)
    return failed("answer-damaged", target.address, found=type(error).__name__)


def _connection(target: Target, seconds: float) -> _PlainConnection:
    if target.secure:
        return _SecureConnection(target, seconds)
    return _PlainConnection(target, seconds)


def _connected(target: Target, seconds: float) -> socket.socket:
    """To the first checked IP address that answers; the name is not resolved again."""
    last: OSError = TimeoutError("no address answered")
    end = time.monotonic() + seconds
    for ip in target.ips:
        left = end - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((ip, target.port), timeout=left)
        except OSError as error:
            last = error
    raise last


class _PlainConnection(http.client.HTTPConnection):
    def __init__(self, target: Target, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self._target, self._seconds = target, seconds
        self.opened: socket.socket | None = None
        """Kept apart from `sock`, which http.client forgets while an answer is still read."""

    def connect(self) -> None:
        self.sock = self.opened = _connected(self._target, self._seconds)


class _SecureConnection(_PlainConnection):
    default_port = 443

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = self.opened = context.wrap_socket(self.sock, server_hostname=self._target.host)


def _headers(session: Session, accept: str, *, signed: bool, known: Known | None) -> dict[str, str]:
    headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": f"Quartier/{__version__}"}
    if signed and session.user is not None:
        token = base64.b64encode(f"{session.user}:{session.password or ''}".encode()).decode("ascii")
        headers["Authorization"] = f"Basic {token}"
    if known is not None and _plain(known.etag):
        headers["If-None-Match"] = known.etag
    if known is not None and _plain(known.modified):
        headers["If-Modified-Since"] = known.modified
    return headers


def _plain(text: str) -> bool:
    """Printable ASCII: what may go back into a head as it came."""
    return bool(text) and text.isascii() and text.isprintable()


def _body(response: http.client.HTTPResponse, headers: dict[str, str], address: str, limit: int) -> bytes:
    """All bytes, unpacked; never more than the limit, and as many as the service announced."""
    packed = headers.get("content-encoding", "identity").lower()
    if packed not in ("identity", "", "gzip", "x-gzip"):
        raise failed("answer-damaged", address, found=f"Content-Encoding {packed}", expected="gzip")
    unpack = zlib.decompressobj(wbits=31) if "gzip" in packed else None
    told = headers.get("content-length", "")
    announced = int(told) if told.isdigit() and "transfer-encoding" not in headers else None
    chunks: list[bytes] = []
    size = received = 0
    while chunk := response.read(_CHUNK):
        received += len(chunk)
        piece = unpack.decompress(chunk, limit + 1 - size) if unpack else chunk
        chunks.append(piece)
        size += len(piece)
        if size > limit:
            raise failed("answer-too-large", address, expected=f"at most {limit} bytes")
    cut = announced is not None and received < announced
    if unpack is not None and unpack.unused_data:
        raise failed("answer-damaged", address, found="more behind the end of gzip")
    if cut or (unpack is not None and received and not unpack.eof):
        expected = None if announced is None else f"{announced} bytes"
        raise failed("answer-cut-off", address, transient=True, found=f"{received} bytes", expected=expected)
    return b"".join(chunks)


def _check_status(status: int, address: str, body: bytes) -> None:
    if status in (200, 203):
        return
    if status in (401, 403, 407):
        raise failed("sign-in", address, found=f"HTTP {status}")
    if status in (301, 302, 303, 307, 308):
        raise failed("answer-damaged", address, found=f"HTTP {status} without a place")
    from quartier.sources.services.ows import exception_text

    said = exception_text(body)
    found = f"HTTP {status}" + (f": {said}" if said else "")
    raise failed("answer-error", address, transient=status in (408, 425, 429) or status >= 500, found=found)
