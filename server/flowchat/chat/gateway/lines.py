"""The port between a client's socket and the server that holds it, and the implementation for any ASGI server."""

import asyncio
import logging
from collections import deque
from typing import Protocol

from flowchat.chat.gateway.frames import Encoded
from flowchat.chat.gateway.measures import DROPS
from flowchat.chat.gateway.turns import Turn
from flowchat.http.asgi import Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

BUFFER_BYTES = 1024 * 1024
"""How far a client may fall behind. Beyond it the connection is dropped, and catches up by seq when it returns."""

CLOSE_PATIENCE_SECONDS = 5.0
"""How long a client may take for the last frames and the close."""

EXTENSION = "flowchat.line"
"""The scope extension with which a server offers a `Line` of its own, with less between us and the transport."""


class Listener(Protocol):
    """Hears what a client does. Nothing is told after `left`, nor after we closed the line."""

    def heard(self, text: str | None) -> None:
        """Take a message; None for a binary one."""
        ...

    def left(self, code: int) -> None:
        """Learn that the client is gone, with the code that it gave; 1006 when it just vanished."""
        ...


class Line(Protocol):
    """Carries frames to one client, in order. Nothing here ever waits: one stalled reader must not hold up a room."""

    def write(self, frame: Encoded) -> None:
        """Hand a frame over; drops the connection when the client is too far behind. Never raises for a lost one."""
        ...

    def buffered(self) -> int:
        """Return how many bytes the client has yet to take."""
        ...

    def abort(self) -> None:
        """Drop the connection at once. The listener hears of it soon."""
        ...

    def close(self, code: int) -> None:
        """Close once the client took what was written; one that doesn't take it is dropped after a while."""
        ...

    async def attend(self, listener: Listener, turn: Turn) -> None:
        """Tell `listener` of everything from now on. Returns when the server needs the application's coroutine no
        longer: at the end, or at once where it can call without one. A coroutine that waits costs kilobytes.
        What is written while `turn` is open may go out together at its end.
        """
        ...


class AsgiLine:
    """A bounded queue in front of ASGI's `send`, emptied by a task of its own, and a coroutine that reads.

    ASGI can't drop a connection; when the application's coroutine ends, the server does.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._queue: deque[Encoded] = deque()
        self._size = 0
        self._over = asyncio.Event()
        self._code: int | None = None
        self._emptying: asyncio.Task[None] | None = None

    def write(self, frame: Encoded) -> None:
        """Queue a frame."""
        if self._over.is_set():
            return
        self._queue.append(frame)
        self._size += len(frame.wire)
        if self._size > BUFFER_BYTES:
            DROPS.value += 1
            self.abort()
        elif self._emptying is None:
            self._emptying = asyncio.get_running_loop().create_task(self._empty())

    def buffered(self) -> int:
        """Return the bytes in the queue."""
        return self._size

    def abort(self) -> None:
        """Forget the queue and let the coroutine end."""
        self._queue.clear()
        if self._emptying is not None:
            self._emptying.cancel()
        self._over.set()

    def close(self, code: int) -> None:
        """Let the coroutine send what is queued and then the close frame."""
        if not self._over.is_set():
            self._code = code
            self._over.set()

    async def attend(self, listener: Listener, turn: Turn) -> None:
        """Read until either side ends it."""
        code = 1006
        try:
            code = await self._read(listener)
        except OSError:
            logger.debug("The client is gone.")
        finally:
            if self._code is None:
                listener.left(code)
        if self._code is not None:
            await self._close(self._code)

    async def _read(self, listener: Listener) -> int:
        over = asyncio.ensure_future(self._over.wait())
        coming: asyncio.Future[Message] | None = None
        try:
            while True:
                coming = asyncio.ensure_future(self._receive())
                await asyncio.wait({coming, over}, return_when=asyncio.FIRST_COMPLETED)
                if self._over.is_set():
                    return 1006
                message = coming.result()
                if message["type"] == "websocket.disconnect":
                    return message.get("code") or 1005
                listener.heard(message.get("text"))
        finally:
            over.cancel()
            if coming is not None:
                coming.cancel()

    async def _close(self, code: int) -> None:
        try:
            async with asyncio.timeout(CLOSE_PATIENCE_SECONDS):
                if self._emptying is not None:
                    await asyncio.wait([self._emptying])
                await self._send({"type": "websocket.close", "code": code})
        except TimeoutError:
            self.abort()
        except (OSError, RuntimeError):
            # The client left, or the server closed by itself (a broken frame, a shutdown) and takes no second close.
            logger.debug("The socket was closed already.")

    async def _empty(self) -> None:
        try:
            while self._queue:
                frame = self._queue.popleft()
                await self._send({"type": "websocket.send", "text": frame.text})
                self._size -= len(frame.wire)
        except (OSError, RuntimeError):
            # As above; whoever reads hears of it.
            self._queue.clear()
        finally:
            self._emptying = None


def line_for(scope: Scope, receive: Receive, send: Send) -> Line:
    """Return the server's own line when it offers one, else the plain one."""
    offered: Line | None = scope.get("extensions", {}).get(EXTENSION)
    return offered or AsgiLine(receive, send)
