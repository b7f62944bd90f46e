"""One stream, put back into its order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol
from uuid import UUID

from flowchat.chat.events.arrived import Announced
from flowchat.chat.events.queries import Backlog
from flowchat.chat.events.streams import parse_stream
from flowchat.chat.gateway.frames import Encoded
from flowchat.chat.gateway.measures import LOG_READS
from flowchat.chat.gateway.people import Person, write_to

logger = logging.getLogger(__name__)

OVERTAKEN_SECONDS = 0.02
"""How long an announcement may be behind a later one before the log is read: two commits often cross on the bus."""
RETRY_SECONDS = 1.0
HELD_EVENTS = 1000
"""How many early envelopes are kept behind a hole; the log has them all anyway."""


class Log(Protocol):
    """Reading the log without blocking the loop."""

    async def backlog(self, stream: str, *, after: int) -> Backlog:
        """Return the events of a stream after a seq."""
        ...

    async def heads(self, streams: Iterable[str]) -> dict[str, int]:
        """Return the head of each stream."""
        ...

    async def members(self, stream: str) -> set[UUID]:
        """Return who may hear a room's stream now."""
        ...


class Feed:
    """The events of one stream, delivered once each and in order, whatever the bus does to the announcements.

    `deliver` is called for each; `skip` when the log no longer holds what was missed, with the head to go on from.
    """

    __slots__ = (
        "_deliver",
        "_held",
        "_log",
        "_mending",
        "_newcomers",
        "_skip",
        "closed",
        "kind",
        "known",
        "owner",
        "people",
        "position",
        "stream",
    )

    def __init__(
        self,
        stream: str,
        position: int,
        *,
        log: Log,
        deliver: Callable[["Feed", Announced], None],
        skip: Callable[["Feed", int], Awaitable[None]],
    ) -> None:
        self.stream = stream
        self.position = position
        self.known = position
        self.people: set[Person] = set()
        self._newcomers: dict[Person, int] = {}
        self.kind, self.owner = parse_stream(stream) or ("", None)
        self.closed = False
        self._log = log
        self._deliver = deliver
        self._skip = skip
        self._held: dict[int, Announced] = {}
        self._mending: asyncio.Task[None] | None = None

    @property
    def room_id(self) -> UUID | None:
        """The room whose stream this is, if it is one."""
        return self.owner if self.kind == "room" else None

    def admit(self, person: Person, *, at: int) -> None:
        """Let a person hear what comes after `at`. When this process is behind that, what it catches up on is not for
        them: they have it already, or it was said when they were no member.
        """
        self.people.add(person)
        if at > self.position:
            self._newcomers[person] = at

    def told_after(self, person: Person) -> int:
        """Return the seq after which a person of this stream hears everything, once each."""
        return max(self.position, self._newcomers.get(person, 0))

    def dismiss(self, person: Person) -> None:
        """Let a person hear nothing more."""
        self.people.discard(person)
        self._newcomers.pop(person, None)

    def tell(self, seq: int, frame: Encoded) -> int:
        """Hand the event at `seq` to everyone whom it is for; returns to how many sockets."""
        if not self._newcomers:
            return self.write(frame)
        self._newcomers = {person: at for person, at in self._newcomers.items() if at >= seq}
        return write_to((person for person in self.people if person not in self._newcomers), frame)

    def write(self, frame: Encoded, *, but: UUID | None = None) -> int:
        """Hand a frame to everyone who hears this stream, except one person; returns to how many sockets."""
        if but is None:
            return write_to(self.people, frame)
        return write_to((person for person in self.people if person.user_id != but), frame)

    def receive(self, envelope: Announced) -> None:
        """Take an announcement: deliver it now, keep it for later, or drop it as told already."""
        if envelope.seq <= self.position or self.closed:
            return
        if envelope.seq == self.position + 1 or len(self._held) < HELD_EVENTS:
            self._held[envelope.seq] = envelope
        self._advance()
        self.expect(envelope.seq)

    def expect(self, head: int) -> None:
        """Learn that the stream goes up to `head`; what is missing is read from the log."""
        self.known = max(self.known, head)
        if self.position < self.known and self._mending is None and not self.closed:
            self._mending = asyncio.get_running_loop().create_task(self._mend())

    def close(self) -> None:
        """Deliver nothing more."""
        self.closed = True
        self._held.clear()
        if self._mending is not None:
            self._mending.cancel()

    def _advance(self) -> None:
        while not self.closed and (envelope := self._held.pop(self.position + 1, None)) is not None:
            self.position = envelope.seq
            self.known = max(self.known, envelope.seq)
            self._deliver(self, envelope)

    async def _mend(self) -> None:
        await asyncio.sleep(OVERTAKEN_SECONDS)
        try:
            while self.position < self.known:
                await self._read_on()
        finally:
            self._mending = None

    async def _read_on(self) -> None:
        LOG_READS.value += 1
        try:
            backlog = await self._log.backlog(self.stream, after=self.position)
            if backlog.reset:
                await self._jump(backlog.head)
                return
        except Exception as error:  # noqa: BLE001  # whatever ails the database, the stream must go on after it
            logger.warning("Stream %s waits for the log: %s", self.stream, type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
            return
        for envelope in backlog.events:
            if envelope.seq > self.position:
                self._held[envelope.seq] = envelope
        self._advance()
        if not backlog.events:
            self.known = min(self.known, max(self.position, backlog.head))

    async def _jump(self, head: int) -> None:
        """Go on from `head`. Only after the check of who may still hear it: a removal may be among what is lost.
        Until then the hole stays, so nothing is delivered.
        """
        await self._skip(self, head)
        self._held = {seq: envelope for seq, envelope in self._held.items() if seq > head}
        self.position = head
        self.known = max([head, *self._held])
        self._advance()
