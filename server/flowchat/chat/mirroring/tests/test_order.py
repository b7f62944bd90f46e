"""In which order a room is told, and that a mirror that dies in the middle goes on without a loss or a double."""

import pytest

from flowchat.chat.adapters.firebase.target import FirebaseMirror
from flowchat.chat.events.streams import room_stream
from flowchat.chat.messaging.models import Message, Reaction
from flowchat.chat.messaging.tests.changes import make_edit
from flowchat.chat.mirroring import positions
from flowchat.chat.mirroring.keeping import compare_everything, fill_everything
from flowchat.chat.mirroring.models import Position
from flowchat.chat.mirroring.port import Unreachable
from flowchat.chat.mirroring.positions import Move
from flowchat.chat.mirroring.rooms import EVENTS_AT_ONCE
from flowchat.chat.mirroring.tests.failing import FailingStore
from flowchat.chat.mirroring.tests.glass import Glass
from flowchat.chat.rooms.actions import add_members, remove_member
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import make_person, make_room, say, seat_of


def position(glass: Glass, room: Room) -> int:
    return Position.objects.get(mirror=glass.target.name, stream=room_stream(room.id)).seq


def fail_after(glass: Glass, commits: int) -> None:
    glass.target = FirebaseMirror(FailingStore(commits))
    glass.rooms.target = glass.target


def test_who_was_removed_is_gone_before_anything_later_is_there(glass: Glass, cast: Cast) -> None:
    glass.catch_up()
    remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    say(cast.alice, cast.room, "Now we are alone")
    fail_after(glass, commits=1)
    with pytest.raises(Unreachable):
        glass.rooms.round()
    assert str(cast.bob.id) not in glass.window.members(cast.room)
    assert not glass.window.messages(cast.room)


def test_also_when_the_removal_is_far_behind_what_is_told(glass: Glass, cast: Cast) -> None:
    """Documents show how things are now, so even the first page of a long backlog may hold words from after it."""
    said = say(cast.alice, cast.room, "Hello")
    glass.catch_up()
    for number in range(EVENTS_AT_ONCE):
        make_edit(cast.alice, said, f"Hello {number}", version=number)
    remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    make_edit(cast.alice, said, "Now we are alone", version=EVENTS_AT_ONCE)
    fail_after(glass, commits=2)
    glass.rooms.round()
    assert position(glass, cast.room) == said.seq + EVENTS_AT_ONCE
    assert glass.window.message(said)["text"] == "Now we are alone"
    assert str(cast.bob.id) not in glass.window.members(cast.room)


def test_who_was_added_is_let_in_before_what_they_may_see(glass: Glass, cast: Cast) -> None:
    glass.catch_up()
    add_members(adder=seat_of(cast.alice, cast.room), people=[cast.carol])
    say(cast.alice, cast.room, "Welcome")
    fail_after(glass, commits=1)
    with pytest.raises(Unreachable):
        glass.rooms.round()
    assert glass.window.members(cast.room)[str(cast.carol.id)] == "member"
    assert not glass.window.messages(cast.room)


def test_a_mirror_that_dies_in_the_middle_goes_on(glass: Glass, cast: Cast) -> None:
    other = make_room(cast.alice, cast.bob, name="Other")
    said = [say(cast.alice, room, f"Number {number}") for room in (cast.room, other) for number in range(20)]
    for commits in range(2):
        fail_after(glass, commits)
        with pytest.raises(Unreachable):
            glass.rooms.round()
        assert position(glass, cast.room) == 0
    fail_after(glass, commits=1000)
    glass.catch_up()
    assert {one for room in (cast.room, other) for one in glass.window.messages(room)} == {
        str(one.id) for one in said
    }
    assert position(glass, cast.room) == said[19].seq


def test_telling_again_changes_nothing(glass: Glass, cast: Cast) -> None:
    for number in range(5):
        say(cast.alice, cast.room, f"Number {number}")
    glass.catch_up()
    before = glass.window.everything()
    Position.objects.update(seq=0)
    glass.catch_up()
    assert glass.window.everything() == before


