"""Doing the jobs, in the server's own process and event loop."""

import asyncio
import logging
import time
from collections.abc import Mapping

from flowchat.http.pool import WorkerPool
from flowchat.jobs.pace import Pace
from flowchat.jobs.registry import Work
from flowchat.jobs.worker import work_on

logger = logging.getLogger(__name__)


class Runner:
    """Does the jobs of this process, several at once. `start` and `stop` belong to the server's lifespan."""

    def __init__(self, pool: WorkerPool, works: Mapping[str, Work], pace: Pace | None = None) -> None:
        self._pool = pool
        self._works = works
        self._pace = pace or Pace()
        self._task: asyncio.Task[None] | None = None
        self._troubled = False

    def start(self) -> None:
        """Begin, without waiting for the database: the server is to answer first."""
        self._task = asyncio.create_task(self._keep_working(), name="background jobs")

    async def stop(self) -> None:
        """Let what is under way finish for a moment, put the rest back, and let go of the database."""
        if self._task is None:
            return
        self._task.cancel()
        # gather, because whatever ends a cancelled worker (a database that stopped first) ends it well enough.
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    async def _keep_working(self) -> None:
        """Work until cancelled. A database that goes away is waited for, with one line in the log and not a flood."""
        pause = self._pace.first_pause
        while True:
            began = time.monotonic()
            reason = await self._one_life()
            if time.monotonic() - began > self._pace.longest_pause:
                pause = self._pace.first_pause
            if not self._troubled:
                logger.warning("Background jobs wait: %s", reason)
            self._troubled = True
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._pace.longest_pause)

    async def _one_life(self) -> str:
        """Work until something ends it, and return what that was."""
        try:
            await work_on(self._works, self._pool, self._pace, self._well)
        except Exception as error:  # noqa: BLE001 - whatever it was, the next try starts from nothing
            said = str(error.__cause__ or error).strip()
            return said.partition("\n")[0] or type(error).__name__
        return "the connection to the database was lost"

    def _well(self) -> None:
        if self._troubled:
            logger.info("Background jobs go on")
        self._troubled = False
