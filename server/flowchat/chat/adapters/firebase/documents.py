"""The documents in Firestore: their places and what stands in them. docs/firebase.md describes them for readers."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flowchat.chat.events.objects import Message
from flowchat.chat.mirroring.news import MessageNews, PersonState, ReadingNews, Receipt
from flowchat.chat.wire import format_time

Document = dict[str, Any]
Documents = Mapping[str, Document | None]
"""What is to stand at each path; None: nothing."""

MESSAGES = "chat_rooms_"
"""Begins the names of the collections of messages."""
ROOMS, PEOPLE = "rooms", "people"
_MOST_BYTES = 900_000
"""Firestore refuses documents of more than 1 MiB, counted a little differently than JSON."""


def messages_path(room_id: UUID) -> str:
    """Name the collection of a room's messages."""
    return f"{MESSAGES}{room_id}"


def readings_path(room_id: UUID) -> str:
    """Name the collection of how far people have read in a room."""
    return f"read_receipts_{room_id}"


def receipts_path(room_id: UUID, message_id: UUID | str) -> str:
    """Name the collection of who has read a message."""
    return f"read_receipts_{room_id}_{message_id}"


def typing_path(room_id: UUID) -> str:
    """Name the collection of who is typing in a room; clients write it."""
    return f"typing_{room_id}"


def members_path(room_id: UUID) -> str:
    """Name the collection of who may read a room, which the rules ask."""
    return f"{ROOMS}/{room_id}/members"


def message_document(news: MessageNews) -> Document:
    """Return everything the wire says of a message, and the events that led there."""
    body = {**_fields(news.message), "revision": news.revision, "events": list(news.events)}
    if _is_too_large(body):
        body["events"] = []
    return body


def plain_message(message: Message) -> Document:
    """Return what stands in a message's document besides its events."""
    return _fields(message)


def _fields(message: Message) -> Document:
    """Thousands who react are more than a document may hold. Readers ask the API when events are missing."""
    body = message.model_dump(mode="json")
    if _is_too_large(body):
        body["reactions"] = []
    return body


def _is_too_large(body: Document) -> bool:
    return len(json.dumps(body, ensure_ascii=False).encode()) > _MOST_BYTES


def size_of(body: Document | None) -> int:
    """Return about how many bytes a document takes on the way."""
    return len(json.dumps(body, ensure_ascii=False).encode()) if body else 0


def reading_document(news: ReadingNews) -> Document:
    """Return how far someone has read and received."""
    return {
        "user_id": str(news.user_id),
        "last_read_seq": news.last_read_seq,
        "delivered_seq": news.delivered_seq,
        "revision": news.revision,
        "events": list(news.events),
    }


def receipt_document(room_id: UUID, receipt: Receipt) -> Document:
    """Return that someone has read one message."""
    return {
        "user_id": str(receipt.user_id),
        "room_id": str(room_id),
        "message_id": str(receipt.message_id),
        "seq": receipt.seq,
        "read_at": format_time(receipt.read_at),
    }


def member_document(user_id: UUID, role: str) -> Document:
    """Return what the rules know of a member."""
    return {"user_id": str(user_id), "role": role}


def person_document(person: PersonState) -> Document:
    """Return what the rules know of an account."""
    return {"active": person.active, "valid_since": person.valid_since}
