"""Sending away the clients of a leaving worker: a real server with real connections, and how fast they go."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState
from websockets.asyncio.client import ClientConnection, connect

from flowchat.cli.workers import draining
from flowchat.cli.workers.draining import drain
from tools.stack import free_port

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
async def port() -> int:
    return free_port()


@pytest.fixture
async def server(port: int) -> Any:
    config = uvicorn.Config(
        echo,
        port=port,
        lifespan="off",
        log_config=None,
        ws_ping_interval=None,
        http="flowchat.chat.adapters.uvicorn.protocol:LimitedHTTP",
        ws="flowchat.chat.adapters.uvicorn.websocket:HubProtocol",
    )
    running = uvicorn.Server(config)
    task = asyncio.create_task(running._serve())
    for _ in range(500):
        if running.started:
            break
        await asyncio.sleep(0.01)
    yield running
    running.should_exit = running.force_exit = True
    await task


async def sockets(port: int, count: int) -> list[ClientConnection]:
    return [await connect(f"ws://127.0.0.1:{port}/") for _ in range(count)]


async def closes(sockets: list[ClientConnection]) -> dict[float, int]:
    """Wait until all are closed; return how many were in each wave."""
    loop, waves = asyncio.get_running_loop(), dict[float, int]()

    async def wait(socket: ClientConnection) -> None:
        await socket.wait_closed()
        assert socket.close_code == 1012
        at = round(loop.time(), 1)
        waves[at] = waves.get(at, 0) + 1

    await asyncio.gather(*map(wait, sockets))
    return waves


async def drained(state: ServerState) -> None:
    await asyncio.wait_for(drain(state, lambda: False), 30)


async def test_sockets_leave_in_waves(
    server: uvicorn.Server, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With pauses long enough to be told apart on any machine: 30 in waves of at least ten."""
    monkeypatch.setattr(draining, "pause_seconds", lambda: 1.0)
    clients = await sockets(port, 30)
    _, waves = await asyncio.gather(drained(server.server_state), closes(clients))
    sizes: list[int] = []
    last = 0.0
    for at in sorted(waves):
        if at - last > 0.5:
            sizes.append(0)
        sizes[-1] += waves[at]
        last = at
    assert sizes == [10, 10, 10]


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
    await asyncio.wait_for(drain(server.server_state, lambda: True), 5)
    assert [client.close_code for client in clients] == [None] * 3
    for client in clients:
        await client.close()


async def test_nobody_is_waited_for_where_nobody_is(server: uvicorn.Server) -> None:
    await asyncio.wait_for(drain(server.server_state, lambda: False), 1)
