"""Binding files to messages. Everything here runs inside the transaction of the message's own change."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from flowchat.chat.errors import Conflict, Invalid
from flowchat.chat.events import objects
from flowchat.chat.ids import new_id
from flowchat.chat.media.models import Place, Upload
from flowchat.chat.media.queries import to_attachment, used_in
from flowchat.chat.media.refusals import QuotaExceeded


def attach_uploads(
    upload_ids: Sequence[UUID], *, owner_id: UUID, room_id: UUID, message_id: UUID
) -> list[objects.Attachment]:
    """Give uploads of their owner to a message, in this order; from then on its readers see them.

    Raises Invalid for one that isn't the owner's, isn't complete or is gone, which all sound the same, and Conflict
    `upload_taken` for one that belongs somewhere already, `quota_exceeded` when the room's space is used.
    """
    # Locked in one order, whatever the message's: two messages that name the same files must not wait in a ring.
    held = Upload.objects.select_for_update(of=("self",), no_key=True).select_related("file").order_by("id")
    found = {row.id: row for row in held.filter(id__in=upload_ids, owner_id=owner_id, file__isnull=False)}
    if any(one not in found for one in upload_ids):
        raise Invalid(
            fields={"upload_ids": ["One of these files is not there any more. Please add it again."]}
        )
    rows = [found[one] for one in upload_ids]
    if any(row.place != Place.NONE for row in rows):
        raise Conflict("One of these files was sent already.", code="upload_taken")
    _hold_room_quota(room_id, sum(row.length for row in rows))
    Upload.objects.filter(id__in=upload_ids).update(
        place=Place.MESSAGE, room_id=room_id, message_id=message_id
    )
    return [to_attachment(row) for row in rows]


def copy_attachments(
    originals: Sequence[objects.Attachment], *, owner_id: UUID, room_id: UUID, message_id: UUID
) -> list[objects.Attachment]:
    """Let a message that forwards these files show them to its own readers: the same bytes under new ids.

    One whose original is gone meanwhile is left out. Raises QuotaExceeded: copies count as their originals do.
    """
    held = Upload.objects.select_for_update(of=("self",), no_key=True).select_related("file").order_by("id")
    found = {row.id: row for row in held.filter(id__in=[one.id for one in originals], file__isnull=False)}
    copies = [
        Upload(
            id=new_id(),
            owner_id=owner_id,
            name=row.name,
            length=row.length,
            file=row.file,
            place=Place.MESSAGE,
            room_id=room_id,
            message_id=message_id,
        )
        for one in originals
        if (row := found.get(one.id)) is not None
    ]
    _hold_room_quota(room_id, sum(copy.length for copy in copies))
    return [to_attachment(row) for row in Upload.objects.bulk_create(copies)]


def _hold_room_quota(room_id: UUID, length: int) -> None:
    """Make sure that a room may have so many bytes more. Whoever sends a message holds the room's stream, so nobody
    else attaches files there at the same time.
    """
    quota = settings.UPLOADS.room_quota
    if quota is not None and used_in(room_id) + length > quota:
        raise QuotaExceeded("All the space for files in this room is used.")


def hide_attachments(message_id: UUID) -> None:
    """Let nobody see the files of a message that was deleted and may still be restored."""
    Upload.objects.filter(message_id=message_id).update(hidden_at=timezone.now())


def show_attachments(message_id: UUID) -> None:
    """Undo that."""
    Upload.objects.filter(message_id=message_id).update(hidden_at=None)


def release_attachments(message_ids: Collection[UUID]) -> None:
    """Let go of the files of messages that are gone for good; what nothing names any more is freed soon after."""
    Upload.objects.filter(message_id__in=message_ids).delete()
