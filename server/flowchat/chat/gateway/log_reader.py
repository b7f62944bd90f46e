"""The log, read in the worker pool."""

from collections.abc import Iterable
from uuid import UUID

from flowchat.chat.events import queries
from flowchat.chat.events.queries import Backlog
from flowchat.chat.events.streams import parse_stream
from flowchat.chat.rooms.models import Membership
from flowchat.http.pool import WorkerPool


class LogReader:
    """The `Log` of the hub."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool

    async def backlog(self, stream: str, *, after: int) -> Backlog:
        """Return the events of a stream after a seq."""
        return await self._pool.run(queries.backlog, stream, after=after)

    async def heads(self, streams: Iterable[str]) -> dict[str, int]:
        """Return the head of each stream."""
        return await self._pool.run(queries.heads_of, list(streams))

    async def members(self, stream: str) -> set[UUID]:
        """Return who is in the room of a stream."""
        return await self._pool.run(_members, stream)


def _members(stream: str) -> set[UUID]:
    parsed = parse_stream(stream)
    if parsed is None or parsed[0] != "room" or (room_id := parsed[1]) is None:
        return set()
    return set(Membership.objects.filter(room_id=room_id).values_list("user_id", flat=True))
