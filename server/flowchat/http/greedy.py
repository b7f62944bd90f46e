"""Work done in batches that grow by themselves: who comes first goes at once, who comes meanwhile goes together.

No timer waits for company. While a batch is under way the next one gathers, so a lone caller waits for nobody, and the
more there is to do, the less of it each costs.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from django.db import Error as DatabaseError

from flowchat.http.pool import WorkerPool

logger = logging.getLogger(__name__)

AskedT = TypeVar("AskedT")
GivenT = TypeVar("GivenT")


class Crowded(Exception):
    """More waits already than could be answered soon."""


class Batches(Generic[AskedT, GivenT]):
    """Hands what is asked to `work` in batches, in the order in which it came.

    `work` answers one for one, None for what it leaves to others; if it raises, that is the answer for all of them.
    At most `slots` batches are under way and `most` in one; `waiting` may queue. Use it on one event loop.
    """

    def __init__(
        self,
        work: Callable[[Sequence[AskedT]], Awaitable[Sequence[GivenT | None]]],
        *,
        slots: int,
        most: int,
        waiting: int,
    ) -> None:
        self._work = work
        self._free = slots
        self._most = most
        self._limit = waiting
        self._queue: deque[tuple[AskedT, asyncio.Future[GivenT | None]]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, one: AskedT) -> GivenT | None:
        """Return the answer. Raises Crowded when too many wait. Whoever stops waiting changes nothing for the others,
        nor for what is already asked.
        """
        if len(self._queue) >= self._limit:
            raise Crowded
        answer: asyncio.Future[GivenT | None] = asyncio.get_running_loop().create_future()
        self._queue.append((one, answer))
        self._begin()
        return await answer

    def _begin(self) -> None:
        if self._free and self._queue:
            self._free -= 1
            # In a context of its own: a batch belongs to no request, and must not carry the name of its first.
            task = asyncio.get_running_loop().create_task(self._run(), context=Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self) -> None:
        # Taken only now: whatever came in the same turn of the loop is part of it.
        batch = [self._queue.popleft() for _ in range(min(self._most, len(self._queue)))]
        found: Sequence[GivenT | None] = [None] * len(batch)
        try:
            if batch:
                found = await self._work([one for one, _ in batch])
        except DatabaseError as error:
            # Whoever is asked next meets it, too, and says so. The type alone: the text may quote the statement.
            logger.warning("A batch of %s met %s", len(batch), type(error.__cause__ or error).__name__)
        except Exception:
            logger.exception("A batch of %s failed", len(batch))
        finally:
            self._free += 1
            for (_, answer), given in zip(batch, found, strict=True):
                if not answer.done():
                    answer.set_result(given)
            self._begin()


class Greedy(Batches[AskedT, GivenT]):
    """Batches whose work is done in the threads of a pool."""

    def __init__(
        self,
        pool: WorkerPool,
        work: Callable[[Sequence[AskedT]], Sequence[GivenT | None]],
        *,
        slots: int,
        most: int,
        waiting: int,
    ) -> None:
        async def hop(asked: Sequence[AskedT]) -> Sequence[GivenT | None]:
            return await pool.run(work, asked)

        super().__init__(hop, slots=slots, most=most, waiting=waiting)
