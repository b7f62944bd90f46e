"""What each change records, on which stream."""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from flowchat.chat.errors import Conflict, Forbidden, Invalid, NotFound
from flowchat.chat.events.arrived import Announced
from flowchat.chat.events.bus import get_bus
from flowchat.chat.events.models import Stream
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.access import as_viewer, viewer_of
from flowchat.chat.rooms.models import Membership, Room, RoomKind, RoomRole
from flowchat.chat.rooms.queries import entry_of
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import (
    finish_deleting,
    logged,
    make_person,
    make_room,
    room_events,
    say,
    seat_of,
    user_events,
)


def test_a_new_room_tells_its_first_members_everything(db: None) -> None:
    alice, bob = make_person("Alice"), make_person("Bob")
    room = make_room(alice, bob)
    created = logged(room_stream(room.id))[0]
    assert created["type"] == "room.created"
    assert [(m["person"]["name"], m["role"], m["last_read_seq"]) for m in created["members"]] == [
        ("Alice", "owner", 1),
        ("Bob", "member", 1),
    ]
    for person in (alice, bob):
        (joined,) = logged(user_stream(person.id))
        entry = entry_of(as_viewer(seat_of(person, room)))
        assert joined == {"type": "room.joined", "entry": entry.model_dump(mode="json")}
        assert entry.seq == 1


def test_who_is_added_starts_with_nothing_unread(cast: Cast) -> None:
    say(cast.alice, cast.room, "before")
    added = actions.add_members(adder=seat_of(cast.anna, cast.room), people=[cast.carol, cast.bob])
    assert [one.user_id for one in added] == [cast.carol.id]
    event = logged(room_stream(cast.room.id))[-1]
    seq = Stream.objects.get(key=room_stream(cast.room.id)).head
    assert event["type"] == "member.added"
    assert event["added_by"] == str(cast.anna.id)
    assert event["member"]["last_read_seq"] == seq
    entry = logged(user_stream(cast.carol.id))[0]["entry"]
    assert (entry["seq"], entry["unread_count"], entry["member_count"]) == (seq, 0, 4)
    assert entry["last_message"]["text"] == "before"
    assert [one["name"] for one in entry["people"]] == ["Alice"]


def test_entries_of_several_newcomers_show_the_room_after_all_of_them(cast: Cast) -> None:
    dora = make_person("Dora")
    actions.add_members(adder=seat_of(cast.alice, cast.room), people=[cast.carol, dora])
    head = Stream.objects.get(key=room_stream(cast.room.id)).head
    for person in (cast.carol, dora):
        entry = logged(user_stream(person.id))[0]["entry"]
        assert (entry["seq"], entry["member_count"]) == (head, 5)


def test_joining_a_public_room(cast: Cast) -> None:
    room = make_room(cast.alice, kind=RoomKind.PUBLIC)
    viewer = viewer_of(cast.carol, room.id)
    joined = actions.join_room(viewer=viewer)
    again = actions.join_room(viewer=viewer)
    assert joined.id == again.id
    assert room_events(room) == ["room.created", "member.added"]
    assert logged(room_stream(room.id))[-1]["added_by"] == str(cast.carol.id)
    assert user_events(cast.carol) == ["room.joined"]


def test_a_deserted_public_room_belongs_to_whoever_comes_first(cast: Cast) -> None:
    room = make_room(cast.alice, kind=RoomKind.PUBLIC)
    actions.leave_room(leaver=seat_of(cast.alice, room))
    assert actions.join_room(viewer=viewer_of(cast.bob, room.id)).role == RoomRole.OWNER
    assert actions.join_room(viewer=viewer_of(cast.carol, room.id)).role == RoomRole.MEMBER


def test_a_deserted_private_room_is_deleted(db: None) -> None:
    alice = make_person("Alice")
    room = make_room(alice)
    say(alice, room)
    actions.leave_room(leaver=seat_of(alice, room))
    assert not Stream.objects.filter(key=room_stream(room.id)).exists()
    finish_deleting()
    assert not Room.objects.exists()
    assert not Message.objects.exists()
    assert user_events(alice) == ["room.joined", "room.left"]


