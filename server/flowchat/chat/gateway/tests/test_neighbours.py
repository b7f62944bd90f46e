"""Processes that tell each other of their people, over a line that drops what it likes."""

import asyncio
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from flowchat.chat.events.bus import Attendant
from flowchat.chat.events.streams import room_stream
from flowchat.chat.gateway import neighbours
from flowchat.chat.gateway.feed import Feed
from flowchat.chat.gateway.hub import Hub
from flowchat.chat.gateway.neighbours import Neighbours
from flowchat.chat.gateway.people import Connection, Person
from flowchat.chat.gateway.tests.worlds import Ear, MemoryLog, Silence
from flowchat.chat.gateway.visibility import Visibility
from flowchat.chat.ids import new_id


@dataclass
class Air:
    """Carries notes from each to all others at once, unless told to lose them."""

    ears: dict[str, Attendant] = field(default_factory=dict)
    loses: Callable[[str, bytes], bool] = lambda sender, note: False
    said: list[tuple[str, bytes]] = field(default_factory=list)

    def say(self, sender: str, topic: str, note: bytes) -> None:
        self.said.append((sender, note))
        if sender not in self.ears or self.loses(sender, note):
            return
        for name, ear in list(self.ears.items()):
            if name != sender:
                ear.heard(topic, sender, note)


class Mouth:
    """The `Peers` of one process."""

    def __init__(self, air: Air, me: str) -> None:
        self.air = air
        self.me = me

    def attend(self, attendant: Attendant) -> Callable[[], None]:
        self.air.ears[self.me] = attendant
        attendant.reach(reached=True)

        def stop() -> None:
            del self.air.ears[self.me]

        return stop

    def follow(self, topic: str) -> None: ...

    def unfollow(self, topic: str) -> None: ...

    def tell(self, topic: str, note: bytes) -> None:
        self.air.say(self.me, topic, note)


class Passing(Silence):
    """A watcher that tells a visibility, as the lobby does."""

    visibility: Visibility

    def joined(self, person: Person, feed: Feed) -> None:
        self.visibility.joined(person, feed)

    def left(self, person: Person, feed: Feed) -> None:
        self.visibility.left(person, feed)


class Process:
    """A hub, its visibility and its neighbours."""

    def __init__(self, air: Air, name: str) -> None:
        watcher = Passing()
        self.hub = Hub(MemoryLog(), watcher)
        loop = asyncio.get_running_loop()
        self.visibility = Visibility(
            self.hub.feeds, self.hub.people, clock=loop.time, now=lambda: datetime.now(UTC)
        )
        watcher.visibility = self.visibility
        self.lost: list[UUID] = []
        self.neighbours = Neighbours(
            Mouth(air, name),
            self.visibility,
            on_caught=self.hub.look_up,
            on_lost=self._lost,
            on_moved=lambda user_id: None,
        )
        self.visibility.voice = self.neighbours
        self.neighbours.start()

    def _lost(self, people: Collection[UUID], seconds_ago: float) -> None:
        self.lost.extend(people)

    def enter(self, user_id: UUID, *rooms: UUID) -> tuple[Connection, Ear]:
        ear = Ear()
        person = self.hub.register(user_id)
        connection = Connection(person=person, session_id=new_id(), line=ear, interrupt=lambda: None)
        person.connections[connection.id] = connection
        connection.begin()
        self.hub.subscribe(person, {room_stream(room): 0 for room in rooms})
        self.visibility.hold(person, connection.id, active=True)
        return connection, ear

    def leave(self, connection: Connection) -> None:
        self.visibility.release(connection.person, connection.id)
        self.hub.forget(connection)

    def sees(self, viewer: Connection) -> dict[UUID, str]:
        told = json.loads(b"[%b]" % self.visibility.seen_by(viewer.person))
        return {UUID(one["user_id"]): one["state"] for one in told}


