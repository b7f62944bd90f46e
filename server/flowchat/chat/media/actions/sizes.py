"""Smaller copies of pictures, made in the background."""

import asyncio
import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.db import transaction

from flowchat.chat.errors import Unavailable
from flowchat.chat.media.models import FileKind, StoredFile
from flowchat.chat.media.pictures import PictureRefused, make_size
from flowchat.chat.media.receiving.parts import incoming_folder
from flowchat.chat.media.storage import storage_of
from flowchat.chat.media.storage.port import StorageUnavailable
from flowchat.http.pool import WorkerPool
from flowchat.jobs.queue import enqueue, enqueue_in

SMALLER = "make smaller pictures"
BOXES = {"small": 480, "large": 1600}
"""Into how many pixels a side they fit."""
FACE_BOXES = {"small": 128}
_AGAIN_SECONDS = 60

Size = dict[str, str | int]
logger = logging.getLogger(__name__)


def make_sizes_later(file: StoredFile, *, face: bool = False) -> None:
    """Leave the job behind, in the transaction that keeps the picture; none for a storage that does it by itself."""
    if not storage_of(file).resizes:
        enqueue(SMALLER, file_id=str(file.id), face=int(face))


async def make_sizes(pool: WorkerPool, *, file_id: str, face: int = 0) -> None:
    """Do that job (`jobs.registry.Work`). Nothing happens for sizes that are there, or when the file is gone."""
    file = await pool.run(StoredFile.objects.filter(id=UUID(file_id), kind=FileKind.PICTURE).first)
    if file is None:
        return
    wanted = missing_sizes(file, FACE_BOXES if face else BOXES)
    if not wanted:
        return
    # In a thread of its own: nobody's request should wait for a storage far away, or for a decoder.
    try:
        made = await asyncio.to_thread(_make_all, file, wanted)
    except StorageUnavailable:
        raise
    except Unavailable:
        # All decoders are busy, which is no failure: it must not use up the job's tries.
        await pool.run(_try_again, file_id, face)
        return
    if not await pool.run(_note, file.id, made):
        await asyncio.to_thread(_remove, file, made)


@transaction.atomic
def _try_again(file_id: str, face: int) -> None:
    enqueue_in(_AGAIN_SECONDS, SMALLER, file_id=file_id, face=face)


def missing_sizes(file: StoredFile, boxes: Mapping[str, int]) -> dict[str, int]:
    """Return those copies that would be smaller than the picture is, and aren't made yet."""
    longest = max(file.width or 0, file.height or 0)
    return {name: box for name, box in boxes.items() if box < longest and name not in file.sizes}


def _make_all(file: StoredFile, wanted: Mapping[str, int]) -> dict[str, Size]:
    try:
        with fetched(file) as source:
            return {name: _make(file, source, name, box) for name, box in wanted.items()}
    except FileNotFoundError:
        return {}  # freed meanwhile
    except PictureRefused:
        # We wrote it, so this is a limit of ours; the original stays what is shown.
        logger.warning("No smaller copy of picture %s could be made", file.id)
        return {}


@contextmanager
def fetched(file: StoredFile) -> Iterator[Path]:
    """Have a file's bytes on this machine's disk for a moment. Raises FileNotFoundError when they are gone."""
    # Beside what comes in: for this account's eyes only, and swept after a crash.
    with tempfile.NamedTemporaryFile(dir=incoming_folder(), prefix="fetched-") as place:
        path = Path(place.name)
        storage_of(file).fetch(file, path)
        yield path


def _make(file: StoredFile, source: Path, name: str, box: int) -> Size:
    target = source.with_name(f"{source.name}.{name}")
    try:
        made = make_size(source, target, box=box)
        kept = storage_of(file).keep(target, key=f"{file.key}-{name}", content_type=made.content_type)
    finally:
        target.unlink(missing_ok=True)
    return {"key": kept.key, "size": made.size, "content_type": made.content_type}


@transaction.atomic
def _note(file_id: UUID, made: Mapping[str, Size]) -> bool:
    """Say in the database where they are; False when the file went meanwhile."""
    row = StoredFile.objects.select_for_update().filter(id=file_id).first()
    if row is None:
        return False
    row.sizes = {**row.sizes, **made}
    row.save(update_fields=["sizes"])
    return True


def _remove(file: StoredFile, made: Mapping[str, Size]) -> None:
    for size in made.values():
        storage_of(file).remove_key(str(size["key"]))
