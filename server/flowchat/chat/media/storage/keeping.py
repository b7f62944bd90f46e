"""Putting a new file into the storage so that nothing is left of it when what follows fails."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flowchat.chat.media.models import StoredFile
from flowchat.chat.media.storage import get_storage, storage_of

logger = logging.getLogger(__name__)


@contextmanager
def kept(row: StoredFile, path: Path) -> Iterator[StoredFile]:
    """Take the file at `path` over, which may be moved away, and say in `row` where it is.

    Removed again when the block raises. Raises StorageUnavailable or StorageFull with nothing kept.
    """
    with path.open("rb") as file:
        row.digest = hashlib.file_digest(file, "sha256").hexdigest()
    row.size = path.stat().st_size
    storage = get_storage()
    done = storage.keep(path, key=f"{row.id.hex[-2:]}/{row.id}", content_type=row.content_type)
    row.storage, row.key, row.url = storage.name, done.key, done.url
    try:
        yield row
    except BaseException:
        _remove_again(row)
        raise


def _remove_again(row: StoredFile) -> None:
    """A connection that broke may have broken after the commit: what the database names, or may name, stays. If it
    doesn't, `flowchat media gc` finds it.
    """
    try:
        if not StoredFile.objects.filter(id=row.id).exists():
            storage_of(row).remove(row)
    except Exception as error:  # noqa: BLE001  # nearly always what failed the block as well; `media gc` comes after
        logger.warning("A file that perhaps nothing names is left in the storage (%s)", type(error).__name__)
