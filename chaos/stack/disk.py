"""The disk for uploads, which can be full.

With the right to mount, a small one of its own is mounted for the files, and filled. Otherwise the workers get a limit
on the size of files (setrlimit's RLIMIT_FSIZE), which fails writes in the same places with EFBIG instead of ENOSPC.
"""

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

SIZE = 64 * 1024 * 1024
_LIMIT = 4096
_BALLAST = "ballast"


class Disk:
    """A folder whose space can be used up, and given back."""

    def __init__(self, folder: Path, workers: Callable[[], Sequence[int]]) -> None:
        self.folder = folder
        self.mounted = False
        self._workers = workers

    def prepare(self) -> None:
        """Mount it if we may. Before anything is written there."""
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "flowchat-chaos", str(self.folder)]
        with contextlib.suppress(OSError):
            self.mounted = (
                os.geteuid() == 0
                and subprocess.run(command, capture_output=True, check=False).returncode == 0
            )

    def fill(self) -> str:
        """Use up all space; returns how."""
        if not self.mounted:
            self._limit(_LIMIT)
            return f"files limited to {_LIMIT} bytes"
        with contextlib.suppress(OSError), (self.folder / _BALLAST).open("wb", buffering=0) as file:
            for piece in (1024 * 1024, 4096):
                with contextlib.suppress(OSError):
                    while file.write(bytes(piece)):
                        pass
        return "no space left"

    def free(self) -> None:
        """Give the space back."""
        if self.mounted:
            (self.folder / _BALLAST).unlink(missing_ok=True)
        else:
            self._limit(resource.RLIM_INFINITY)

    def release(self) -> None:
        """Unmount it."""
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True, check=False)
            self.mounted = False

    def _limit(self, size: int) -> None:
        for pid in self._workers():
            with contextlib.suppress(ProcessLookupError):
                _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size if size >= 0 else hard, hard))
