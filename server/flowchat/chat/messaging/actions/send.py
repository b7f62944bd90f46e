"""Sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Json

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.queries import to_person
from flowchat.chat.errors import Conflict, Invalid
from flowchat.chat.events import log, objects
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import MessageSent
from flowchat.chat.ids import new_id
from flowchat.chat.messaging import ports
from flowchat.chat.messaging.actions.calling import refuse_shouting
from flowchat.chat.messaging.actions.surroundings import bring_files, others_in, quote_in, taken_over
from flowchat.chat.messaging.actions.threads import root_for, take_seats, tell_author
from flowchat.chat.messaging.actions.together import Waiting, is_plain, store_together
from flowchat.chat.messaging.mentions import called_in
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import describe, to_message
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.models import Membership, View
from flowchat.observing.request_ids import current_request_id

# One statement for both rows: this is the hot path. A taken client_id stores nothing, and the transaction is undone.
_STORE = """
    WITH stored AS (
        INSERT INTO messaging_message (
            id, room_id, author_id, client_id, seq, revision, text, sent_at, version,
            delete_reason, mention_group, mentioned_ids, mentioned_people, reply_to_id, thread_id, forwarded,
            attachments
        )
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, '', %s, %s, %s::jsonb, %s, %s, %s::jsonb, %s::jsonb)
        ON CONFLICT (author_id, client_id) DO NOTHING RETURNING seq
    )
    UPDATE rooms_membership AS seat
    SET last_read_seq = CASE WHEN moves THEN stored.seq ELSE seat.last_read_seq END,
        seen_seq = CASE WHEN moves THEN stored.seq ELSE seat.seen_seq END
    FROM stored, (SELECT %s AS moves) AS how WHERE seat.id = %s
"""

_STILL_IN = """
    SELECT room.archived_at, seat.view FROM rooms_membership AS seat JOIN rooms_room AS room ON room.id = seat.room_id
    WHERE seat.id = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """What someone wants to say, and where: in answer to a message, in a thread (named by its root), or neither.

    `forward` names a message they may read that is taken over, `upload_ids` files of the sender's that go along; the
    text may then be empty.
    """

    client_id: UUID
    text: str
    reply_to: UUID | None = None
    thread: UUID | None = None
    upload_ids: Sequence[UUID] = ()
    forward: UUID | None = None

    @property
    def is_plain(self) -> bool:
        """Is this words alone, which may be stored together with others (`together`)?"""
        alone = self.reply_to is None and self.thread is None and self.forward is None and not self.upload_ids
        return alone and is_plain(self.text)


class Sent(NamedTuple):
    """A message, and whether it was stored just now or already by an earlier try."""

    message: objects.Message
    created: bool


class _Repeated(Conflict):
    """This author has used this client_id already; raised to undo the transaction, and the claimed seq with it."""


def send_message(*, sender: Membership, new: NewMessage) -> Sent:
    """Store a message at the next seq of the room and announce it; its author has thereby read up to it.

    `client_id` makes it safe to try again: a repeat returns the first result, even when both run at the same time or
    the room was archived in between. Raises Conflict when the id was used in another room (`client_id_reused`), the
    room is archived, what is forwarded is deleted (`message_deleted`) or a file was sent before (`upload_taken`),
    Invalid for an answer or a thread of another room or a file that can't be sent, NotFound or Forbidden when the
    sender is no longer in it, and SlowDown for who calls everyone too often.
    """
    if new.is_plain and (message := _store_plain(sender, new)) is not None:
        return Sent(message, created=True)
    try:
        return Sent(_store(sender=sender, new=new), created=True)
    except (Conflict, Invalid) as refusal:
        # Invalid, too: of a message that was wiped since, not even its files are there any more.
        first = Message.objects.filter(author_id=sender.user_id, client_id=new.client_id).first()
        if first is None:
            raise
        if first.room_id != sender.room_id:
            raise Conflict(
                "This client_id names a message in another room.", code="client_id_reused"
            ) from refusal
        return Sent(to_message(first), created=False)


def sent_before(author: User, *, room_id: UUID, client_id: UUID) -> Sent | None:
    """Return what a member sent to their room under this client_id, or None. Raises NotFound or Forbidden for one who
    is no longer in it.
    """
    first = Message.objects.filter(author_id=author.id, client_id=client_id, room_id=room_id).first()
    if first is None:
        return None
    member_of(author, room_id)
    return Sent(to_message(first), created=False)


def _store_plain(sender: Membership, new: NewMessage) -> objects.Message | None:
    """Store it as a batch of one; None when that is refused, for whatever reason the longer way finds."""
    one = Waiting(
        author_id=sender.user_id,
        room_id=sender.room_id,
        client_id=new.client_id,
        text=new.text,
        session_id=None,
        request_id=current_request_id(),
    )
    return store_together([one])[0]


@transaction.atomic
def _store(*, sender: Membership, new: NewMessage) -> objects.Message:
    stream = room_stream(sender.room_id)
    seq = log.claim(stream)
    sender = _still_in(sender)
    row = Message(
        id=new_id(),
        room_id=sender.room_id,
        author_id=sender.user_id,
        client_id=new.client_id,
        seq=seq,
        revision=seq,
        text=new.text,
        sent_at=timezone.now(),
        reply_to_id=new.reply_to,
        thread=(root := root_for(sender.room_id, new.thread)),
        forwarded=taken_over(new.forward),
    )
    row.attachments = bring_files(row, new.upload_ids)
    quote = quote_in(row.room_id, new.reply_to)
    called_in(row.text, room_id=row.room_id, author_id=row.author_id).write_to(row)
    _insert(row, sender)
    refuse_shouting(row)
    replied = take_seats(row, root)
    message = describe(row, quote=quote)
    log.write(
        stream,
        seq,
        MessageSent(
            message=message,
            author=to_person(sender.user),
            people=others_in(message),
            thread=replied.thread,
            thread_followers=replied.followers,
        ),
    )
    tell_author(row, sender)
    ports.tell(row, "sent")
    return message


def _still_in(sender: Membership) -> Membership:
    """Check again now that the room's stream is ours: whoever removed the sender or archived the room is done."""
    with connection.cursor() as cursor:
        cursor.execute(_STILL_IN, [sender.id])
        row = cursor.fetchone()
    if row is None:
        # Gone, or gone and back: the door knows which.
        sender = member_of(sender.user, sender.room_id)
        row = (sender.room.archived_at, sender.view)
    if row[0] is not None:
        raise Conflict("This room is archived.", code="room_archived")
    sender.view = row[1]
    return sender


def _json_or_null(value: Any) -> Json | None:
    return None if value is None else Json(value)


def _insert(row: Message, sender: Membership) -> None:
    values: list[Any] = [
        row.id,
        row.room_id,
        row.author_id,
        row.client_id,
        row.seq,
        row.revision,
        row.text,
        row.sent_at,
        row.mention_group,
        row.mentioned_ids,
        Json(row.mentioned_people),
        row.reply_to_id,
        row.thread_id,
        _json_or_null(row.forwarded),
        _json_or_null(row.attachments),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [*values, row.thread_id is None or sender.view == View.FLAT, sender.id])
        if cursor.rowcount == 0:
            raise _Repeated
