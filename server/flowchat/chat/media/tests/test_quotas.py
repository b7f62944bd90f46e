"""The space of a room: counted when a message attaches files, and when one is forwarded with them."""

import dataclasses
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as live

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.media.models import FileKind, StoredFile, Upload
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests.factories import client_of, make_person, make_room


@pytest.fixture
def alice(db: None) -> User:
    return make_person("Alice")


def uploaded(owner: User, length: int) -> UUID:
    file_id = new_id()
    file = StoredFile.objects.create(
        id=file_id,
        storage="local",
        key=str(file_id),
        kind=FileKind.FILE,
        content_type="application/octet-stream",
        size=length,
        digest="0" * 64,
    )
    return Upload.objects.create(owner=owner, name="plan.txt", length=length, file=file).id


def send(user: User, room: Room, *upload_ids: UUID, client_id: UUID | None = None) -> Any:
    body = {
        "room": str(room.id),
        "client_id": str(client_id or new_id()),
        "text": "",
        "upload_ids": [str(one) for one in upload_ids],
    }
    return client_of(user).post("/api/messages/", body, format="json")


def test_a_room_holds_so_much_and_no_more(alice: User, settings: Any) -> None:
    settings.UPLOADS = dataclasses.replace(live.UPLOADS, room_quota=1000)
    room, other = make_room(alice), make_room(alice, name="Attic")
    first, second = uploaded(alice, 400), uploaded(alice, 400)
    assert send(alice, room, first, second).status_code == 201
    third = uploaded(alice, 300)
    refused = send(alice, room, third)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "quota_exceeded")
    assert Upload.objects.get(id=third).place == "", "it can still be sent elsewhere"
    assert Message.objects.count() == 1
    assert send(alice, other, third).status_code == 201
    assert send(alice, room, uploaded(alice, 200)).status_code == 201


def test_forwarding_counts_as_sending(alice: User, settings: Any) -> None:
    room, other = make_room(alice), make_room(alice, name="Attic")
    sent = send(alice, room, uploaded(alice, 600)).json()["message"]
    settings.UPLOADS = dataclasses.replace(live.UPLOADS, room_quota=1000)
    statuses = [forward(alice, other, sent["id"]) for _ in range(2)]
    assert statuses == [201, 409]


def forward(user: User, room: Room, message_id: str) -> int:
    body = {"room": str(room.id), "client_id": str(new_id()), "text": ""}
    path = f"/api/messages/{message_id}/forward/"
    status: int = client_of(user).post(path, body, format="json").status_code
    return status
