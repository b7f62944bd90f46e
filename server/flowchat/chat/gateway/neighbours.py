"""The people at other processes: each process tells who is at it, and is believed for as long as it goes on telling.

Leases of processes and not of people: a quiet process says one short word every few seconds, however many are at it.
Everything here runs on the event loop's thread.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flowchat.chat.events.bus import Peers
from flowchat.chat.gateway.notes import Ask, Bye, Change, Renew, Roster, Told, Typing, read_note
from flowchat.chat.gateway.visibility import Visibility
from flowchat.chat.presence.elsewhere import Stay
from flowchat.chat.wire import Wire

logger = logging.getLogger(__name__)

TOPIC = "presence"
RENEW_SECONDS = 3.0
LEASE_SECONDS = 12.0
"""A process that said nothing for so long is dead, and its people are gone with it."""
BYE_SECONDS = 5.0
"""How long the people of a process that stopped properly count on: a restart hands them to another."""
GRACE_SECONDS = 3.0
"""How long the others may be out of reach before we no longer vouch for what they told."""
SETTLE_SECONDS = 1.0
"""How long answers may take, once they are in reach, before we vouch again."""
PIECE = 200


@dataclass(slots=True)
class _Process:
    """What is known of another process: up to which of its changes, and until when it counts without a word."""

    n: int
    until: float
    heard: float
    coming: list[Told] = field(default_factory=list)


class Neighbours:
    """Tells other processes of the people here, and `visibility` of the people there."""

    def __init__(
        self,
        peers: Peers,
        visibility: Visibility,
        *,
        on_caught: Callable[[Collection[str]], None],
        on_lost: Callable[[Collection[UUID], float], None],
        on_moved: Callable[[UUID], None],
    ) -> None:
        """`on_caught` hears of streams on which something may have been missed until now, `on_lost` of those who went
        with a process that died, and how many seconds ago that was last heard, `on_moved` of each of whom others told.
        """
        self._peers = peers
        self._visibility = visibility
        self._on_caught = on_caught
        self._on_lost = on_lost
        self._on_moved = on_moved
        self._loop = asyncio.get_running_loop()
        self._processes: dict[str, _Process] = {}
        self._told: dict[UUID, Stay] = {}
        self._n = 0
        self._dirty: dict[UUID, datetime | None] = {}
        self._flushing: asyncio.Handle | None = None
        self._answering: asyncio.TimerHandle | None = None
        self._vouching: asyncio.TimerHandle | None = None
        self._asked: dict[str, float] = {}
        self._not_understood: set[str] = set()
        self._renewing: asyncio.Task[None] | None = None
        self._stop: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin to tell and to hear."""
        self._visibility.vouch(known=False)
        self._peers.follow(TOPIC)
        self._stop = self._peers.attend(self)
        self._renewing = self._loop.create_task(self._renew())

    def stop(self) -> None:
        """Say goodbye."""
        self._say(Bye())
        self._peers.unfollow(TOPIC)
        if self._stop is not None:
            self._stop()
        for handle in (self._renewing, self._flushing, self._answering, self._vouching):
            if handle is not None:
                handle.cancel()

    # ---- what happens here

    def changed(self, user_id: UUID, seen_at: datetime | None = None) -> None:
        """Something about a person here may have changed. Told soon, with what else happens in the same moment."""
        self._dirty[user_id] = seen_at
        if self._flushing is None:
            self._flushing = self._loop.call_soon(self._flush)

    def typing(self, stream: str, user_id: UUID, *, typing: bool) -> None:
        """Someone here writes in a room, or stopped."""
        self._peers.tell(stream, _encode(Typing(user_id=user_id, typing=typing)))

    def _flush(self) -> None:
        self._flushing = None
        dirty, self._dirty = self._dirty, {}
        news: list[Told] = []
        for user_id, seen_at in dirty.items():
            stay = self._visibility.stay_of(user_id)
            if stay == self._told.get(user_id):
                continue
            if stay is None:
                del self._told[user_id]
                news.append(Told(user_id=user_id, active=None, rooms=[], seen_at=seen_at))
            else:
                self._told[user_id] = stay
                news.append(_told(user_id, stay))
        if news:
            self._n += 1
            self._say(Change(n=self._n, people=news))

    def _tell_everyone(self) -> None:
        self._answering = None
        self._flush()
        people = [_told(user_id, stay) for user_id, stay in self._told.items()]
        starts = range(0, max(len(people), 1), PIECE)
        for start in starts:
            piece = people[start : start + PIECE]
            self._say(Roster(n=self._n, first=start == 0, last=start == starts[-1], people=piece))

    def _ask(self, whom: str | None) -> None:
        """Ask, but the same process not twice within a renewal."""
        now = self._loop.time()
        if whom is not None and now - self._asked.get(whom, -RENEW_SECONDS) < RENEW_SECONDS / 2:
            return
        if whom is not None:
            self._asked[whom] = now
        self._say(Ask(whom=whom))

    def _say(self, note: Wire) -> None:
        self._peers.tell(TOPIC, _encode(note))

    async def _renew(self) -> None:
        while True:
            before = self._loop.time()
            await asyncio.sleep(RENEW_SECONDS)
            if self._loop.time() - before > 2 * RENEW_SECONDS:
                # We stood still, and what the others said meanwhile waits to be heard.
                self._extend_all()
            self._say(Renew(n=self._n))
            self._bury()

    # ---- what the others tell (called in the bus's thread)

    def heard(self, topic: str, sender: str, note: bytes) -> None:
        """Take a note. Other parts of the server have topics of their own; those with a dot are streams."""
        if topic == TOPIC or "." in topic:
            self._soon(lambda: self._take(topic, sender, note))

    def caught(self, topics: Collection[str]) -> None:
        """Pass it on."""
        self._soon(lambda: self._on_caught(topics))

    def reach(self, *, reached: bool) -> None:
        """Learn whether the others are in reach."""
        self._soon(self._regained if reached else self._lost)

    def _soon(self, work: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the server ended a moment ago
            self._loop.call_soon_threadsafe(work)

    # ---- on the loop

    def _lost(self) -> None:
        self._vouch_in(GRACE_SECONDS, known=False)

    def _regained(self) -> None:
        self._extend_all()
        self._ask(None)
        self._tell_everyone()
        self._vouch_in(SETTLE_SECONDS, known=True)

    def _vouch_in(self, seconds: float, *, known: bool) -> None:
        if self._vouching is not None:
            self._vouching.cancel()
        self._vouching = self._loop.call_later(seconds, lambda: self._visibility.vouch(known=known))

    def _take(self, topic: str, sender: str, text: bytes) -> None:
        try:
            note = read_note(text)
        except ValueError:
            if sender not in self._not_understood:
                logger.warning("Process %s speaks another version", sender)
            self._not_understood.add(sender)
            return
        if process := self._processes.get(sender):
            process.heard = self._loop.time()
            process.until = process.heard + LEASE_SECONDS
        if isinstance(note, Typing):
            self._visibility.hear_typing(topic, note.user_id, typing=note.typing)
        else:
            self._obey(sender, process, note)

    def _obey(self, sender: str, process: _Process | None, note: Ask | Renew | Change | Roster | Bye) -> None:
        match note:
            case Ask():
                self._answer(note)
            case Renew():
                if process is None or process.n != note.n:
                    self._ask(sender)
            case Change():
                self._take_change(sender, process, note)
            case Roster():
                self._take_roster(sender, note)
            case Bye():
                if process is not None:
                    process.until = self._loop.time() + BYE_SECONDS

    def _answer(self, ask: Ask) -> None:
        # Everyone hears the answer, so one is enough for all who ask in the same moment.
        if ask.whom in (None, self._peers.me) and self._answering is None:
            self._answering = self._loop.call_later(0.1, self._tell_everyone)

    def _take_change(self, sender: str, process: _Process | None, change: Change) -> None:
        if process is None or change.n != process.n + 1:
            self._ask(sender)
            return
        process.n = change.n
        for told in change.people:
            self._move(sender, told)

    def _take_roster(self, sender: str, roster: Roster) -> None:
        now = self._loop.time()
        process = self._processes.setdefault(sender, _Process(-1, now + LEASE_SECONDS, now))
        if roster.first:
            process.coming = []
        process.coming += roster.people
        if not roster.last:
            return
        people, process.coming, process.n = process.coming, [], roster.n
        for user_id in self._visibility.elsewhere.at(sender) - {told.user_id for told in people}:
            self._visibility.moved(sender, user_id, None)
        for told in people:
            self._move(sender, told)

    def _move(self, sender: str, told: Told) -> None:
        stay = (
            None if told.active is None else Stay(told.active, frozenset(told.rooms), frozenset(told.sockets))
        )
        self._visibility.moved(sender, told.user_id, stay, seen_at=told.seen_at)
        self._on_moved(told.user_id)

    def _extend_all(self) -> None:
        for process in self._processes.values():
            process.until = self._loop.time() + LEASE_SECONDS

    def _bury(self) -> None:
        """Let go of processes that said nothing for too long; while we are deaf that says nothing about them."""
        if not self._visibility.known:
            return
        now = self._loop.time()
        dead = {name: process for name, process in self._processes.items() if process.until < now}
        for name in dead:
            del self._processes[name]
            self._asked.pop(name, None)
        for name, process in dead.items():
            people = self._visibility.elsewhere.at(name)
            gone = [one for one in people if self._visibility.moved(name, one, None)]
            # One of those left writes it down, lest all do.
            if gone and self._peers.me == min(self._peers.me, *self._processes):
                self._on_lost(gone, now - process.heard)


def _told(user_id: UUID, stay: Stay) -> Told:
    return Told(user_id=user_id, active=stay.active, rooms=sorted(stay.rooms), sockets=sorted(stay.sockets))


def _encode(note: Wire) -> bytes:
    return note.model_dump_json().encode()
