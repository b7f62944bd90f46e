"""What the mirror makes of a room: the documents that the API would answer, updated in place."""

from flowchat.chat.ids import new_id
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.actions.pin import set_pinned
from flowchat.chat.messaging.actions.reactions import add_reaction, remove_reaction
from flowchat.chat.messaging.actions.threads import resolve_thread
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import to_message
from flowchat.chat.messaging.tests.changes import make_deletion, make_edit, undo_deletion
from flowchat.chat.mirroring.keeping import compare_everything
from flowchat.chat.mirroring.tests.glass import Glass
from flowchat.chat.rooms.actions import (
    add_members,
    change_role,
    delete_room,
    leave_room,
    mark_delivered,
    mark_read,
    open_direct_room,
    remove_member,
)
from flowchat.chat.rooms.models import RoomRole
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, make_room, say, seat_of


def test_a_message_is_the_document_that_the_wire_describes(glass: Glass, cast: Cast) -> None:
    said = say(cast.alice, cast.room, "Good morning")
    glass.catch_up()
    document = glass.window.message(said)
    assert len(document.pop("events")) == 1
    assert document == to_message(Message.objects.get(id=said.id)).model_dump(mode="json")
    assert glass.window.events(said) == ["message.sent"]


def test_every_change_updates_the_same_document(glass: Glass, cast: Cast) -> None:
    said = say(cast.alice, cast.room, "Good morning")
    glass.catch_up()
    by_bob, by_alice = (member_message_of(one, said.id) for one in (cast.bob, cast.alice))
    steps = (
        (lambda: add_reaction(proof=by_bob, emoji="👍"), "reaction.added"),
        (lambda: remove_reaction(proof=by_bob, emoji="👍"), "reaction.removed"),
        (lambda: make_edit(cast.alice, said, "Good evening"), "message.edited"),
        (lambda: set_pinned(member=by_alice, pinned=True), "message.pinned"),
    )
    before = glass.window.message(said)["revision"]
    for act, event in steps:
        act()
        glass.catch_up()
        assert glass.window.events(said) == [event]
        document = glass.window.message(said)
        assert document["revision"] > before
        before = document.pop("revision")
        document.pop("events")
        wanted = to_message(Message.objects.get(id=said.id)).model_dump(mode="json", exclude={"revision"})
        assert document == wanted
    assert len(glass.window.messages(cast.room)) == 1


def test_what_happened_at_once_is_one_document_with_each_event(glass: Glass, cast: Cast) -> None:
    said = say(cast.alice, cast.room)
    add_reaction(proof=member_message_of(cast.bob, said.id), emoji="👍")
    make_edit(cast.alice, said, "Better")
    glass.catch_up()
    assert glass.window.events(said) == ["message.sent", "reaction.added", "message.edited"]
    assert glass.window.message(said)["text"] == "Better"


def test_deleted_words_are_nowhere_and_come_back_with_an_undo(glass: Glass, cast: Cast) -> None:
    said = say(cast.alice, cast.room, "the swordfish")
    reply = NewMessage(client_id=new_id(), text="Pardon?", reply_to=said.id)
    answer = send_message(sender=seat_of(cast.bob, cast.room), new=reply).message
    glass.catch_up()
    assert glass.window.everything().count("swordfish") > 2
    make_deletion(cast.alice, said)
    glass.catch_up()
    assert "swordfish" not in glass.window.everything()
    assert glass.window.message(said)["deletion"] is not None
    assert glass.window.message(said)["events"] == glass.window.message(answer)["events"] == []
    assert glass.window.message(answer)["reply_to"]["deleted"] is True
    undo_deletion(cast.alice, said)
    glass.catch_up()
    assert glass.window.message(said)["text"] == "the swordfish"
    assert glass.window.message(answer)["reply_to"]["text"] == "the swordfish"


def test_a_deletion_tells_nothing_of_the_rooms_last_message(glass: Glass, cast: Cast) -> None:
    """Its event brings that message along, which may be deleted next."""
    last = say(cast.alice, cast.room, "the swordfish")
    gone = say(cast.alice, cast.room, "a slip")
    make_deletion(cast.alice, gone)
    glass.catch_up()
    make_deletion(cast.alice, last)
    glass.catch_up()
    assert "swordfish" not in glass.window.everything()


def test_words_deleted_before_they_were_mirrored_never_arrive(glass: Glass, cast: Cast) -> None:
    said = say(cast.alice, cast.room, "the swordfish")
    make_deletion(cast.alice, said)
    glass.catch_up()
    assert "swordfish" not in glass.window.everything()
    assert glass.window.message(said)["deletion"] is not None


def test_an_edit_reaches_the_answers_and_a_reply_its_root(glass: Glass, cast: Cast) -> None:
    root = say(cast.alice, cast.room, "Before")
    new = NewMessage(client_id=new_id(), text="Indeed", reply_to=root.id, thread=root.id)
    answer = send_message(sender=seat_of(cast.bob, cast.room), new=new).message
    make_edit(cast.alice, root, "After")
    resolve_thread(member=seat_of(cast.alice, cast.room), root=Message.objects.get(id=root.id))
    glass.catch_up()
    assert glass.window.message(answer)["reply_to"]["text"] == "After"
    thread = glass.window.message(root)["thread"]
    assert (thread["reply_count"], thread["resolved"] is None) == (1, False)
    make_deletion(cast.bob, answer)
    glass.catch_up()
    assert glass.window.message(root)["thread"]["reply_count"] == 0