def test_late_words_of_another_mirror_are_told_over(glass: Glass, cast: Cast) -> None:
    """One that lost its lock in the middle of a call may have put older words over newer ones."""
    said = say(cast.alice, cast.room, "Older")
    glass.catch_up()
    late, began = glass.window.message(said), position(glass, cast.room)
    other = Glass()
    other.rooms._begin({room_stream(cast.room.id): Move(began, began + 1)})
    make_edit(cast.alice, said, "Newer")
    glass.catch_up()
    glass.window.client.document(f"chat_rooms_{cast.room.id}/{said.id}").set(late)
    other.rooms.take_back()
    glass.catch_up()
    assert glass.window.message(said)["text"] == "Newer"


def test_a_filling_that_another_mirror_went_on_with_begins_anew(glass: Glass, cast: Cast) -> None:
    """Its words may come late too, when it lost its lock in the middle of a piece."""
    said = say(cast.alice, cast.room, "Older")
    glass.catch_up()
    other = Glass()
    positions.ask_for_filling(glass.target.name)
    assert other.rooms._next_to_fill(rooms=True) is not None
    glass.catch_up()
    glass.window.client.document(f"chat_rooms_{cast.room.id}/{said.id}").update({"text": "Late words"})
    other.rooms.take_back()
    glass.catch_up()
    assert glass.window.message(said)["text"] == "Older"


def test_a_room_that_can_not_be_read_holds_up_no_other(
    glass: Glass, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    glass.catch_up()
    bad, good = make_room(cast.alice, name="Bad"), make_room(cast.alice, name="Good")
    broken = say(cast.alice, bad, "Broken")
    said = say(cast.alice, good, "Hello")
    kept = Message.objects.get(id=broken.id).attachments
    Message.objects.filter(id=broken.id).update(attachments=[{"no": "file"}])
    assert glass.rooms.round()
    assert not glass.rooms.round(), "nothing is left that can be told"
    assert glass.window.message(said)["text"] == "Hello"
    assert caplog.text.count(f"can't read room.{bad.id}") == 1
    fill_everything([glass.rooms, glass.people], lambda lag: None)
    assert position(glass, bad) < broken.seq
    Message.objects.filter(id=broken.id).update(attachments=kept)
    fill_everything([glass.rooms, glass.people], lambda lag: None)
    assert glass.window.message(broken)["text"] == "Broken"
    assert compare_everything(glass.target).differences == []


def test_a_position_that_was_taken_back_is_not_moved_on(glass: Glass, cast: Cast) -> None:
    glass.catch_up()
    stream, began = room_stream(cast.room.id), position(glass, cast.room)
    positions.take_back(glass.target.name, {stream: Move(1, 2)})
    positions.advance(glass.target.name, {stream: Move(began, began + 1)})
    assert position(glass, cast.room) == 1


def test_what_firestore_never_takes_holds_nothing_up(
    glass: Glass, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    first, huge, last = (say(cast.alice, cast.room, f"Number {number}") for number in range(3))
    Message.objects.filter(id=huge.id).update(text="x" * 1_100_000)
    glass.catch_up()
    assert set(glass.window.messages(cast.room)) == {str(first.id), str(last.id)}
    assert f"Firestore refuses chat_rooms_{cast.room.id}/{huge.id}" in caplog.text
    assert position(glass, cast.room) == last.seq


def test_what_is_too_much_for_a_document_is_left_to_the_api(glass: Glass, cast: Cast) -> None:
    said = say(cast.alice, cast.room, "x" * 1000)
    emoji = "👍"
    crowd = [make_person(f"P{number}") for number in range(3)]
    Reaction.objects.bulk_create(
        Reaction(message_id=said.id, user=one, emoji=emoji, kind_seq=said.seq) for one in crowd
    )
    Message.objects.filter(id=said.id).update(text="x" * 899_900)
    glass.catch_up()
    document = glass.window.message(said)
    assert (document["events"], document["reactions"], len(document["text"])) == ([], [], 899_900)
    glass.greet()
    assert compare_everything(glass.target).differences == []
