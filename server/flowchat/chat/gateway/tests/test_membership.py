"""Streams follow membership by themselves, whatever happens to the announcements."""

import random
import threading
from collections.abc import Callable, Iterator

import pytest

from flowchat.chat.accounts.models import User
from flowchat.chat.adapters.memory.bus import MemoryBus
from flowchat.chat.events.bus import Listener
from flowchat.chat.events.types import Envelope
from flowchat.chat.gateway import lobby
from flowchat.chat.gateway.tests.conftest import Cast, Enter
from flowchat.chat.gateway.tests.harness import Client, running_server
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.actions import add_members, delete_room, leave_room, remove_member


def add(cast: Cast, user: User) -> None:
    add_members(adder=member_of(cast.alice, cast.room.id), people=[user])


def remove(cast: Cast, user: User) -> None:
    remove_member(remover=member_of(cast.alice, cast.room.id), user_id=user.id)


def room_events(client: Client, cast: Cast) -> list[str]:
    frames = client.everything(for_seconds=0.3)
    return [f["event"]["type"] for f in frames if f["type"] == "event" and f["stream"] == cast.stream]


def test_a_removed_member_hears_nothing_more(cast: Cast, enter: Enter) -> None:
    alice, bob, bobs_phone = enter(cast.alice), enter(cast.bob), enter(cast.bob)
    remove(cast, cast.bob)
    secret = cast.say("Now that he is gone")
    assert alice.events(2, cast.stream) == [secret - 1, secret]
    for device in (bob, bobs_phone):
        assert device.next("event")["event"]["type"] == "room.left"
        assert room_events(device, cast) == []


def test_who_is_added_hears_the_room_from_then_on(cast: Cast, enter: Enter) -> None:
    carol = enter(cast.carol)
    add(cast, cast.carol)
    joined = carol.next("event", where=lambda f: f["event"]["type"] == "room.joined")
    seq = cast.say("Welcome")
    while (heard := carol.next("event", where=lambda f: f["stream"] == cast.stream)["seq"]) != seq:
        assert heard <= joined["event"]["entry"]["seq"]


def test_leaving_and_deleting(cast: Cast, enter: Enter) -> None:
    alice, bob = enter(cast.alice), enter(cast.bob)
    leave_room(leaver=member_of(cast.bob, cast.room.id))
    cast.say("Only me now")
    assert bob.next("event")["event"] == {"type": "room.left", "room_id": str(cast.room.id), "reason": "left"}
    assert room_events(bob, cast) == []
    delete_room(owner=member_of(cast.alice, cast.room.id), confirm="Garden")
    assert alice.next("event", where=lambda f: f["event"]["type"] == "room.deleted")
    assert (
        alice.next("event", where=lambda f: f["event"]["type"] == "room.left")["event"]["reason"] == "deleted"
    )


class BadBus:
    """Drops, repeats and delays what it is told; what it holds back comes out in any order."""

    peers = None

    def __init__(self, seed: int) -> None:
        self._inner = MemoryBus()
        self._chance = random.Random(seed)
        self._held: list[Envelope] = []
        self._lock = threading.Lock()

    def publish(self, envelope: Envelope) -> None:
        with self._lock:
            if self._chance.random() > 0.2:
                self._held += [envelope] * self._chance.choice([1, 1, 2])
            self._chance.shuffle(self._held)
            out, self._held = self._held[2:], self._held[:2]
        for one in out:
            self._inner.publish(one)

    def listen(self, listener: Listener) -> Callable[[], None]:
        return self._inner.listen(listener)


@pytest.fixture(params=range(3))
def enter_badly(
    request: pytest.FixtureRequest, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[User], Client]]:
    """A server whose bus can't be trusted, with a quick heartbeat."""
    bad = BadBus(request.param)
    for module in ("flowchat.chat.events.log", "flowchat.chat.gateway.lobby"):
        monkeypatch.setattr(f"{module}.get_bus", lambda: bad)
    monkeypatch.setattr(lobby, "HEARTBEAT_SECONDS", 0.3)
    # A slow machine is no database that doesn't answer: that would be told in the log.
    monkeypatch.setattr(lobby, "HEADS_PATIENCE_SECONDS", 30.0)
    with running_server() as server:
        clients: list[Client] = []

        def _enter(user: User) -> Client:
            clients.append(Client(server.ws).enter(user))
            return clients[-1]

        yield _enter
        for client in clients:
            client.close()


def test_the_truth_arrives_over_a_bus_that_lies(cast: Cast, enter_badly: Callable[[User], Client]) -> None:
    alice, bob = enter_badly(cast.alice), enter_badly(cast.bob)
    start = alice.ready["heads"][cast.stream]
    his: list[int] = []
    for turn in range(30):
        if turn % 10 == 7:
            remove(cast, cast.bob)
        elif turn % 10 == 9:
            add(cast, cast.bob)
            his.append(start + turn + 1)
        else:
            seq = cast.say(f"Turn {turn}")
            if turn % 10 != 8:
                his.append(seq)
    expected = list(range(start + 1, start + 31))
    assert alice.events(30, cast.stream) == expected
    assert set(bob.events(len(his), cast.stream)) <= set(his)
    assert not {start + turn + 1 for turn in (7, 8, 17, 18, 27, 28)} & set(his)
