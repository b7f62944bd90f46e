"""The heartbeat: it finds what the bus lost, on the server and, through the heads, on the client."""

import asyncio
from datetime import datetime

import pytest

from flowchat.chat.adapters.memory.bus import MemoryBus
from flowchat.chat.events.bus import get_bus
from flowchat.chat.gateway import lobby
from flowchat.chat.gateway.tests.conftest import Cast
from flowchat.chat.gateway.tests.harness import Client, running_server
from flowchat.chat.gateway.tests.test_together import one_turn


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lobby, "HEARTBEAT_SECONDS", 0.3)
    # A slow machine is no database that doesn't answer: that would be told in the log.
    monkeypatch.setattr(lobby, "HEADS_PATIENCE_SECONDS", 30.0)


def test_heads_that_moved_are_told_once(cast: Cast, quick: None) -> None:
    with running_server() as server:
        bob = Client(server.ws).enter(cast.bob)
        assert bob.next("heartbeat")["heads"] == {}
        # Else a beat may find it in the database before it is announced, and tell it then and again.
        with one_turn(server):
            seq = cast.say("One")
        beat = bob.next("heartbeat", where=lambda frame: frame["heads"] != {})
        assert beat["heads"] == {cast.stream: seq}
        assert datetime.fromisoformat(beat["now"]).tzinfo is not None
        assert bob.next("heartbeat")["heads"] == {}
        bob.close()


def test_a_lost_last_announcement_is_found(cast: Cast, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_server() as server:
        bob = Client(server.ws).enter(cast.bob)
        monkeypatch.setattr(get_bus(), "publish", _forget)
        seq = cast.say("Nobody was told")
        assert bob.events(1, cast.stream) == [seq]
        bob.close()


def test_the_heart_beats_while_the_database_is_stuck(
    cast: Cast, quick: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def stuck(streams: object) -> dict[str, int]:
        await asyncio.sleep(60)
        return {}

    monkeypatch.setattr(lobby, "HEADS_PATIENCE_SECONDS", 0.1)
    with running_server() as server:
        bob = Client(server.ws).enter(cast.bob)
        monkeypatch.setattr(server.app.gateway.lobby.hub._log, "heads", stuck)
        seq = cast.say("Still told")
        beat = bob.next("heartbeat", where=lambda frame: frame["heads"] != {})
        assert beat["heads"] == {cast.stream: seq}
        # The one before it may have read the heads before they were stuck.
        bob.next("heartbeat")
        bob.close()
    assert "could not be read: TimeoutError" in caplog.text
    caplog.clear()


def _forget(envelope: object) -> None:
    """Lose an announcement."""


def test_the_bus_lets_go_of_a_stopped_server(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    own = MemoryBus()
    monkeypatch.setattr(lobby, "get_bus", lambda: own)
    with running_server():
        assert len(own._listeners) == 1
    assert len(own._listeners) == 0
