"""Presence and typing: leases that hold while someone is there, told to those who share a room."""

import pytest

from flowchat.chat.gateway import limits
from flowchat.chat.gateway.lobby import LINGER_CLOSED, LINGER_LOST
from flowchat.chat.gateway.tests.conftest import Cast, Enter
from flowchat.chat.gateway.tests.harness import (
    Client,
    Frame,
    RunningServer,
    end_lingering,
    let_linger_on,
    make_user,
    running_server,
    until,
)
from flowchat.chat.gateway.tests.test_membership import add, remove
from flowchat.chat.presence import typing
from flowchat.chat.presence.models import LastSeen
from flowchat.chat.presence.queries import last_seen_of


@pytest.fixture(autouse=True)
def typing_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that stands still for a while no lease ends before its test looks at it."""
    monkeypatch.setattr(typing, "LEASE_SECONDS", 600.0)


def states(ready: dict[str, object]) -> dict[str, str]:
    found = ready["presence"]
    assert isinstance(found, list)
    return {one["user_id"]: one["state"] for one in found}


def test_those_who_share_a_room_see_each_other(cast: Cast, enter: Enter) -> None:
    alice = enter(cast.alice)
    assert states(alice.ready) == {str(cast.alice.id): "online"}
    carol = enter(cast.carol)
    bob = enter(cast.bob)
    assert states(bob.ready) == {str(cast.alice.id): "online", str(cast.bob.id): "online"}
    assert alice.presence_of(cast.bob) == "online"
    assert [f for f in carol.everything(for_seconds=0.3) if f["type"] == "presence"] == []


def test_two_tabs_are_one_presence(cast: Cast, enter: Enter) -> None:
    alice, one, two = enter(cast.alice), enter(cast.bob), enter(cast.bob)
    assert alice.presence_of(cast.bob) == "online"
    one.send(type="heartbeat", active=False)
    one.close()
    two.send(type="heartbeat", active=False)
    assert alice.presence_of(cast.bob) == "away"
    two.send(type="heartbeat", active=True)
    assert alice.presence_of(cast.bob) == "online"
    two.close()
    assert alice.presence_of(cast.bob) == "offline"
    assert [f for f in alice.everything(for_seconds=0.3) if f["type"] == "presence"] == []


def test_going_offline_is_written_down(cast: Cast, enter: Enter) -> None:
    alice, bob = enter(cast.alice), enter(cast.bob)
    bob.close()
    frame = alice.next("presence", where=lambda f: f["people"][0]["state"] == "offline")
    assert frame["people"][0]["last_seen_at"] is not None
    # It is told before it is stored.
    until(lambda: last_seen_of(cast.alice, cast.bob) is not None)
    assert last_seen_of(cast.carol, cast.bob) is None


def test_a_crowd_that_goes_is_told_of_one_by_one(
    server: RunningServer, cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their time is up at the same moment, and whoever came back by then has not left."""
    let_linger_on(monkeypatch)
    people = [make_user(f"Guest{number}") for number in range(5)]
    for person in people:
        add(cast, person)
    alice = enter(cast.alice)
    clients = [enter(person) for person in people]
    for person in people:
        assert alice.presence_of(person) == "online"
    lingering = server.app.gateway.lobby._lingering
    for client in clients:
        client.close()
    until(lambda: len(lingering) == 5)
    back = enter(people[0])
    until(lambda: len(lingering) == 4)
    end_lingering(server)
    frames = [alice.next("presence") for _ in people[1:]]
    frames += [f for f in alice.everything(for_seconds=0.5) if f["type"] == "presence"]
    told = [(one["user_id"], one["state"]) for frame in frames for one in frame["people"]]
    assert sorted(told) == sorted((str(person.id), "offline") for person in people[1:])
    assert states(back.ready)[str(people[0].id)] == "online"


def flickers(server: RunningServer, viewer: Client) -> list[Frame]:
    """What is told of anyone's presence, also once nobody lingers any more."""
    end_lingering(server)
    return [f for f in viewer.everything(for_seconds=1) if f["type"] == "presence"]


