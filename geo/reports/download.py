"""One document from the web, within limits of time and size, from the public internet only.

A host name is looked up once and the connection goes to an address that was checked: a name that points elsewhere the
next moment changes nothing. Each redirect is checked like the first address. Sites that ask programs to stay away by
robots.txt are left alone. No cookies, no credentials, no proxy.
"""

import contextlib
import http
import http.client
import queue
import socket
import ssl
import threading
import time
import urllib.robotparser
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final
from urllib.parse import urljoin

import urllib3.connection
import urllib3.exceptions

from geo import __version__
from geo.core.errors import FetchError
from geo.reports import addresses
from geo.reports.addresses import Address

AGENT: Final = "PanjWatch"
_HEADERS: Final = {
    "User-Agent": f"{AGENT}/{__version__} (fetches single reports when a person asks for them)",
    "Accept-Encoding": "gzip, deflate",
    "Accept-Language": "*",
}
_CHUNK_BYTES = 65_536
_CONNECT_SECONDS = 6.0
_MAX_IPS = 4
# What RFC 9309 wants to be read of a robots.txt.
_MAX_ROBOTS_BYTES = 512_000
_NOTHING: Final = ("User-agent: *", "Disallow: /")
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_OFFLINE: Final = "check the address; if this machine has no internet, paste the text or upload the file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is fetched: in all so many seconds, bytes (before and after decompression), redirects; which ports."""

    seconds: float = 20.0
    max_bytes: int = 10_000_000
    max_redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443})


