"""The bus of a single process: a list of listeners."""

import logging
import threading
from collections.abc import Callable

from flowchat.chat.events.arrived import Announced
from flowchat.chat.events.bus import Listener

logger = logging.getLogger(__name__)


class MemoryBus:
    """Hands each envelope to every listener in this process, in the thread that published it."""

    peers = None
    """Nobody else."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()

    def publish(self, envelope: Announced) -> None:
        """Tell every listener; one that fails is logged and doesn't silence the others."""
        for listener in self._listeners:
            try:
                listener(envelope)
            except Exception:
                logger.exception("A bus listener failed on %s#%s", envelope.stream, envelope.seq)

    def trouble(self) -> str:
        """Return "": nothing stands between."""
        return ""

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; call the result to remove it."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def stop() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return stop
