"""Files that are there whole or not at all, and a disk that is never filled to the brim."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from flowchat.config.problems import Problem

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_RESERVE = 256 * 2**20


@contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, for this account's eyes only. It gets its name when it is whole and on the disk.

    Raises Problem when the name is taken, its folder can't be written to or the disk is full. What a crash leaves
    behind is called `<name>.part` and is overwritten by the next try.
    """
    if target.exists():
        raise Problem(
            f"{target} is there already.", fix="Name a file that isn't; backups are never overwritten."
        )
    draft = target.with_name(f"{target.name}.part")
    with _told(target), _opened(draft, target) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            draft.rename(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)


def refuse_when_full(folder: Path, coming: int = 0) -> None:
    """Raise Problem when so many bytes would take the disk's last space, which a database on it needs too."""
    usage = shutil.disk_usage(folder)
    if usage.free - coming < min(_RESERVE, usage.total // 50):
        raise _full(folder)


def sync_folder(folder: Path) -> None:
    """See to it that names in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _opened(draft: Path, target: Path) -> Iterator[BinaryIO]:
    """Two that write to one name at once would mix; the kernel drops the lock when its holder dies."""
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(f"Another backup to {target} is under way.", fix="Name another file.") from None
        os.fchmod(file.fileno(), 0o600)
        file.truncate()
        yield file


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Say what the disk refused in words for an operator."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full(target.parent) from error
        raise Problem(
            f"{target} can't be written: {error.strerror or error}.", fix="Name another place."
        ) from error


def _full(folder: Path) -> Problem:
    return Problem(
        f"The disk that holds {folder} has too little space left.", fix="Free some, or name another disk."
    )
