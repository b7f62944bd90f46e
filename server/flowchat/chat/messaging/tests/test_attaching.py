"""Messages with files: bound once, seen by the room's readers, gone and back with their message."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Conflict
from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.events.objects import Message as Said
from flowchat.chat.ids import new_id
from flowchat.chat.media.models import Place, StoredFile, Upload
from flowchat.chat.media.tests.pieces import bring_file
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.actions.wiping import wipe_deleted
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.tests.changes import (
    answer,
    delete,
    edit,
    forward,
    history,
    let_time_pass,
    look,
    put,
    restore,
)
from flowchat.chat.rooms.actions import delete_room
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import (
    at_once,
    client_of,
    finish_deleting,
    make_person,
    make_room,
    say,
    seat_of,
)

NAME = "zanzibar plan.txt"


def send(user: User, room: Room, *uploads: Any, text: str = "", client_id: UUID | None = None) -> Any:
    body = {
        "room": str(room.id),
        "client_id": str(client_id or new_id()),
        "text": text,
        "upload_ids": [str(getattr(one, "id", one)) for one in uploads],
    }
    return client_of(user).post("/api/messages/", body, format="json")


def refusal(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def may_fetch(user: User, upload_id: Any) -> bool:
    status = client_of(user).get(f"/api/files/{upload_id}/").status_code
    assert status in (200, 404)
    return bool(status == 200)


@pytest.fixture
def sent(cast: Cast) -> Said:
    """Bob's message without words and with two files."""
    response = send(cast.bob, cast.room, bring_file(cast.bob, NAME), bring_file(cast.bob, "second.txt"))
    assert response.status_code == 201, response.json()
    return Said.model_validate(response.json()["message"])


def test_files_go_in_the_order_they_were_named(cast: Cast) -> None:
    uploads = [bring_file(cast.bob, f"{number}.txt") for number in range(3)]
    wanted = [uploads[2], uploads[0], uploads[1]]
    message = send(cast.bob, cast.room, *wanted, text=" Look ").json()["message"]
    assert [one["id"] for one in message["attachments"]] == [str(one.id) for one in wanted]
    assert [one["name"] for one in message["attachments"]] == ["2.txt", "0.txt", "1.txt"]
    assert message["text"] == "Look"
    assert history(cast.alice, cast.room)[-1] == message
    for upload in uploads:
        upload.refresh_from_db()
        assert (upload.place, upload.room_id) == (Place.MESSAGE, cast.room.id)
        assert str(upload.message_id) == message["id"]
    assert [may_fetch(one, uploads[0].id) for one in (cast.alice, cast.bob, cast.carol)] == [
        True,
        True,
        False,
    ]


def test_what_cannot_be_sent(cast: Cast) -> None:
    coming = Upload.objects.create(owner=cast.bob, name="later.txt", length=5)
    good = bring_file(cast.bob)
    for bad in (coming, bring_file(cast.alice), new_id()):
        response = send(cast.bob, cast.room, good, bad)
        assert refusal(response) == (400, "invalid")
        assert "upload_ids" in response.json()["error"]["fields"]
    assert refusal(send(cast.bob, cast.room, good, good)) == (400, "invalid")
    assert refusal(send(cast.bob, cast.room, *[new_id() for _ in range(11)])) == (400, "invalid")
    assert refusal(send(cast.bob, cast.room, "no id")) == (400, "invalid")
    assert refusal(send(cast.bob, cast.room)) == (400, "invalid")
    good.refresh_from_db()
    assert good.place == Place.NONE
    assert Message.objects.count() == 0
    assert send(cast.bob, cast.room, good).status_code == 201


def test_a_file_is_sent_once(cast: Cast) -> None:
    upload = bring_file(cast.bob)
    assert send(cast.bob, cast.room, upload).status_code == 201
    assert refusal(send(cast.bob, cast.room, upload)) == (409, "upload_taken")
    assert Message.objects.count() == 1


