"""A client that hears messages, receipts, typing and presence from Firestore is told the rest, and every head."""

from collections.abc import Iterator

import pytest

from flowchat.chat.events.streams import user_stream
from flowchat.chat.gateway.tests.conftest import Cast, Enter
from flowchat.chat.gateway.tests.harness import Client, Frame, RunningServer, sign_in, token_for
from flowchat.chat.messaging.actions.positions import mark_everything_read
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.actions import add_members


@pytest.fixture
def bob(server: RunningServer, cast: Cast) -> Iterator[Client]:
    """Bob, whose client gets the rest from elsewhere."""
    client = Client(server.ws)
    client.send(type="authenticate", token=token_for(cast.bob), notices_only=True)
    client.ready = client.next("ready")
    yield client
    client.close()


def hear(client: Client, kind: str) -> Frame:
    return client.next("event", where=lambda frame: frame["event"]["type"] == kind)


def test_what_comes_elsewhere_is_not_told_here(cast: Cast, enter: Enter, bob: Client) -> None:
    alice = enter(cast.alice)
    assert (bob.ready["presence"], bob.ready["typing"]) == ([], [])
    alice.send(type="typing", room_id=cast.room.id, typing=True)
    said = cast.say("Tomatoes are ripe")
    mark_everything_read(user=cast.bob)
    joined = add_members(adder=member_of(cast.alice, cast.room.id), people=[cast.carol])
    assert len(joined) == 1
    frames = [hear(bob, "member.added"), hear(bob, "reading.changed"), *bob.everything(for_seconds=0.5)]
    told = [(frame["type"], frame.get("event", {}).get("type")) for frame in frames]
    others = {"presence", "typing", "message.sent", "room.read"}
    assert not others.intersection(name for pair in told for name in pair)
    assert alice.next("event", where=lambda frame: frame["seq"] == said)["event"]["type"] == "message.sent"


def test_heads_reveal_what_is_missing(cast: Cast, bob: Client) -> None:
    before = bob.ready["heads"][cast.stream]
    said = cast.say("Tomatoes are ripe")
    beat = bob.next("heartbeat", where=lambda frame: cast.stream in frame["heads"])
    assert beat["heads"][cast.stream] == said == before + 1


def test_only_the_first_frame_decides(cast: Cast, bob: Client) -> None:
    bob.send(type="authenticate", token=token_for(cast.bob), notices_only=False)
    bob.next("authenticated")
    cast.say("Tomatoes are ripe")
    assert not [frame for frame in bob.everything(for_seconds=0.4) if frame["type"] == "event"]


def test_it_counts_as_present_and_its_session_can_end(
    cast: Cast, enter: Enter, server: RunningServer
) -> None:
    alice = enter(cast.alice)
    client, session = Client(server.ws), sign_in(cast.bob)
    client.send(type="authenticate", token=token_for(cast.bob, session), notices_only=True)
    heads = client.next("ready")["heads"]
    assert {cast.stream, user_stream(cast.bob.id)} <= set(heads)
    assert alice.presence_of(cast.bob) == "online"
    client.close()


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_anything_but_a_boolean_is_not_understood(cast: Cast, server: RunningServer, value: object) -> None:
    client = Client(server.ws)
    client.send(type="authenticate", token=token_for(cast.bob), notices_only=value)
    assert client.closed_with() == 4400
    client.close()
