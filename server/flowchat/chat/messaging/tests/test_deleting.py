"""Deleting: gone for everyone at once, back if one changes one's mind, then gone for good."""

from functools import partial
from typing import Any

import pytest

from flowchat.chat.errors import Conflict
from flowchat.chat.events.objects import Message as Said
from flowchat.chat.events.streams import room_stream
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.models import Message, Reaction, Removal
from flowchat.chat.messaging.tests.changes import (
    answer,
    delete,
    edit,
    history,
    last_event,
    let_time_pass,
    look,
    make_deletion,
    make_edit,
    put,
    restore,
    undo_deletion,
)
from flowchat.chat.rooms.access import viewer_of
from flowchat.chat.rooms.actions import add_members, join_room, leave_room, start_conversation, update_room
from flowchat.chat.rooms.models import RoomKind
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


@pytest.fixture
def said(cast: Cast) -> Said:
    return say(cast.bob, cast.room, "Regrettable")


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_what_is_left_is_that_it_was_there(cast: Cast, said: Said) -> None:
    first = say(cast.alice, cast.room, "Before")
    put(cast.bob, said, "pin")
    assert delete(cast.bob, said).status_code == 204
    (tombstone, _) = history(cast.alice, cast.room)
    assert tombstone["deletion"]["by"] == str(cast.bob.id)
    assert tombstone["deletion"]["reason"] == ""
    assert (tombstone["text"], tombstone["pinned"], tombstone["reply_to"]) == ("", None, None)
    assert tombstone["seq"] == said.seq
    event = last_event(cast.room)
    assert event["type"] == "message.deleted"
    assert (event["message_id"], event["message_seq"]) == (str(said.id), said.seq)
    assert event["deletion"] == tombstone["deletion"]
    assert event["last_message"]["id"] == str(first.id)
    assert {one["username"] for one in event["people"]} == {"alice", "bob"}
    assert look(cast.alice, said).json()["message"] == tombstone


def test_again_changes_nothing(cast: Cast, said: Said) -> None:
    delete(cast.bob, said)
    before = room_events(cast.room)
    assert delete(cast.bob, said).status_code == 204
    assert delete(cast.alice, said, reason="Rude").status_code == 204
    assert room_events(cast.room) == before


def test_admins_need_a_reason_which_is_kept(cast: Cast, said: Said) -> None:
    refused = delete(cast.anna, said)
    assert code(refused) == (400, "invalid")
    assert list(refused.json()["error"]["fields"]) == ["reason"]
    assert delete(cast.anna, said, reason="  Rude ").status_code == 204
    assert history(cast.bob, cast.room)[0]["deletion"]["reason"] == "Rude"
    listed = client_of(cast.alice).get(f"/api/rooms/{cast.room.id}/removals/").json()
    assert [(one["message_id"], one["reason"], one["undone_at"]) for one in listed["removals"]] == [
        (str(said.id), "Rude", None)
    ]
    assert {one["username"] for one in listed["people"]} == {"anna", "bob"}
    assert restore(cast.anna, said).status_code == 200
    listed = client_of(cast.alice).get(f"/api/rooms/{cast.room.id}/removals/").json()
    assert listed["removals"][0]["undone_at"] is not None


def test_an_authors_own_deletion_is_in_no_log(cast: Cast) -> None:
    said = say(cast.anna, cast.room)
    delete(cast.anna, said, reason="mine, though I am an admin")
    assert not Removal.objects.exists()
    assert history(cast.bob, cast.room)[0]["deletion"]["reason"] == ""


def test_who_may_not(cast: Cast, said: Said) -> None:
    other = say(cast.alice, cast.room)
    assert code(delete(cast.bob, other, reason="mine now")) == (403, "forbidden")
    assert delete(cast.carol, said).status_code == 404
    assert delete(None, said).status_code == 401
    leave_room(leaver=seat_of(cast.bob, cast.room))
    assert delete(cast.bob, said).status_code == 404
    assert client_of(cast.bob).get(f"/api/rooms/{cast.room.id}/removals/").status_code == 404


def test_in_direct_rooms_the_author_only(cast: Cast) -> None:
    room = start_conversation(starter=cast.alice, people=[cast.bob]).membership.room
    said = say(cast.alice, room)
    assert code(delete(cast.bob, said, reason="no")) == (403, "forbidden")
    assert delete(cast.alice, said).status_code == 204


