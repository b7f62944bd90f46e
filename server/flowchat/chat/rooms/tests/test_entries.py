"""Rooms as one person sees them."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from flowchat.chat.accounts.models import User
from flowchat.chat.events.objects import RoomEntry
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.access import as_viewer, people_sharing_rooms_with, rooms_of, shares_room, viewer_of
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.queries import browse_public_rooms, entries_of, entry_of
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, make_person, make_room, say, seat_of


def entry(user: User, room: Room) -> RoomEntry:
    return entry_of(as_viewer(seat_of(user, room)))


def test_an_entry_holds_what_a_sidebar_shows(cast: Cast) -> None:
    say(cast.bob, cast.room, "one")
    last = say(cast.alice, cast.room, "two")
    seen = entry(cast.anna, cast.room)
    assert seen.room.name == "Garden"
    assert (seen.role, seen.member_count, seen.unread_count) == ("admin", 3, 2)
    assert seen.last_message is not None
    assert seen.last_message.model_dump(mode="json") == last.model_dump(mode="json")
    assert seen.seq == last.seq == 4
    assert [one.name for one in seen.people] == ["Alice"]
    assert entry(cast.bob, cast.room).unread_count == 1
    assert entry(cast.alice, cast.room).unread_count == 0


def test_a_direct_room_names_both_and_has_no_name(cast: Cast) -> None:
    opened = actions.start_conversation(starter=cast.alice, people=[cast.bob])
    seen = entry(cast.bob, opened.membership.room)
    assert (seen.room.kind, seen.room.name, seen.role) == ("direct", "", "member")
    assert {one.name for one in seen.people} == {"Alice", "Bob"}


def test_looking_into_a_public_room(cast: Cast) -> None:
    room = make_room(cast.alice, kind=RoomKind.PUBLIC)
    say(cast.alice, room)
    seen = entry_of(viewer_of(cast.carol, room.id))
    assert (seen.role, seen.last_read_seq, seen.unread_count, seen.member_count) == (None, 0, 0, 1)
    assert seen.last_message is not None


def test_all_my_rooms_cost_the_same_whatever_their_number(cast: Cast) -> None:
    def measure() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            found = entries_of(cast.bob)
        return len(found), len(queries)

    say(cast.alice, cast.room)
    actions.start_conversation(starter=cast.alice, people=[cast.bob])
    few, cost = measure()
    for number in range(6):
        other = make_person(f"Person{number}")
        room = make_room(cast.bob, other, name=f"Room {number}")
        say(other, room)
        direct = actions.start_conversation(starter=other, people=[cast.bob]).membership.room
        say(other, direct)
    many, same = measure()
    assert (few, many) == (2, 14)
    # Rooms, their heads and sizes, last messages with all that hangs on them, readings, pairs, people.
    assert cost == same == 6


def test_one_snapshot_whether_asked_alone_or_with_the_others(cast: Cast) -> None:
    say(cast.alice, cast.room)
    other = make_room(cast.bob, cast.carol, kind=RoomKind.PUBLIC)
    say(cast.carol, other)
    together = entries_of(cast.bob)
    assert [one.room.id for one in together] == [cast.room.id, other.id]
    assert together == [entry(cast.bob, cast.room), entry(cast.bob, other)]


def test_whom_i_share_rooms_with(cast: Cast) -> None:
    assert people_sharing_rooms_with(cast.bob) == {cast.alice.id, cast.anna.id}
    assert people_sharing_rooms_with(cast.carol) == set()
    assert shares_room(cast.bob, cast.alice)
    assert shares_room(cast.carol, cast.carol)
    assert not shares_room(cast.carol, cast.alice)
    assert rooms_of(cast.bob) == [cast.room.id]
    actions.leave_room(leaver=seat_of(cast.bob, cast.room))
    assert not shares_room(cast.bob, cast.alice)
    assert rooms_of(cast.bob) == []


def test_browsing(cast: Cast) -> None:
    small = make_room(cast.alice, kind=RoomKind.PUBLIC, name="Café Crème")
    large = make_room(cast.alice, cast.bob, kind=RoomKind.PUBLIC, name="Engineering")
    gone = make_room(cast.alice, kind=RoomKind.PUBLIC, name="Old café")
    actions.update_room(editor=seat_of(cast.alice, gone), archived=True)
    found = browse_public_rooms(cast.bob).rooms
    assert [(one.room.id, one.member_count, one.joined) for one in found] == [
        (large.id, 2, True),
        (small.id, 1, False),
    ]
    for search in ("cafe creme", "CAFÉ", "creme", "cremme"):
        assert [one.room.id for one in browse_public_rooms(cast.bob, search=search).rooms] == [small.id]
    assert [one.room.id for one in browse_public_rooms(cast.bob, search="enginering").rooms] == [large.id]
    assert browse_public_rooms(cast.bob, search="100%_").rooms == []
    assert browse_public_rooms(cast.bob, search="Garden").rooms == []


def test_browsing_over_http(cast: Cast) -> None:
    client = client_of(cast.bob)
    assert client.get("/api/rooms/", {"browse": "public", "search": "\x00"}).status_code == 400
    assert client.get("/api/rooms/").status_code == 400
    assert client.get("/api/rooms/", {"browse": "mine"}).status_code == 400
    assert client.get("/api/rooms/", {"browse": "public"}).json() == {"rooms": []}