def test_a_reload_does_not_flicker(
    server: RunningServer, cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_linger_on(monkeypatch)
    alice, bob = enter(cast.alice), enter(cast.bob)
    assert alice.presence_of(cast.bob) == "online"
    bob.close()
    enter(cast.bob)
    assert flickers(server, alice) == []


def test_a_reload_beside_an_idle_tab_does_not_flicker(
    server: RunningServer, cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_linger_on(monkeypatch)
    alice, idle, used = enter(cast.alice), enter(cast.bob), enter(cast.bob)
    assert alice.presence_of(cast.bob) == "online"
    idle.send(type="heartbeat", active=False)
    used.close()
    enter(cast.bob)
    assert flickers(server, alice) == []


def test_a_network_that_stumbles_does_not_flicker(
    server: RunningServer, cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowchat.chat.gateway.socket.LINGER_LOST", 600.0)
    alice, bob = enter(cast.alice), enter(cast.bob)
    assert alice.presence_of(cast.bob) == "online"
    bob.kill()
    # A lost connection lingers longer than one that was closed.
    assert [f for f in alice.everything(for_seconds=LINGER_CLOSED + 0.5) if f["type"] == "presence"] == []
    enter(cast.bob)
    assert flickers(server, alice) == []


def test_a_lost_connection_lingers_longer_than_a_closed_one() -> None:
    assert (LINGER_CLOSED, LINGER_LOST) == (1.5, 4.0)


def test_a_killed_browser_is_offline_soon(cast: Cast, enter: Enter) -> None:
    alice, bob = enter(cast.alice), enter(cast.bob)
    assert alice.presence_of(cast.bob) == "online"
    bob.kill()
    assert alice.presence_of(cast.bob, within=30) == "offline"


def test_silence_ends_a_connection_and_nobody_lingers(
    cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SILENCE_SECONDS", 0.5)
    assert enter(cast.bob).closed_with() == 4408
    assert states(enter(cast.alice).ready) == {str(cast.alice.id): "online"}


def test_visibility_follows_membership(cast: Cast, enter: Enter) -> None:
    alice, carol = enter(cast.alice), enter(cast.carol)
    add(cast, cast.carol)
    assert alice.presence_of(cast.carol) == "online"
    assert carol.presence_of(cast.alice) == "online"
    remove(cast, cast.carol)
    for viewer, hidden in ((alice, cast.carol), (carol, cast.alice)):
        frame = viewer.next("presence")
        assert frame["people"] == [{"user_id": str(hidden.id), "state": "offline", "last_seen_at": None}]
    carol.send(type="heartbeat", active=False)
    assert [f for f in alice.everything(for_seconds=0.3) if f["type"] == "presence"] == []


def test_stopping_the_server_writes_down_who_was_here(cast: Cast) -> None:
    with running_server() as server:
        bob = Client(server.ws).enter(cast.bob)
    assert bob.closed_with() == 1012
    bob.close()
    assert [row.user_id for row in LastSeen.objects.all()] == [cast.bob.id]


def test_typing_is_told_to_the_others_in_the_room(cast: Cast, enter: Enter) -> None:
    alice, bob, carol = enter(cast.alice), enter(cast.bob), enter(cast.carol)
    bob.send(type="typing", room_id=cast.room.id, typing=True)
    told = {"type": "typing", "room_id": str(cast.room.id), "user_id": str(cast.bob.id)}
    assert alice.next("typing") == {**told, "typing": True}
    assert enter(cast.alice).ready["typing"] == [{"room_id": str(cast.room.id), "user_id": str(cast.bob.id)}]
    bob.send(type="typing", room_id=cast.room.id, typing=False)
    assert alice.next("typing") == {**told, "typing": False}
    for deaf in (bob, carol):
        assert [f for f in deaf.everything(for_seconds=0.2) if f["type"] == "typing"] == []


def test_sending_ends_typing(cast: Cast, enter: Enter) -> None:
    alice, bob = enter(cast.alice), enter(cast.bob)
    bob.send(type="typing", room_id=cast.room.id, typing=True)
    assert alice.next("typing")["typing"] is True
    cast.say("Done", by=cast.bob)
    assert alice.next("typing")["typing"] is False


def test_leaving_the_page_ends_typing(cast: Cast, enter: Enter) -> None:
    alice, bob = enter(cast.alice), enter(cast.bob)
    bob.send(type="typing", room_id=cast.room.id, typing=True)
    assert alice.next("typing")["typing"] is True
    bob.close()
    assert alice.next("typing")["typing"] is False


def test_a_typing_lease_ends_by_itself(cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typing, "LEASE_SECONDS", 0.3)
    alice, bob = enter(cast.alice), enter(cast.bob)
    bob.send(type="typing", room_id=cast.room.id, typing=True)
    assert alice.next("typing")["typing"] is True
    alice.everything(for_seconds=0.5)
    assert enter(cast.alice).ready["typing"] == []


def test_strangers_cannot_type_into_a_room(cast: Cast, enter: Enter, server: RunningServer) -> None:
    alice, bob, carol = enter(cast.alice), enter(cast.bob), enter(cast.carol)
    carol.send(type="typing", room_id=cast.room.id, typing=True)
    remove(cast, cast.bob)
    assert bob.next("event")
    bob.send(type="typing", room_id=cast.room.id, typing=True)
    assert [f for f in alice.everything(for_seconds=0.3) if f["type"] == "typing"] == []
