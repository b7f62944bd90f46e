"""The opening handshake of a WebSocket (RFC 6455 section 4.2)."""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from typing import NamedTuple

Headers = list[tuple[bytes, bytes]]

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Head(NamedTuple):
    """The head of a request. Names of headers are in lower case."""

    method: bytes
    target: str
    headers: Headers

    def all(self, name: bytes) -> list[bytes]:
        """Return the values of a header; most must be there once."""
        return [value for key, value in self.headers if key == name]


class Refusal(NamedTuple):
    """Why a handshake fails."""

    status: bytes
    reason: bytes
    headers: Headers


def read_head(data: bytes) -> Head:
    """Read the head that uvicorn made of a request which its HTTP parser has checked already."""
    first, *lines = data.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    method, target, _ = first.split(b" ", 2)
    fields = (line.partition(b":") for line in lines)
    headers = [(name.strip().lower(), value.strip()) for name, _, value in fields]
    return Head(method, target.decode("latin-1"), headers)


def refusal_of(head: Head) -> Refusal | None:
    """Return what is wrong with a handshake, None when nothing is."""
    if head.method != b"GET":
        return Refusal(b"405 Method Not Allowed", b"A WebSocket begins with GET.", [(b"allow", b"GET")])
    if len(head.all(b"host")) != 1:
        return Refusal(b"400 Bad Request", b"There must be one Host header.", [])
    if head.all(b"sec-websocket-version") != [b"13"]:
        known = (b"sec-websocket-version", b"13")
        return Refusal(b"426 Upgrade Required", b"Only version 13 is known here.", [known])
    keys = head.all(b"sec-websocket-key")
    if len(keys) != 1 or not _is_key(keys[0]):
        return Refusal(b"400 Bad Request", b"There must be one Sec-WebSocket-Key of 16 bytes.", [])
    return None


def acceptance(key: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the answer to a handshake with this key."""
    digest = hashlib.sha1(key + _GUID, usedforsecurity=False).digest()
    fields = b"".join(b"%b: %b\r\n" % field for field in headers)
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
        b"sec-websocket-accept: %b\r\n%b\r\n" % (base64.b64encode(digest), fields)
    )


def refuse(refusal: Refusal, headers: Iterable[tuple[bytes, bytes]] = ()) -> bytes:
    """Return the answer to a handshake that fails, the connection's last."""
    fields = b"".join(b"%b: %b\r\n" % field for field in (*headers, *refusal.headers))
    return (
        b"HTTP/1.1 %b\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n%b\r\n%b"
        % (refusal.status, len(refusal.reason), fields, refusal.reason)
    )


def _is_key(value: bytes) -> bool:
    try:
        return len(base64.b64decode(value, validate=True)) == 16
    except binascii.Error:
        return False
