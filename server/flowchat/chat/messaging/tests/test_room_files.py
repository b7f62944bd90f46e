"""The files of a room: the latest first, by kind, page by page, without those that were deleted."""

from typing import Any

from flowchat.chat.accounts.models import User
from flowchat.chat.events.objects import Message as Said
from flowchat.chat.ids import new_id
from flowchat.chat.media.models import FileKind
from flowchat.chat.media.tests.pieces import bring_file
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.queries import files
from flowchat.chat.messaging.tests.changes import delete, forward, restore
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, make_room, say, seat_of


def send(user: User, room: Room, *names: str, kind: str = FileKind.FILE) -> Said:
    uploads = [bring_file(user, name, kind=kind) for name in names]
    new = NewMessage(client_id=new_id(), text="", upload_ids=[one.id for one in uploads])
    return send_message(sender=seat_of(user, room), new=new).message


def listed(user: User, room: Room, **query: Any) -> dict[str, Any]:
    response = client_of(user).get(f"/api/rooms/{room.id}/files/", query)
    assert response.status_code == 200, response.json()
    body: dict[str, Any] = response.json()
    return body


def names(body: dict[str, Any]) -> list[str]:
    return [one["attachment"]["name"] for one in body["files"]]


def test_the_latest_first(cast: Cast, settings: Any) -> None:
    say(cast.bob, cast.room, "No file")
    first = send(cast.bob, cast.room, "a.txt", "b.txt")
    send(cast.alice, cast.room, "c.txt")
    body = listed(cast.alice, cast.room)
    assert names(body) == ["c.txt", "a.txt", "b.txt"]
    entry = body["files"][1]
    assert (entry["message_id"], entry["seq"], entry["author_id"]) == (
        str(first.id), first.seq, str(cast.bob.id),
    )  # fmt: skip
    assert entry["attachment"] == first.attachments[0].model_dump(mode="json")
    assert {one["username"] for one in body["people"]} == {"alice", "bob"}
    assert (body["more"], body["used"], body["limit"]) == (False, 3 * len(b"some words"), None)


def test_pages_never_part_a_message(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(files, "PAGE", 3)
    for number in range(4):
        send(cast.bob, cast.room, f"{number}a.txt", f"{number}b.txt")
    body = listed(cast.alice, cast.room)
    assert names(body) == ["3a.txt", "3b.txt", "2a.txt", "2b.txt"]
    assert body["more"]
    body = listed(cast.alice, cast.room, before=body["files"][-1]["seq"])
    assert names(body) == ["1a.txt", "1b.txt", "0a.txt", "0b.txt"]
    assert not body["more"]
    assert names(listed(cast.alice, cast.room, before=body["files"][-1]["seq"])) == []


def test_one_kind(cast: Cast) -> None:
    send(cast.bob, cast.room, "a.txt")
    send(cast.bob, cast.room, "b.png", kind=FileKind.PICTURE)
    assert names(listed(cast.alice, cast.room, kind="picture")) == ["b.png"]
    assert names(listed(cast.alice, cast.room, kind="video")) == []
    assert client_of(cast.alice).get(f"/api/rooms/{cast.room.id}/files/?kind=drawing").status_code == 400


def test_deleted_ones_are_gone_and_back(cast: Cast) -> None:
    said = send(cast.bob, cast.room, "a.txt")
    delete(cast.bob, said)
    assert names(listed(cast.bob, cast.room)) == []
    restore(cast.bob, said)
    assert names(listed(cast.bob, cast.room)) == ["a.txt"]


def test_forwarded_ones_too(cast: Cast) -> None:
    said = send(cast.bob, cast.room, "a.png", kind=FileKind.PICTURE)
    plain = say(cast.bob, cast.room, "Nothing to see")
    other = make_room(cast.bob, cast.carol)
    forward(cast.bob, plain, other)
    message = forward(cast.bob, said, other).json()["message"]
    for query in ({}, {"kind": "picture"}):
        body = listed(cast.carol, other, **query)
        assert names(body) == ["a.png"]
        assert body["files"][0]["attachment"] == message["forwarded"]["attachments"][0]
        assert body["files"][0]["author_id"] == str(cast.bob.id)


def test_for_whoever_may_read_the_room(cast: Cast) -> None:
    assert client_of(cast.carol).get(f"/api/rooms/{cast.room.id}/files/").status_code == 404
    public = make_room(cast.alice, kind=RoomKind.PUBLIC)
    send(cast.alice, public, "a.txt")
    assert names(listed(cast.carol, public)) == ["a.txt"]
