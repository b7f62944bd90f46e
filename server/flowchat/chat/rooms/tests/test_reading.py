"""How far people have read."""

from typing import Any

import pytest

from flowchat.chat.accounts.models import User
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.models import RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, logged, make_room, room_events, say, seat_of


def left(last_read_seq: int, unread_count: int) -> dict[str, int]:
    """A reading without mentions and threads."""
    none = dict.fromkeys(("mention_count", "thread_unread_count", "thread_mention_count"), 0)
    return {"last_read_seq": last_read_seq, "unread_count": unread_count, **none}


def read(user: User | None, cast: Cast, seq: Any) -> Any:
    return client_of(user).post(f"/api/rooms/{cast.room.id}/read/", {"seq": seq}, format="json")


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Alice's messages at seq 3, 4 and 5."""
    for text in ("one", "two", "three"):
        say(cast.alice, cast.room, text)
    return cast


def test_the_position_moves_forward_only(told: Cast) -> None:
    assert read(told.bob, told, 4).json() == left(4, 1)
    assert read(told.bob, told, 3).json() == left(4, 1)
    assert read(told.bob, told, 4).json() == left(4, 1)
    assert read(told.bob, told, 5).json() == left(5, 0)
    events = [one for one in logged(room_stream(told.room.id)) if one["type"] == "room.read"]
    assert [one["last_read_seq"] for one in events] == [4, 5]
    own = [one for one in logged(user_stream(told.bob.id)) if one["type"] == "reading.changed"]
    assert [one["reading"] for one in own] == [left(4, 1), left(5, 0)]
    assert {one["user_id"] for one in events} == {str(told.bob.id)}


def test_never_past_the_last_message(told: Cast) -> None:
    assert read(told.bob, told, 2**53 - 1).json() == left(5, 0)
    say(told.alice, told.room, "four")
    assert read(told.bob, told, 0).json() == left(5, 1)


def test_confirming_a_confirmation_ends(told: Cast) -> None:
    """Two clients that each read up to the head they see must not keep each other busy for ever."""
    for _ in range(3):
        for person in (told.alice, told.bob):
            read(person, told, len(logged(room_stream(told.room.id))))
    assert room_events(told.room).count("room.read") == 1


def test_writing_is_having_read(told: Cast) -> None:
    mine = say(told.bob, told.room, "answer")
    assert seat_of(told.bob, told.room).last_read_seq == mine.seq
    assert read(told.bob, told, 99).json() == left(mine.seq, 0)
    assert "room.read" not in room_events(told.room)


def test_coming_back_is_not_a_debt(told: Cast) -> None:
    actions.leave_room(leaver=seat_of(told.bob, told.room))
    say(told.alice, told.room, "while Bob was away")
    actions.add_members(adder=seat_of(told.alice, told.room), people=[told.bob])
    assert read(told.bob, told, 0).json()["unread_count"] == 0
    say(told.alice, told.room, "welcome back")
    assert read(told.bob, told, 0).json()["unread_count"] == 1


def test_who_may_read(told: Cast) -> None:
    assert read(None, told, 3).status_code == 401
    assert read(told.carol, told, 3).status_code == 404
    public = make_room(told.alice, kind=RoomKind.PUBLIC)
    looking_in = client_of(told.carol).post(f"/api/rooms/{public.id}/read/", {"seq": 1}, format="json")
    assert (looking_in.status_code, looking_in.json()["error"]["code"]) == (403, "not_a_member")
    for wrong in (-1, 2**53, "3", 1.5, True, None, [1]):
        assert read(told.bob, told, wrong).status_code == 400
