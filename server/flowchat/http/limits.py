"""Rate limits, kept in Django's cache.

A sliding window of two counters: the present window's, and the part of the last one that still reaches into the
period. Counting up is atomic in every cache backend, so threads and processes can't slip through together. With
REDIS_URL the cache is one for all processes, and as long as Redis is away each counts by itself.
"""

import hashlib
import ipaddress
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django.core.cache import cache, caches
from django.http import HttpRequest

from flowchat.chat.errors import SlowDown


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` times in any `seconds`."""

    count: int
    seconds: int


@runtime_checkable
class Counting(Protocol):
    """A cache to which each step is a way over the network, and which therefore counts in one."""

    def count_up(self, name: str, before: str, timeout: int) -> tuple[int, int]:
        """Count one more for so many seconds, and return the new number and that of the window before."""
        ...

    def count_up_each(self, pairs: Sequence[tuple[str, str]], timeout: int) -> list[tuple[int, int]]:
        """Do so for several pairs of a name and the one before, in their order, still in one way there and back."""
        ...


def check(scope: str, key: object, rate: Rate) -> None:
    """Count one use of `scope` by `key`; raises SlowDown, with the seconds to wait, when it is one too many.

    A refused use isn't counted: who waits as told gets through.
    """
    now = time.time()
    window, into = divmod(now, rate.seconds)
    name = name_of(scope, key)
    here, last = f"{name}:{int(window)}", f"{name}:{int(window) - 1}"
    used, before = _count_up(here, last, 2 * rate.seconds)
    if used + before * (1 - into / rate.seconds) > rate.count:
        _count_down(here)
        raise SlowDown(_wait(rate, used=used - 1, before=before, into=into))


def check_each(scope: str, keys: Sequence[object], rate: Rate) -> list[bool]:
    """Count one use of `scope` by each key, in their order, as `check` does; False where it is one too many."""
    window, into = divmod(time.time(), rate.seconds)
    names = [name_of(scope, key) for key in keys]
    pairs = [(f"{name}:{int(window)}", f"{name}:{int(window) - 1}") for name in names]
    share = 1 - into / rate.seconds
    passed = []
    for (here, _), (used, before) in zip(pairs, _count_up_each(pairs, 2 * rate.seconds), strict=True):
        passed.append(used + before * share <= rate.count)
        if not passed[-1]:
            _count_down(here)
    return passed


def give_back(scope: str, key: object, rate: Rate) -> None:
    """Take back one counted use, such as a sign-in that turned out to be right."""
    _count_down(f"{name_of(scope, key)}:{int(time.time() // rate.seconds)}")


def give_back_each(scope: str, keys: Sequence[object], rate: Rate) -> None:
    """Take back one counted use of each key."""
    for key in keys:
        give_back(scope, key, rate)


def are_far() -> bool:
    """Is counting a way over the network, for which an event loop must not wait?"""
    return _counting() is not None


def address_of(request: HttpRequest) -> str:
    """Return whom to count a request against when nobody is signed in.

    The peer's address; behind a proxy named in FLOWCHAT_TRUSTED_PROXIES the ASGI server has put the real one
    there. IPv6 by /64, which one person commonly has all of (RFC 6177).
    """
    text = request.META.get("REMOTE_ADDR", "").partition("%")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "local"  # a unix socket has no address
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _wait(rate: Rate, *, used: int, before: int, into: float) -> int:
    """Return in how many seconds one more use would be let through."""
    room = rate.count - 1 - used
    if room >= 0 and before > 0:
        # Within this window: until enough of the last one has slid out of the period.
        return math.ceil(rate.seconds * (1 - room / before) - into)
    # This window alone is full: until it is the last one and has slid out far enough.
    return math.ceil(rate.seconds - into + rate.seconds * (1 - (rate.count - 1) / max(used, 1)))


def name_of(scope: str, key: object) -> str:
    """Return the cache key, hashed: addresses and names of people belong in no cache server's listing."""
    return f"limit:{scope}:{hashlib.sha256(str(key).encode(errors='replace')).hexdigest()[:32]}"


def _count_up(name: str, last: str, seconds: int) -> tuple[int, int]:
    counting = _counting()
    if counting is not None:
        return counting.count_up(name, last, seconds)
    cache.add(name, 0, timeout=seconds)
    try:
        used = int(cache.incr(name))
    except ValueError:  # evicted between the two lines
        cache.set(name, 1, timeout=seconds)
        used = 1
    return used, int(cache.get(last, 0))


def _count_up_each(pairs: Sequence[tuple[str, str]], seconds: int) -> list[tuple[int, int]]:
    counting = _counting()
    if counting is not None:
        return counting.count_up_each(pairs, seconds)
    return [_count_up(name, last, seconds) for name, last in pairs]


def _counting() -> Counting | None:
    """Return the cache if it counts in one way. Asked by one name: asking whether it is a protocol takes Python longer
    than counting.
    """
    known: Any = caches["default"]
    return known if hasattr(known, "count_up_each") else None


def _count_down(name: str) -> None:
    try:
        if cache.decr(name) < 0:
            cache.incr(name)
    except ValueError:
        return
