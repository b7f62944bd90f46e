"""The hub of a process: one subscription per stream, whoever listens, and every event encoded once.

Who hears what follows from the events themselves, because each stream is delivered in its order: a member is gone
before anything later than their removal is written. Everything here runs on the event loop's thread.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import Protocol
from uuid import UUID

from flowchat.chat.events.arrived import Announced
from flowchat.chat.events.bus import Peers
from flowchat.chat.gateway import effects
from flowchat.chat.gateway.feed import Feed, Log
from flowchat.chat.gateway.frames import encode_event
from flowchat.chat.gateway.limits import CloseCode
from flowchat.chat.gateway.measures import note_delivery
from flowchat.chat.gateway.people import Connection, Person

logger = logging.getLogger(__name__)


class Watcher(Protocol):
    """Who wants to know how the audience changes: presence and typing."""

    def joined(self, person: Person, feed: Feed) -> None:
        """`person` hears a room from now on."""
        ...

    def left(self, person: Person, feed: Feed) -> None:
        """`person` no longer hears a room; the feed holds the others."""
        ...

    def sent(self, user_id: UUID, feed: Feed) -> None:
        """A message of this person went out in a room."""
        ...

    def is_writing_in(self, feed: Feed) -> bool:
        """Does it matter who sends in this room? Only then the event is made an object of."""
        ...

    def ended(self, connection: Connection) -> None:
        """The server ends this connection."""
        ...


class Hub:
    """The audience of every stream that someone here listens to."""

    def __init__(self, log: Log, watcher: Watcher) -> None:
        self.people: dict[UUID, Person] = {}
        self.feeds: dict[str, Feed] = {}
        self.watcher = watcher
        self.peers: Peers | None = None
        """Other processes, from which a feed's announcements come as long as it is followed there."""
        self._log = log
        self._ways = (self._deliver, self._recheck)
        """Made once: each feed holds them."""
        self._fresh: set[str] = set()
        self._moved: set[str] = set()
        self._checking: asyncio.Task[None] | None = None

    # ---- news

    def receive(self, envelope: Announced) -> None:
        """Take an announcement from the bus. Streams that nobody here listens to are none of our business."""
        feed = self.feeds.get(envelope.stream)
        if feed is not None:
            feed.receive(envelope)

    def _deliver(self, feed: Feed, envelope: Announced) -> None:
        self._moved.add(feed.stream)
        try:
            effects.before(self, feed, envelope)
            note_delivery(envelope, feed.tell(envelope.seq, encode_event(envelope)))
            effects.after(self, feed, envelope)
        except Exception:
            logger.exception("Event %s#%s was not delivered whole", envelope.stream, envelope.seq)

    # ---- audience

    def register(self, user_id: UUID) -> Person:
        """Know a person from now on. Do this before reading their streams: news in between then finds them."""
        return self.people.setdefault(user_id, Person(user_id))

    def subscribe(self, person: Person, heads: Mapping[str, int]) -> None:
        """Let a person hear these streams, which were theirs when the streams stood at these heads."""
        for stream, head in heads.items():
            self.join(person, stream, at=head)
            if (feed := self.feeds.get(stream)) is not None:
                feed.expect(head)

    def join(self, person: Person, stream: str, *, at: int) -> None:
        """Let a person hear a stream, on the strength of news as of `at`; news of a later removal outweighs it."""
        if stream in person.streams or person.left.get(stream, 0) > at:
            return
        feed = self.feeds.get(stream) or self._open(stream, at)
        # The feed's own string: thousands of people hear the same few streams.
        person.streams.add(feed.stream)
        if feed.kind == "room":
            person.rooms.add(feed.stream)
        feed.admit(person, at=at)
        feed.expect(at)
        self.watcher.joined(person, feed)

    def leave(self, person: Person, feed: Feed, *, at: int) -> None:
        """Let a person hear a stream no more, because of what happened at `at`."""
        person.left[feed.stream] = at
        if feed.stream in person.streams:
            person.streams.discard(feed.stream)
            person.rooms.discard(feed.stream)
            feed.dismiss(person)
            self.watcher.left(person, feed)
            self._close_if_empty(feed)

    def forget(self, connection: Connection) -> None:
        """Let go of a connection, and of its person with the last one."""
        person = connection.person
        person.connections.pop(connection.id, None)
        if person.connections or self.people.get(person.user_id) is not person:
            return
        del self.people[person.user_id]
        for stream in person.streams:
            feed = self.feeds[stream]
            feed.dismiss(person)
            self._close_if_empty(feed)
        person.streams.clear()
        person.rooms.clear()

    def end(self, connection: Connection, code: int) -> None:
        """End a connection: from here on nothing is written to it."""
        connection.end(code)
        self.watcher.ended(connection)

    # ---- feeds

    def _open(self, stream: str, position: int) -> Feed:
        deliver, skip = self._ways
        feed = Feed(stream, position, log=self._log, deliver=deliver, skip=skip)
        self.feeds[stream] = feed
        if self.peers is not None:
            self.peers.follow(stream)
        # Nobody listened between the reading of `position` and now; what was announced then is looked up.
        self.look_up([stream])
        return feed

    def look_up(self, streams: Iterable[str]) -> None:
        """Ask the log soon what may have been announced to nobody here."""
        self._fresh.update(stream for stream in streams if stream in self.feeds)
        if self._fresh and self._checking is None:
            self._checking = asyncio.get_running_loop().create_task(self._check_fresh())

    def _close_if_empty(self, feed: Feed) -> None:
        if not feed.people and not feed.closed:
            self._close(feed)
            self.feeds.pop(feed.stream, None)

    def _close(self, feed: Feed) -> None:
        feed.close()
        if self.peers is not None:
            self.peers.unfollow(feed.stream)

    async def _check_fresh(self) -> None:
        try:
            while self._fresh:
                streams, self._fresh = self._fresh, set()
                await self.check(streams)
        except Exception as error:  # noqa: BLE001  # the next heartbeat asks again
            logger.warning("The heads of new subscriptions could not be read: %s", type(error).__name__)
        finally:
            self._checking = None

    async def check(self, streams: set[str]) -> None:
        """Compare streams with the log and fetch what is missing. Raises what the database raises."""
        heads = await self._log.heads(streams) if streams else {}
        for stream, head in heads.items():
            if (feed := self.feeds.get(stream)) is not None:
                feed.expect(head)

    async def _recheck(self, feed: Feed, head: int) -> None:
        """Events were lost for good: find out who still belongs to the audience."""
        if feed.kind == "room":
            members = await self._log.members(feed.stream)
            for person in list(self.people.values()):
                if person.user_id in members:
                    self.join(person, feed.stream, at=head)
                elif person in feed.people:
                    self.leave(person, feed, at=head)
        elif feed.kind == "user":
            # What was lost may have ended a session: let the devices come back and prove themselves.
            for person in list(feed.people):
                for connection in list(person.connections.values()):
                    self.end(connection, CloseCode.RESTART)

    def take_moved(self) -> dict[str, int]:
        """Return the heads of the streams that moved since the last call."""
        moved, self._moved = self._moved, set()
        lagging = {stream for stream, feed in self.feeds.items() if feed.position < feed.known}
        found = (self.feeds.get(stream) for stream in moved | lagging)
        return {feed.stream: feed.known for feed in found if feed is not None}

    def close(self) -> None:
        """Stop everything."""
        for feed in self.feeds.values():
            self._close(feed)
        for person in self.people.values():
            person.streams.clear()
            person.rooms.clear()
        self.feeds.clear()
        self.people.clear()
        if self._checking is not None:
            self._checking.cancel()
