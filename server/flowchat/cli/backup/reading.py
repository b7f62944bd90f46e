"""Reads a backup file part after part, believing nothing that it says of itself."""

import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from flowchat.cli.backup.layout import PIECE, Damaged
from flowchat.config.problems import Problem

_READ = 2**20
_LONGEST_ROW = 2**30  # PostgreSQL can't make a longer one
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Part:
    """A part's name, and where in the file its bytes are."""

    name: str
    start: int
    size: int


class ArchiveReader:
    """A backup file open for reading. Raises Damaged wherever it is not what a backup is."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("rb")
            self.size = self._file.seek(0, 2)
        except OSError as error:
            raise Problem(
                f"{path} can't be read: {error.strerror or error}.", fix="Name a backup."
            ) from error
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def parts(self) -> Iterator[Part]:
        """Return all parts in their order; between two of them the bytes of the first may be read."""
        position = 0
        while True:
            self._file.seek(position)
            block = self._file.read(tarfile.BLOCKSIZE)
            if block == bytes(tarfile.BLOCKSIZE):
                return  # the end mark
            try:
                about = tarfile.TarInfo.frombuf(block, "ascii", "strict")
            except (tarfile.HeaderError, ValueError) as error:
                raise self._why(position, block) from error
            part = Part(about.name, position + tarfile.BLOCKSIZE, about.size)
            position = part.start + part.size + -part.size % tarfile.BLOCKSIZE
            if about.type != tarfile.REGTYPE or about.size < 0:
                raise Damaged(f"The backup is damaged: {part.name} is no plain part.")
            if position > self.size:
                raise self.cut_short()
            if about.tobuf(tarfile.GNU_FORMAT, "ascii") != block:
                raise self._why(
                    part.start, block
                )  # tar forgives some changes; nothing we wrote looks like that
            yield part

    def read(self, part: Part) -> Iterator[bytes]:
        """Return a part's bytes in pieces."""
        position, left = part.start, part.size
        while left:
            self._file.seek(position)
            piece = self._file.read(min(left, _READ))
            if not piece:
                raise self.cut_short()
            position, left = position + len(piece), left - len(piece)
            yield piece

    def read_whole(self, part: Part, limit: int) -> bytes:
        """Return a part's bytes at once."""
        if part.size > limit:
            raise Damaged(f"The backup is damaged: {part.name} is too large.")
        return b"".join(self.read(part))

    def read_rows(self, part: Part) -> Iterator[bytes]:
        """Return what a part of rows unfolds to, in pieces, and never more of it than was ever put in one."""
        unfolding, left = zlib.decompressobj(_GZIP), PIECE + _LONGEST_ROW
        try:
            for piece in self.read(part):
                waiting = piece
                while (rows := unfolding.decompress(waiting, _READ)) or unfolding.unconsumed_tail:
                    waiting, left = unfolding.unconsumed_tail, left - len(rows)
                    if left < 0:
                        raise Damaged(f"The backup is damaged: {part.name} unfolds to too much.")
                    yield rows
        except zlib.error as error:
            raise Damaged(f"The backup is damaged: {part.name} can't be unfolded.") from error
        if not unfolding.eof or unfolding.unused_data:
            raise Damaged(f"The backup is damaged: {part.name} can't be unfolded.")

    def cut_short(self) -> Damaged:
        """Return what to raise when the file ends too soon."""
        return Damaged(
            f"{self.path} is cut short: its end is missing.", fix="Copy it again, or use an earlier backup."
        )

    def _why(self, position: int, block: bytes) -> Damaged:
        if position == 0:
            return Damaged(
                f"{self.path} is no backup of FlowChat.", fix="Name a file that flowchat backup made."
            )
        if len(block) < tarfile.BLOCKSIZE:
            return self.cut_short()
        return Damaged(
            f"{self.path} is damaged at byte {position:,}.", fix="Use another copy or an earlier backup."
        )
