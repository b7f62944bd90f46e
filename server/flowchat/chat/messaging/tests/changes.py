"""What people do to messages, through the real endpoints."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.events import objects
from flowchat.chat.events.streams import room_stream
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions.delete import delete_message, restore_message
from flowchat.chat.messaging.actions.edit import edit_message
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests.factories import client_of, logged

Said = objects.Message


def edit(user: User | None, said: Said, text: Any, version: Any = 0) -> Any:
    body = {"text": text, "version": version}
    return client_of(user).patch(f"/api/messages/{said.id}/", body, format="json")


def delete(user: User | None, said: Said, **body: Any) -> Any:
    return client_of(user).delete(f"/api/messages/{said.id}/", body, format="json")


def restore(user: User | None, said: Said) -> Any:
    return client_of(user).post(f"/api/messages/{said.id}/restore/")


def look(user: User | None, said: Said, part: str = "") -> Any:
    return client_of(user).get(f"/api/messages/{said.id}/{part}")


def put(user: User | None, said: Said, part: str) -> Any:
    return client_of(user).put(f"/api/messages/{said.id}/{part}/")


def take(user: User | None, said: Said, part: str) -> Any:
    return client_of(user).delete(f"/api/messages/{said.id}/{part}/")


def forward(user: User | None, said: Said, room: Room, text: str = "", client_id: UUID | None = None) -> Any:
    body = {"room": str(room.id), "client_id": str(client_id or new_id()), "text": text}
    return client_of(user).post(f"/api/messages/{said.id}/forward/", body, format="json")


def answer(user: User, room: Room, said: Said, text: str = "Indeed", **fields: Any) -> Any:
    body = {
        "room": str(room.id),
        "client_id": str(new_id()),
        "text": text,
        "reply_to": str(said.id),
        **fields,
    }
    return client_of(user).post("/api/messages/", body, format="json")


def history(user: User, room: Room, **wanted: Any) -> list[dict[str, Any]]:
    answered = client_of(user).get("/api/messages/", {"room": str(room.id), **wanted})
    assert answered.status_code == 200
    found: list[dict[str, Any]] = answered.json()["messages"]
    return found


def last_event(room: Room) -> dict[str, Any]:
    return logged(room_stream(room.id))[-1]


def make_edit(user: User, said: Said, text: str, version: int = 0) -> objects.Message:
    """Edit through the action: for threads and stories."""
    return edit_message(editor=member_message_of(user, said.id), text=text, version=version)


def make_deletion(user: User, said: Said, reason: str = "") -> None:
    delete_message(deleter=member_message_of(user, said.id), reason=reason)


def undo_deletion(user: User, said: Said) -> objects.Message:
    return restore_message(restorer=member_message_of(user, said.id))


def let_time_pass(said: Said, seconds: int) -> None:
    """As if the message had been sent, and deleted, so long ago."""
    row = Message.objects.get(id=said.id)
    row.sent_at -= timedelta(seconds=seconds)
    if row.deleted_at is not None:
        row.deleted_at -= timedelta(seconds=seconds)
    row.save(update_fields=["sent_at", "deleted_at"])
