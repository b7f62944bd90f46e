"""The life of connections: how they come in, how long a person lingers after the last one, and the heartbeat."""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from flowchat.chat.events.bus import get_bus
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.events.types import CONTRACT_LEVEL
from flowchat.chat.gateway.door import Door
from flowchat.chat.gateway.feed import Feed
from flowchat.chat.gateway.frames import Encoded, Ready, encode_heartbeat, encode_ready
from flowchat.chat.gateway.hub import Hub
from flowchat.chat.gateway.last_seen import LastSeenNotes
from flowchat.chat.gateway.limits import SOCKETS_PER_ACCOUNT, CloseCode
from flowchat.chat.gateway.log_reader import LogReader
from flowchat.chat.gateway.neighbours import Neighbours
from flowchat.chat.gateway.news import News
from flowchat.chat.gateway.people import Connection, Person
from flowchat.chat.gateway.queries import Admission
from flowchat.chat.gateway.turns import Turn
from flowchat.chat.gateway.visibility import Visibility
from flowchat.chat.gateway.watch import Watch
from flowchat.chat.messaging.ports import answer_present
from flowchat.http.pool import WorkerPool

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10.0
HEADS_PATIENCE_SECONDS = 3.0
"""A database that doesn't answer must not silence the heartbeat: clients would leave a living server."""

LINGER_CLOSED = 1.5
"""Seconds for which others don't hear that a person closed their last page: a reload is back by then."""
LINGER_LOST = 4.0
"""The same after a connection broke: a network that stumbles is back by then. With the silence limit of 25 s
before it, a killed browser is still offline within 30 s."""


