"""Events are encoded once: by whoever publishes them, or by the hub that reads them from the log."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from flowchat.chat.events.arrived import Arrived, kind_of
from flowchat.chat.gateway.frames import ClientHeartbeat, Ready, encode_event, encode_ready, read_client_frame
from flowchat.chat.gateway.shown import Shown
from flowchat.chat.gateway.tests.worlds import World
from flowchat.chat.ids import new_id
from flowchat.chat.presence.objects import Presence, PresenceState, TypingNow


def as_it_comes(arrived: Arrived) -> Arrived:
    """The same, without the object that its publisher still has."""
    return Arrived(
        stream=arrived.stream, seq=arrived.seq, at=arrived.at, kind=arrived.kind, json=arrived.json
    )


async def test_bytes_of_another_process_are_the_frame_we_would_make() -> None:
    envelope = World().said(new_id())
    came = as_it_comes(Arrived.made_of(envelope))
    ours, theirs = encode_event(envelope), encode_event(came)
    assert (theirs.text, theirs.wire, theirs.mirrored) == (ours.text, ours.wire, ours.mirrored)
    assert kind_of(came) == kind_of(envelope) == "message.sent"
    assert came.envelope == envelope


async def test_a_message_reaches_all_listeners_as_the_bytes_it_came_as() -> None:
    world = World()
    world.watcher.writing = False
    ears = [world.listen(new_id(), {world.room: 0}) for _ in range(50)]
    came = as_it_comes(Arrived.made_of(world.said(new_id())))
    world.hub.receive(came)
    frames = [ear.frames for ear in ears]
    assert all(len(one) == 1 for one in frames)
    # One text for all, and no object was made of the event.
    assert len({id(text) for (text,) in frames}) == 1
    assert "envelope" not in vars(came)


async def test_what_changes_the_audience_is_read() -> None:
    world, bo = World(), new_id()
    alice = world.listen(new_id(), {world.room: 0})
    bob = world.listen(bo, {world.room: 0})
    removal, later = world.removed(bo), world.said(new_id())
    for envelope in (removal, later):
        world.hub.receive(as_it_comes(Arrived.made_of(envelope)))
    assert (alice.seqs(world.room), bob.seqs(world.room)) == ([1, 2], [])


async def test_what_nobody_can_read_harms_nobody_else() -> None:
    world, ana = World(), new_id()
    ear = world.listen(ana, {world.room: 0})
    world.said(ana)
    world.hub.receive(
        Arrived(stream=world.room, seq=1, at=datetime.now(UTC), kind="room.painted", json=b'{"new":"thing"}')
    )
    world.hub.receive(as_it_comes(Arrived.made_of(world.said(ana))))
    assert len(ear.frames) == 2


def test_the_ready_frame_is_the_same_with_presences_that_were_kept() -> None:
    states: dict[UUID, PresenceState] = {new_id(): "online", new_id(): "away", new_id(): "offline"}
    shown = Shown(states.__getitem__)
    for people in ([], list(states), list(states)[:1], list(states)[2:], list(states)):
        presence = [
            Presence(user_id=one, state=states[one], last_seen_at=None)
            for one in people
            if states[one] != "offline"
        ]
        ready = Ready(
            connection_id=new_id(),
            user_id=new_id(),
            contract_level=4,
            expires_at=datetime.now(UTC),
            now=datetime.now(UTC),
            heads={"community": 3, f"room.{new_id()}": 0},
            presence=[],
            others="offline",
            typing=[TypingNow(room_id=new_id(), user_id=new_id())],
        )
        whole = ready.model_copy(update={"presence": presence})
        assert encode_ready(ready, shown.write(people)).text == whole.model_dump_json()


def test_what_is_kept_of_someone_is_forgotten_with_what_they_were() -> None:
    ana = new_id()
    state: list[PresenceState] = ["online"]
    shown = Shown(lambda _: state[0])
    assert b'"online"' in shown.write([ana])
    state[0] = "offline"
    shown.forget(ana)
    assert shown.write([ana]) == b""
    state[0] = "away"
    assert b'"away"' in shown.write([ana])
    state[0] = "online"
    shown.forget_all()
    assert b'"online"' in shown.write([ana])


def test_heartbeats_are_read_each_time_alike() -> None:
    for active in (True, False, True):
        text = ClientHeartbeat(type="heartbeat", active=active).model_dump_json()
        assert read_client_frame(text) == ClientHeartbeat(type="heartbeat", active=active)
    for _ in range(2):
        with pytest.raises(ValueError, match="active"):
            read_client_frame('{"type":"heartbeat","active":1}')
