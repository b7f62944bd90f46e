"""Writing down when people were last here: those who go in the same moment together, as a whole network does."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flowchat.chat.presence.actions import record_each_last_seen
from flowchat.http.pool import WorkerPool

logger = logging.getLogger(__name__)


class LastSeenNotes:
    """Notes that wait to be written. Whoever goes while some are being written goes with the next."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self._waiting: dict[UUID, datetime] = {}
        self._writing: asyncio.Task[None] | None = None

    def add(self, user_ids: Iterable[UUID], at: datetime) -> None:
        """Note that these people were last here at `at`."""
        self._waiting.update(dict.fromkeys(user_ids, at))
        if self._waiting and self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def finish(self) -> None:
        """Wait until everything is written, as far as it can be."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def _write(self) -> None:
        try:
            while self._waiting:
                times, self._waiting = self._waiting, {}
                await self._record(times)
        finally:
            self._writing = None

    async def _record(self, times: dict[UUID, datetime]) -> None:
        try:
            await self._pool.run(record_each_last_seen, times)
        except Exception as error:  # noqa: BLE001  # a missing time is no reason to disturb anyone
            logger.warning("Last-seen times could not be stored: %s", type(error).__name__)