def test_again_with_the_same_client_id(cast: Cast) -> None:
    upload, client_id = bring_file(cast.bob), new_id()
    first = send(cast.bob, cast.room, upload, client_id=client_id)
    again = send(cast.bob, cast.room, upload, client_id=client_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Upload.objects.get(id=upload.id).message_id == UUID(first.json()["message"]["id"])


def test_again_after_it_was_deleted_for_good(cast: Cast) -> None:
    """An outbox that heard no answer must not add the file anew and send it a second time."""
    upload, client_id = bring_file(cast.bob), new_id()
    first = Said.model_validate(send(cast.bob, cast.room, upload, client_id=client_id).json()["message"])
    delete(cast.bob, first)
    wipe(first)
    again = send(cast.bob, cast.room, upload, client_id=client_id)
    assert (again.status_code, again.json()["message"]["id"]) == (200, str(first.id))
    assert again.json()["message"]["attachments"] == []


def wipe(said: Said) -> None:
    let_time_pass(said, seconds=60)
    wipe_deleted()


@pytest.mark.django_db(transaction=True)
def test_two_messages_that_want_one_file() -> None:
    alice, bob = make_person("Alice"), make_person("Bob")
    rooms = [make_room(alice, bob) for _ in range(2)]
    one, other = bring_file(bob), bring_file(bob)

    def try_it(room: Room, uploads: list[Upload]) -> Any:
        new = NewMessage(client_id=new_id(), text="", upload_ids=[upload.id for upload in uploads])
        return send_message(sender=seat_of(bob, room), new=new)

    # In opposite orders: who locked as the message says would wait for the other in a ring.
    results = at_once(partial(try_it, rooms[0], [one, other]), partial(try_it, rooms[1], [other, one]))
    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], Conflict)
    assert refused[0].code == "upload_taken"
    message = Message.objects.get()
    assert set(Upload.objects.values_list("message_id", flat=True)) == {message.id}


def test_a_forward_has_files_of_its_own(cast: Cast, sent: Said) -> None:
    """Those who read it may fetch its copies, and nothing of the room it came from."""
    other = make_room(cast.bob, cast.carol)
    message = forward(cast.bob, sent, other).json()["message"]
    copies = message["forwarded"]["attachments"]
    assert [one["name"] for one in copies] == [NAME, "second.txt"]
    assert message["attachments"] == []
    assert not {one["id"] for one in copies} & {str(one.id) for one in sent.attachments}
    original, copy = sent.attachments[0].id, copies[0]["id"]
    assert [may_fetch(one, copy) for one in (cast.alice, cast.bob, cast.carol)] == [False, True, True]
    assert [may_fetch(one, original) for one in (cast.alice, cast.bob, cast.carol)] == [True, True, False]
    assert Upload.objects.get(id=copy).file_id == Upload.objects.get(id=original).file_id
    # Of a forward, too; and it stays when what it came from goes.
    third = make_room(cast.carol)
    again = forward(cast.carol, Said.model_validate(message), third).json()["message"]["forwarded"]
    assert (again["message_id"], len(again["attachments"])) == (str(sent.id), 2)
    delete(cast.bob, sent)
    wipe(sent)
    assert not Upload.objects.filter(id=original).exists()
    assert may_fetch(cast.carol, copy)
    assert may_fetch(cast.carol, again["attachments"][0]["id"])


def test_deleted_at_once_and_back(cast: Cast, sent: Said) -> None:
    reply = answer(cast.alice, cast.room, sent).json()["message"]
    assert reply["reply_to"]["attachment"]["name"] == NAME
    put(cast.bob, sent, "saved")
    seen = sent.attachments[0].id
    assert may_fetch(cast.bob, seen)
    delete(cast.bob, sent)
    assert not any(may_fetch(one, seen) for one in (cast.alice, cast.bob))
    assert NAME not in everywhere(cast.alice, cast.bob, room=cast.room)
    assert restore(cast.bob, sent).json()["message"]["attachments"] == [
        one.model_dump(mode="json") for one in sent.attachments
    ]
    assert may_fetch(cast.alice, seen)
    assert NAME in everywhere(cast.alice, room=cast.room)


