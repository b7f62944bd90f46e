"""One clock for all sockets: a timer for each would cost a kilobyte, to look at something once in 25 seconds."""

import asyncio
import logging
from typing import Protocol

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How late an end may be noticed. With the silence limit and the linger time it stays within the promised 30 s."""


class Timed(Protocol):
    """Something that ends at its `deadline`, by the loop's clock."""

    deadline: float

    def expire(self) -> None:
        """Take notice that it passed. Must leave the watch."""
        ...


class Watch:
    """Ends what is past its deadline. While there is nothing to watch, nothing wakes."""

    def __init__(self) -> None:
        self._all: set[Timed] = set()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, one: Timed) -> None:
        """Watch something."""
        self._all.add(one)
        if self._timer is None:
            self._again()

    def discard(self, one: Timed) -> None:
        """Watch it no more."""
        self._all.discard(one)

    def stop(self) -> None:
        """Watch nothing any more."""
        self._all.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        for one in [one for one in self._all if one.deadline <= now]:
            if one in self._all:
                self._expire(one)
        self._timer = None
        if self._all:
            self._again()

    def _expire(self, one: Timed) -> None:
        try:
            one.expire()
        except Exception:
            # The others' ends must not depend on it: among them are those of access tokens.
            logger.exception("A socket that was over could not be ended")
            self._all.discard(one)

    def _again(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)
