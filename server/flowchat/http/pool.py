"""The threads that work with the database, for requests and for the gateway alike."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from flowchat.http.impatient import ImpatientExecutor
from flowchat.observing.measures import Family, Kind

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
"""Few on purpose: each holds a database connection for good, and more threads only wait for each other's lock."""


class WorkerPool:
    """A fixed set of threads, each of which keeps its database connection.

    A new thread per request, as Django's own ASGI handler makes, would open a new connection each time.
    """

    def __init__(
        self, threads: int = THREADS, *, patience: float | None = None, name: str = "requests"
    ) -> None:
        """With `patience`, closing waits only so many seconds; what is not done by then ends with the process. `name`
        is for the operator.
        """
        self.name = name
        self._use = _Use(threads)
        self._connections: list[BaseDatabaseWrapper] = []
        self._executor: Executor = (
            ThreadPoolExecutor(threads, thread_name_prefix="flowchat-worker", initializer=self._adopt_thread)
            if patience is None
            else ImpatientExecutor(threads, self._adopt_thread, patience=patience)
        )

    async def hop(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in one of the threads and return what it returns. It knows the request it belongs to.

        Cancelling the caller doesn't stop work that began: what it does to the database is done.
        """
        known = partial(copy_context().run, work, *args, **kwargs)
        future = self._executor.submit(self._use.of(known))
        future.add_done_callback(self._use.end)
        return await asyncio.wrap_future(future)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work on the database outside a request, with the same care for its connection as a request takes."""
        return await self.hop(_with_good_connection, partial(work, *args, **kwargs))

    def use(self) -> "Use":
        """Return how its threads and their connections are used just now. From any thread."""
        connected = sum(one.connection is not None for one in self._connections.copy())
        return self._use.now(connected)

    async def close(self) -> None:
        """Let what is under way finish, end the threads and close their connections."""
        await asyncio.to_thread(self._shut_down)

    def _shut_down(self) -> None:
        self._executor.shutdown()
        if isinstance(self._executor, ImpatientExecutor) and self._executor.is_busy():
            return  # a connection can't be closed under who works with it
        for connection in self._connections:
            # The thread that owned it is gone, so this one may close it.
            connection.inc_thread_sharing()
            connection.close()
        self._connections.clear()

    def _adopt_thread(self) -> None:
        self._connections.extend(connections[alias] for alias in connections)


@dataclass(frozen=True, slots=True)
class Use:
    """The use of a pool at a moment; `begun` and `waited` (in seconds, until they began) are of all its time."""

    threads: int
    busy: int
    waiting: int
    begun: int
    waited: float
    connections: int


class _Use:
    """Counts what goes through a pool."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._asked = self._begun = self._ended = 0
        self._waited = 0.0

    def of(self, work: Callable[[], T]) -> Callable[[], T]:
        """Count work that is asked for, and return what counts its beginning."""
        asked = perf_counter()
        with self._lock:
            self._asked += 1

        def begin() -> T:
            with self._lock:
                self._begun += 1
                self._waited += perf_counter() - asked
            return work()

        return begin

    def end(self, future: "Future[Any]") -> None:
        """Count work that is over, or was called off before it began."""
        with self._lock:
            if future.cancelled():
                self._asked -= 1
            else:
                self._ended += 1

    def now(self, connections: int) -> Use:
        """Return what was counted."""
        with self._lock:
            busy, waiting = self._begun - self._ended, self._asked - self._begun
            return Use(self._threads, busy, waiting, self._begun, self._waited, connections)


def _with_good_connection(work: Callable[[], T]) -> T:
    """What Django does around each request: drop a connection that broke, so that the next one heals."""
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()


def measures_of(pools: Sequence[WorkerPool]) -> Iterable[Family]:
    """Tell the use of these pools as numbers."""
    uses = {pool.name: pool.use() for pool in pools}
    for name, about, kind, read in _MEASURES:
        suffix = "_total" if kind == "counter" else ""
        samples = [(suffix, {"pool": pool}, float(read(use))) for pool, use in uses.items()]
        yield Family(name, about, kind, samples)


_MEASURES: tuple[tuple[str, str, Kind, Callable[[Use], float]], ...] = (
    ("flowchat_pool_threads", "Threads that may work with the database.", "gauge", lambda use: use.threads),
    ("flowchat_pool_busy", "Threads at work.", "gauge", lambda use: use.busy),
    ("flowchat_pool_waiting", "Work that waits for a thread.", "gauge", lambda use: use.waiting),
    ("flowchat_pool_tasks", "Work that a thread began.", "counter", lambda use: use.begun),
    ("flowchat_pool_waited_seconds", "For how long it had waited.", "counter", lambda use: use.waited),
    ("flowchat_pool_connections", "Open connections to PostgreSQL.", "gauge", lambda use: use.connections),
)
