"""Our WebSocket protocol for uvicorn: a `Line` of the gateway, and plain ASGI for everyone else.

Uvicorn's own keeps a queue, two events, a parser, the handshake and a waiting coroutine for each connection, and
encodes each frame for each client. This one keeps a few numbers, and writes a frame that was encoded once straight to
the transport. Given to uvicorn as `ws="flowchat.chat.adapters.uvicorn.websocket:HubProtocol"`.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.server import ServerState

from flowchat.chat.adapters.uvicorn import handshake
from flowchat.chat.adapters.uvicorn.conversation import Conversation, scope_of
from flowchat.chat.adapters.uvicorn.reading import (
    CLOSE,
    PING,
    PONG,
    TEXT,
    Broken,
    MessageReader,
    read_close,
    read_text,
)
from flowchat.chat.gateway import lines
from flowchat.chat.gateway.frames import Encoded, make_frame
from flowchat.chat.gateway.measures import DROPS
from flowchat.chat.gateway.turns import Together, Turn
from flowchat.http.asgi import Application

NO_TURN = Turn()
"""For a connection that nobody attends to by calls: never open."""
EARLY_BYTES = 64 * 1024
"""What may come before the handshake is answered. A client has to wait for the answer (RFC 6455 section 4.1)."""
LOST = 1006
"""What a connection that ended without a close frame is told as (RFC 6455 section 7.1.5)."""


class HubProtocol(asyncio.Protocol):
    """One connection. `is_open` from the accepted handshake until either side closes."""

    __slots__ = (
        "_closing",
        "_conversation",
        "_early",
        "_held",
        "_key",
        "_listener",
        "_reader",
        "_server",
        "_stalled",
        "_timer",
        "_turn",
        "app_state",
        "config",
        "is_open",
        "transport",
    )

    transport: asyncio.Transport

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.config = config
        self.app_state = app_state
        self.is_open = False
        self._server = server_state
        self._reader = MessageReader(config.ws_max_size)
        self._listener: lines.Listener | None = None
        self._conversation: Conversation | None = None
        self._key: bytes | None = None
        self._early = b""
        self._closing = False
        """We sent a close frame and wait for the other one."""
        self._stalled = False
        self._turn = NO_TURN
        self._held: list[bytes] | None = None
        """Frames that wait for the end of the turn."""
        self._timer: asyncio.TimerHandle | None = None

    # ---- what the transport tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take over from the HTTP protocol."""
        self.transport = cast("asyncio.Transport", transport)
        self._server.connections.add(self)  # type: ignore[arg-type]  # uvicorn's type names its own protocols

    def data_received(self, data: bytes) -> None:
        """Take the head of the request, which uvicorn hands over whole, and then what the client says."""
        if self.is_open or self._closing:
            self._read(data)
        elif self._key is None:
            self._begin(handshake.read_head(data))
        elif self._key:
            self._early += data
            if len(self._early) > EARLY_BYTES:
                self.transport.abort()

    def pause_writing(self) -> None:
        """The client takes less than we have."""
        self._stalled = True
        if self._conversation is not None:
            self._conversation.stalled(is_stalled=True)

    def resume_writing(self) -> None:
        """It took what we had."""
        self._stalled = False
        if self._conversation is not None:
            self._conversation.stalled(is_stalled=False)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever listens, if nobody told them before."""
        self._server.connections.discard(self)
        self._closing = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._tell_left(LOST)

    # ---- the handshake

    def _begin(self, head: handshake.Head) -> None:
        if (refusal := handshake.refusal_of(head)) is not None:
            self.refuse(refusal)
            return
        loop = asyncio.get_running_loop()
        self._key = head.all(b"sec-websocket-key")[0]
        self._conversation = Conversation(self, loop)
        app = cast("Application", self.config.loaded_app)
        task = loop.create_task(self._conversation.run(app, scope_of(self, head)))
        self._server.tasks.add(task)
        task.add_done_callback(self._server.tasks.discard)

    def accept(self, subprotocol: str | None, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Answer the handshake; from now on there are frames."""
        key, self._key = self._key, b""
        if key is None or self.transport.is_closing():
            return
        chosen = [(b"sec-websocket-protocol", subprotocol.encode())] if subprotocol else []
        self.transport.write(handshake.acceptance(key, [*self._server.default_headers, *headers, *chosen]))
        self.is_open = True
        early, self._early = self._early, b""
        if early:
            self._read(early)

    def refuse(self, refusal: handshake.Refusal) -> None:
        """Answer that there will be no WebSocket."""
        self._key = b""
        if not self.transport.is_closing():
            self.transport.write(handshake.refuse(refusal, self._server.default_headers))
            self._hang_up()

    def released(self, code: int | None) -> None:
        """The application's coroutine ended: who took the line goes on, everyone else is done with it. Without a code
        it never answered the handshake.
        """
        self._conversation = None
        if self._listener is not None:
            return
        if code is None:
            self.refuse(handshake.Refusal(b"500 Internal Server Error", b"", []))
        else:
            self.close(code)

    # ---- what the client says

    def _read(self, data: bytes) -> None:
        try:
            for opcode, payload in self._reader.feed(data):
                self._take(opcode, payload)
                if not self.is_open and not self._closing:
                    return
        except Broken as broken:
            self._fail(broken.code)

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == CLOSE:
            self._take_close(payload)
        elif self._closing or opcode == PONG:
            return  # what comes after our close frame is read for the sake of the other one only
        elif opcode == PING:
            self.transport.write(make_frame(PONG, payload))
            self._mind_the_buffer()
        elif self._listener is not None:
            self._listener.heard(read_text(payload) if opcode == TEXT else None)
        elif self._conversation is not None:
            text, data = (read_text(payload), None) if opcode == TEXT else (None, payload)
            self._conversation.heard(text, data)

    def _take_close(self, payload: bytes) -> None:
        code = read_close(payload)
        if self._closing:
            self._closing = False
            self._hang_up()
            return
        self.is_open = False
        self.transport.write(make_frame(CLOSE, payload[:2]))
        self._hang_up()
        self._tell_left(code)

    def _fail(self, code: int) -> None:
        """The client broke the protocol: tell it why, and go (RFC 6455 section 7.1.7)."""
        told = self.is_open
        self.is_open = self._closing = False
        if told and self.transport.can_write_eof():
            # What it sends until it has read our close is taken and dropped: if we closed with unread input, that
            # would reset the connection, and the client would see the reset instead of the reason.
            self.transport.write(make_frame(CLOSE, code.to_bytes(2, "big")))
            self.transport.write_eof()
            self._give_up_later()
        else:
            self._hang_up()
        self._tell_left(code)

    # ---- the line (and ASGI's way to it)

    async def attend(self, listener: lines.Listener, turn: Turn) -> None:
        """Tell `listener` from now on, beginning with what was said already. The coroutine is not needed any more."""
        self._listener = listener
        self._turn = turn
        for text in self._conversation.unheard() if self._conversation is not None else ():
            listener.heard(text)
        if not self.is_open:
            self._tell_left(LOST)

    def write(self, frame: Encoded) -> None:
        """Write the prebuilt frame; drop the connection when the kernel and our buffer are both full."""
        if not self.is_open:
            return
        if self._turn.is_open:
            if self._held is None:
                self._held = []
                self._turn.wait(self)
            self._held.append(frame.wire)
            return
        self.transport.write(frame.wire)
        if self._stalled:
            self._mind_the_buffer()

    def flush(self, together: Together) -> None:
        """Write what was kept for the end of the turn."""
        held, self._held = self._held, None
        if held is not None and self.is_open:
            self.transport.write(together.join(held))
            if self._stalled:
                self._mind_the_buffer()

    def send(self, opcode: int, payload: bytes) -> None:
        """Write a message of an application that doesn't take the line."""
        if self.is_open:
            self.transport.write(make_frame(opcode, payload))

    def buffered(self) -> int:
        """Return how much the transport holds back."""
        return self.transport.get_write_buffer_size()

    def abort(self) -> None:
        """Drop the connection without waiting for its buffer."""
        self.is_open = False
        self.transport.abort()

    def close(self, code: int) -> None:
        """Send a close frame after the others, and give the client a moment to take them and to answer."""
        self._listener = None
        if not self.is_open:
            return
        self.flush(Together())
        self.is_open = False
        self._closing = True
        self.transport.write(make_frame(CLOSE, code.to_bytes(2, "big")))
        self._give_up_later()

    def shutdown(self) -> None:
        """The server stops, or sends its clients away."""
        if (
            self._conversation is not None
            and self._listener is None
            and not self.is_open
            and not self._closing
        ):
            self.refuse(handshake.Refusal(b"503 Service Unavailable", b"", []))
            self._tell_left(LOST)
        elif self.is_open:
            self.is_open = False
            self.transport.write(make_frame(CLOSE, (1012).to_bytes(2, "big")))
            self._hang_up()
            self._tell_left(1012)
        else:
            self._hang_up()

    # ---- the end

    def _mind_the_buffer(self) -> None:
        if self.transport.get_write_buffer_size() > lines.BUFFER_BYTES:
            DROPS.value += 1
            self.abort()

    def _hang_up(self) -> None:
        """Close the connection once the client took what was written, and wait for that only so long."""
        self.transport.close()
        self._give_up_later()

    def _give_up_later(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(lines.CLOSE_PATIENCE_SECONDS, self.transport.abort)

    def _tell_left(self, code: int) -> None:
        self.is_open = False
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.left(code)
        elif self._conversation is not None:
            self._conversation.left(code)