@pytest.fixture(autouse=True)
async def time_flies(monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing is to be done the clock goes on to what is due next. Here time passes by waiting for it alone, so
    a machine that stands still for a while changes nothing, and nobody has to wait.
    """
    loop: Any = asyncio.get_running_loop()
    now, select = loop.time(), loop._selector.select

    def look(timeout: float | None) -> list[Any]:
        nonlocal now
        ready: list[Any] = select(None if timeout is None else 0)
        if timeout and not ready:
            now += timeout
        return ready

    monkeypatch.setattr(loop._selector, "select", look)
    monkeypatch.setattr(loop, "time", lambda: now)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {
        "RENEW_SECONDS": 0.1,
        "LEASE_SECONDS": 0.5,
        "BYE_SECONDS": 0.2,
        "GRACE_SECONDS": 0.1,
        "SETTLE_SECONDS": 0.15,
        "PIECE": 2,
    }.items():
        monkeypatch.setattr(neighbours, name, seconds)


def knows(process: Process, *, known: bool) -> bool:
    return process.visibility.known == known


async def eventually(check: Callable[[], bool], what: str) -> None:
    for _ in range(500):
        if check():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(what)


async def test_people_who_were_there_before_are_known(air: Air) -> None:
    room, people = new_id(), [new_id() for _ in range(7)]
    one = Process(air, "one")
    for person in people:
        one.enter(person, room)
    two = Process(air, "two")
    viewer, _ = two.enter(new_id(), room)
    assert two.visibility.others == "unknown"
    await eventually(lambda: two.visibility.others == "offline", "it never vouches")
    assert {*people} <= two.sees(viewer).keys()


@pytest.fixture
async def air() -> Air:
    return Air()


async def test_changes_that_were_lost_are_asked_for(air: Air) -> None:
    room, ana, bo = new_id(), new_id(), new_id()
    one, two = Process(air, "one"), Process(air, "two")
    viewer, _ = two.enter(new_id(), room)
    first, _ = one.enter(ana, room)
    await eventually(lambda: two.sees(viewer).get(ana) == "online", "Ana is not told of")
    air.loses = lambda sender, note: b'"change"' in note
    one.leave(first)
    one.enter(bo, room)
    await eventually(lambda: two.sees(viewer).get(bo) == "online", "Bo is not told of")
    assert ana not in two.sees(viewer)


async def test_who_left_a_room_is_hidden_there(air: Air) -> None:
    garden, shed, ana = new_id(), new_id(), new_id()
    one, two = Process(air, "one"), Process(air, "two")
    gardener, heard = two.enter(new_id(), garden)
    both, _ = two.enter(new_id(), garden, shed)
    connection, _ = one.enter(ana, garden, shed)
    await eventually(lambda: two.sees(gardener).get(ana) == "online", "Ana is not told of")
    await eventually(lambda: two.visibility.known, "it never vouches")
    heard.frames.clear()
    one.hub.leave(connection.person, one.hub.feeds[room_stream(garden)], at=1)
    await eventually(lambda: ana not in two.sees(gardener), "Ana is still shown")
    assert two.sees(both)[ana] == "online"
    assert [frame for frame in heard.frames if f'"{ana}","state":"offline"' in frame]


async def test_a_dead_process_takes_its_people_with_it_and_one_survivor_writes_it_down(air: Air) -> None:
    room, ana = new_id(), new_id()
    one, two, three = (Process(air, name) for name in ("one", "two", "three"))
    viewer, _ = two.enter(new_id(), room)
    one.enter(ana, room)
    await eventually(lambda: two.sees(viewer).get(ana) == "online", "Ana is not told of")
    await eventually(lambda: two.visibility.known and three.visibility.known, "they never vouch")
    air.loses = lambda sender, note: sender == "one"
    await eventually(lambda: ana not in two.sees(viewer), "Ana is still shown")
    await eventually(lambda: bool(two.lost or three.lost), "nobody wrote it down")
    await asyncio.sleep(0.3)
    assert two.lost + three.lost == [ana]
    # It was only slow: all is told anew.
    air.loses = lambda sender, note: False
    await eventually(lambda: two.sees(viewer).get(ana) == "online", "Ana does not come back")


async def test_a_goodbye_leaves_time_to_come_back_elsewhere(air: Air) -> None:
    room, ana = new_id(), new_id()
    one, two = Process(air, "one"), Process(air, "two")
    viewer, heard = two.enter(new_id(), room)
    one.enter(ana, room)
    await eventually(lambda: two.sees(viewer).get(ana) == "online", "Ana is not told of")
    await eventually(lambda: two.visibility.known, "it never vouches")
    heard.frames.clear()
    one.neighbours.stop()
    two.enter(ana, room)
    await asyncio.sleep(0.6)
    assert two.sees(viewer)[ana] == "online"
    assert [frame for frame in heard.frames if str(ana) in frame] == []


async def test_out_of_reach_means_unknown_and_nobody_is_buried(air: Air) -> None:
    room, ana = new_id(), new_id()
    one, two = Process(air, "one"), Process(air, "two")
    viewer, heard = two.enter(new_id(), room)
    one.enter(ana, room)
    await eventually(lambda: two.sees(viewer).get(ana) == "online", "Ana is not told of")
    await eventually(lambda: two.visibility.known, "it never vouches")
    air.loses = lambda sender, note: True
    two.neighbours.reach(reached=False)
    await eventually(lambda: two.visibility.others == "unknown", "it vouches on")
    assert ana not in two.sees(viewer)
    assert any('"others":"unknown"' in frame and str(ana) in frame for frame in heard.frames)
    await asyncio.sleep(0.7)
    assert two.lost == []
    assert ana in two.visibility.present()
    air.loses = lambda sender, note: False
    heard.frames.clear()
    two.neighbours.reach(reached=True)
    await eventually(lambda: two.sees(viewer).get(ana) == "online", "Ana does not come back")
    assert any('"state":"online"' in frame and str(ana) in frame for frame in heard.frames)


async def test_who_is_idle_here_and_active_there_is_told_of_when_that_becomes_known(air: Air) -> None:
    room, ana = new_id(), new_id()
    one, two = Process(air, "one"), Process(air, "two")
    viewer, heard = two.enter(new_id(), room)
    idle, _ = two.enter(ana, room)
    two.visibility.hold(idle.person, idle.id, active=False)
    one.enter(ana, room)
    for known, state in ((True, "online"), (False, "away"), (True, "online")):
        two.neighbours.reach(reached=known)
        await eventually(partial(knows, two, known=known), "nothing changes")
        last = [frame for frame in heard.frames if str(ana) in frame][-1]
        assert f'"state":"{state}"' in last
        assert two.sees(viewer)[ana] == state


async def test_another_versions_notes_harm_nobody(air: Air, caplog: pytest.LogCaptureFixture) -> None:
    two = Process(air, "two")
    two.neighbours.heard("mirror", "strange", b"for somebody else")
    for _ in range(2):
        two.neighbours.heard("presence", "strange", b'{"kind": "song"}')
    await asyncio.sleep(0.05)
    assert caplog.text.count("speaks another version") == 1
    caplog.clear()
