"""Chats with people."""

from typing import Any

import pytest

from flowchat.chat.accounts.models import User
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.actions.direct import automatic_name
from flowchat.chat.rooms.models import Membership, Room
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import (
    at_once,
    client_of,
    make_person,
    room_events,
    say,
    seat_of,
    user_events,
)


def open_with(user: User, *people: User) -> Any:
    body = {"user_ids": [str(one.id) for one in people]}
    return client_of(user).post("/api/rooms/direct/", body, format="json")


def test_one_room_per_pair_from_either_side(cast: Cast) -> None:
    first = open_with(cast.alice, cast.bob)
    again = open_with(cast.alice, cast.bob, cast.alice, cast.bob)
    other_side = open_with(cast.bob, cast.alice)
    assert [first.status_code, again.status_code, other_side.status_code] == [201, 200, 200]
    assert len({one.json()["room"]["id"] for one in (first, again, other_side)}) == 1
    assert Room.objects.filter(kind="direct").count() == 1
    assert user_events(cast.bob) == ["room.joined", "room.joined"]


def test_notes_to_self(cast: Cast) -> None:
    first = open_with(cast.carol, cast.carol)
    assert first.status_code == 201
    assert first.json()["member_count"] == 1
    assert open_with(cast.carol, cast.carol).status_code == 200
    say(cast.carol, Room.objects.get(id=first.json()["room"]["id"]), "remember")


def test_a_third_person_makes_a_new_room(cast: Cast) -> None:
    direct = open_with(cast.alice, cast.bob).json()["room"]["id"]
    trio = open_with(cast.alice, cast.bob, cast.carol)
    assert trio.status_code == 201
    room = trio.json()["room"]
    assert (room["kind"], room["name"]) == ("private", "Alice, Bob, Carol")
    assert room["id"] != direct
    added = client_of(cast.alice).post(
        f"/api/rooms/{direct}/members/", {"user_ids": [str(cast.carol.id)]}, format="json"
    )
    assert (added.status_code, added.json()["error"]["code"]) == (409, "direct_room")
    assert Membership.objects.filter(room_id=direct).count() == 2


def test_what_a_direct_room_refuses(cast: Cast) -> None:
    room_id = open_with(cast.alice, cast.bob).json()["room"]["id"]
    room = Room.objects.get(id=room_id)
    client, path = client_of(cast.alice), f"/api/rooms/{room_id}/"
    bob = str(cast.bob.id)
    answers = [
        client.patch(path, {"name": "Ours"}, format="json"),
        client.patch(path, {"archived": True}, format="json"),
        client.delete(path, {"confirm": ""}, format="json"),
        client.post(f"{path}leave/"),
        client.post(f"{path}hand-over/", {"user_id": bob}, format="json"),
        client.patch(f"{path}members/{bob}/", {"role": "admin"}, format="json"),
        client.delete(f"{path}members/{bob}/"),
    ]
    assert [(one.status_code, one.json()["error"]["code"]) for one in answers] == [(409, "direct_room")] * 7
    assert room_events(room) == ["room.created"]


def test_people_who_can_not_be_talked_with(cast: Cast) -> None:
    gone = make_person("Gone", is_active=False)
    assert open_with(cast.alice, gone).status_code == 400
    assert open_with(cast.alice, User()).status_code == 400
    assert open_with(cast.alice).status_code == 400
    assert not Room.objects.filter(kind="direct").exists()


def test_a_chat_outlives_the_other_account(cast: Cast) -> None:
    first = open_with(cast.alice, cast.bob)
    cast.bob.is_active = False
    cast.bob.save(update_fields=["is_active"])
    again = open_with(cast.alice, cast.bob)
    assert again.status_code == 200
    assert again.json()["room"]["id"] == first.json()["room"]["id"]


def test_automatic_names_fit() -> None:
    people = [User(name="N" * 40) for _ in range(5)]
    assert automatic_name(people[:1]) == "N" * 40
    assert automatic_name(people) == "N" * 40 + ", +4"
    assert automatic_name([User(name="L" * 80), *people]) == "L" * 74 + ", +5"
    short = [User(name=f"P{number}") for number in range(30)]
    name = automatic_name(short)
    assert len(name) <= 80
    assert name.startswith("P0, P1, ")
    assert automatic_name(short[:3]) == "P0, P1, P2"


@pytest.mark.django_db(transaction=True)
def test_both_open_it_at_once() -> None:
    for number in range(5):
        one, other = make_person(f"One{number}"), make_person(f"Other{number}")
        jobs = [
            lambda a=a, b=b: actions.start_conversation(starter=a, people=[b])
            for a, b in [(one, other), (other, one)] * 3
        ]
        results = at_once(*jobs)
        assert sum(result.created for result in results) == 1
        assert len({result.membership.room_id for result in results}) == 1
        room = results[0].membership.room
        assert room_events(Room.objects.get(id=room.id)) == ["room.created"]
        for person in (one, other):
            assert user_events(person) == ["room.joined"]
            assert seat_of(person, room).last_read_seq == 1
