"""The files in which the bytes of uploads collect."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings

from flowchat.chat.media.kinds import HEAD_BYTES, recognise_beginning
from flowchat.chat.media.receiving.turns import take_turn
from flowchat.chat.media.refusals import FileTooLarge, StorageFull, UploadBusy, UploadGone

_RESERVE_BYTES = 256 * 1024 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def incoming_folder() -> Path:
    """Return the folder of all that comes in, for this account's eyes only."""
    folder: Path = settings.INCOMING_FOLDER
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def part_path(upload_id: UUID) -> Path:
    """Return where the bytes of an upload collect."""
    return incoming_folder() / str(upload_id)


def create_part(upload_id: UUID) -> None:
    """Begin with an empty file. Raises StorageFull."""
    with full_disk_told():
        os.close(os.open(part_path(upload_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def size_of_part(upload_id: UUID) -> int:
    """Return how many bytes came. Raises UploadGone."""
    try:
        return part_path(upload_id).stat().st_size
    except FileNotFoundError:
        raise UploadGone from None


def remove_part(upload_id: UUID) -> None:
    """Forget the bytes. Who writes to them at this moment writes to a file without a name, and hears it at the end."""
    part_path(upload_id).unlink(missing_ok=True)


def refuse_when_full(length: int) -> None:
    """Raise StorageFull when a file of this length would take the disk's last space, which the database needs too."""
    disk = os.statvfs(incoming_folder())
    reserve = min(_RESERVE_BYTES, disk.f_blocks * disk.f_frsize // 50)
    if disk.f_bavail * disk.f_frsize - length < reserve:
        raise StorageFull


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Turn the errors of a full disk, a used-up quota and the limit of a file's size into StorageFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise


class Part:
    """A part file held for writing: by flock, so by one request in all processes, and let go by a crash as well."""

    def __init__(self, upload_id: UUID, *, owner_id: UUID, length: int | None = None) -> None:
        """Hold it. Raises SlowDown, UploadBusy or UploadGone. `length` is how long it will be, if that is known."""
        self.upload_id = upload_id
        self._length = length
        self._limit: int = settings.UPLOADS.largest if length is None else length
        with full_disk_told():
            self._turn = take_turn(owner_id)
        try:
            self._open()
        except BaseException:
            self._turn.end()
            raise

    def _open(self) -> None:
        try:
            # A file object, not a number: it is closed even if nobody comes back to it.
            self._file = part_path(self.upload_id).open("r+b", buffering=0)
        except FileNotFoundError:
            raise UploadGone from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise UploadBusy from None
        self.size = self._file.seek(0, os.SEEK_END)

    @property
    def heavy(self) -> bool:
        """Everything that was announced is there: what comes now takes long."""
        return self._length is not None and self.size >= self._length

    def write(self, data: bytes | memoryview) -> None:
        """Append; raises FileTooLarge, StorageFull."""
        if not self.size:
            self._limit = min(self._limit, self._limit_by(bytes(data[:HEAD_BYTES])))
        if self.size + len(data) > self._limit:
            raise FileTooLarge
        # What was free when it began may be promised to many.
        refuse_when_full(len(data))
        rest = memoryview(data)
        with full_disk_told():
            while rest:
                written = self._file.write(rest)
                self.size += written
                rest = rest[written:]

    def give_back(self) -> None:
        """Forget the last byte, so that who asks what is missing sends it again, and hears what came of the whole."""
        self.size = max(0, self.size - 1)
        self._file.truncate(self.size)

    def _limit_by(self, beginning: bytes) -> int:
        """Return how long it may be by what it seems to be: nobody should send a gigabyte to hear it afterwards."""
        limit: int = settings.UPLOADS.limit_of(recognise_beginning(beginning).kind)
        if self._length is not None and self._length > limit:
            raise FileTooLarge
        return limit

    def close(self) -> None:
        """Let go of it."""
        if not self._file.closed:
            self._file.close()
            self._turn.end()
