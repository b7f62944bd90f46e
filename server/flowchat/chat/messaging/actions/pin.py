"""Pinning a message to its room. Set and unset, never toggled: what two people do at once ends as both wanted."""

from django.db import transaction
from django.utils import timezone

from flowchat.chat.events import log
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import MessagePinned
from flowchat.chat.messaging.access import Reachable
from flowchat.chat.messaging.actions.changing import hold_message, refuse_deleted
from flowchat.chat.messaging.objects import pin_of
from flowchat.chat.rooms.actions.holding import refuse_archived


@transaction.atomic
def set_pinned(*, member: Reachable, pinned: bool) -> None:
    """Pin a message or take the pin away; when it is so already, nothing changes, and who pinned it first stays.

    Raises Conflict for a deleted message or an archived room.
    """
    seat, row = hold_message(member)
    refuse_archived(seat.room)
    refuse_deleted(row)
    if (row.pinned_at is not None) == pinned:
        return
    row.pinned_at = timezone.now() if pinned else None
    row.pinned_by_id = seat.user_id if pinned else None
    row.revision = log.claim(room_stream(row.room_id))
    row.save(update_fields=["pinned_at", "pinned_by", "revision"])
    log.write(
        room_stream(row.room_id),
        row.revision,
        MessagePinned(message_id=row.id, message_seq=row.seq, pinned=pin_of(row)),
    )
