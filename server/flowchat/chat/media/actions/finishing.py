"""Uploads that are whole: finding out what they are, cleaning them, giving them to the storage."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from flowchat.chat.events import objects
from flowchat.chat.ids import new_id
from flowchat.chat.media import kinds, scanning
from flowchat.chat.media.actions.receiving import hold_quota, lock_loose
from flowchat.chat.media.actions.sizes import make_sizes_later
from flowchat.chat.media.models import FileKind, StoredFile
from flowchat.chat.media.pictures import clean_picture
from flowchat.chat.media.queries import to_attachment
from flowchat.chat.media.receiving.form import FormSink
from flowchat.chat.media.receiving.names import name_as
from flowchat.chat.media.receiving.parts import full_disk_told, part_path, remove_part, size_of_part
from flowchat.chat.media.refusals import EmptyFile, FileTooLarge
from flowchat.chat.media.storage.keeping import kept


def finish_upload(upload_id: UUID, *, name: str) -> objects.Attachment:
    """Check what came, clean it, keep it, and say what it is. Takes long; the caller holds the part file.

    Raises EmptyFile, FileTooLarge, PictureRefused, Infected, QuotaExceeded and StorageFull, with which the upload
    should end; and StorageUnavailable, after which the same can be tried again: what came is still there.
    """
    size = size_of_part(upload_id)
    if not size:
        raise EmptyFile
    with _prepared(part_path(upload_id)) as (path, file), kept(file, path), transaction.atomic():
        row = lock_loose(upload_id)
        hold_quota(row.owner_id, size - row.length)
        file.save(force_insert=True)
        row.file, row.name, row.length = file, name_as(file.content_type, name), size
        row.save(update_fields=["file", "name", "length"])
        if file.kind == FileKind.PICTURE:
            make_sizes_later(file)
    remove_part(upload_id)
    return to_attachment(row)


def finish_form(sink: FormSink) -> objects.Attachment:
    """Do the same for the file of a form. Raises Invalid for a form that broke off, too."""
    sink.finish()
    made = finish_upload(sink.part.upload_id, name=sink.name)
    sink.keep()
    return made


@contextmanager
def _prepared(part: Path) -> Iterator[tuple[Path, StoredFile]]:
    """Make the file that will be kept, which may be moved away, and its row; the part stays until all is done."""
    found = kinds.recognise(part)
    if part.stat().st_size > settings.UPLOADS.limit_of(found.kind):
        raise FileTooLarge
    scanning.scan(part)
    row = StoredFile(id=new_id(), kind=found.kind, content_type=found.content_type)
    with full_disk_told():
        path = _cleaned(part, row) if found.kind == FileKind.PICTURE else _linked(part)
        try:
            yield path, row
        finally:
            path.unlink(missing_ok=True)


def _cleaned(part: Path, row: StoredFile) -> Path:
    made = clean_picture(part)
    row.content_type, row.width, row.height = made.content_type, made.width, made.height
    row.animated, row.thumbhash = made.animated, made.thumbhash
    return made.path


def _linked(part: Path) -> Path:
    """Give the bytes a second name: a storage may move the file away, and fail after that."""
    path = part.with_name(f"{part.name}.whole")
    path.unlink(missing_ok=True)
    try:
        os.link(part, path)
    except OSError:  # not every file system can
        shutil.copyfile(part, path)
    return path
