"""Going back, reading everything, arriving, and what others are told of it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flowchat.chat.accounts.models import User
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.messaging.actions.positions import mark_everything_read
from flowchat.chat.messaging.tests.test_threads import call, left, reply, threaded
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.models import Membership, Room
from flowchat.chat.rooms.receipts import SHOWN_UP_TO
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import (
    at_once,
    client_of,
    logged,
    make_person,
    make_room,
    room_events,
    say,
    seat_of,
)


def positions(viewer: User, room: Room) -> dict[str, int]:
    members = call(viewer, "get", f"rooms/{room.id}/members/")["members"]
    return {one["person"]["username"]: one["last_read_seq"] for one in members}


def hide(user: User) -> None:
    user.preferences = {"show_receipts": False}
    user.save(update_fields=["preferences"])


def test_going_back_is_one_s_own_affair(cast: Cast) -> None:
    first, second = say(cast.alice, cast.room), say(cast.alice, cast.room)
    call(cast.bob, "post", f"rooms/{cast.room.id}/read/", {"seq": second.seq})
    reading = call(cast.bob, "post", f"rooms/{cast.room.id}/unread/", {"seq": first.seq})
    assert (reading["last_read_seq"], reading["unread_count"]) == (first.seq - 1, 2)
    assert positions(cast.alice, cast.room)["bob"] == second.seq
    assert room_events(cast.room).count("room.read") == 1
    own = logged(user_stream(cast.bob.id))[-1]
    assert (own["type"], own["reading"]) == ("reading.changed", reading)
    call(cast.bob, "post", f"rooms/{cast.room.id}/read/", {"seq": second.seq})
    assert room_events(cast.room).count("room.read") == 1
    assert call(cast.bob, "post", f"rooms/{cast.room.id}/unread/", {"seq": 999})["unread_count"] == 0


def test_taking_back_a_thread(cast: Cast) -> None:
    root = say(cast.alice, cast.room)
    threaded(cast.room, cast.bob)
    one, _, three = (reply(cast.alice, cast.room, root.id, text) for text in ("1", "2", "3"))
    call(cast.bob, "post", "reading/all/")
    assert left(cast.bob, cast.room) == (0, 0, 0, 0)
    call(cast.bob, "post", f"rooms/{cast.room.id}/unread/", {"seq": three.seq})
    assert left(cast.bob, cast.room) == (0, 0, 1, 0)
    call(cast.bob, "post", f"rooms/{cast.room.id}/unread/", {"seq": one.seq})
    assert left(cast.bob, cast.room) == (0, 0, 3, 0)
    call(cast.bob, "patch", f"rooms/{cast.room.id}/settings/", {"view": "flat"})
    assert left(cast.bob, cast.room) == (0, 0, 0, 0)
    call(cast.bob, "post", f"rooms/{cast.room.id}/unread/", {"seq": one.seq})
    assert left(cast.bob, cast.room) == (3, 0, 0, 0)
    threaded(cast.room, cast.bob)
    assert left(cast.bob, cast.room) == (0, 0, 3, 0)


def test_going_back_in_the_flat_view_takes_threads_along(cast: Cast) -> None:
    root = say(cast.alice, cast.room)
    one, two = (reply(cast.alice, cast.room, root.id, text) for text in ("1", "2"))
    call(cast.bob, "post", f"threads/{root.id}/read/", {"seq": two.seq})
    assert left(cast.bob, cast.room) == (1, 0, 0, 0)
    call(cast.bob, "post", f"rooms/{cast.room.id}/unread/", {"seq": one.seq})
    assert left(cast.bob, cast.room) == (3, 0, 0, 0)


def test_everything_read_and_exactly_undone(cast: Cast) -> None:
    rooms = [make_room(cast.alice, cast.bob, name=f"Room {number}") for number in range(3)]
    for room in rooms[:2]:
        say(cast.alice, room, "@bob")
    threaded(rooms[1], cast.bob)
    reply(cast.alice, rooms[1], say(cast.bob, rooms[1]).id)
    say(cast.alice, rooms[1])
    was = [left(cast.bob, room) for room in rooms]
    before = call(cast.bob, "post", "reading/all/")["before"]
    assert {one["room_id"] for one in before} == {str(room.id) for room in rooms[:2]}
    assert [left(cast.bob, room) for room in rooms] == [(0, 0, 0, 0)] * 3
    call(cast.bob, "post", "reading/", {"rooms": before})
    assert [left(cast.bob, room) for room in rooms] == was
    own = [one for one in logged(user_stream(cast.bob.id)) if one["type"] == "reading.changed"]
    assert [one["reading"]["unread_count"] for one in own[-2:]] != [0, 0]
    assert call(cast.carol, "post", "reading/", {"rooms": before})["before"] == []


def test_everything_read_includes_what_was_marked_unread_since(cast: Cast) -> None:
    root = say(cast.alice, cast.room)
    threaded(cast.room, cast.bob)
    one, _ = (reply(cast.alice, cast.room, root.id, text) for text in ("1", "2"))
    call(cast.bob, "post", "reading/all/")
    call(cast.bob, "post", f"rooms/{cast.room.id}/unread/", {"seq": one.seq})
    for _ in range(2):
        before = call(cast.bob, "post", "reading/all/")["before"]
        assert left(cast.bob, cast.room) == (0, 0, 0, 0)
        call(cast.bob, "post", "reading/", {"rooms": before})
        assert left(cast.bob, cast.room) == (0, 0, 2, 0)
    # What an earlier reading took is not brought back by the undoing of a later one.
    call(cast.bob, "post", "reading/all/")
    reply(cast.alice, cast.room, root.id, "3")
    before = call(cast.bob, "post", "reading/all/")["before"]
    call(cast.bob, "post", "reading/", {"rooms": before})
    assert left(cast.bob, cast.room) == (0, 0, 1, 0)


def test_reading_everything_costs_the_same_whatever_the_number_of_rooms(cast: Cast) -> None:
    def cost(number: int) -> int:
        for one in range(number):
            say(cast.alice, make_room(cast.alice, cast.bob, name=f"Room {one}"))
        with CaptureQueriesContext(connection) as queries:
            assert len(mark_everything_read(user=cast.bob)) == number
        return len(queries)

    assert cost(1) == cost(9)


def test_receipts_are_a_matter_of_choice_and_of_size(cast: Cast) -> None:
    seq = say(cast.alice, cast.room).seq
    hide(cast.bob)
    call(cast.bob, "post", f"rooms/{cast.room.id}/read/", {"seq": seq})
    call(cast.anna, "post", f"rooms/{cast.room.id}/read/", {"seq": seq})
    reads = [one for one in logged(room_stream(cast.room.id)) if one["type"] == "room.read"]
    assert [one["user_id"] for one in reads] == [str(cast.anna.id)]
    assert positions(cast.alice, cast.room) == {"alice": seq, "anna": seq, "bob": 0}
    # Hiding mine doesn't blind me.
    assert positions(cast.bob, cast.room)["anna"] == seq
    assert logged(user_stream(cast.bob.id))[-1]["reading"]["last_read_seq"] == seq
    crowd = [make_person(f"Person{number}") for number in range(SHOWN_UP_TO - 2)]
    actions.add_members(adder=seat_of(cast.alice, cast.room), people=crowd)
    seq = say(cast.alice, cast.room).seq
    call(cast.anna, "post", f"rooms/{cast.room.id}/read/", {"seq": seq})
    assert room_events(cast.room).count("room.read") == 1
    assert set(positions(cast.alice, cast.room).values()) == {0}
    assert logged(room_stream(cast.room.id))[-2]["member"]["last_read_seq"] == 0


def test_arriving_is_told_in_direct_chats_alone(cast: Cast) -> None:
    room = actions.start_conversation(starter=cast.alice, people=[cast.bob]).membership.room
    seq = say(cast.alice, room).seq
    for upto in (seq, 99, 1):
        answer = client_of(cast.bob).post(f"/api/rooms/{room.id}/delivered/", {"seq": upto}, format="json")
        assert answer.status_code == 204
    told = [one for one in logged(room_stream(room.id)) if one["type"] == "room.delivered"]
    assert told == [{"type": "room.delivered", "user_id": str(cast.bob.id), "delivered_seq": seq}]
    hide(cast.bob)
    later = say(cast.alice, room).seq
    client_of(cast.bob).post(f"/api/rooms/{room.id}/delivered/", {"seq": later}, format="json")
    assert room_events(room).count("room.delivered") == 1
    members = call(cast.alice, "get", f"rooms/{room.id}/members/")["members"]
    assert {one["delivered_seq"] for one in members} == {0}
    answer = client_of(cast.bob).post(f"/api/rooms/{cast.room.id}/delivered/", {"seq": 1}, format="json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_direct")


def test_settings_reach_my_devices_and_nobody_else(cast: Cast) -> None:
    heard = len(room_events(cast.room))
    changed = {"notify": "mentions", "muted": True, "favourite": True, "section": " Boats  and sails "}
    settings = call(cast.bob, "patch", f"rooms/{cast.room.id}/settings/", changed)
    assert settings["section"] == "Boats and sails"
    assert (settings["notify"], settings["view"]) == ("mentions", "flat")
    own = logged(user_stream(cast.bob.id))[-1]
    assert (own["type"], own["settings"], own["room_seq"]) == ("reading.changed", settings, heard)
    assert call(cast.bob, "get", f"rooms/{cast.room.id}/")["settings"] == settings
    assert call(cast.anna, "get", f"rooms/{cast.room.id}/")["settings"]["muted"] is False
    events = len(logged(user_stream(cast.bob.id)))
    call(cast.bob, "patch", f"rooms/{cast.room.id}/settings/", {"muted": True})
    assert len(logged(user_stream(cast.bob.id))) == events
    assert len(room_events(cast.room)) == heard


@pytest.mark.parametrize(
    "wrong", [{"notify": "some"}, {"muted": 1}, {"section": "x" * 41}, {"view": None}, {"colour": "red"}]
)
def test_settings_that_are_none(cast: Cast, wrong: dict[str, Any]) -> None:
    answer = client_of(cast.bob).patch(f"/api/rooms/{cast.room.id}/settings/", wrong, format="json")
    assert answer.status_code == 400


def test_what_reading_and_sending_cost(cast: Cast) -> None:
    seq = say(cast.alice, cast.room).seq
    bob = seat_of(cast.bob, cast.room)
    with CaptureQueriesContext(connection) as reading:
        actions.mark_read(reader=bob, seq=seq)
    # In a savepoint (two): lock, seat, newest message, size, room.read (two), seat, counts, head, own event (two).
    assert len(reading) == 13
    with CaptureQueriesContext(connection) as again:
        actions.mark_read(reader=seat_of(cast.bob, cast.room), seq=seq)
    assert len(again) == 4
    # Seat, savepoint (two), and one that stores everything: threads add nothing.
    with CaptureQueriesContext(connection) as sending:
        say(cast.bob, cast.room)
    assert len(sending) == 4


@pytest.mark.django_db(transaction=True)
def test_devices_that_act_at_once_agree_in_the_end() -> None:
    alice, bob = make_person("Alice"), make_person("Bob")
    rooms = [make_room(alice, bob, name=f"Room {number}") for number in range(3)]
    for room in rooms:
        say(alice, room)
    root = say(alice, rooms[0])
    results = at_once(
        lambda: [call(bob, "post", "reading/all/") for _ in range(3)],
        lambda: [call(bob, "post", f"rooms/{room.id}/unread/", {"seq": 2}) for room in reversed(rooms)],
        lambda: [reply(alice, rooms[0], root.id) for _ in range(3)],
        lambda: [call(bob, "patch", f"rooms/{room.id}/settings/", {"view": "threaded"}) for room in rooms],
        lambda: [call(bob, "post", f"rooms/{room.id}/read/", {"seq": 9}) for room in rooms],
    )
    assert [one for one in results if isinstance(one, BaseException)] == []
    known: dict[str, Any] = {}
    for event in logged(user_stream(bob.id)):
        if event["type"] == "reading.changed":
            known[event["room_id"]] = event
    for room in rooms:
        entry = call(bob, "get", f"rooms/{room.id}/")
        last = known[str(room.id)]
        assert entry["settings"] == last["settings"]
        if last["room_seq"] == entry["seq"]:
            assert {key: entry[key] for key in last["reading"]} == last["reading"]
    assert Membership.objects.filter(user=bob, view="threaded").count() == 3


@pytest.mark.django_db(transaction=True)
def test_first_replies_at_once_make_one_seat_each() -> None:
    alice, bob, carol = (make_person(name) for name in ("Alice", "Bob", "Carol"))
    room = make_room(alice, bob, carol)
    root = say(alice, room)
    results = at_once(
        *(lambda person=person: reply(person, room, root.id, "@all") for person in (alice, bob, carol, bob))
    )
    assert [one for one in results if isinstance(one, BaseException)] == []
    sent = [one for one in logged(room_stream(room.id)) if one["type"] == "message.sent"]
    assert sent[-1]["thread"]["reply_count"] == 4
    assert set(sent[-1]["thread_followers"]) == {str(one.id) for one in (alice, bob, carol)}
