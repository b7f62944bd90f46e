"""Writing together what a turn of the loop has for a connection: one call to the kernel, not one for each frame.

That call is most of what a delivery costs. A turn never outlives the function that opened it, so nothing waits here
and nothing can come in between.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

logger = logging.getLogger(__name__)


class Writer(Protocol):
    """A line that keeps its frames while a turn is open."""

    def flush(self, together: "Together") -> None:
        """Write what was kept."""
        ...

    def abort(self) -> None:
        """Drop the connection."""
        ...


class Together:
    """Joins frames. In a room many connections have the same ones, so they are joined once for all of those."""

    __slots__ = ("_joined",)

    def __init__(self) -> None:
        self._joined: dict[tuple[bytes, ...], bytes] = {}

    def join(self, frames: Sequence[bytes]) -> bytes:
        """Return the frames as one piece, in their order."""
        if len(frames) == 1:
            return frames[0]
        key = tuple(frames)
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = b"".join(key)
        return found


class Turn:
    """Is a turn open, and who has something to write at its end?"""

    __slots__ = ("_waiting", "is_open")

    def __init__(self) -> None:
        self.is_open = False
        self._waiting: list[Writer] = []

    def wait(self, writer: Writer) -> None:
        """Flush this writer at the end of the turn."""
        self._waiting.append(writer)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let writers gather until the block ends, however it ends."""
        self.is_open = True
        try:
            yield
        finally:
            self.is_open = False
            waiting, self._waiting = self._waiting, []
            together = Together()
            for writer in waiting:
                _flush(writer, together)


def _flush(writer: Writer, together: Together) -> None:
    try:
        writer.flush(together)
    except Exception:
        # What it should have written is lost to it, so it must not go on as if nothing had happened.
        logger.exception("A connection could not be written to")
        writer.abort()