def look_up(host: str, port: int) -> Sequence[str]:
    """Ask the system for the IP addresses of a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def connect(ip: str, port: int, seconds: float) -> socket.socket:
    """Connect to an IP address; not to one of this machine, which only a firewall may keep private.

    Raises
    ------
    FetchError
        Both ends of the connection are this machine.
    """
    connected = socket.create_connection((ip, port), timeout=seconds)
    if connected.getsockname()[0] == connected.getpeername()[0]:
        connected.close()
        msg = f"{ip} is this machine itself, which is not fetched from"
        raise FetchError(msg)
    return connected


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How names are looked up, which IP addresses may be reached, and how they are; tests put their own machine here.

    No setting, file or page makes one: whoever calls the library with another network has opened it in their code.
    """

    look_up: Callable[[str, int], Sequence[str]] = look_up
    is_open: Callable[[str], bool] = addresses.is_public
    connect: Callable[[str, int, float], socket.socket] = connect
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What was fetched: from where in the end, its bytes, and what the site calls its type and encoding."""

    url: str
    data: bytes
    media_type: str | None
    charset: str | None


def download(
    url: str, *, media_types: Collection[str], limits: Limits | None = None, network: Network | None = None
) -> Document:
    """Fetch a document.

    Parameters
    ----------
    url
        An http or https address, as somebody gave it.
    media_types
        Which are taken; a document without one is taken too, its bytes have to say what it is.

    Raises
    ------
    FetchError
        It was not fetched; the message says why, in words for who gave the address.
    """
    return _Visit(limits or Limits(), network or Network()).get(url, media_types)


class _Cut:
    """Ends a connection at the deadline, whatever it is waiting for: a site may send a byte now and then for ever."""

    def __init__(self, deadline: float) -> None:
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._is_over = False
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._end)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, connected: socket.socket) -> None:
        with self._lock:
            self._socket = connected
            if self._is_over:
                self._shut()

    def close(self) -> None:
        self._timer.cancel()
        with self._lock:
            if self._socket is not None:
                self._socket.close()

    def _end(self) -> None:
        with self._lock:
            self._is_over = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not a TLS socket's own: that one would go on in the clear.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Connection(urllib3.connection.HTTPConnection):
    """A connection over a socket that was made and checked before."""

    def __init__(self, address: Address, connected: socket.socket, seconds: float) -> None:
        super().__init__(address.host, address.port, timeout=seconds)
        self.sock = connected

    def connect(self) -> None:
        msg = "the connection has ended"
        raise http.client.NotConnected(msg)


class _SecureConnection(_Connection):
    """The same with TLS in its socket: the port that need not be named is another."""

    default_port: ClassVar[int] = 443  # type: ignore[misc]


@dataclass(slots=True)
class _Visit:
    """One call's way through redirects, with one clock for all of it."""

    limits: Limits
    network: Network
    deadline: float = field(init=False)
    robots: dict[str, urllib.robotparser.RobotFileParser] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.limits.seconds

    def get(self, url: str, media_types: Collection[str], *, minds_robots: bool = True) -> Document:
        """Fetch a URL, following redirects."""
        for _ in range(self.limits.max_redirects + 1):
            address = addresses.parse(url, ports=self.limits.ports)
            if minds_robots:
                self._ask_robots(address)
            with self._answer(address) as response:
                if response.status not in _REDIRECTS or "Location" not in response.headers:
                    _check_status(response.status, address)
                    return self._document(address, response, media_types)
                # Sites send the bytes of UTF-8 here, which http.client takes for Latin-1.
                url = urljoin(address.url, response.headers["Location"].encode("latin-1").decode("utf-8", "replace"))
        msg = f"the address leads on more than {self.limits.max_redirects} times"
        raise FetchError(msg)

    def _ask_robots(self, address: Address) -> None:
        """Read the rules that a site has for programs, once, and keep to them."""
        if address.origin not in self.robots:
            rules = urllib.robotparser.RobotFileParser()
            try:
                found = self.get(f"{address.origin}/robots.txt", ("text/plain",), minds_robots=False)
            except _StatusError as err:
                # RFC 9309: a site without the file allows all, one that cannot say now allows nothing.
                rules.parse(_NOTHING if err.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR else ())
            except _KindError:
                rules.parse(())
            else:
                rules.parse(found.data[:_MAX_ROBOTS_BYTES].decode("utf-8", "replace").splitlines())
            self.robots[address.origin] = rules
        if not self.robots[address.origin].can_fetch(AGENT, address.url):
            msg = f"{address.host} asks programs not to fetch this (robots.txt): open it and paste the text"
            raise FetchError(msg)

    @contextlib.contextmanager
    def _answer(self, address: Address) -> Iterator[urllib3.BaseHTTPResponse]:
        """Ask for an address; what goes wrong here or in the reading of the answer becomes a FetchError."""
        ips = self._ips(address)
        kind = _SecureConnection if address.scheme == "https" else _Connection
        cut = _Cut(self.deadline)
        try:
            with contextlib.closing(kind(address, self._connected(address, ips, cut), self._left())) as connection:
                connection.request("GET", address.target, headers=_HEADERS, preload_content=False)
                with contextlib.closing(connection.getresponse()) as response:
                    yield response
        except FetchError:
            raise
        except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError, ValueError) as err:
            self._left()
            raise FetchError(_words(address.host, err)) from err
        finally:
            cut.close()

    def _ips(self, address: Address) -> list[str]:
        """Look up the addresses of a host that may be reached."""
        if addresses.is_ip(address.host):
            return self._allowed(address, [address.host])
        found: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                found.put(self.network.look_up(address.host, address.port))
            except (OSError, UnicodeError) as err:
                found.put(err)

        # In a thread, as the system's resolver knows no deadline.
        threading.Thread(target=ask, daemon=True).start()
        try:
            ips = found.get(timeout=self._left())
        except queue.Empty:
            ips = TimeoutError()
        if isinstance(ips, Exception):
            self._left()
            msg = f"the host {address.host} cannot be found: {_OFFLINE}"
            raise FetchError(msg) from ips
        return self._allowed(address, ips)

    def _allowed(self, address: Address, ips: Sequence[str]) -> list[str]:
        allowed = [ip for ip in dict.fromkeys(ips) if self.network.is_open(ip)]
        if not allowed:
            msg = f"{address.host} is not on the public internet: only public addresses are fetched"
            raise FetchError(msg)
        return allowed[:_MAX_IPS]

    def _connected(self, address: Address, ips: Sequence[str], cut: _Cut) -> socket.socket:
        """Connect to the first address that answers, with TLS that is checked against the host's name."""
        for ip in ips:
            try:
                connected = self.network.connect(ip, address.port, min(_CONNECT_SECONDS, self._left()))
                break
            except FetchError:
                raise
            except OSError as err:
                last = err
        else:
            self._left()
            msg = f"{address.host} cannot be reached ({last.strerror or 'no answer'}): {_OFFLINE}"
            raise FetchError(msg) from last
        cut.watch(connected)
        connected.settimeout(self._left())
        if address.scheme == "http":
            return connected
        # The handshake comes after the socket is watched: it too can be made to last.
        secured = self.network.tls().wrap_socket(connected, server_hostname=address.host, do_handshake_on_connect=False)
        cut.watch(secured)
        secured.do_handshake()
        return secured

    def _document(self, address: Address, response: urllib3.BaseHTTPResponse, media_types: Collection[str]) -> Document:
        media_type, charset = _content_type(response.headers.get("Content-Type"))
        if media_type and media_type not in media_types:
            msg = f"it is of the type {media_type}, not a page, a text, a PDF or a feed: upload the file instead"
            raise _KindError(msg)
        limit = self.limits.max_bytes
        length = response.headers.get("Content-Length", "")
        if length.isdecimal() and int(length[:20]) > limit:
            raise FetchError(self._too_large())
        data = bytearray()
        for chunk in response.stream(_CHUNK_BYTES, decode_content=True):
            data += chunk
            if len(data) > limit or response.tell() > limit:
                raise FetchError(self._too_large())
        # A connection that was cut ends like one that came to its end.
        self._left()
        return Document(url=address.url, data=bytes(data), media_type=media_type, charset=charset)

    def _too_large(self) -> str:
        return f"it has more than {self.limits.max_bytes:,} bytes, which is too much for a report"

    def _left(self) -> float:
        """Return how many seconds are left."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            msg = f"it took longer than {self.limits.seconds:g} seconds: try again, or paste the text"
            raise FetchError(msg)
        return left


class _StatusError(FetchError):
    """The site answered with another status than success."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class _KindError(FetchError):
    """The site sent another type of document."""


def _check_status(status: int, address: Address) -> None:
    if status == http.HTTPStatus.OK:
        return
    phrase = http.client.responses.get(status, "no known status")
    todo = "open it and paste the text" if status in (401, 402, 403, 406, 429, 451) else "check the address"
    msg = f"{address.host} answered {status} ({phrase}): {todo}"
    raise _StatusError(msg, status)


def _content_type(header: str | None) -> tuple[str | None, str | None]:
    """Take the media type and the encoding out of a Content-Type."""
    media_type, _, rest = (header or "").partition(";")
    charset = None
    for part in rest.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'") or None
    return media_type.strip().lower()[:100] or None, charset


def _words(host: str, err: Exception) -> str:
    """Say what went wrong on the way to a host."""
    reason: Any = err
    if isinstance(err, ssl.SSLCertVerificationError):
        reason = f"its certificate is not valid ({err.verify_message})"
    elif isinstance(err, ssl.SSLError):
        reason = "no secure connection can be made with it"
    elif isinstance(err, urllib3.exceptions.DecodeError):
        reason = "what it sends is not compressed as it says"
    elif isinstance(err, TimeoutError | urllib3.exceptions.TimeoutError):
        reason = "it does not answer"
    else:
        reason = "it broke off or does not speak HTTP"
    return f"{host} could not be read: {reason}"
