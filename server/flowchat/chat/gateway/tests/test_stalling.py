"""A reader that stalls is dropped, and nobody else waits for it."""

import json
import socket
from collections.abc import Iterator

import pytest

from flowchat.chat.gateway import limits, lines
from flowchat.chat.gateway.measures import DROPS
from flowchat.chat.gateway.tests.conftest import Cast
from flowchat.chat.gateway.tests.harness import HUB_PROTOCOL, Client, RunningServer, running_server, token_for

HANDSHAKE = (
    "GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@pytest.fixture(params=[HUB_PROTOCOL, "websockets-sansio"], ids=["our protocol", "plain ASGI"])
def either(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[RunningServer]:
    with running_server(ws=request.param) as server:
        yield server


def _masked(text: str) -> bytes:
    payload = text.encode()
    return b"\x81" + bytes([0x80 | 126]) + len(payload).to_bytes(2, "big") + bytes(4) + payload


def _stall(server: RunningServer, token: str) -> socket.socket:
    """Connect, authenticate, and never read again, with as little room for what arrives as the kernel allows."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", server.port))
    raw.sendall(HANDSHAKE.encode())
    assert raw.recv(4096).startswith(b"HTTP/1.1 101")
    raw.sendall(_masked(json.dumps({"type": "authenticate", "token": token})))
    return raw


def test_a_stalled_reader_is_dropped_and_nobody_waits(
    either: RunningServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "BUFFER_BYTES", 64 * 1024)
    monkeypatch.setattr(lines, "CLOSE_PATIENCE_SECONDS", 0.2)
    # On a busy machine it takes longer until the kernel's buffers are full than a client may be silent.
    monkeypatch.setattr(limits, "SILENCE_SECONDS", 600.0)
    dropped = DROPS.value
    alice = Client(either.ws).enter(cast.alice)
    with _stall(either, token_for(cast.bob)):
        assert alice.presence_of(cast.bob) == "online"
        start = alice.ready["heads"][cast.stream]
        count = 0
        person = either.app.gateway.lobby.hub.people[cast.bob.id]
        while any(connection.ready for connection in person.connections.values()):
            cast.say("x" * 8000)
            count += 1
            assert count < 1000
        assert alice.events(count, cast.stream) == list(range(start + 1, start + count + 1))
        assert alice.presence_of(cast.bob) == "offline"
    assert DROPS.value == dropped + 1
    alice.close()


def test_both_ways_carry_the_same(either: RunningServer, cast: Cast) -> None:
    client = Client(either.ws).enter(cast.alice)
    for size in (1, 200, 7_999):
        cast.say("é" * size)
        frame = client.next("event")
        assert frame["event"]["message"]["text"] == "é" * size
    client.close()
