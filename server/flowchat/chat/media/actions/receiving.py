"""Uploads before they are whole: beginning one, taking it back, forgetting those that nobody came back to."""

import time
from uuid import UUID

from django.conf import settings
from django.db import transaction

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import ChatError, Conflict, SlowDown
from flowchat.chat.media.access import LIFETIME, loose_upload, remember_taken_back
from flowchat.chat.media.models import Place, Upload
from flowchat.chat.media.queries import used_by
from flowchat.chat.media.receiving.form import OVERHEAD, FormSink
from flowchat.chat.media.receiving.names import NAMELESS, refuse_blocked
from flowchat.chat.media.receiving.parts import (
    Part,
    create_part,
    incoming_folder,
    refuse_when_full,
    remove_part,
    size_of_part,
)
from flowchat.chat.media.refusals import EmptyFile, FileTooLarge, QuotaExceeded, UploadBusy, UploadGone
from flowchat.http.pool import WorkerPool
from flowchat.jobs.queue import enqueue_in

SWEEP = "sweep upload"
UNFINISHED = 50
"""How many uploads a person may have begun and not ended: what comes of them stays on the disk for a day."""


def begin_upload(owner: User, *, name: str, length: int) -> Upload:
    """Reserve space for a file of this length, and a part file for its bytes.

    Raises TypeRefused, EmptyFile, FileTooLarge, QuotaExceeded, StorageFull or SlowDown.
    """
    refuse_blocked(name)
    if length <= 0:
        raise EmptyFile
    if length > settings.UPLOADS.largest:
        raise FileTooLarge
    refuse_when_full(length)
    if Upload.objects.filter(owner=owner, file=None).count() >= UNFINISHED:
        raise SlowDown(60, "Too many files of yours are on their way. Wait until some are there.")
    with transaction.atomic():
        hold_quota(owner.id, length)
        upload = Upload.objects.create(owner=owner, name=name, length=length)
        enqueue_in(int(LIFETIME.total_seconds()) + 60, SWEEP, upload_id=str(upload.id))
        create_part(upload.id)
    return upload


def begin_form(owner: User, *, boundary: str, announced: int) -> FormSink:
    """Reserve space for the one file of a form whose body has so many bytes, 0 if it doesn't say, and open its part.

    Raises what `begin_upload` raises, and SlowDown or Invalid.
    """
    largest = settings.UPLOADS.largest
    if announced > largest + OVERHEAD:
        raise FileTooLarge
    upload = begin_upload(owner, name=NAMELESS, length=min(max(announced, 1), largest))
    try:
        part = Part(upload.id, owner_id=owner.id)
        return FormSink(part, boundary, forget=drop_upload)
    except BaseException:
        drop_upload(upload.id)
        raise


def open_part(upload: Upload, *, offset: int, announced: int) -> Part:
    """Hold the part file of an upload for writing its next part, of so many bytes or 0 if it isn't said.

    Raises UploadBusy, SlowDown, UploadGone, FileTooLarge, or Conflict `wrong_offset`.
    """
    part = Part(upload.id, owner_id=upload.owner_id, length=upload.length)
    try:
        if part.size != offset:
            raise Conflict("The part doesn't begin where the last one ended.", code="wrong_offset")
        if offset + announced > upload.length:
            raise FileTooLarge
    except ChatError:
        part.close()
        raise
    return part


def missing_from(upload: Upload) -> int:
    """Return at which byte to go on. Raises UploadGone.

    All bytes may be there without anyone knowing what they are: the storage was away, or the server ended while it
    looked. tus has no word for that, a client would be content. So the last byte is asked for again.
    """
    size = size_of_part(upload.id)
    if size < upload.length:
        return size
    try:
        part = Part(upload.id, owner_id=upload.owner_id, length=upload.length)
    except (UploadBusy, SlowDown):
        return size  # it is being looked at
    try:
        part.give_back()
        return part.size
    finally:
        part.close()


def hold_quota(owner_id: UUID, length: int) -> None:
    """Make sure that a person may have so many bytes more, and that it stays true until the transaction ends.

    Counts what is still coming in. Raises QuotaExceeded.
    """
    quota = settings.UPLOADS.person_quota
    if quota is None:
        return
    # Two uploads at once must not both find the same space.
    User.objects.select_for_update(no_key=True).get(id=owner_id)
    if used_by(owner_id) + length > quota:
        raise QuotaExceeded("All the space that you have for files on this server is used.")


def drop_upload(upload_id: UUID) -> bool:
    """Forget an upload that nothing names, with whatever came of it; says whether there was one."""
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(id=upload_id, place=Place.NONE).first()
        if row is not None:
            row.delete()
    remove_part(upload_id)
    return row is not None


def take_back(upload: Upload) -> None:
    """Forget an upload because its owner wants it. Raises Conflict `upload_taken` if a message was faster."""
    if drop_upload(upload.id):
        remember_taken_back(upload)
    else:
        loose_upload(upload.owner, upload.id)


def lock_loose(upload_id: UUID) -> Upload:
    """Return an upload that is still there, and hold it until the transaction ends. Raises UploadGone."""
    row = Upload.objects.select_for_update().filter(id=upload_id, place=Place.NONE).first()
    if row is None:
        raise UploadGone
    return row


async def sweep_upload(pool: WorkerPool, *, upload_id: str) -> None:
    """Do the job SWEEP: its time is over, unless something names it by now."""
    await pool.run(drop_upload, UUID(upload_id))
    await pool.hop(remove_old_parts)


def remove_old_parts() -> None:
    """Remove what crashes left behind. No upload lives as long as these have not been written to."""
    oldest = time.time() - LIFETIME.total_seconds() - 60
    for path in incoming_folder().iterdir():
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
