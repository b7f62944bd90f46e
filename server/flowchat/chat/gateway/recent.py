"""Answers that were just made, for those who ask for the same a moment later."""

import time
from collections import OrderedDict
from collections.abc import Callable

KEPT_SECONDS = 3.0
"""About as long as a crowd takes to come back."""
KEPT_BYTES = 4 * 1024 * 1024
LARGEST_BYTES = 256 * 1024

Key = tuple[str, int, int]
"""A stream, a position in it, and its head: what lies between the two."""


class Recent:
    """The latest answers, bounded in number by their bytes and in time. For one thread at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[Key, tuple[float, bytes]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Key) -> bytes | None:
        """Return an answer that is kept."""
        self._forget_old()
        found = self._kept.get(key)
        return found[1] if found is not None else None

    def put(self, key: Key, answer: bytes) -> None:
        """Keep an answer for a while."""
        if len(answer) <= LARGEST_BYTES and key not in self._kept:
            self._kept[key] = (self._clock() + KEPT_SECONDS, answer)
            self._bytes += len(answer)
            self._forget_old()

    def _forget_old(self) -> None:
        now = self._clock()
        while self._kept:
            until, answer = next(iter(self._kept.values()))
            if until > now and self._bytes <= KEPT_BYTES:
                return
            self._kept.popitem(last=False)
            self._bytes -= len(answer)
