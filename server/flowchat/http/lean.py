"""A short way in front of the bridge, for the few requests that make up nearly all of a chat's traffic.

It answers only what it is sure about: a plain request that succeeds. Whatever is odd about a request, and whoever is
refused, is handed to the bridge as if nobody had looked at it before, so there is one place where refusals are made.
The headers are not written a second time either: the same middleware makes them, once for each origin.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.http import HttpResponse

from flowchat.chat import errors
from flowchat.http.asgi import Application, Message, Receive, Scope, Send
from flowchat.http.body import read_body
from flowchat.http.bridge import Headers
from flowchat.http.errors import error_response
from flowchat.http.gone import ClientGone
from flowchat.http.greedy import Crowded
from flowchat.http.observed import ROUTE
from flowchat.observing.request_ids import current_request_id

logger = logging.getLogger(__name__)

BODY_BYTES = 64 * 1024
"""The longest message has 8,000 characters. With each of them escaped it may be longer, and take the bridge."""
_ORIGINS = 256
"""Of so many hosts and origins the headers are remembered. Made-up ones push them out at the cost of a refusal."""

_LENGTH = b"content-length"
_READ = frozenset({b"host", b"origin", b"accept", b"content-type", _LENGTH, b"authorization"})
_ODD = frozenset({b"transfer-encoding", b"content-encoding", b"upgrade", b"expect"})
_JSON = (b"application/json", b"application/json; charset=utf-8", b"application/json;charset=utf-8")
_ANY = (b"*/*", b"application/json", b"application/json, text/plain, */*")
"""What programs say they accept. Of anything else Django REST framework makes what it will."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says, as far as doors need it."""

    token: str
    body: bytes
    query: bytes
    request_id: str


class Door(Protocol):
    """What is behind one address."""

    def __hash__(self) -> int: ...

    @property
    def route(self) -> str:
        """The address as a pattern, by which requests are counted."""
        ...

    @property
    def status(self) -> int:
        """The status of what it answers."""
        ...

    @property
    def allow(self) -> str:
        """The methods of the address, for the header that names them."""
        ...

    async def answer(self, asked: Asked) -> bytes | None:
        """Return the JSON of the answer, or None for what is the bridge's to answer. Raises Crowded."""
        ...


Dress = Callable[[Scope, HttpResponse], Headers | None]
"""Returns the headers that a response to this request gets (`Bridge.dress`), None when the request is refused."""


class Lean:
    """An ASGI application for HTTP around the bridge."""

    def __init__(self, bridge: Application, dress: Dress, doors: Mapping[str, Door]) -> None:
        """`doors` by "METHOD /path/", with its final slash."""
        self._bridge = bridge
        self._dress = dress
        self._doors = {name: door for key, door in doors.items() for name in (key, key.removesuffix("/"))}
        self._dressed = lru_cache(maxsize=_ORIGINS)(self._dress_answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let the bridge do so."""
        door = self._doors.get(f"{scope['method']} {scope['path']}")
        token = None if door is None or scope.get("root_path") else _plain_token(scope)
        if door is None or token is None:
            await self._bridge(scope, receive, send)
            return
        try:
            body = await read_body(scope, receive, limit=BODY_BYTES) if scope["method"] == "POST" else b""
        except ClientGone:
            scope[ROUTE] = door.route
            return
        if not await self._answer(
            door, Asked(token, body, scope["query_string"], current_request_id()), scope, send
        ):
            await self._bridge(scope, _once_more(body, receive), send)

    async def _answer(self, door: Door, asked: Asked, scope: Scope, send: Send) -> bool:
        headers = self._dressed(door, scope["method"], *_names(scope))
        if headers is None:
            return False
        try:
            answer = await door.answer(asked)
        except Crowded:
            return await self._refuse(scope, send)
        if answer is None:
            return False
        scope[ROUTE] = door.route
        length = b"%d" % len(answer)
        fields = [(name, length if name == _LENGTH else value) for name, value in headers]
        await _send(door.status, fields, answer, send)
        return True

    def _dress_answer(self, door: Door, method: str, host: bytes, origin: bytes | None) -> Headers | None:
        """Return the headers of an answer, the length yet to be filled in."""
        named = [(b"host", host), *([(b"origin", origin)] if origin is not None else [])]
        scope = {"type": "http", "method": method, "path": door.route, "headers": named, "query_string": b""}
        bare = HttpResponse(b"", status=door.status, content_type="application/json")
        bare.headers["Allow"] = door.allow
        return self._dress(scope, bare)

    async def _refuse(self, scope: Scope, send: Send) -> bool:
        response = error_response(errors.Unavailable())
        headers = self._dress(scope, response)
        if headers is None:
            return False
        await _send(response.status_code, headers, response.content, send)
        return True


def _plain_token(scope: Scope) -> str | None:
    """Return the access token of a request about which nothing is odd, else None."""
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _READ:
            if name in found:
                return None
            found[name] = value
        elif name in _ODD:
            return None
    if b"host" not in found or found.get(b"accept", b"*/*") not in _ANY or not _has_plain_body(scope, found):
        return None
    scheme, _, token = found.get(b"authorization", b"").decode("latin-1").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _has_plain_body(scope: Scope, found: Mapping[bytes, bytes]) -> bool:
    length = found.get(_LENGTH, b"0")
    if not length.isdigit() or len(length) > len(str(BODY_BYTES)):
        return False
    if scope["method"] != "POST":
        return int(length) == 0
    return (
        0 < int(length) <= BODY_BYTES
        and found.get(b"content-type", b"").lower() in _JSON
        and not scope["query_string"]
    )


def _names(scope: Scope) -> tuple[bytes, bytes | None]:
    """Return the host and the origin, of which there is at most one each."""
    named = dict(scope["headers"])
    return named[b"host"], named.get(b"origin")


def _once_more(body: bytes, receive: Receive) -> Receive:
    """Let the bridge read a body that was read here."""
    told = False

    async def read() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read


async def _send(status: int, headers: Headers, body: bytes, send: Send) -> None:
    try:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
    except OSError:
        # What servers raise when the client went away (ASGI specification 2.4): nobody is left to tell.
        logger.debug("The client left before the answer was sent.")
