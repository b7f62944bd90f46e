"""Django's cache for several processes: what is counted and remembered is the same at all of them.

While Redis is away each process counts and remembers for itself. Nobody is refused for it, and nothing is an error.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisClusterException, RedisError
from redis.exceptions import TimeoutError as Unanswered

from flowchat.chat.adapters.redis.client import Client, connect
from flowchat.chat.events.bus import get_bus

logger = logging.getLogger(__name__)

T = TypeVar("T")
RETRY_SECONDS = 3.0
"""So long a Redis that failed is left alone: a request that asks one that stands still waits for its whole patience."""

_AWAY = (Unreachable, Unanswered, RedisClusterException, OSError)
# A counter that is gone must not come back without an end: INCRBY would make it anew, for ever.
_ADD = "if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('INCRBY', KEYS[1], ARGV[1]) end"


class SharedCache(BaseCache):
    """Keeps numbers, texts and whatever else JSON can say. Not by pickle, as Django's own does: whoever could write to
    the Redis could then run code here.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = params["OPTIONS"]
        self._line = _line(json.dumps(options["places"]), cluster=options["cluster"])
        self._prefix: str = options["prefix"]
        self._own = LocMemCache(location, {**params, "OPTIONS": {"MAX_ENTRIES": options["MAX_ENTRIES"]}})

    def count_up(self, name: str, before: str, timeout: int) -> tuple[int, int]:
        """Count one more, and return the new number and that of another counter, in one exchange with Redis
        (`flowchat.http.limits.Counting`).
        """
        return self.count_up_each([(name, before)], timeout)[0]

    def count_up_each(self, pairs: Sequence[tuple[str, str]], timeout: int) -> list[tuple[int, int]]:
        """Do so for several pairs, in their order, in the same one exchange."""

        def ask(client: Client) -> list[tuple[int, int]]:
            # Without a transaction: a Cluster keeps them in different places, and each step is whole by itself.
            pipe = client.pipeline(transaction=False)
            for name, before in pairs:
                pipe.incr(self._key(name))
                # Each time, not with the first: a key may be evicted whenever, and would come back without an end.
                pipe.expire(self._key(name), timeout)
                pipe.get(self._key(before))
            told = pipe.execute()
            return [(int(used), int(last or 0)) for used, last in zip(told[::3], told[2::3], strict=True)]

        def alone() -> list[tuple[int, int]]:
            return [self._count_alone(name, before, timeout) for name, before in pairs]

        return self._line.ask(ask, alone)

    def _count_alone(self, name: str, before: str, timeout: int) -> tuple[int, int]:
        self._own.add(name, 0, timeout=timeout)
        return self._own.incr(name), int(self._own.get(before, 0))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept, or the default."""

        def ask(client: Client) -> Any:
            found = client.get(self._key(key))
            return default if found is None else json.loads(found)

        return self._line.ask(ask, lambda: self._own.get(key, default))

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep something for so many seconds; None: for ever."""
        text, life = json.dumps(value), self._life(timeout)
        self._line.ask(
            lambda client: client.set(self._key(key), text, px=life),
            lambda: self._own.set(key, value, timeout=timeout),
        )

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep something if nothing is kept yet; did it?"""
        text, life = json.dumps(value), self._life(timeout)
        return self._line.ask(
            lambda client: bool(client.set(self._key(key), text, px=life, nx=True)),
            lambda: self._own.add(key, value, timeout=timeout),
        )

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a number and return the sum. Raises ValueError when nothing is kept."""

        def ask(client: Client) -> int | None:
            found = client.eval(_ADD, 1, self._key(key), str(delta))
            return None if found is None else int(found)

        def alone() -> int | None:
            try:
                return self._own.incr(key, delta)
            except ValueError:
                return None

        total = self._line.ask(ask, alone)
        if total is None:
            raise ValueError(key)
        return total

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget; was it there?"""
        return self._line.ask(
            lambda client: bool(client.delete(self._key(key))), lambda: self._own.delete(key)
        )

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep for so many seconds from now; was it there?"""
        life = self._life(timeout)
        return self._line.ask(
            lambda client: bool(
                client.persist(self._key(key)) if life is None else client.pexpire(self._key(key), life)
            ),
            lambda: self._own.touch(key, timeout=timeout),
        )

    def _key(self, key: str) -> str:
        return f"{self._prefix}{key}"

    def _life(self, timeout: float | None) -> int | None:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        # 0 and less means: over at once.
        return None if seconds is None else max(1, int(seconds * 1000))


class _Line:
    """The one client of a process, and whether it is worth asking."""

    def __init__(self, places: list[dict[str, Any]], *, cluster: bool) -> None:
        self._places = places
        self._cluster = cluster
        self._client: Client | None = None
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._failed_before = False
        self._told = False

    def ask(self, ask: Callable[[Client], T], alone: Callable[[], T]) -> T:
        """Ask Redis, or do without."""
        if time.monotonic() < self._not_before:
            return alone()
        try:
            client = self._connected()
            if client is None:
                return alone()
            answer = ask(client)
        except (*_AWAY, RedisError) as error:
            self._note(error)
            return alone()
        self._failed_before = self._told = False
        return answer

    def _connected(self) -> Client | None:
        """Return the client. None: another thread tried to make one while this one waited for its turn, in vain."""
        with self._lock:
            if self._client is None and time.monotonic() >= self._not_before:
                try:
                    self._client = connect(self._places, cluster=self._cluster)
                except (*_AWAY, RedisError):
                    self._not_before = time.monotonic() + RETRY_SECONDS
                    raise
            return self._client

    def _note(self, error: Exception) -> None:
        """Leave Redis alone for a while, and say so once until it works again, unless the bus does."""
        self._not_before = time.monotonic() + RETRY_SECONDS
        if self._cluster:
            # It forgets each node that failed: after an outage of all it would ask nobody any more.
            self._client = None
        # The bus tells of an outage, but may notice it later than we. Of too many clients it knows nothing.
        outage = isinstance(error, _AWAY) and (not self._failed_before or get_bus().trouble())
        if not self._told and not outage:
            logger.warning("Redis does not count (%s); each process does for itself.", error)
            self._told = True
        self._failed_before = True


@cache
def _line(places: str, *, cluster: bool) -> _Line:
    """Django makes a cache for each thread; they share the connections."""
    return _Line(json.loads(places), cluster=cluster)
