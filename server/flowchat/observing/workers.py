"""The numbers of several worker processes on one machine, told to whichever of them is asked.

Each worker puts its own into a file of the data folder every few seconds, as long as there are others. Files and not
sockets: a worker that hangs holds nobody up, and what it said last can still be read.
"""

import asyncio
import contextlib
import json
import logging
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from flowchat.observing.measures import Family

logger = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
SILENT_SECONDS = 60.0
"""Whose file is older was killed, and its process id is another program's by now: ids come again."""


class Workers:
    """This worker, and the others beside it. `start` and `stop` belong to the server's lifespan."""

    def __init__(
        self, folder: Path, read: Callable[[], list[Family]], *, every: float = EVERY_SECONDS
    ) -> None:
        # A folder per machine: a data folder may be shared, and process ids mean nothing elsewhere.
        self._folder = folder / (socket.gethostname() or "machine")
        self._read = read
        self._every = every
        self._since = time.monotonic()
        self._mine = str(os.getpid())
        self._task: asyncio.Task[None] | None = None
        self._troubled = False

    def start(self) -> None:
        """Be known to the others from now on."""
        self._tell([])
        self._task = asyncio.create_task(self._tell_again_and_again(), name="numbers for the other workers")

    async def stop(self) -> None:
        """Be known no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._forget(self._mine)

    def everyone(self) -> dict[str, list[Family]]:
        """Return what this worker counted up to now, and the others up to some seconds ago, by process id."""
        told = {self._mine: self._read()}
        for other in self._others():
            # Also one that just came and has told nothing yet: alone or not decides how samples are named.
            told[other] = _read_file(self._path(other))
        return told

    async def _tell_again_and_again(self) -> None:
        while True:
            await asyncio.to_thread(self._tell_if_heard)
            await asyncio.sleep(self._every)

    def _tell_if_heard(self) -> None:
        if any(True for _ in self._others()):
            self._tell(self._read())

    def _others(self) -> Iterator[str]:
        """Yield the workers that live; the files of those that were killed go."""
        for path in list(self._folder.glob("*.json")):
            if path.stem == self._mine or not path.stem.isdecimal():
                continue
            if _lives(int(path.stem)) and not self._is_old(path):
                yield path.stem
            else:
                self._forget(path.stem)

    def _is_old(self, path: Path) -> bool:
        """Should it have been written anew? One alone writes once, and again when somebody comes."""
        if time.monotonic() - self._since < SILENT_SECONDS:
            return False
        try:
            return time.time() - path.stat().st_mtime > SILENT_SECONDS
        except OSError:
            return True

    def _tell(self, families: list[Family]) -> None:
        new = self._folder / f"{self._mine}.new"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new.write_text(json.dumps([asdict(family) for family in families]))
            new.replace(self._path(self._mine))
        except OSError as error:
            if not self._troubled:
                logger.warning("The numbers of this worker can't be kept for the others: %s", error.strerror)
            self._troubled = True
        else:
            self._troubled = False

    def _forget(self, worker: str) -> None:
        # A disk that lets nothing be deleted is told of elsewhere; a server must still be able to stop.
        with contextlib.suppress(OSError):
            self._path(worker).unlink(missing_ok=True)

    def _path(self, worker: str) -> Path:
        return self._folder / f"{worker}.json"


def _read_file(path: Path) -> list[Family]:
    try:
        found = json.loads(path.read_text())
        return [
            Family(
                one["name"],
                one["about"],
                one["kind"],
                [(suffix, labels, value) for suffix, labels, value in one["samples"]],
            )
            for one in found
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # it just stopped, or the disk lost it in a crash: its next file will do


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs, as somebody else
    return True
