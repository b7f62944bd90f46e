"""Events on their way from the threads that committed them to the hub on the event loop.

At rest each goes at once. Under load, when handing out takes so long that the next ones wait anyway, they are let in
together, and each connection gets what one turn has for it with one write.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable

from flowchat.chat.events.arrived import Announced
from flowchat.chat.gateway.turns import Turn

LOAD_SECONDS = 0.001
"""Handing out that takes less than this makes nobody wait."""
PAUSE = 2.0
"""The pause after a turn, as a multiple of what the turn took."""
LONGEST_PAUSE_SECONDS = 0.012
AT_ONCE = 64
"""How many are handed out in a turn; the others follow at once, but let the loop look at everything else before."""


class News:
    """Hands announcements to `receive`, in their order, on the loop on which it was made, in whose thread that was."""

    def __init__(
        self, receive: Callable[[Announced], None], turn: Turn, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._receive = receive
        self._turn = turn
        self._loop = loop
        self._thread = threading.get_ident()
        self._waiting: deque[Announced] = deque()
        self._woken = False
        self._not_before = 0.0
        self._later: asyncio.Handle | None = None

    def bring(self, envelope: Announced) -> None:
        """Take an announcement, from any thread."""
        self._waiting.append(envelope)
        # Two threads may both wake the loop, which does no harm. None is left lying: the loop takes the mark away
        # before it looks, so whoever still sees it was in time.
        if not self._woken:
            self._woken = True
            if threading.get_ident() == self._thread:
                # What the loop itself committed. Waking it by way of the kernel costs more than handing out.
                self._loop.call_soon(self._wake)
            else:
                self._loop.call_soon_threadsafe(self._wake)

    def stop(self) -> None:
        """Hand out nothing more."""
        self._waiting.clear()
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def _wake(self) -> None:
        self._woken = False
        if self._later is not None:
            return
        pause = self._not_before - self._loop.time()
        if pause > 0:
            self._later = self._loop.call_later(pause, self._hand_out)
        else:
            self._hand_out()

    def _hand_out(self) -> None:
        self._later = None
        began = self._loop.time()
        # Only what is here now: those who go on bringing must not keep the loop from everything else.
        waiting = [self._waiting.popleft() for _ in range(min(len(self._waiting), AT_ONCE))]
        if len(waiting) == 1:
            self._receive(waiting[0])
        else:
            with self._turn.open():
                for envelope in waiting:
                    self._receive(envelope)
        if self._waiting:
            self._later = self._loop.call_soon(self._hand_out)
        now = self._loop.time()
        if now - began >= LOAD_SECONDS:
            self._not_before = now + min((now - began) * PAUSE, LONGEST_PAUSE_SECONDS)
