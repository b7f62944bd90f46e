"""What stands around a message when it is sent: what it answers, what it takes over, whom it names."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flowchat.chat.accounts.queries import people_by_id
from flowchat.chat.errors import Conflict, Invalid, NotFound
from flowchat.chat.events import objects
from flowchat.chat.media.actions import attach_uploads, copy_attachments
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import to_quote
from flowchat.chat.messaging.queries.history import named_in


def quote_in(room_id: UUID, reply_to: UUID | None) -> objects.Quote | None:
    """Return how the answered message is shown; deleted meanwhile, it is shown as that. Raises Invalid for one that
    is not in this room. The caller holds the room's stream.
    """
    if reply_to is None:
        return None
    row = Message.objects.filter(id=reply_to, room_id=room_id).first()
    if row is None:
        raise Invalid(fields={"reply_to": ["There is no such message in this room."]})
    return to_quote(row)


def taken_over(message_id: UUID | None) -> dict[str, Any] | None:
    """Return the copy of a message that a forward carries: the first origin when it was forwarded itself.

    Read under a lock of its row: what is deleted by now is not copied. Raises Conflict for that.
    """
    if message_id is None:
        return None
    row = Message.objects.select_for_update(no_key=True).filter(id=message_id).first()
    if row is None:
        raise NotFound
    if row.deleted_at is not None:
        raise Conflict("This message was deleted.", code="message_deleted")
    if row.forwarded is not None:
        first: dict[str, Any] = row.forwarded
        return first
    copy = objects.Forwarded(
        message_id=row.id,
        room_id=row.room_id,
        author_id=row.author_id,
        text=row.text,
        attachments=row.attachments or [],
        sent_at=row.sent_at,
    )
    return copy.model_dump(mode="json")


def bring_files(row: Message, upload_ids: Sequence[UUID]) -> list[dict[str, Any]] | None:
    """Bind to a new message the files that go along with it, and those of what it forwards, to which its readers get
    an access of their own. Returns the attachments to store, an empty list for a forward with files: None is for
    messages without any, which the index of files leaves out. Raises Invalid for one that can't be sent.
    """
    passes_on = row.forwarded is not None and bool(row.forwarded["attachments"])
    if row.forwarded is not None and passes_on:
        originals = [objects.Attachment.model_validate(one) for one in row.forwarded["attachments"]]
        copies = copy_attachments(originals, owner_id=row.author_id, room_id=row.room_id, message_id=row.id)
        row.forwarded = {**row.forwarded, "attachments": [one.model_dump(mode="json") for one in copies]}
    if not upload_ids:
        return [] if passes_on else None
    files = attach_uploads(upload_ids, owner_id=row.author_id, room_id=row.room_id, message_id=row.id)
    return [one.model_dump(mode="json") for one in files]


def others_in(*messages: objects.Message | None) -> list[objects.Person]:
    """Return everyone whom messages name besides the author of the first; no query when there is nobody."""
    told = [one for one in messages if one is not None]
    named = {person for message in told for person in named_in(message)}
    if told:
        named.discard(told[0].author_id)
    if not named:
        return []
    people = people_by_id(named)
    return [people[one] for one in sorted(people)]