def test_members_come_change_and_go(glass: Glass, cast: Cast) -> None:
    glass.catch_up()
    alice, anna, bob, carol = (str(one.id) for one in (cast.alice, cast.anna, cast.bob, cast.carol))
    assert glass.window.members(cast.room) == {alice: "owner", anna: "admin", bob: "member"}
    assert glass.window.one(f"rooms/{cast.room.id}/members/{bob}") == {"user_id": bob, "role": "member"}
    add_members(adder=seat_of(cast.alice, cast.room), people=[cast.carol])
    change_role(changer=seat_of(cast.alice, cast.room), user_id=cast.bob.id, role=RoomRole.ADMIN)
    leave_room(leaver=seat_of(cast.anna, cast.room))
    glass.catch_up()
    assert glass.window.members(cast.room) == {alice: "owner", bob: "admin", carol: "member"}


def test_a_reader_has_a_position_and_receipts_of_the_newest(glass: Glass, cast: Cast) -> None:
    glass.target.receipt_messages = 3
    said = [say(cast.alice, cast.room, f"Number {number}") for number in range(5)]
    mark_read(reader=seat_of(cast.bob, cast.room), seq=said[3].seq)
    glass.catch_up()
    bob = str(cast.bob.id)
    position = glass.window.one(f"read_receipts_{cast.room.id}/{bob}")
    assert position is not None
    assert (position["last_read_seq"], position["revision"]) == (said[3].seq, said[4].seq + 1)
    assert '"room.read"' in position["events"][0]
    read = [bool(glass.window.all(f"read_receipts_{cast.room.id}_{one.id}")) for one in said]
    assert read == [False, False, True, True, False]
    receipt = glass.window.one(f"read_receipts_{cast.room.id}_{said[3].id}/{bob}")
    assert receipt is not None
    assert receipt.pop("read_at").endswith("Z")
    assert receipt == {
        "user_id": bob,
        "room_id": str(cast.room.id),
        "message_id": str(said[3].id),
        "seq": said[3].seq,
    }


def test_reading_on_writes_only_what_is_newly_read(glass: Glass, cast: Cast) -> None:
    first = say(cast.alice, cast.room)
    mark_read(reader=seat_of(cast.bob, cast.room), seq=first.seq)
    glass.catch_up()
    before = glass.window.one(f"read_receipts_{cast.room.id}_{first.id}/{cast.bob.id}")
    second = say(cast.alice, cast.room)
    mark_read(reader=seat_of(cast.bob, cast.room), seq=second.seq)
    glass.catch_up()
    assert glass.window.one(f"read_receipts_{cast.room.id}_{first.id}/{cast.bob.id}") == before
    assert glass.window.one(f"read_receipts_{cast.room.id}_{second.id}/{cast.bob.id}") is not None


def test_who_hides_receipts_and_who_left_have_no_position(glass: Glass, cast: Cast) -> None:
    said = say(cast.alice, cast.room)
    for one in (cast.bob, cast.anna):
        mark_read(reader=seat_of(one, cast.room), seq=said.seq)
    cast.anna.preferences = {"show_receipts": False}
    cast.anna.save(update_fields=["preferences"])
    glass.catch_up()
    assert set(glass.window.all(f"read_receipts_{cast.room.id}")) == {str(cast.bob.id)}
    assert str(cast.anna.id) not in glass.window.all(f"read_receipts_{cast.room.id}_{said.id}")
    remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    glass.catch_up()
    assert not glass.window.all(f"read_receipts_{cast.room.id}")


def test_who_begins_to_hide_receipts_vanishes_and_comes_back(glass: Glass, cast: Cast) -> None:
    said = say(cast.alice, cast.room)
    for one in (cast.bob, cast.anna):
        mark_read(reader=seat_of(one, cast.room), seq=said.seq)
    glass.catch_up()
    glass.greet()
    places = (f"read_receipts_{cast.room.id}", f"read_receipts_{cast.room.id}_{said.id}")
    both = {str(cast.bob.id), str(cast.anna.id)}
    for shown, seen in ((False, [{str(cast.anna.id)}] * 2), (True, [both, {str(cast.anna.id)}])):
        body = {"preferences": {"show_receipts": shown}}
        assert client_of(cast.bob).patch("/api/me/", body, format="json").status_code == 200
        glass.greet()
        glass.catch_up()
        assert [set(glass.window.all(place)) for place in places] == seen
        assert compare_everything(glass.target).differences == []


def test_a_direct_room_tells_what_arrived(glass: Glass, cast: Cast) -> None:
    room = open_direct_room(starter=cast.alice, other=cast.bob).membership.room
    said = say(cast.alice, room)
    mark_delivered(receiver=seat_of(cast.bob, room), seq=said.seq)
    glass.catch_up()
    position = glass.window.one(f"read_receipts_{room.id}/{cast.bob.id}")
    assert position is not None
    assert position["delivered_seq"] == said.seq
    assert '"room.delivered"' in position["events"][0]


def test_of_a_deleted_room_nothing_is_left(glass: Glass, cast: Cast) -> None:
    other = make_room(cast.alice, cast.bob, name="Other")
    kept = say(cast.alice, other, "This stays")
    said = say(cast.alice, cast.room, "the swordfish")
    mark_read(reader=seat_of(cast.bob, cast.room), seq=said.seq)
    glass.catch_up()
    glass.window.client.document(f"typing_{cast.room.id}/{cast.bob.id}").set({"user_id": str(cast.bob.id)})
    delete_room(owner=seat_of(cast.alice, cast.room), confirm=cast.room.name)
    glass.catch_up()
    assert str(cast.room.id) not in glass.window.everything()
    assert not glass.window.members(cast.room)
    assert glass.window.message(kept)["text"] == "This stays"
    assert glass.window.members(other)
    glass.catch_up()


def test_a_deleted_room_that_was_never_told_is_no_work(glass: Glass, cast: Cast) -> None:
    delete_room(owner=seat_of(cast.alice, cast.room), confirm=cast.room.name)
    assert not glass.rooms.round()