def test_starting_rooms(cast: Cast) -> None:
    first = actions.create_room(creator=cast.alice, kind=RoomKind.PUBLIC, name="Hall", starting=True).room
    other = actions.create_room(creator=cast.alice, kind=RoomKind.PUBLIC, name="News", starting=True).room
    old = actions.create_room(creator=cast.alice, kind=RoomKind.PUBLIC, name="Old", starting=True)
    actions.update_room(editor=old, archived=True)
    make_room(cast.alice, kind=RoomKind.PUBLIC)
    joined = actions.join_starting_rooms(cast.carol)
    assert {one.room_id for one in joined} == {first.id, other.id}
    assert user_events(cast.carol) == ["room.joined", "room.joined"]
    assert logged(room_stream(first.id))[-1]["added_by"] is None
    assert actions.join_starting_rooms(cast.carol) == []


def test_leaving_and_being_removed(cast: Cast) -> None:
    actions.leave_room(leaver=seat_of(cast.bob, cast.room))
    assert logged(room_stream(cast.room.id))[-1] == {
        "type": "member.removed",
        "user_id": str(cast.bob.id),
        "removed_by": str(cast.bob.id),
    }
    assert logged(user_stream(cast.bob.id))[-1]["reason"] == "left"
    actions.remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.anna.id)
    assert logged(room_stream(cast.room.id))[-1]["removed_by"] == str(cast.alice.id)
    assert logged(user_stream(cast.anna.id))[-1]["reason"] == "removed"


def test_what_changes_nothing_is_no_event(cast: Cast) -> None:
    before = room_events(cast.room)
    actions.update_room(editor=seat_of(cast.alice, cast.room), name=cast.room.name, archived=False)
    actions.change_role(changer=seat_of(cast.alice, cast.room), user_id=cast.bob.id, role=RoomRole.MEMBER)
    actions.add_members(adder=seat_of(cast.alice, cast.room), people=[cast.bob])
    assert room_events(cast.room) == before


def test_deleting_announces_without_keeping(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    say(cast.bob, cast.room, "to be gone")
    heard: list[Announced] = []
    stop = get_bus().listen(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.delete_room(owner=seat_of(cast.alice, cast.room), confirm="Garden")
    finally:
        stop()
    stream = room_stream(cast.room.id)
    (last,) = [one for one in heard if one.stream == stream]
    assert last.event.type == "room.deleted"
    assert last.seq == 4
    assert not Stream.objects.filter(key=stream).exists()
    for person in (cast.alice, cast.anna, cast.bob):
        assert logged(user_stream(person.id))[-1] == {
            "type": "room.left",
            "room_id": str(cast.room.id),
            "reason": "deleted",
        }
    assert user_events(cast.carol) == []


def test_deleting_needs_the_name(cast: Cast) -> None:
    with pytest.raises(Invalid):
        actions.delete_room(owner=seat_of(cast.alice, cast.room), confirm="garden")
    assert Room.objects.filter(id=cast.room.id).exists()


def test_the_last_owner_stays(cast: Cast) -> None:
    alice = seat_of(cast.alice, cast.room)
    with pytest.raises(Conflict, match="Hand it over"):
        actions.leave_room(leaver=alice)
    with pytest.raises(Conflict, match="Hand it over"):
        actions.change_role(changer=alice, user_id=cast.alice.id, role=RoomRole.MEMBER)
    actions.change_role(changer=alice, user_id=cast.bob.id, role=RoomRole.OWNER)
    actions.leave_room(leaver=alice)
    assert Membership.objects.get(room=cast.room, role=RoomRole.OWNER).user_id == cast.bob.id


def test_handing_over(cast: Cast) -> None:
    actions.hand_over(owner=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    assert seat_of(cast.bob, cast.room).role == RoomRole.OWNER
    assert seat_of(cast.alice, cast.room).role == RoomRole.ADMIN
    changed = [body["member"]["role"] for body in logged(room_stream(cast.room.id))[-2:]]
    assert changed == ["owner", "admin"]
    bob = seat_of(cast.bob, cast.room)
    for heir in (cast.bob.id, cast.carol.id):
        with pytest.raises(Invalid):
            actions.hand_over(owner=bob, user_id=heir)


def test_proof_of_yesterday_is_no_proof(cast: Cast) -> None:
    alice, bob = seat_of(cast.alice, cast.room), seat_of(cast.bob, cast.room)
    anna = seat_of(cast.anna, cast.room)
    actions.change_role(changer=alice, user_id=cast.anna.id, role=RoomRole.MEMBER)
    actions.remove_member(remover=alice, user_id=cast.bob.id)
    with pytest.raises(Forbidden):
        actions.update_room(editor=anna, name="Mine")
    with pytest.raises(NotFound):
        actions.leave_room(leaver=bob)
    with pytest.raises(NotFound):
        actions.mark_read(reader=bob, seq=99)
