"""Uvicorn's HTTP protocol, with the limits that we miss.

Given to uvicorn as `http="flowchat.chat.adapters.uvicorn.protocol:LimitedHTTP"`.
"""

import asyncio
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEAD_BYTES = 64 * 1024
"""How long a request's first line and headers may be, as in h11; httptools would collect them without end."""


PATIENCE_SECONDS = 20.0
"""How long a request's head may take in all, and how long its body may pause. uvicorn would wait for ever: a thousand
connections that say nothing, from one machine, would leave none for anyone else."""


STALL_SECONDS = 60.0
"""For how long a client may take nothing of an answer that is ready. Asking for a large file and never reading would
hold a socket, a file and its buffers for ever.
"""


class LimitedHTTP(HttpToolsProtocol):
    """Refuses requests whose head never ends: before it does there is no request, so no other limit would hold."""

    _head = 0
    """Bytes of a head that came so far, counted by the piece; -1 between the end of one and the next beginning."""
    _timer: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _leaving = False

    def leave(self) -> None:
        """This process is about to stop: answer what still comes, each answer being the connection's last."""
        self._leaving = True
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None and not cycle.response_complete:
            cycle.keep_alive = False

    def pause_writing(self) -> None:
        """The client takes less than we have; it may not stop altogether."""
        super().pause_writing()
        self._stalled = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It took what we had."""
        self._stalled_no_more()
        super().resume_writing()

    def _stalled_no_more(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Wait for the first request, but not for ever."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        self._stalled_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse, then hang up if the head is still not complete and too long already."""
        if self._head < 0:
            self._wait()  # a piece of a body, or what may become the next request
        super().data_received(data)
        if self._head >= 0:
            self._head += len(data)
            if self._head > HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The head of this request is too long.")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._head = 0
        self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is complete."""
        self._head = -1
        self._wait()
        super().on_headers_complete()
        if self._leaving:
            self.leave()

    def on_message_complete(self) -> None:
        """It is complete."""
        self._wait_no_more()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """It is a WebSocket from here on."""
        self._wait_no_more()
        self._stalled_no_more()
        super().handle_websocket_upgrade()

    def _wait(self) -> None:
        self._wait_no_more()
        self._timer = self.loop.call_later(PATIENCE_SECONDS, self._hang_up)

    def _wait_no_more(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _hang_up(self) -> None:
        if self.flow.read_paused:
            self._wait()  # it is we who don't read
        else:
            self.transport.close()
