"""Letting go of what no upload shows any more: the bytes first, then the row that says where they are.

Files go this way alone. Whatever lets go of an upload (a message that is wiped, a room that is deleted, an upload that
is swept, a new face) deletes its row; `free_later` hears of it and leaves the job behind, in the same transaction.
"""

import asyncio
import logging
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from flowchat.chat.media.models import StoredFile, Upload
from flowchat.chat.media.storage import storage_of
from flowchat.chat.media.storage.port import StorageUnavailable
from flowchat.http.pool import WorkerPool
from flowchat.jobs.queue import enqueue

FREEING = "free files"
_BATCH = 500
logger = logging.getLogger(__name__)


def free_later(sender: type[Upload], instance: Upload, origin: Any, **_: Any) -> None:
    """Leave the job behind when an upload's row was deleted (Django's signal `post_delete`).

    One job is enough for all that one statement deletes, such as a room with its thousands of files.
    """
    if instance.file_id is None or getattr(origin, "frees_files", False):
        return
    if origin is not None:
        origin.frees_files = True
    with transaction.atomic():
        enqueue(FREEING)


async def free_files(pool: WorkerPool) -> None:
    """Do that job (`jobs.registry.Work`). Raises StorageUnavailable, and is then tried again.

    In a thread and with a connection of its own: a storage far away must not take the threads that answer people.
    """
    await asyncio.to_thread(_free_all)


def _free_all() -> None:
    try:
        while free_orphans() == _BATCH:
            continue
    finally:
        connection.close()


def orphans() -> QuerySet[StoredFile]:
    """Return the files that no upload shows."""
    return StoredFile.objects.filter(~Exists(Upload.objects.filter(file=OuterRef("pk"))))


def free_orphans() -> int:
    """Free files that no upload shows, a batch of them; return how many there were.

    One that can't be freed doesn't keep the others; in the end StorageUnavailable is raised for it.
    """
    failed: set[str] = set()
    rows = list(orphans().order_by("created_at").values_list("id", "storage")[:_BATCH])
    for file_id, storage in rows:
        # A storage that is away takes its time to say so. Once is enough.
        if storage in failed:
            continue
        try:
            free_file(file_id)
        except StorageUnavailable as error:
            logger.warning("Files in the storage %s can't be freed: %s", storage, error)
            failed.add(storage)
    if failed:
        raise StorageUnavailable
    return len(rows)


@transaction.atomic
def free_file(file_id: UUID) -> bool:
    """Remove a file's bytes and its row; say whether it was still there and no upload showed it.

    The row is held meanwhile: an upload that is to show it waits, and finds it gone, and no smaller size is added. When
    the storage refuses, the row stays and knows where the bytes are.
    """
    file = StoredFile.objects.select_for_update().filter(id=file_id).first()
    if file is None or Upload.objects.filter(file_id=file_id).exists():
        return False
    storage_of(file).remove(file)
    file.delete()
    return True
