"""Removing what deleted rooms held, a portion at a time.

Nobody reads a room any more from the moment in which it is deleted, but it may hold a million messages. To remove them
in the same transaction would keep the room's members waiting for minutes, and a thread and its locks as long.
"""

from django.db import transaction

from flowchat.chat.events.forgetting import forget_closed
from flowchat.chat.events.streams import room_stream
from flowchat.chat.rooms.contents import contents
from flowchat.chat.rooms.models import Room
from flowchat.http.pool import WorkerPool
from flowchat.jobs.queue import enqueue

REMOVING = "remove deleted rooms"


@transaction.atomic
def remove_portion() -> bool:
    """Remove a portion of what the room held that was deleted first, and in the end the room; False when there was
    nothing left, or another process is at it.

    The job for the next portion is kept with this one: whatever dies, what was removed is removed, and the rest has
    its job. It is for all rooms, so that one which was given up is finished by the next.
    """
    deleted = Room.objects.filter(deleted_at__isnull=False).order_by("deleted_at", "id")
    room = deleted.select_for_update(no_key=True, skip_locked=True).first()
    if room is None:
        return False
    if not (contents().remove_some(room.id) or forget_closed(room_stream(room.id))):
        room.delete()
    enqueue(REMOVING)
    return True


async def do_removing(pool: WorkerPool) -> None:
    """Do that job (`jobs.registry.Work`)."""
    await pool.run(remove_portion)
