"""Uvicorn inside our own process, with an eye on the PostgreSQL beside it."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable

import uvicorn

from flowchat.cli import collector
from flowchat.cli.database_watch import DatabaseWatch
from flowchat.config.env import Environment
from flowchat.config.problems import Problem

APPLICATION = "flowchat.config.asgi:application"
# The largest frame a client may send. Clients send leases and tokens only; messages go over HTTP.
_LARGEST_FRAME = 64 * 1024
_GRACE = 5.0  # seconds for requests under way when the server stops
_LAST_MOMENT = 2  # seconds more for those who were hung up on to notice


class Server(uvicorn.Server):
    """Says when it is ready, and reports what ended it if that was not a signal."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], *, grace: float = _GRACE
    ) -> None:
        super().__init__(config)
        self.problem: Problem | None = None
        self._on_ready = on_ready
        self._grace = grace
        config.timeout_graceful_shutdown = int(grace) + _LAST_MOMENT

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then tell the person."""
        await super().startup(sockets=sockets)
        if self.started:
            collector.spare()
            self._on_ready()

    async def on_tick(self, counter: int) -> bool:
        """Do uvicorn's regular work, also when the clock was set back.

        It counts a second between two calls of `callback_notify` by that clock: a worker whose clock was set back by
        a minute would give no sign of life for a minute and be killed for it.
        """
        self.last_notified = min(self.last_notified, time.time())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop as uvicorn does, but hang up on those who take too long instead of cancelling their requests.

        A cancelled request is logged as a crash, with a traceback; one whose client is gone just ends.
        """
        late = asyncio.get_running_loop().call_later(self._grace, self._hang_up)
        await super().shutdown(sockets=sockets)
        late.cancel()
        self._hang_up()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=_LAST_MOMENT)

    def _hang_up(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def make_config(environment: Environment) -> uvicorn.Config:
    """Return how uvicorn serves FlowChat, whether alone or in one of several workers."""
    return uvicorn.Config(
        APPLICATION,
        # Uvicorn's HTTP with limits, and our own WebSocket; named, not imported, like every adapter.
        http="flowchat.chat.adapters.uvicorn.protocol:LimitedHTTP",
        ws="flowchat.chat.adapters.uvicorn.websocket:HubProtocol",
        ws_max_size=_LARGEST_FRAME,
        ws_ping_interval=None,  # the gateway's own heartbeat finds dead connections, in both directions
        ws_per_message_deflate=False,  # ours has none: 34 KB a connection, for frames of a few hundred bytes
        access_log=False,  # paths hold the tokens of one-time links
        log_config=None,
        server_header=False,
        proxy_headers=bool(environment.trusted_proxies),
        forwarded_allow_ips=list(environment.trusted_proxies),
        timeout_notify=1,
    )


def make_server(
    environment: Environment, watch: DatabaseWatch | None, on_ready: Callable[[], None]
) -> Server:
    """Answer a server for FlowChat's ASGI application; run it with `server.run(sockets=…)`."""
    config = make_config(environment)
    server = Server(config, on_ready)
    if watch:
        config.callback_notify = _look_with(server, watch)
    return server


def _look_with(server: Server, watch: DatabaseWatch) -> Callable[[], Awaitable[None]]:
    """Answer what uvicorn calls every second, in the main thread."""

    async def look() -> None:
        server.problem = watch.look()
        if server.problem:
            server.should_exit = True

    return look
