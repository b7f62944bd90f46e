"""The mirror in a server: its lanes, and what wakes them."""

import json
from collections.abc import Callable, Collection
from functools import partial
from typing import Protocol

from django.db import transaction
from django.db.models.signals import post_save

from flowchat.chat.accounts.models import User
from flowchat.chat.events.bus import Peers, get_bus
from flowchat.chat.events.streams import COMMUNITY
from flowchat.chat.events.types import Event
from flowchat.chat.mirroring.lanes import Lane, PeopleLane, RoomsLane
from flowchat.chat.mirroring.port import Target, make_target
from flowchat.chat.mirroring.thread import LaneThread, Pace

_TOPIC = "mirror"
_OF_PEOPLE = ("sessions.ended", "profile.changed", "account.changed")


class _News(Protocol):
    """As much of an announcement as wakes a lane."""

    @property
    def stream(self) -> str: ...

    @property
    def event(self) -> Event: ...


class Mirroring:
    """Tells another service everything that its readers may see, beside the server and never in its way."""

    def __init__(self, make: Callable[[], Target | None] = make_target, pace: Pace | None = None) -> None:
        self._rooms = LaneThread(
            lambda: RoomsLane(_made(make)), RoomsLane.name, pace, partial(self._tell, RoomsLane.name)
        )
        self._people = LaneThread(
            lambda: PeopleLane(_made(make)), PeopleLane.name, pace, partial(self._tell, PeopleLane.name)
        )
        self._peers: Peers | None = None
        self._stop_listening: Callable[[], None] | None = None
        self._stop_attending: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin to follow the log."""
        bus = get_bus()
        self._stop_listening = bus.listen(self._hear)
        if bus.peers is not None:
            self._peers = bus.peers
            self._peers.follow(_TOPIC)
            self._stop_attending = self._peers.attend(self)
        post_save.connect(self._greet, sender=User)
        self._rooms.start()
        self._people.start()

    def stop(self) -> None:
        """End; waits a few seconds at most. What was not told is told after the next start."""
        if self._stop_listening is None:
            return
        self._stop_listening()
        if self._stop_attending is not None:
            self._stop_attending()
        post_save.disconnect(self._greet, sender=User)
        self._rooms.stop()
        self._people.stop()

    def _tell(self, lane: str, streams: set[str]) -> None:
        """Another process runs a lane: pass on to it what was announced here."""
        if self._peers is not None:
            self._peers.tell(_TOPIC, json.dumps({"lane": lane, "streams": sorted(streams)}).encode())

    def heard(self, topic: str, sender: str, note: bytes) -> None:
        """Take what another process passed on."""
        if topic != _TOPIC:
            return
        told = json.loads(note)
        lane = self._rooms if told["lane"] == RoomsLane.name else self._people
        for stream in told["streams"]:
            lane.wake(stream, passed_on=True)

    def caught(self, topics: Collection[str]) -> None:
        """Take no interest: the lanes look for what was missed by themselves."""

    def reach(self, *, reached: bool) -> None:
        """Take no interest either."""

    def _hear(self, news: _News) -> None:
        if news.stream.startswith("room."):
            self._rooms.wake(news.stream)
        elif news.event.type in _OF_PEOPLE:
            self._people.wake(news.stream)

    def _greet(self, *, created: bool, **_: object) -> None:
        """A newcomer is no event of the log, and may be about to sign in."""
        if created:
            transaction.on_commit(lambda: self._people.wake(COMMUNITY), robust=True)


def _made(make: Callable[[], Target | None]) -> Target:
    target = make()
    if target is None:
        raise RuntimeError("No mirror is set up.")
    return target


def make_lanes(make: Callable[[], Target | None] = make_target) -> list[Lane]:
    """Return the lanes for a process that runs them by itself."""
    return [RoomsLane(_made(make)), PeopleLane(_made(make))]
