"""One supervisor per data folder. The kernel drops the lock when its holder dies, so it can't go stale."""

import fcntl
import os
import time
from pathlib import Path


class FolderLock:
    """An exclusive lock on a file; its holder's pid is written inside, for the message to the one who comes second."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self, patience: float = 0.0) -> bool:
        """Take the lock, waiting up to `patience` seconds; False when another process still has it then."""
        deadline = time.monotonic() + patience
        while not self._try():
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        return True

    def _try(self) -> bool:
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        self._handle = handle
        return True

    def is_held(self) -> bool:
        """Whether some process holds the lock; False when the folder is not even there."""
        try:
            handle = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        except PermissionError:
            return True  # another account's, and only while it runs does it matter; the next step says what is wrong
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def release(self) -> None:
        """Let go of the lock; harmless when it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def holder(self) -> int | None:
        """Answer the pid of whoever took the lock last."""
        try:
            return int(self.path.read_text())
        except (OSError, ValueError):
            return None
