"""Sending the clients of a leaving worker away, gently: they come back to the others."""

import asyncio
import math
import random
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from uvicorn.server import ServerState

WAVES = 40
WAVE_SECONDS = 0.1
AT_LEAST = 10
"""Sockets in a wave: few are gone in one or two, thousands within 4 to 5 s."""
QUIET_SECONDS = 2.0
"""For how long connections stay on which nothing is asked. Their clients may be about to ask: when a connection is
closed under a request, nobody knows whether it was taken (RFC 9112 section 9.5).
"""


@runtime_checkable
class Leaving(Protocol):
    """An HTTP connection."""

    def leave(self) -> None:
        """Answer what still comes, and close then."""
        ...


@runtime_checkable
class OpenSocket(Protocol):
    """A WebSocket."""

    is_open: bool
    """From the accepted handshake until either side closes."""

    def shutdown(self) -> None:
        """Close it, as a server does that ends."""
        ...


def pause_seconds() -> float:
    """Return how long to wait after a wave. In step with each other, the waves of several workers would add up."""
    return WAVE_SECONDS * random.uniform(0.5, 1.5)  # noqa: S311 - spread, not secrets


async def drain(state: ServerState, is_hurried: Callable[[], bool]) -> None:
    """Close the WebSockets in waves, let the HTTP connections end by themselves. Returns when that is done or hurried.

    Requests under way are not waited for here.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + QUIET_SECONDS
    size = max(AT_LEAST, math.ceil(len(_sockets(state)) / WAVES))
    while not is_hurried():
        idle = False
        for connection in list(state.connections):
            if isinstance(connection, Leaving):
                connection.leave()
                idle = True
        sockets = _sockets(state)
        if not sockets and not (idle and loop.time() < until):
            return
        for socket in random.sample(sockets, min(size, len(sockets))):
            socket.shutdown()
        await asyncio.sleep(pause_seconds())


def _sockets(state: ServerState) -> list[OpenSocket]:
    """Return the WebSockets that nobody closes yet; one in its handshake is left until that is over."""
    return [one for one in state.connections if isinstance(one, OpenSocket) and one.is_open]
