"""Sending away the clients of a leaving worker: a real server with real connections, and how fast they go."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState
from websockets.asyncio.client import ClientConnection, connect

from flowchat.cli.workers import draining
from flowchat.cli.workers.draining import drain

Talk = Callable[[uvicorn.Server, int], Awaitable[None]]


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Accepts every WebSocket and answers every request."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def bound() -> Iterator[socket.socket]:
    """Bound at once: a port that is only looked for may be somebody else's by then."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def port(bound: socket.socket) -> int:
    found: int = bound.getsockname()[1]
    return found


@pytest.fixture
async def server(bound: socket.socket) -> Any:
    config = uvicorn.Config(
        echo,
        lifespan="off",
        log_config=None,
        ws_ping_interval=None,
        http="flowchat.chat.adapters.uvicorn.protocol:LimitedHTTP",
        ws="flowchat.chat.adapters.uvicorn.websocket:HubProtocol",
    )
    running = uvicorn.Server(config)
    task = asyncio.create_task(running._serve(sockets=[bound]))
    while not running.started:
        assert not task.done()
        await asyncio.sleep(0.01)
    yield running
    running.should_exit = running.force_exit = True
    await task


async def sockets(port: int, count: int) -> list[ClientConnection]:
    return [await connect(f"ws://127.0.0.1:{port}/") for _ in range(count)]


async def closes(sockets: list[ClientConnection]) -> None:
    """Wait until all are closed."""
    for one in sockets:
        await one.wait_closed()
        assert one.close_code == 1012


async def drained(state: ServerState) -> None:
    await asyncio.wait_for(drain(state, lambda: False), 30)


async def test_sockets_leave_in_waves(
    server: uvicorn.Server, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """30 in waves of at least ten: after each there is a pause, and nobody else is sent away in it."""
    clients = await sockets(port, 30)
    left: list[int] = []

    def pause() -> float:
        left.append(len(draining._sockets(server.server_state)))
        return 0.2

    monkeypatch.setattr(draining, "pause_seconds", pause)
    draining_all = asyncio.create_task(drained(server.server_state))
    await closes(clients)
    await draining_all
    assert left[:3] == [20, 10, 0]


async def test_many_take_no_more_waves_than_some(
    server: uvicorn.Server, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = [draining.pause_seconds() for _ in range(6)]
    assert all(0.05 <= pause <= 0.15 for pause in pauses)
    assert len(set(pauses)) > 1
    clients = await sockets(port, 120)
    monkeypatch.setattr(draining, "AT_LEAST", 1)
    monkeypatch.setattr(draining, "WAVES", 6)
    monkeypatch.setattr(draining, "pause_seconds", lambda: pauses.pop() and 0.0)
    await drain(server.server_state, lambda: False)
    await closes(clients)
    assert pauses == []


async def test_a_hurried_worker_waits_for_nobody(server: uvicorn.Server, port: int) -> None:
    clients = await sockets(port, 3)
    await asyncio.wait_for(drain(server.server_state, lambda: True), 30)
    assert [client.close_code for client in clients] == [None] * 3
    for client in clients:
        await client.close()


async def test_nobody_is_waited_for_where_nobody_is(server: uvicorn.Server) -> None:
    await asyncio.wait_for(drain(server.server_state, lambda: False), 30)
