"""Writes a backup file part after part. Memory stays flat: Python's own tarfile remembers every member it writes."""

import hashlib
import os
import tarfile
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from flowchat.cli.backup.disk import refuse_when_full
from flowchat.cli.backup.layout import LONGEST_NAME, SUMS

_LOOK_EVERY = 64 * 2**20  # bytes between two looks at how much space is left


class ArchiveWriter:
    """A tar archive under way. `finish` adds the checksums; without them a reader takes the file for cut short."""

    def __init__(self, file: BinaryIO, folder: Path) -> None:
        self._file = file
        self._folder = folder
        self._sums = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._since_look = _LOOK_EVERY
        self._now = int(time.time())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sums.close()

    def add(self, name: str, data: bytes) -> None:
        """Add a part that is at hand."""
        self.add_stream(name, len(data), [data])

    def add_stream(self, name: str, size: int, pieces: Iterable[bytes]) -> str:
        """Add a part of exactly `size` bytes and return its SHA-256. Raises Problem when the disk gets full."""
        digest = hashlib.sha256()
        self._header(name, size)
        for piece in pieces:
            digest.update(piece)
            self._write(piece)
        self._write(bytes(-size % tarfile.BLOCKSIZE))
        self._sums.write(f"{digest.hexdigest()}  {name}\n".encode())
        return digest.hexdigest()

    def finish(self) -> None:
        """Add the checksums and the end mark."""
        size = self._sums.seek(0, os.SEEK_END)
        self._sums.seek(0)
        self._header(SUMS, size)
        while piece := self._sums.read(2**20):
            self._write(piece)
        self._write(bytes(-size % tarfile.BLOCKSIZE + 2 * tarfile.BLOCKSIZE))

    def _header(self, name: str, size: int) -> None:
        if len(name) > LONGEST_NAME:
            raise ValueError(f"{name} does not fit a header")
        about = tarfile.TarInfo(name)
        about.size, about.mode, about.mtime = size, 0o600, self._now
        self._write(about.tobuf(tarfile.GNU_FORMAT, "ascii"))

    def _write(self, data: bytes) -> None:
        self._since_look += len(data)
        if self._since_look > _LOOK_EVERY:
            refuse_when_full(self._folder, len(data))
            self._since_look = 0
        self._file.write(data)
