"""What one client may ask of the gateway. docs/protocol.md section 5 promises these numbers."""

from collections.abc import Callable

AUTHENTICATE_SECONDS = 10.0
SILENCE_SECONDS = 25.0
FRAME_BYTES = 4096
SOCKETS_PER_ACCOUNT = 20
FRAMES_AT_ONCE = 40
FRAMES_PER_SECOND = 2.0


class CloseCode:
    """Why the server closes a socket."""

    RESTART = 1012
    TRY_LATER = 1013
    TOO_LARGE = 1009
    NOT_UNDERSTOOD = 4400
    REFUSED = 4401
    SILENT = 4408
    TOO_MANY_SOCKETS = 4409
    TOO_MANY_FRAMES = 4429


class TokenBucket:
    """Allows a burst, then a steady rate. `clock` counts seconds and never goes back."""

    __slots__ = ("_at", "_burst", "_clock", "_left", "_per_second")

    def __init__(self, *, burst: float, per_second: float, clock: Callable[[], float]) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._left = burst
        self._at = clock()

    def take(self) -> bool:
        """Take one; False when there is none left."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