class Lobby:
    """Everything about live connections in this process. Make and use it on the event loop."""

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self.clock: Callable[[], float] = clock
        self.watch = Watch()
        self.turn = Turn()
        self.door = Door(pool, self.turn)
        self._last_seen = LastSeenNotes(pool)
        self.hub = Hub(LogReader(pool), self)
        self._visibility = Visibility(self.hub.feeds, self.hub.people, clock=clock, now=timezone.now)
        self._neighbours: Neighbours | None = None
        self._lingering: dict[UUID, tuple[Connection, asyncio.TimerHandle]] = {}
        self._leaving: list[Connection] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._beating: asyncio.Task[None] | None = None
        self._news: News | None = None
        self._stop_listening: Callable[[], None] | None = None

    # ---- the process

    def start(self) -> None:
        """Listen to the bus and begin the heartbeat. A second call does nothing."""
        if self._stop_listening is not None:
            return
        bus = get_bus()
        loop = asyncio.get_running_loop()
        # Asking for the running loop each time would be a call to the kernel, up to Python 3.11.
        self.clock = loop.time
        self._news = News(self.hub.receive, self.turn, loop)
        self._stop_listening = bus.listen(self._news.bring)
        if bus.peers is not None:
            self.hub.peers = bus.peers
            self._neighbours = Neighbours(
                bus.peers,
                self._visibility,
                on_caught=self.hub.look_up,
                on_lost=self._record_lost,
                on_moved=self._make_room_of,
            )
            self._visibility.voice = self._neighbours
            self._neighbours.start()
        answer_present(self._present_among)
        self._beating = self._spawn(self._beat())

    def _present_among(self, user_ids: Collection[UUID]) -> set[UUID]:
        # Asked from the worker threads; copying a dict's keys is one step of the interpreter, so the loop may go on.
        return self._visibility.present().intersection(user_ids)

    def _record_lost(self, user_ids: Collection[UUID], seconds_ago: float) -> None:
        at = timezone.now() - timedelta(seconds=seconds_ago)
        self._last_seen.add(user_ids, at)

    async def stop(self) -> None:
        """Stop listening, and write down that everyone was here until now."""
        self.watch.stop()
        self.door.stop()
        if self._stop_listening is not None:
            self._stop_listening()
        if self._news is not None:
            self._news.stop()
        for _, timer in self._lingering.values():
            timer.cancel()
        self._leaving.clear()
        if self._beating is not None:
            self._beating.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        here = [
            one for one in self._visibility.here() if self._visibility.elsewhere.state_of(one) == "offline"
        ]
        if self._neighbours is not None:
            self._neighbours.stop()
        self.hub.close()
        if here:
            self._last_seen.add(here, timezone.now())
        await self._last_seen.finish()

    # ---- coming and going

    def admit(self, connection: Connection, admission: Admission, expires_at: datetime) -> None:
        """Subscribe a connection and send it the ready frame. The person knew it before the admission was read.

        Nothing here awaits: what the streams bring next is written after the ready frame.
        """
        person = connection.person
        self._make_room(person, connection)
        if connection.code is not None:
            return
        if user_stream(person.user_id) not in person.streams:
            # Whoever is here already has heard of what was chosen since.
            person.preferences = admission.preferences
        self.hub.subscribe(person, admission.heads)
        self._visibility.hold(person, connection.id, active=True)
        self._end_lingering(person)
        connection.begin()
        self._visibility.voice.changed(person.user_id)
        connection.write(self._ready(connection, expires_at))

    def beat(self, connection: Connection, *, active: bool) -> None:
        """A client says it is here."""
        if connection.ready:
            self._visibility.hold(connection.person, connection.id, active=active)

    def typing(self, connection: Connection, room_id: UUID, *, typing: bool) -> None:
        """A client says its person is writing. Nothing happens in rooms they don't hear: they may just have left."""
        feed = self._room_heard_by(connection, room_id)
        if feed is not None and typing and connection.person.preferences.show_typing:
            self._visibility.start_typing(feed, connection.person.user_id)
        elif feed is not None:
            self._visibility.stop_typing(feed, connection.person.user_id)

    def part(self, connection: Connection, *, linger: float) -> None:
        """A connection is over. Its lease lingers for a while, so that a reload of the tab in use changes nothing."""
        if (lingering := self._lingering.pop(connection.id, None)) is not None:
            lingering[1].cancel()
        if connection.id not in connection.person.connections:
            return
        was_ready = connection.ready
        connection.pause()
        self._visibility.voice.changed(connection.person.user_id)
        if was_ready and linger:
            timer = asyncio.get_running_loop().call_later(linger, self._leave_soon, connection)
            self._lingering[connection.id] = (connection, timer)
        else:
            self._leave(connection)

    def _leave_soon(self, connection: Connection) -> None:
        """Let a connection that lingered long enough leave together with those whose time is up as well: of a crowd
        that goes, each who stays hears with one write.
        """
        self._leaving.append(connection)
        if len(self._leaving) == 1:
            asyncio.get_running_loop().call_soon(self._leave_together)

    def _leave_together(self) -> None:
        leaving, self._leaving = self._leaving, []
        with self.turn.open():
            for connection in leaving:
                try:
                    if connection.id in self._lingering:
                        self._leave(connection)
                except Exception:
                    # The others' going must not depend on it.
                    logger.exception("A connection that was over could not be let go")

    def _leave(self, connection: Connection) -> None:
        self._lingering.pop(connection.id, None)
        gone = self._visibility.release(connection.person, connection.id)
        self.hub.forget(connection)
        if gone:
            self._last_seen.add([connection.person.user_id], timezone.now())

    def _end_lingering(self, person: Person) -> None:
        for connection in list(person.connections.values()):
            if connection.id in self._lingering:
                self.part(connection, linger=0)

    def _make_room(self, person: Person, newcomer: Connection | None = None) -> None:
        """End the oldest sockets of an account that opens too many. Those at the door don't count until they are in.

        Each process ends those of its own that are among the oldest of all: their ids tell the order, so nobody has to
        be asked, and two that come at once at two processes have the same consequence at both.
        """
        living = {one.id: one for one in person.hearing}
        if newcomer is not None:
            living[newcomer.id] = newcomer
        elsewhere = (
            self._visibility.elsewhere.sockets_of(person.user_id) if self._visibility.known else frozenset()
        )
        for socket_id in sorted([*living, *elsewhere])[:-SOCKETS_PER_ACCOUNT]:
            if socket_id in living:
                self.hub.end(living[socket_id], CloseCode.TOO_MANY_SOCKETS)

    def _make_room_of(self, user_id: UUID) -> None:
        if (person := self.hub.people.get(user_id)) is not None:
            self._make_room(person)

    def _ready(self, connection: Connection, expires_at: datetime) -> Encoded:
        person = connection.person
        ready = Ready(
            connection_id=connection.id,
            user_id=person.user_id,
            contract_level=CONTRACT_LEVEL,
            expires_at=expires_at,
            now=timezone.now(),
            heads={stream: self._head_for(connection, stream) for stream in sorted(person.streams)},
            presence=[],
            others="offline" if connection.notices_only else self._visibility.others,
            typing=[] if connection.notices_only else self._visibility.typing_seen_by(person),
        )
        return encode_ready(ready, b"" if connection.notices_only else self._visibility.seen_by(person))

    def _head_for(self, connection: Connection, stream: str) -> int:
        """Return from where on this connection hears a stream. This process may be behind: then a newcomer doesn't hear
        what it catches up on, but who was here already (another tab, the one before a reload) does.

        Who listens to Firestore hears few events here, and learns of the others by the head.
        """
        feed = self.hub.feeds[stream]
        return feed.known if connection.notices_only else feed.told_after(connection.person)

    def _room_heard_by(self, connection: Connection, room_id: UUID) -> Feed | None:
        stream = room_stream(room_id)
        return self.hub.feeds.get(stream) if stream in connection.person.rooms else None

    # ---- what the hub tells

    def joined(self, person: Person, feed: Feed) -> None:
        """Pass it on."""
        self._visibility.joined(person, feed)

    def left(self, person: Person, feed: Feed) -> None:
        """Pass it on."""
        self._visibility.left(person, feed)

    def sent(self, user_id: UUID, feed: Feed) -> None:
        """Pass it on."""
        self._visibility.sent(user_id, feed)

    def is_writing_in(self, feed: Feed) -> bool:
        """Pass it on."""
        return self._visibility.is_writing_in(feed)

    def ended(self, connection: Connection) -> None:
        """The server ended a connection: nothing to wait for."""
        self.part(connection, linger=0)

    # ---- the heartbeat

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self._look_for_lost_news()
            try:
                self._send_heartbeats()
            except Exception:
                logger.exception("A heartbeat failed")

    async def _look_for_lost_news(self) -> None:
        try:
            async with asyncio.timeout(HEADS_PATIENCE_SECONDS):
                await self.hub.check(set(self.hub.feeds))
        except Exception as error:  # noqa: BLE001  # the heartbeat goes on with what is known
            logger.warning("The heads of the streams could not be read: %s", type(error).__name__)

    def _send_heartbeats(self) -> None:
        """Tell each person which of their streams moved. Those with the same news, or none, share one frame."""
        now = timezone.now()
        news: dict[Person, list[tuple[str, int]]] = {}
        for moved in self.hub.take_moved().items():
            for person in self.hub.feeds[moved[0]].people:
                news.setdefault(person, []).append(moved)
        frames: dict[tuple[tuple[str, int], ...], Encoded] = {}
        for person in self.hub.people.values():
            heads = tuple(news.get(person, ()))
            if heads not in frames:
                frames[heads] = encode_heartbeat(now, dict(heads))
            person.write(frames[heads])

    # ---- small things

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        # The loop holds tasks weakly; one that nobody holds may vanish in mid-flight.
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def clock() -> float:
    """Return the time of the running loop."""
    return asyncio.get_running_loop().time()
