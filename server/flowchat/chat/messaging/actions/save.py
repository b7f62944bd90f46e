"""Keeping a message for later: for oneself only."""

from uuid import UUID

from django.db import transaction

from flowchat.chat.accounts.models import User
from flowchat.chat.events import log
from flowchat.chat.events.streams import user_stream
from flowchat.chat.events.types import SavedChanged
from flowchat.chat.messaging.access import Readable
from flowchat.chat.messaging.actions.changing import refuse_deleted
from flowchat.chat.messaging.models import Saved


@transaction.atomic
def save_message(*, reader: Readable) -> None:
    """Put a message on one's list; when it is there already, nothing changes. Raises Conflict for a deleted one."""
    user, row = reader.viewer.user, reader.row
    stream = user_stream(user.id)
    # The person's own stream orders their devices.
    log.lock(stream)
    if Saved.objects.filter(user_id=user.id, message_id=row.id).exists():
        return
    refuse_deleted(row)
    Saved.objects.create(user_id=user.id, message_id=row.id)
    log.append(stream, SavedChanged(room_id=row.room_id, message_id=row.id, saved=True))


@transaction.atomic
def unsave_message(*, user: User, message_id: UUID) -> None:
    """Take a message off one's list; when it isn't there, nothing changes.

    The list is one's own: one need not be able to read the message any more.
    """
    stream = user_stream(user.id)
    log.lock(stream)
    kept = Saved.objects.filter(user_id=user.id, message_id=message_id).select_related("message").first()
    if kept is None:
        return
    kept.delete()
    log.append(stream, SavedChanged(room_id=kept.message.room_id, message_id=message_id, saved=False))
