"""A real uvicorn with our WebSocket protocol, and applications that answer what they hear."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import uvicorn

from flowchat.chat.adapters.uvicorn.tests.talk import Talk
from flowchat.chat.gateway.frames import Encoded
from flowchat.chat.gateway.lines import EXTENSION, Line
from flowchat.chat.gateway.tests.harness import until
from flowchat.chat.gateway.turns import Turn
from flowchat.http.asgi import Application, Message, Receive, Scope, Send

LIMIT = 70_000
"""For one message: more than fits into a length of two bytes."""

left: dict[int, list[int]] = {}
"""The codes that applications were told, by the number of the connection."""


def told(talk: Talk) -> list[int]:
    """Return which codes the application was told of a connection, once it was told one."""
    until(lambda: talk.number in left, "the application was told nothing")
    return left[talk.number]


def _note(scope: Scope, code: int) -> None:
    left.setdefault(int(scope["query_string"]), []).append(code)


async def by_asgi(scope: Scope, receive: Receive, send: Send) -> None:
    """Echo every message, as any ASGI application would do it."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        with suppress(OSError):  # what it raises for a client that left meanwhile; the next message says so
            await send(_echo(message))
    _note(scope, message["code"])


def _echo(message: Message) -> Message:
    if message["text"] == "leave":
        return {"type": "websocket.close", "code": 4000}
    return {"type": "websocket.send", "text": message["text"], "bytes": message["bytes"]}


class Echo:
    """Echoes every text, and says "binary" of everything else."""

    def __init__(self, scope: Scope, line: Line) -> None:
        self._scope = scope
        self._line = line

    def heard(self, text: str | None) -> None:
        if text == "leave":
            self._line.close(4000)
        else:
            self._line.write(Encoded((text or "binary").encode() if text != "" else b""))

    def left(self, code: int) -> None:
        _note(self._scope, code)


async def by_line(scope: Scope, receive: Receive, send: Send) -> None:
    """Echo every message, as the gateway does it."""
    await receive()
    await send({"type": "websocket.accept"})
    line: Line = scope["extensions"][EXTENSION]
    await line.attend(Echo(scope, line), Turn())


@contextmanager
def serving(application: Application) -> Iterator[int]:
    """Serve an application; gives the port."""
    # Bound at once: a port that is only looked for may be somebody else's by then.
    bound = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application,
        lifespan="off",
        log_config=None,
        ws_max_size=LIMIT,
        http="flowchat.chat.adapters.uvicorn.protocol:LimitedHTTP",
        ws="flowchat.chat.adapters.uvicorn.websocket:HubProtocol",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive()
        yield bound.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        bound.close()


@pytest.fixture(scope="module", params=[by_asgi, by_line], ids=["ASGI", "line"])
def either(request: pytest.FixtureRequest) -> Iterator[int]:
    with serving(request.param) as port:
        yield port


@pytest.fixture
def talk(either: int) -> Iterator[Callable[..., Talk]]:
    """Open connections to either kind of application."""
    opened: list[Talk] = []

    def _talk(*args: Any, **options: Any) -> Talk:
        opened.append(Talk(either, *args, **options))
        return opened[-1]

    yield _talk
    for one in opened:
        one.close()
