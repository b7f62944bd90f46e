"""A link, taken apart and found acceptable before anything is asked of the network."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, quote, urlsplit

import idna

from flowchat.chat.previews.fetcher.ranges import Address
from flowchat.chat.previews.fetcher.refused import Refused

LONGEST_URL = 2048
PORTS = {"http": 80, "https": 443}
"""The only ports asked. Others belong to databases, admin pages and mail, which a crafted path can be made to speak to,
and the machine's own public address leads past its firewall; pages worth a preview are where pages are.
"""
_AS_IT_IS = "/%:@!$&'()*+,;=~-._"
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMERIC = re.compile(r"(?:\d+|0x[0-9a-f]*)")
_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa")
"""Names that only mean something nearby (RFC 6761, RFC 6762, RFC 8375, and by custom)."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go and what to ask for. `host` is in ASCII and lower case; `address` is set when it is a literal."""

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None

    @property
    def url(self) -> str:
        """The whole address, without a fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == PORTS[self.scheme] else f"{shown}:{self.port}"


def parse_target(url: str, *, ports: frozenset[int] = frozenset(PORTS.values())) -> Target:
    """Return what `url` points at. Raises Refused for anything but http(s) to a public-looking host and usual port."""
    parts, host, port = _split(url)
    if parts.scheme not in PORTS:
        raise Refused("neither http nor https")
    if parts.username is not None or parts.password is not None:
        raise Refused("the address holds a name or password")
    if "[" in parts.netloc and ":" not in host:
        raise Refused("brackets are for IPv6 addresses")
    port = PORTS[parts.scheme] if port is None else port
    if port not in ports:
        raise Refused("an unusual port")
    host, address = _host(host)
    return Target(parts.scheme, host, port, _path(parts), address)


def _split(url: str) -> tuple[SplitResult, str, int | None]:
    """Return the parts of an address, its host and its port. Raises Refused for what is none."""
    if len(url) > LONGEST_URL:
        raise Refused("the address is too long")
    if any(letter <= " " or letter in "\\\x7f" for letter in url):
        # Parsers disagree about these; the one behind the check and the one behind the request must not.
        raise Refused("the address holds blanks, control characters or a backslash")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
    except ValueError as error:
        raise Refused("this is no address") from error
    return parts, host, port


def _path(parts: SplitResult) -> str:
    try:
        path = quote(parts.path or "/", safe=_AS_IT_IS)
        query = quote(parts.query, safe=_AS_IT_IS + "?[]")
    except UnicodeError as error:
        raise Refused("the address holds half a character") from error
    return f"{path}?{query}" if query else path


def _host(text: str) -> tuple[str, Address | None]:
    if ":" in text:
        return text, _literal_v6(text)
    name = _ascii(text).rstrip(".")
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Refused("this is no host name")
    if _NUMERIC.fullmatch(labels[-1]):
        return name, _literal_v4(name)
    if len(labels) == 1 or any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES):
        raise Refused("a name of the local network")
    return name, None


def _ascii(text: str) -> str:
    """Return the name as DNS knows it. Full-width digits and dots become plain ones here, before any check."""
    if text.isascii():
        return text.lower()
    try:
        return idna.encode(text, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise Refused("this is no international host name") from error


def _literal_v4(name: str) -> IPv4Address:
    """Only the plain form: 2130706433, 0177.1 and 0x7f.0.0.1 are 127.0.0.1 to some resolvers, and names to others."""
    try:
        address = ip_address(name)
    except ValueError as error:
        raise Refused("a number in disguise") from error
    assert isinstance(address, IPv4Address)
    return address


def _literal_v6(text: str) -> IPv6Address:
    try:
        address = ip_address(text)
    except ValueError as error:
        raise Refused("this is no IPv6 address") from error
    assert isinstance(address, IPv6Address)
    return address
