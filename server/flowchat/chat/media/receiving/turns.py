"""How many uploads of one person are written at the same time, by all processes of a machine together."""

import fcntl
import os
from pathlib import Path
from uuid import UUID

from django.conf import settings

from flowchat.chat.errors import SlowDown

AT_ONCE = 6


class Turn:
    """One of so many files, held by flock: the kernel gives it back even when the process is killed.

    Not counted in Redis: what is protected are the disk and the threads of one machine, and a count would have to be
    mended after each crash.
    """

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle = handle

    def end(self) -> None:
        """Give it back. Unlinked before it is let go of: who opened it meanwhile finds a file without a name."""
        self._path.unlink(missing_ok=True)
        os.close(self._handle)


def take_turn(owner_id: UUID) -> Turn:
    """Return the right to write one upload. Raises SlowDown when this person has too many already."""
    folder: Path = settings.INCOMING_FOLDER.with_name("sending")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(AT_ONCE):
        path = folder / f"{owner_id}.{number}"
        handle = _hold(path)
        if handle is not None:
            return Turn(path, handle)
    raise SlowDown(1, "Too many files are being sent at once.")


def _hold(path: Path) -> int | None:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        if os.fstat(handle).st_nlink:
            return handle
        os.close(handle)
