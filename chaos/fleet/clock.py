"""A client's clock, which may be wrong, and the ids made with it."""

import time
import uuid
from random import Random


class Clock:
    """Tells the time of one device."""

    def __init__(self) -> None:
        self.offset = 0.0
        """By how many seconds it is wrong."""

    def now(self) -> float:
        """Return what the device takes for the time, in seconds since 1970."""
        return time.time() + self.offset

    def new_id(self, random: Random) -> str:
        """Return a UUIDv7 (RFC 9562 section 5.7) with this clock's time in it, as browsers make for each message."""
        millis = int(self.now() * 1000) & ((1 << 48) - 1)
        value = millis << 80 | 7 << 76 | random.getrandbits(12) << 64 | 2 << 62 | random.getrandbits(62)
        return str(uuid.UUID(int=value))