def everywhere(*people: User, room: Room) -> str:
    """What the log holds and these people are shown, in one text."""
    paths = [
        f"/api/messages/?room={room.id}",
        f"/api/rooms/{room.id}/",
        f"/api/rooms/{room.id}/files/",
        "/api/saved/",
        "/api/search/?q=zanzibar",
        "/api/search/?q=has:file",
        "/api/bootstrap/",
        "/api/drafts/",
    ]
    shown = [client_of(one).get(path) for one in people for path in paths]
    assert all(one.status_code == 200 for one in shown)
    return str([*LoggedEvent.objects.values_list("body", flat=True), *(one.json() for one in shown)])


def test_wiping_lets_go_of_the_files(cast: Cast, sent: Said) -> None:
    delete(cast.bob, sent)
    wipe_deleted()
    assert Upload.objects.filter(message_id=sent.id).count() == 2
    wipe(sent)
    assert not Upload.objects.filter(message_id=sent.id).exists()
    assert Message.objects.get(id=sent.id).attachments is None


def test_a_room_takes_its_files_along(cast: Cast, sent: Said) -> None:
    other = make_room(cast.bob)
    forward(cast.bob, sent, other)
    delete_room(owner=seat_of(cast.alice, cast.room), confirm=cast.room.name)
    finish_deleting()
    assert not Upload.objects.filter(room_id=cast.room.id).exists()
    # The bytes are there for as long as another message shows them.
    assert StoredFile.objects.filter(uploads__room_id=other.id).count() == 2


def test_words_come_and_go_beside_files(cast: Cast, sent: Said) -> None:
    said = edit(cast.bob, sent, "Now with words").json()["message"]
    assert len(said["attachments"]) == 2
    without = edit(cast.bob, sent, "", version=1)
    assert (without.status_code, without.json()["message"]["text"]) == (200, "")
    assert look(cast.alice, sent, "versions/").json()["versions"][1]["text"] == "Now with words"
    plain = say(cast.bob, cast.room)
    assert refusal(edit(cast.bob, plain, "")) == (400, "invalid")


def test_a_file_says_what_a_message_without_words_is(cast: Cast, sent: Said) -> None:
    entry = client_of(cast.alice).get(f"/api/rooms/{cast.room.id}/").json()
    assert entry["last_message"]["text"] == ""
    assert entry["last_message"]["attachments"][0]["name"] == NAME
    assert entry["unread_count"] == 1
    thread = send(cast.alice, cast.room, bring_file(cast.alice, "reply.txt"))
    assert thread.status_code == 201
    other = make_room(cast.bob, cast.alice)
    passed_on = forward(cast.bob, sent, other).json()["message"]
    quoted = answer(cast.alice, other, Said.model_validate(passed_on)).json()["message"]["reply_to"]
    assert (quoted["text"], quoted["attachment"]["name"]) == ("", NAME)


def test_only_members_send_files(cast: Cast) -> None:
    public = make_room(cast.alice, kind=RoomKind.PUBLIC)
    upload = bring_file(cast.carol)
    assert send(cast.carol, cast.room, upload).status_code == 404
    assert refusal(send(cast.carol, public, upload)) == (403, "not_a_member")
    upload.refresh_from_db()
    assert upload.place == Place.NONE


def test_files_cost_the_others_nothing(cast: Cast) -> None:
    """A message without files asks the database as often as one did before there were any."""
    say(cast.bob, cast.room)
    with CaptureQueriesContext(
        connection,
    ) as plain:
        say(cast.bob, cast.room)
    assert not [one for one in plain.captured_queries if "media_" in one["sql"]]
    upload = bring_file(cast.bob)
    new = NewMessage(client_id=new_id(), text="", upload_ids=[upload.id])
    seat = seat_of(cast.bob, cast.room)
    with CaptureQueriesContext(connection) as with_file:
        send_message(sender=seat, new=new)
    assert len([one for one in with_file.captured_queries if "media_" in one["sql"]]) == 2
