"""Events that go out together: the same frames in the same order, whatever happens to the connection meanwhile."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from flowchat.chat.gateway import lines, news
from flowchat.chat.gateway.limits import CloseCode
from flowchat.chat.gateway.measures import DELIVERIES
from flowchat.chat.gateway.tests.conftest import Cast, Enter
from flowchat.chat.gateway.tests.harness import Client, RunningServer, token_for
from flowchat.chat.gateway.tests.test_membership import add, remove
from flowchat.chat.gateway.tests.test_stalling import HANDSHAKE


@contextmanager
def one_turn(server: RunningServer) -> Iterator[None]:
    """Hold the loop's thread while the block commits, so that the next turn has everything."""
    loop = server.app.gateway.lobby._news._loop  # type: ignore[union-attr]  # it started with the server
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        held.set()
        go_on.wait(20)

    loop.call_soon_threadsafe(hold)
    assert held.wait(20)
    try:
        yield
    finally:
        go_on.set()


def test_everyone_gets_everything_in_order(server: RunningServer, cast: Cast, enter: Enter) -> None:
    alice, bob, other = enter(cast.alice), enter(cast.bob), enter(cast.bob)
    before, start = DELIVERIES.value, alice.ready["heads"][cast.stream]
    with one_turn(server):
        for number in range(20):
            cast.say(f"Message {number}")
    for client in (alice, bob, other):
        assert client.events(20, cast.stream) == list(range(start + 1, start + 21))
    assert DELIVERIES.value - before >= 60
    assert cast.say("Alone again") == start + 21
    assert bob.events(1, cast.stream) == [start + 21]


def test_a_removal_and_a_newcomer_within_a_turn(server: RunningServer, cast: Cast, enter: Enter) -> None:
    """Who is removed hears nothing later, who comes hears nothing earlier, though all of it is written at the end."""
    bob, carol = enter(cast.bob), enter(cast.carol)
    with one_turn(server):
        first = cast.say("Bob hears this")
        remove(cast, cast.bob)
        cast.say("Neither of them hears this")
        add(cast, cast.carol)
        last = cast.say("Carol hears this")
    events = [bob.next("event", where=lambda f: f["stream"] == cast.stream)]
    events += [
        f for f in bob.everything(for_seconds=0.4) if f["type"] == "event" and f["stream"] == cast.stream
    ]
    assert [(f["seq"], f["event"]["type"]) for f in events] == [(first, "message.sent")]
    assert (
        carol.next(
            "event", where=lambda f: f["stream"] == cast.stream and f["event"]["type"] == "message.sent"
        )["seq"]
        == last
    )
    heard = [
        f for f in carol.everything(for_seconds=0.2) if f["type"] == "event" and f["stream"] == cast.stream
    ]
    assert all(f["seq"] >= last - 1 for f in heard)


def test_what_was_written_before_an_end_arrives_before_it(
    server: RunningServer, cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that is closed within a turn gets what came before, whole, and then the close."""
    bob = enter(cast.bob)
    lobby = server.app.gateway.lobby
    real = lobby.hub.receive
    person = lobby.hub.people[cast.bob.id]

    def receive(envelope: object) -> None:
        real(envelope)  # type: ignore[arg-type]  # as the bus gives it
        for connection in list(person.connections.values()):
            connection.line.close(CloseCode.RESTART)

    monkeypatch.setattr(lobby._news, "_receive", receive)
    with one_turn(server):
        seq = cast.say("One")
        cast.say("Two")
    assert bob.events(1, cast.stream) == [seq]
    assert bob.closed_with() == CloseCode.RESTART


def test_who_takes_nothing_is_dropped_at_the_end_of_a_turn(
    server: RunningServer, cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "BUFFER_BYTES", 64 * 1024)
    alice = enter(cast.alice)
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", server.port))
    raw.sendall(HANDSHAKE.encode())
    assert raw.recv(4096).startswith(b"HTTP/1.1 101")
    hello = json.dumps({"type": "authenticate", "token": token_for(cast.bob)}).encode()
    raw.sendall(b"\x81" + bytes([0x80 | 126]) + len(hello).to_bytes(2, "big") + bytes(4) + hello)
    assert alice.presence_of(cast.bob) == "online"
    person = server.app.gateway.lobby.hub.people[cast.bob.id]
    count = 0
    while person.hearing:
        with one_turn(server):
            for _ in range(10):
                cast.say("x" * 8000)
        count += 10
        assert count < 2000
        alice.send(type="heartbeat", active=True)
        assert len(alice.events(10, cast.stream)) == 10
    raw.close()


def test_a_turn_is_not_larger_than_it_may_be(
    server: RunningServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "AT_ONCE", 3)
    bob = Client(server.ws).enter(cast.bob)
    start = bob.ready["heads"][cast.stream]
    with one_turn(server):
        for number in range(10):
            cast.say(f"Message {number}")
    assert bob.events(10, cast.stream) == list(range(start + 1, start + 11))
    bob.close()
