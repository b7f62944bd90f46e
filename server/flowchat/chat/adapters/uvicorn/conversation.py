"""The application's side of a WebSocket as ASGI has it: from the handshake until the application takes the line itself,
or to the end if it never does.
"""

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import unquote

from uvicorn.protocols.utils import ClientDisconnected, get_local_addr, get_remote_addr, is_ssl

from flowchat.chat.adapters.uvicorn.handshake import Head, Refusal
from flowchat.chat.adapters.uvicorn.reading import BINARY, TEXT
from flowchat.chat.gateway.lines import EXTENSION
from flowchat.http.asgi import Application, Message, Scope

if TYPE_CHECKING:
    from flowchat.chat.adapters.uvicorn.websocket import HubProtocol

logger = logging.getLogger("uvicorn.error")


class Conversation:
    """Carries messages between an ASGI application and a connection."""

    def __init__(self, protocol: "HubProtocol", loop: asyncio.AbstractEventLoop) -> None:
        self._protocol = protocol
        self._loop = loop
        self._inbox: deque[Message] = deque([{"type": "websocket.connect"}])
        self._reader: asyncio.Future[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._answered = False
        self._gone = False

    # ---- what happens to the connection

    def heard(self, text: str | None, data: bytes | None) -> None:
        """Hand a message to the application."""
        self._put({"type": "websocket.receive", "text": text, "bytes": data})

    def left(self, code: int) -> None:
        """Tell the application that the connection is over."""
        if not self._gone:
            self._gone = True
            self._writable.set()
            self._put({"type": "websocket.disconnect", "code": code})

    def stalled(self, *, is_stalled: bool) -> None:
        """Let the application's `send` wait for a client that takes nothing."""
        (self._writable.clear if is_stalled else self._writable.set)()

    def _put(self, message: Message) -> None:
        self._inbox.append(message)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def unheard(self) -> list[str | None]:
        """Return the messages that the application didn't ask for yet, None for a binary one."""
        waiting, self._inbox = self._inbox, deque()
        return [one.get("text") for one in waiting if one["type"] == "websocket.receive"]

    # ---- what the application does

    async def run(self, app: Application, scope: Scope) -> None:
        """Run the application for this connection. One that returns closes it, unless it took the line."""
        code = 1000
        try:
            await app(scope, self.receive, self.send)
        except ClientDisconnected:
            logger.debug("The application wrote to a client that is gone.")
        except Exception:
            logger.exception("Exception in ASGI application")
            code = 1011
        finally:
            self._protocol.released(code if self._answered else None)

    async def receive(self) -> Message:
        """Return the next message."""
        while not self._inbox:
            self._reader = self._loop.create_future()
            await self._reader
        return self._inbox.popleft()

    async def send(self, message: Message) -> None:
        """Accept or refuse the handshake, write, or close."""
        await self._writable.wait()
        if self._gone:
            raise ClientDisconnected
        protocol, kind = self._protocol, message["type"]
        match kind, self._answered:
            case "websocket.accept", False:
                self._answered = True
                protocol.accept(message.get("subprotocol"), message.get("headers", ()))
            case "websocket.close", False:
                self._answered = True
                protocol.refuse(Refusal(b"403 Forbidden", b"", []))
            case "websocket.send", True:
                text, data = message.get("text"), message.get("bytes")
                protocol.send(
                    TEXT if data is None else BINARY, (text or "").encode() if data is None else data
                )
            case "websocket.close", True:
                protocol.close(message.get("code", 1000))
            case _:
                raise RuntimeError(f"{kind} can't be sent now.")


def scope_of(protocol: "HubProtocol", head: Head) -> Scope:
    """Return the scope of a handshake, with the connection itself as an extension."""
    transport, root = protocol.transport, protocol.config.root_path
    path, _, query = head.target.partition("?")
    return {
        "type": "websocket",
        "asgi": {"version": protocol.config.asgi_version, "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "wss" if is_ssl(transport) else "ws",
        "server": get_local_addr(transport),
        "client": get_remote_addr(transport),
        "root_path": root,
        "path": root + unquote(path),
        "raw_path": (root + path).encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "headers": head.headers,
        "subprotocols": [
            name.strip().decode("latin-1")
            for value in head.all(b"sec-websocket-protocol")
            for name in value.split(b",")
        ],
        "state": protocol.app_state.copy(),
        "extensions": {EXTENSION: protocol},
    }