def test_an_archived_room_lets_go_of_words(cast: Cast, said: Said) -> None:
    update_room(editor=seat_of(cast.alice, cast.room), archived=True)
    assert delete(cast.bob, said).status_code == 204
    assert restore(cast.bob, said).status_code == 200


@pytest.mark.parametrize("reason", ["x" * 201, 1, None, "a\x00b"])
def test_garbage(cast: Cast, said: Said, reason: Any) -> None:
    assert code(delete(cast.anna, said, reason=reason)) == (400, "invalid")


def test_unread_counts_leave_it_out(cast: Cast, said: Said) -> None:
    say(cast.bob, cast.room, "Another")

    def left() -> int:
        entry = client_of(cast.alice).get(f"/api/rooms/{cast.room.id}/").json()
        return int(entry["unread_count"])

    assert left() == 2
    delete(cast.bob, said)
    assert left() == 1
    restore(cast.bob, said)
    assert left() == 2


def test_quotes_lose_their_words(cast: Cast, said: Said) -> None:
    answer(cast.alice, cast.room, said)
    delete(cast.bob, said)
    quote = history(cast.anna, cast.room)[-1]["reply_to"]
    assert (quote["text"], quote["deleted"]) == ("", True)
    # Who began to answer before may still send it.
    late = answer(cast.anna, cast.room, said, "What was it?").json()["message"]
    assert (late["reply_to"]["text"], late["reply_to"]["deleted"]) == ("", True)


def test_a_lost_answer_to_sending_finds_the_tombstone(cast: Cast) -> None:
    client_id = new_id()
    said = say(cast.bob, cast.room, "Regrettable", client_id)
    delete(cast.bob, said)
    body = {"room": str(cast.room.id), "client_id": str(client_id), "text": "Regrettable"}
    again = client_of(cast.bob).post("/api/messages/", body, format="json")
    assert (again.status_code, again.json()["message"]["text"]) == (200, "")


# Who is shown a tombstone


def test_who_came_later_sees_nothing(cast: Cast) -> None:
    room = make_room(cast.alice, cast.bob, kind=RoomKind.PUBLIC)
    kept = [say(cast.alice, room, f"number {number}") for number in range(6)]
    for one in kept[1:4]:
        delete(cast.alice, one)
    assert len(history(cast.bob, room)) == 6
    assert [one["text"] for one in history(cast.carol, room)] == ["number 0", "number 4", "number 5"]
    assert look(cast.carol, kept[1]).status_code == 404
    join_room(viewer=viewer_of(cast.carol, room.id))
    assert len(history(cast.carol, room)) == 3
    assert look(cast.carol, kept[1]).status_code == 404
    delete(cast.alice, kept[0])
    assert len(history(cast.carol, room)) == 3
    assert look(cast.carol, kept[0]).status_code == 200


def test_pages_are_as_long_as_was_asked(cast: Cast) -> None:
    room = make_room(cast.alice, kind=RoomKind.PUBLIC)
    kept = [say(cast.alice, room, f"number {number}") for number in range(9)]
    for one in kept[2:7]:
        delete(cast.alice, one)
    address = f"/api/messages/?room={room.id}"
    page = client_of(cast.carol).get(f"{address}&limit=3").json()
    assert [one["text"] for one in page["messages"]] == ["number 1", "number 7", "number 8"]
    assert page["has_before"] is True
    page = client_of(cast.carol).get(f"{address}&after={kept[1].seq}").json()
    assert [one["text"] for one in page["messages"]] == ["number 7", "number 8"]


def test_a_thread_keeps_its_beginning(cast: Cast, said: Said) -> None:
    body = {"room": str(cast.room.id), "client_id": str(new_id()), "text": "In it", "thread": str(said.id)}
    sent = client_of(cast.alice).post("/api/messages/", body, format="json")
    reply = Said.model_validate(sent.json()["message"])
    delete(cast.bob, said)
    add_members(adder=seat_of(cast.alice, cast.room), people=[cast.carol])
    root, shown = history(cast.carol, cast.room)
    assert (root["text"], root["thread"]["reply_count"], shown["text"]) == ("", 1, "In it")
    delete(cast.alice, reply)
    event = last_event(cast.room)
    assert event["thread_id"] == str(said.id)
    assert event["thread"] is None or event["thread"]["reply_count"] == 0
    assert restore(cast.alice, reply).status_code == 200
    assert last_event(cast.room)["thread"]["reply_count"] == 1


# Undo


