"""Reading a request's body from an ASGI server, no further than the limit."""

import asyncio

from flowchat.http.asgi import Receive, Scope, header
from flowchat.http.gone import ClientGone

DRAIN_BYTES = 16 * 1024 * 1024
"""Enough for what browsers send as one piece: the client's parts of a large file have half as much."""
DRAIN_SECONDS = 2.0


class BodyTooLarge(Exception):
    """The body is over the limit; the rest of it was not read."""


async def read_body(scope: Scope, receive: Receive, *, limit: int) -> bytes:
    """Return the whole body. Raises BodyTooLarge before holding more than `limit` bytes, or ClientGone."""
    if _announced(scope) > limit:
        raise BodyTooLarge
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body += message.get("body", b"")
        if len(body) > limit:
            raise BodyTooLarge
        if not message.get("more_body", False):
            return bytes(body)


def _announced(scope: Scope) -> int:
    value = header(scope, b"content-length") or "0"
    # The server has checked that it is a number; a body without one is measured while it is read.
    return int(value) if value.isascii() and value.isdigit() else 0


def announces_body(scope: Scope) -> bool:
    """Does a request say that a body comes (RFC 9112 section 6.3)?"""
    return _announced(scope) > 0 or header(scope, b"transfer-encoding") is not None


async def drain(receive: Receive) -> None:
    """Read and drop what still comes, for a bounded time and amount."""
    dropped = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while dropped < DRAIN_BYTES:
                message = await receive()
                dropped += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return
