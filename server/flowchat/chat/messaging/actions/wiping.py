"""Wiping deleted messages for good, once the time for undoing is over."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from flowchat.chat.media.actions import release_attachments
from flowchat.chat.messaging.models import UNWIPED, Message, MessageVersion, Reaction, Saved
from flowchat.http.pool import WorkerPool
from flowchat.jobs.queue import enqueue_in

WIPING = "wipe deleted messages"
UNDO = timedelta(seconds=10)
WIPE_AFTER = 2 * UNDO
"""Later than the last undo, with the grace that undoing has."""
_BATCH = 500


@transaction.atomic
def wipe_deleted() -> int:
    """Wipe the words, versions, reactions and marks of everything whose undo is over; return how many there were.

    Not of one message only: whatever an earlier try left behind is wiped by the next one.
    """
    # The row and not the room's stream: nobody has to wait, and an undo that was faster is not found any more.
    due = Message.objects.filter(UNWIPED, deleted_at__lte=timezone.now() - WIPE_AFTER)
    locked = due.order_by("deleted_at").select_for_update(no_key=True, skip_locked=True)
    ids = list(locked.values_list("id", flat=True)[:_BATCH])
    for model in (MessageVersion, Reaction, Saved):
        model.objects.filter(message_id__in=ids).delete()
    release_attachments(ids)
    return Message.objects.filter(id__in=ids).update(
        text="",
        forwarded=None,
        attachments=None,
        mention_group="",
        mentioned_ids=[],
        mentioned_people=[],
        pinned_at=None,
        pinned_by=None,
        reply_to=None,
    )


def wipe_later() -> None:
    """Leave the job of wiping behind, in the transaction of a deletion: no crash can lose it."""
    enqueue_in(int(WIPE_AFTER.total_seconds()) + 1, WIPING, first=True)


async def do_wiping(pool: WorkerPool) -> None:
    """Do that job (`jobs.registry.Work`), until nothing is due."""
    while await pool.run(wipe_deleted) == _BATCH:
        continue