def test_everything_is_back_as_it_was(cast: Cast, said: Said) -> None:
    edit(cast.bob, said, "Better, @anna")
    put(cast.alice, said, "pin")
    row = Message.objects.get(id=said.id)
    Reaction.objects.create(message=row, user=cast.anna, emoji="👍", kind_seq=1)
    answer(cast.alice, cast.room, said)
    before = look(cast.alice, said).json()["message"]
    delete(cast.bob, said)
    response = restore(cast.bob, said)
    assert response.status_code == 200
    after = response.json()["message"]
    assert {**after, "revision": before["revision"]} == before
    assert after["revision"] > before["revision"]
    assert look(cast.alice, said).json()["message"] == after
    event = last_event(cast.room)
    assert event["type"] == "message.restored"
    assert event["message"] == after
    assert event["quote"] == history(cast.alice, cast.room)[-1]["reply_to"]
    assert event["last_message"]["text"] == "Indeed"
    assert event["author"]["username"] == "bob"
    assert {one["username"] for one in event["people"]} >= {"alice", "anna"}
    assert len(look(cast.alice, said, "versions/").json()["versions"]) == 2


def test_restoring_what_is_there_changes_nothing(cast: Cast, said: Said) -> None:
    delete(cast.bob, said)
    assert restore(cast.bob, said).status_code == 200
    before = room_events(cast.room)
    assert restore(cast.bob, said).status_code == 200
    assert room_events(cast.room) == before


def test_only_who_deleted_it_and_only_at_once(cast: Cast, said: Said) -> None:
    delete(cast.anna, said, reason="Rude")
    assert code(restore(cast.bob, said)) == (403, "forbidden")
    assert restore(cast.carol, said).status_code == 404
    assert restore(None, said).status_code == 401
    let_time_pass(said, 16)
    assert code(restore(cast.anna, said)) == (409, "too_late")


def test_with_a_little_grace(cast: Cast, said: Said) -> None:
    delete(cast.bob, said)
    let_time_pass(said, 12)
    assert restore(cast.bob, said).status_code == 200


# At the same moment

ROUNDS = 6


@pytest.mark.django_db(transaction=True)
def test_two_deletions_are_one() -> None:
    bob, alice = make_person("Bob"), make_person("Alice")
    room = make_room(alice, bob)
    for _ in range(ROUNDS):
        said = say(bob, room)
        results = at_once(partial(make_deletion, bob, said), partial(make_deletion, alice, said, "Rude"))
        assert results == [None, None]
        told = [one for one in logged(room_stream(room.id)) if one.get("message_id") == str(said.id)]
        assert len(told) == 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_and_a_deletion() -> None:
    bob = make_person("Bob")
    room = make_room(bob)
    for _ in range(ROUNDS):
        said = say(bob, room, "hasty words")
        edited, deleted = at_once(
            partial(make_edit, bob, said, "calm words"), partial(make_deletion, bob, said)
        )
        assert deleted is None
        if isinstance(edited, Exception):
            assert isinstance(edited, Conflict)
            assert edited.code == "message_deleted"
        assert Message.objects.get(id=said.id).deleted_at is not None
        log = str(logged(room_stream(room.id)))
        assert "hasty words" not in log
        assert "calm words" not in log


@pytest.mark.django_db(transaction=True)
def test_a_deletion_and_its_undoing() -> None:
    """Whichever comes first, the last event says what is so."""
    bob = make_person("Bob")
    room = make_room(bob)
    for _ in range(ROUNDS):
        said = say(bob, room)
        make_deletion(bob, said)
        results = at_once(partial(undo_deletion, bob, said), partial(make_deletion, bob, said))
        assert not [one for one in results if isinstance(one, Exception)]
        gone = Message.objects.get(id=said.id).deleted_at is not None
        assert room_events(room)[-1] == ("message.deleted" if gone else "message.restored")


@pytest.mark.django_db(transaction=True)
def test_a_deletion_and_an_answer_that_quotes() -> None:
    bob, alice = make_person("Bob"), make_person("Alice")
    room = make_room(alice, bob)
    for _ in range(ROUNDS):
        said = say(bob, room, "unsayable")
        new = NewMessage(client_id=new_id(), text="Indeed", reply_to=said.id)
        results = at_once(
            partial(make_deletion, bob, said), partial(send_message, sender=seat_of(alice, room), new=new)
        )
        assert not [one for one in results if isinstance(one, Exception)]
        assert "unsayable" not in str(logged(room_stream(room.id)))
