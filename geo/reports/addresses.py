"""Addresses on the web that may be fetched for somebody: which URLs, and which machines behind them.

Whoever gives a URL makes this machine open a connection, so it must lead to the public internet and nowhere else: not
to this machine, not into the network that it stands in, not to a cloud's metadata service.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

import urllib3
import urllib3.exceptions

from geo.core.errors import FetchError

_MAX_URL_CHARS = 2_000
_SCHEMES: Final = {"http": 80, "https": 443}
_BAD_CHARS = re.compile(r"[\x00-\x20\x7f\\]")
# Ends in a number, as WHATWG's URL standard says it: such a host is an IPv4 address or nothing.
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.IGNORECASE)
_IPV6_PUBLIC: Final = ipaddress.IPv6Network("2000::/3")
# Special purpose registries of IANA, what embeds an IPv4 address, and one address that a cloud has for itself.
_CLOSED: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; Alibaba's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's own services
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocols; Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # IETF protocols, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address within
        "3fff::/20",  # documentation
    )
)


@dataclass(frozen=True, slots=True)
class Address:
    """A URL that may be asked for, in its parts; `host` without brackets, `target` what stands behind it."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """The URL up to its path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _SCHEMES[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def url(self) -> str:
        """The whole URL, written in one way."""
        return self.origin + self.target


def parse(url: str, *, ports: frozenset[int]) -> Address:
    """Take a URL apart and check what can be seen in it.

    Parameters
    ----------
    url
        As it was given; a fragment is dropped.
    ports
        Which may be asked.

    Raises
    ------
    FetchError
        It is no URL, or not one that is fetched for others: another scheme or port, a user name or password in it, an
        IP address written as one number or in octal.
    """
    url = url.strip()
    if len(url) > _MAX_URL_CHARS:
        msg = f"the address has {len(url):,} characters, more than the {_MAX_URL_CHARS:,} that are read"
        raise FetchError(msg)
    if _BAD_CHARS.search(url):
        msg = "the address has a blank, a control character or a backslash in it: copy it from the browser again"
        raise FetchError(msg)
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.lower() not in _SCHEMES:
        msg = f"{_short(url)!r} is not an address that is fetched: it must begin with https:// or http://"
        raise FetchError(msg)
    if "@" in re.split(r"[/?#]", rest, maxsplit=1)[0]:
        msg = "the address has a user name or password in it, which would be kept with the report: take it out"
        raise FetchError(msg)
    try:
        parts = urllib3.util.parse_url(url)
    except urllib3.exceptions.HTTPError as err:
        msg = f"{_short(url)!r} is not a web address"
        raise FetchError(msg) from err
    host = (parts.host or "").strip("[]")
    if not host or not parts.scheme:
        msg = f"{_short(url)!r} names no host"
        raise FetchError(msg)
    if "%" in host or (_NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) and not is_ip(host)):
        msg = f"{_short(host)!r} is not a host name: an IP address is written as four decimal numbers"
        raise FetchError(msg)
    port = parts.port or _SCHEMES[parts.scheme]
    if port not in ports:
        msg = f"port {port} is not fetched from; expected one of {', '.join(map(str, sorted(ports)))}"
        raise FetchError(msg)
    return Address(parts.scheme, host, port, parts._replace(fragment=None).request_uri)


def is_public(ip: str) -> bool:
    """Tell whether an IP address is one of the public internet; what is no address is not.

    Examples
    --------
    >>> [is_public(ip) for ip in ("93.184.215.14", "10.0.0.1", "::1", "::ffff:93.184.215.14", "2a00:1450:4001::64")]
    [True, False, False, False, True]
    """
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    # A few blocks of version 6 are public; loopback, private, link-local, multicast, mapped and NAT64 are outside them.
    if isinstance(address, ipaddress.IPv6Address) and address not in _IPV6_PUBLIC:
        return False
    return not any(address in network for network in _CLOSED if network.version == address.version)


def is_ip(host: str) -> bool:
    """Tell whether a host is an IP address, written out."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _short(text: str) -> str:
    """Cut what is repeated in a message."""
    return text if len(text) <= 100 else f"{text[:100]}..."
