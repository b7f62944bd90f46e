"""Bodies too large to be held: Django is asked before the first byte and after the last, between them they flow.

In between neither a request thread nor a database connection is taken, however slowly the client sends.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from rest_framework.request import Request
from rest_framework.response import Response

from flowchat.chat import errors
from flowchat.http.asgi import Receive, Scope
from flowchat.http.gone import ClientGone

logger = logging.getLogger(__name__)

IN_SCOPE = "flowchat.incoming"
BATCH_BYTES = 512 * 1024
"""What is collected before a thread is asked to write it: the most of a body that is held in memory (twice, while it is
put together), besides what the ASGI server and the kernel keep before they stop reading from a client.
"""
BATCH_PIECES = 512
"""Or so many pieces: a client that sends byte by byte must not fill the memory with what is around each.
"""
WRITERS = 2
"""Threads that write what comes; they wait for disks only."""


class Sink(Protocol):
    """Takes a body piece by piece. Its methods are called in threads, never two at once."""

    @property
    def heavy(self) -> bool:
        """What comes after the last byte takes long, and should not hold up ordinary requests."""
        ...

    def write(self, data: bytes) -> None:
        """Take the next bytes; raises ChatError to refuse the rest. Does not use the database."""
        ...

    def close(self) -> None:
        """Let go: the request is over, whether it was answered, refused or left by its client. May use the database."""
        ...


SinkT = TypeVar("SinkT", bound=Sink)


@dataclass(slots=True)
class Incoming:
    """A body on its way, kept with its request."""

    bridged: bool = False
    """The bridge asks twice; under any other server the whole body is read in between, by the thread that asks."""
    who: Any = None
    """What authentication found out the first time. An upload may take longer than an access token lives."""
    sink: Sink | None = None
    complete: bool = False
    refusal: errors.ChatError | None = None


def incoming_of(request: Request) -> Incoming:
    """Return the body that belongs to a request."""
    scope = getattr(request, "scope", {})
    found: Incoming = scope.get(IN_SCOPE) or Incoming()
    return found


def stream_body(request: Request, begin: Callable[[], SinkT], end: Callable[[SinkT], Response]) -> Response:
    """Answer a request whose body is streamed: `begin` decides whether it may come, `end` what came of it.

    What either raises is the answer; so is what the sink raised when it refused the rest.
    """
    incoming = incoming_of(request)
    if not incoming.bridged:
        return _read_at_once(request, begin(), end)
    if incoming.sink is None:
        incoming.sink = begin()
        return Response(status=202)  # nobody sees it: the bridge goes on
    if incoming.refusal is not None:
        raise incoming.refusal
    return end(cast(SinkT, incoming.sink))


def _read_at_once(request: Request, sink: SinkT, end: Callable[[SinkT], Response]) -> Response:
    try:
        while data := request.read(BATCH_BYTES):
            sink.write(data)
        return end(sink)
    finally:
        sink.close()


class Streams:
    """Which requests are streamed, and the threads that write what comes.

    `addresses` has for each method a pattern of paths.
    """

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = {method: re.compile(pattern) for method, pattern in addresses.items()}
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="flowchat-writer")

    def concern(self, scope: Scope, path: str) -> bool:
        """Is this a request whose body is streamed?"""
        pattern = self._addresses.get(scope["method"].upper())
        return pattern is not None and pattern.fullmatch(path) is not None

    async def fill(self, incoming: Incoming, receive: Receive) -> None:
        """Let the body flow into the sink, until it ends or is refused. Raises ClientGone once all that came is there.

        While a batch is written nothing is received, so the server stops reading and TCP slows the client down.
        """
        pieces: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            gone = message["type"] == "http.disconnect"
            pieces.append(message.get("body", b""))
            size += len(pieces[-1])
            more = not gone and message.get("more_body", False)
            if size and (size >= BATCH_BYTES or len(pieces) >= BATCH_PIECES or not more):
                if not await self._write(incoming, b"".join(pieces)):
                    return
                pieces, size = [], 0
            if gone:
                raise ClientGone
        incoming.complete = True

    async def _write(self, incoming: Incoming, data: bytes) -> bool:
        assert incoming.sink is not None
        try:
            await asyncio.get_running_loop().run_in_executor(self._writers, incoming.sink.write, data)
        except errors.ChatError as refusal:
            incoming.refusal = refusal
        except Exception:
            logger.exception("A part of a request could not be taken")
            incoming.refusal = errors.ChatError()
        return incoming.refusal is None

    def stop(self) -> None:
        """Let what is being written be written, and end the threads."""
        self._writers.shutdown()
