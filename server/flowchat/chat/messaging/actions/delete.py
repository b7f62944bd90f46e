"""Taking a message away, and bringing it back at once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from flowchat.chat.accounts.queries import people_by_id, to_person
from flowchat.chat.errors import Conflict, Forbidden, Invalid
from flowchat.chat.events import log, objects
from flowchat.chat.events.forgetting import Said, forget_message
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import MessageDeleted, MessageRestored
from flowchat.chat.media.actions import hide_attachments, show_attachments
from flowchat.chat.messaging import ports
from flowchat.chat.messaging.access import Reachable
from flowchat.chat.messaging.actions.changing import hold_message
from flowchat.chat.messaging.actions.surroundings import others_in
from flowchat.chat.messaging.actions.wiping import UNDO, wipe_later
from flowchat.chat.messaging.models import Message, Removal
from flowchat.chat.messaging.objects import (
    deletion_of,
    first_file,
    mentions_of,
    threads_of,
    to_message,
    to_quote,
)
from flowchat.chat.messaging.queries.history import people_in
from flowchat.chat.rooms.access import require
from flowchat.chat.rooms.contents import contents
from flowchat.chat.rooms.models import Membership, RoomKind, RoomRole

_GRACE = timedelta(seconds=5)
"""The person had ten seconds; the network may need some more."""
_CHANGED = ("deleted_at", "deleted_by", "deleted_seq", "delete_reason", "revision")


@transaction.atomic
def delete_message(*, deleter: Reachable, reason: str = "") -> None:
    """Take a message away: one's own, or as an admin of the room another's, for a reason that is kept.

    At once nothing tells its words any more, the log included; they are wiped for good when the time for undoing is
    over. A repeat changes nothing. Raises Forbidden without the right, Invalid without the reason.
    """
    member, row = hold_message(deleter)
    moderating = row.author_id != member.user_id
    if moderating:
        _require_moderator(member)
    if row.deleted_at is not None:
        return
    if moderating and not reason:
        raise Invalid(fields={"reason": ["Say why: it is kept, and shown in its place."]})
    mentions, at = mentions_of(row), timezone.now()
    stream = room_stream(row.room_id)
    row.deleted_seq = row.revision = log.claim(stream)
    row.deleted_at, row.deleted_by_id = at, member.user_id
    row.delete_reason = reason if moderating else ""
    row.save(update_fields=_CHANGED)
    if moderating:
        _keep_removal(row, member, at)
    answers = Message.objects.filter(reply_to_id=row.id).values_list("id", "seq")
    forget_message(stream, Said(row.id, row.seq), answers=[Said(*one) for one in answers])
    log.write(stream, row.deleted_seq, _deleted(row, member, mentions))
    if first_file(row) is not None:
        hide_attachments(row.id)
    ports.tell(row, "deleted")
    wipe_later()


def _require_moderator(member: Membership) -> None:
    if member.room.kind == RoomKind.DIRECT:
        raise Forbidden("Only who wrote this can delete it.")
    require(member, RoomRole.ADMIN)


def _keep_removal(row: Message, member: Membership, at: datetime) -> None:
    Removal.objects.create(
        room_id=row.room_id,
        message_id=row.id,
        author_id=row.author_id,
        by_id=member.user_id,
        reason=row.delete_reason,
        at=at,
    )


def _deleted(row: Message, member: Membership, mentions: objects.Mentions) -> MessageDeleted:
    deletion = deletion_of(row)
    assert deletion is not None
    last = contents().latest([row.room_id]).get(row.room_id)
    people = {one.id: one for one in people_in([last] if last else [])}
    people[member.user_id] = to_person(member.user)
    return MessageDeleted(
        message_id=row.id,
        message_seq=row.seq,
        author_id=row.author_id,
        thread_id=row.thread_id,
        mentions=mentions,
        deletion=deletion,
        thread=_thread_of(row),
        last_message=last,
        people=[people[one] for one in sorted(people)],
    )


@transaction.atomic
def restore_message(*, restorer: Reachable) -> objects.Message:
    """Undo a deletion: the message is back as it was, with its versions, reactions and pin. A repeat changes nothing.

    Raises Forbidden for who didn't delete it, Conflict `too_late` when the time for undoing is over.
    """
    member, row = hold_message(restorer)
    if row.deleted_at is None:
        return to_message(row)
    if row.deleted_by_id != member.user_id:
        raise Forbidden("Only who deleted this can bring it back.")
    if timezone.now() - row.deleted_at > UNDO + _GRACE:
        raise Conflict("This can't be undone any more.", code="too_late")
    stream = room_stream(row.room_id)
    row.revision = log.claim(stream)
    row.deleted_at = row.deleted_by = row.deleted_seq = None
    row.delete_reason = ""
    row.save(update_fields=_CHANGED)
    Removal.objects.filter(message_id=row.id, undone_at=None).update(undone_at=timezone.now())
    restored = _restored(row)
    log.write(stream, row.revision, restored)
    if first_file(row) is not None:
        show_attachments(row.id)
    ports.tell(row, "restored")
    return restored.message


def _restored(row: Message) -> MessageRestored:
    message = to_message(row)
    last = contents().latest([row.room_id]).get(row.room_id)
    return MessageRestored(
        message=message,
        quote=to_quote(row),
        author=people_by_id([row.author_id])[row.author_id],
        people=others_in(message, last),
        thread=_thread_of(row),
        last_message=last,
    )


def _thread_of(row: Message) -> objects.Thread | None:
    """Return what the root of a reply shows now."""
    return None if row.thread_id is None else threads_of([row.thread_id]).get(row.thread_id)
