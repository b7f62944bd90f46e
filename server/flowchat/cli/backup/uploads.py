"""Puts the files that people sent into a backup."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from flowchat.cli.backup.layout import LONGEST_NAME, MADE_HERE, Uploads
from flowchat.cli.backup.progress import Progress
from flowchat.cli.backup.writing import ArchiveWriter

_READ = 2**20


def copy_uploads(
    archive: ArchiveWriter, folder: Path, noted: Iterable[bytes], uploads: Uploads, size: int
) -> None:
    """Put in every file that `note_files` noted. One that is gone, or not as it was, is noted and stops nothing.

    Between the snapshot and now a file may have been freed, because its message was deleted meanwhile.
    """
    progress = Progress("uploads", "bytes", size)
    for line in noted:
        key, digest = json.loads(line)
        opened = _open(folder, key)
        if opened is None:
            uploads.missing.append(key)
            continue
        with opened as file:
            length = os.fstat(file.fileno()).st_size
            reading = _Reading(file, length)
            found = archive.add_stream(f"uploads/{key}", length, reading)
        if reading.broke or (digest and found != digest):
            uploads.changed.append(key)
        uploads.files += 1
        uploads.size += length
        progress.add(length)
    progress.done(f" in {uploads.files:,} files")


def _open(folder: Path, key: str) -> BinaryIO | None:
    if not MADE_HERE.fullmatch(key) or len(f"uploads/{key}") > LONGEST_NAME:
        return None
    try:
        return os.fdopen(os.open(folder / key, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW), "rb", buffering=0)
    except OSError:
        return None


class _Reading:
    """Exactly as many bytes as were announced, with zeros for what a failing disk doesn't give."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file = file
        self._length = length
        self.broke = False

    def __iter__(self) -> Iterator[bytes]:
        left = self._length
        while left:
            piece = self._read(min(left, _READ))
            left -= len(piece)
            yield piece

    def _read(self, wanted: int) -> bytes:
        try:
            piece = b"" if self.broke else self._file.read(wanted)
        except OSError:
            piece = b""
        self.broke = not piece
        return piece or bytes(wanted)
