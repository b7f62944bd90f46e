"""Who learns of whose presence and typing: those who share a room, which is to say a feed of the hub."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from flowchat.chat.events.streams import room_stream
from flowchat.chat.gateway.feed import Feed
from flowchat.chat.gateway.frames import Encoded, PresenceFrame, ServerTyping
from flowchat.chat.gateway.people import Person
from flowchat.chat.gateway.shown import Shown
from flowchat.chat.presence.elsewhere import Elsewhere, Stay
from flowchat.chat.presence.leases import PresenceBoard
from flowchat.chat.presence.objects import Others, Presence, PresenceState, TypingNow
from flowchat.chat.presence.typing import TypingBoard


class Voice(Protocol):
    """Tells other processes of the people here."""

    def changed(self, user_id: UUID, seen_at: datetime | None = None) -> None:
        """Something about a person here may have changed."""
        ...

    def typing(self, stream: str, user_id: UUID, *, typing: bool) -> None:
        """Someone here writes in a room, or stopped."""
        ...


class _Alone:
    """There is nobody to tell."""

    def changed(self, user_id: UUID, seen_at: datetime | None = None) -> None: ...

    def typing(self, stream: str, user_id: UUID, *, typing: bool) -> None: ...


class Visibility:
    """Spreads leases, those of this process and what others tell, to those who may know of them. `feeds` and `people`
    are the hub's.
    """

    def __init__(
        self,
        feeds: Mapping[str, Feed],
        people: Mapping[UUID, Person],
        *,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self.voice: Voice = _Alone()
        self.elsewhere = Elsewhere()
        self.known = True
        """Do we vouch for who is at other processes, and thereby for who is not?"""
        self._feeds = feeds
        self._people = people
        self._board = PresenceBoard()
        self._typing = TypingBoard(clock)
        self._now = now
        self._shown = Shown(self._state_of)

    @property
    def others(self) -> Others:
        """What those are of whom nothing was told."""
        return "offline" if self.known else "unknown"

    # ---- the people here

    def hold(self, person: Person, connection_id: UUID, *, active: bool) -> None:
        """Take or renew a connection's lease."""
        before = self._state_of(person.user_id)
        if self._board.hold(person.user_id, connection_id, active=active):
            self._shown.forget(person.user_id)
            self.voice.changed(person.user_id)
        if self._state_of(person.user_id) != before:
            self._announce(person.user_id, person.rooms)

    def release(self, person: Person, connection_id: UUID) -> bool:
        """Give a connection's lease back; True when the person is gone with it, from every process as far as we know.
        Call while the hub knows them.
        """
        user_id, before = person.user_id, self._state_of(person.user_id)
        changed = self._board.release(user_id, connection_id)
        self._shown.forget(user_id)
        after = self._state_of(user_id)
        seen_at = self._now() if person.preferences.show_last_seen else None
        if changed:
            self.voice.changed(user_id, seen_at)
        if after == before:
            return False
        if after == "offline":
            self._end_all_typing(user_id)
        self._announce(user_id, person.rooms, seen_at=seen_at if self.known else None)
        return after == "offline"

    def here(self) -> list[UUID]:
        """Return everyone who holds a lease of this process."""
        return self._board.people()

    def present(self) -> set[UUID]:
        """Return everyone who is here or, as far as was told, at another process."""
        return {*self._board.people(), *self.elsewhere.people()}

    def stay_of(self, user_id: UUID) -> Stay | None:
        """Return how a person is here, by this process's leases alone."""
        state, person = self._board.state_of(user_id), self._people.get(user_id)
        if state == "offline" or person is None:
            return None
        sockets = frozenset(one.id for one in person.connections.values() if one.ready)
        return Stay(state == "online", frozenset(person.rooms), sockets)

    # ---- the people at other processes

    def moved(
        self, process: str, user_id: UUID, stay: Stay | None, *, seen_at: datetime | None = None
    ) -> bool:
        """Take what another process told of a person; True when they are gone with it."""
        before, rooms_before = self._state_of(user_id), self._rooms_of(user_id)
        self.elsewhere.put(process, user_id, stay)
        self._shown.forget(user_id)
        after, rooms = self._state_of(user_id), self._rooms_of(user_id)
        if after != before:
            if after == "offline":
                self._end_all_typing(user_id)
            self._announce(user_id, rooms_before | rooms, seen_at=seen_at)
        elif after != "offline":
            self._tell_rooms(rooms - rooms_before, [self._presence(user_id)])
        if after != "offline":
            self._hide(user_id, rooms_before - rooms, rooms)
        return before != "offline" and after == "offline"

    def vouch(self, *, known: bool) -> None:
        """Say from now on who is at other processes, or say that we don't know."""
        if known == self.known:
            return
        people = self.elsewhere.people()
        before = {one: self._state_of(one) for one in people}
        self.known = known
        self._shown.forget_all()
        # Also of those who are here as well: away here and online there is online only as long as we vouch for it.
        changed = {one for one in people if self._state_of(one) != before[one]}
        for stream in list(self._feeds):
            self._tell_rooms(
                [stream], [self._presence(one) for one in self.elsewhere.in_room(stream) & changed]
            )
        frame = self._frame([])
        for person in self._people.values():
            person.write(frame)

    # ---- who sees whom

    def seen_by(self, person: Person) -> bytes:
        """Return everyone who is here and whom this person may see, themselves included, as the inside of a JSON
        array of `Presence`.
        """
        found = {person.user_id}
        for stream in person.rooms:
            found.update([one.user_id for one in self._feeds[stream].people])
            found.update(self.elsewhere.in_room(stream))
        return self._shown.write(found)

    def joined(self, person: Person, feed: Feed) -> None:
        """Show a newcomer and the people of a room to each other."""
        if feed.room_id is None:
            return
        self.voice.changed(person.user_id)
        others = feed.people - {person}
        known_there = self.known and person.user_id in self.elsewhere.in_room(feed.stream)
        if not known_there and (mine := self._present([person.user_id])):
            frame = self._frame(mine)
            for other in others:
                other.write(frame)
        if not person.hearing:
            return  # on their way in: the ready frame will name everyone
        there = {other.user_id for other in others} | self.elsewhere.in_room(feed.stream)
        if theirs := self._present(there - {person.user_id}):
            person.write(self._frame(theirs))

    def left(self, person: Person, feed: Feed) -> None:
        """Hide two people from each other once their last common room is gone."""
        if feed.room_id is None:
            return
        self.voice.changed(person.user_id)
        self._end_typing(feed, person.user_id)
        strangers = {other.user_id for other in feed.people} | self.elsewhere.in_room(feed.stream)
        strangers = {
            one
            for one in strangers - {person.user_id}
            if person.rooms.isdisjoint(self._rooms_of(one) - {feed.stream})
        }
        if strangers:
            person.write(self._frame([_hidden(one) for one in strangers]))
        self._hide(person.user_id, [feed.stream], person.rooms)

    def _hide(self, user_id: UUID, streams: Iterable[str], rooms: Iterable[str]) -> None:
        """Tell those who hear the streams that a person left, and share no other room with them, that they are gone."""
        frame, kept = self._frame([_hidden(user_id)]), set(rooms)
        for stream in streams:
            if (feed := self._feeds.get(stream)) is not None:
                self._end_typing(feed, user_id)
                for viewer in feed.people:
                    if viewer.user_id != user_id and kept.isdisjoint(viewer.rooms):
                        viewer.write(frame)

    def _announce(self, user_id: UUID, rooms: Iterable[str], *, seen_at: datetime | None = None) -> None:
        """Tell everyone who shares a room with a person, and their own other devices."""
        frame = self._frame([self._presence(user_id, seen_at)])
        viewers = set[Person]().union(
            *(self._feeds[stream].people for stream in rooms if stream in self._feeds)
        )
        if (own := self._people.get(user_id)) is not None:
            viewers.add(own)
        for viewer in viewers:
            viewer.write(frame)

    def _tell_rooms(self, streams: Iterable[str], people: list[Presence]) -> None:
        for stream in streams:
            if people and (feed := self._feeds.get(stream)) is not None:
                feed.write(self._frame(people))

    def _state_of(self, user_id: UUID) -> PresenceState:
        here = self._board.state_of(user_id)
        if here == "online" or not self.known:
            return here
        there = self.elsewhere.state_of(user_id)
        return here if there == "offline" else there

    def _rooms_of(self, user_id: UUID) -> frozenset[str]:
        person = self._people.get(user_id)
        return self.elsewhere.rooms_of(user_id).union(person.rooms if person is not None else ())

    def _presence(self, user_id: UUID, seen_at: datetime | None = None) -> Presence:
        state = self._state_of(user_id)
        return Presence(user_id=user_id, state=state, last_seen_at=seen_at if state == "offline" else None)

    def _present(self, user_ids: Iterable[UUID]) -> list[Presence]:
        found = (self._presence(one) for one in user_ids)
        return [presence for presence in found if presence.state != "offline"]

    def _frame(self, people: list[Presence]) -> Encoded:
        return Encoded(PresenceFrame(people=people, others=self.others), mirrored=True)

    # ---- typing

    def start_typing(self, feed: Feed, user_id: UUID) -> None:
        """Take or renew a typing lease; each renewal is told, because those who hear it count from the last one."""
        if feed.room_id is not None:
            self.voice.typing(feed.stream, user_id, typing=True)
            self._begin_typing(feed, feed.room_id, user_id)

    def stop_typing(self, feed: Feed, user_id: UUID) -> None:
        """End a typing lease before its time."""
        self.voice.typing(feed.stream, user_id, typing=False)
        self._end_typing(feed, user_id)

    def hear_typing(self, stream: str, user_id: UUID, *, typing: bool) -> None:
        """Take what another process told of someone there."""
        feed = self._feeds.get(stream)
        if feed is None or feed.room_id is None:
            return
        if typing:
            self._begin_typing(feed, feed.room_id, user_id)
        else:
            self._end_typing(feed, user_id)

    def is_writing_in(self, feed: Feed) -> bool:
        """Is anyone writing in a room?"""
        return feed.room_id is not None and self._typing.anyone(feed.room_id)

    def sent(self, user_id: UUID, feed: Feed) -> None:
        """Who has sent is no longer writing. Every process hears of it by itself."""
        self._end_typing(feed, user_id)

    def typing_seen_by(self, person: Person) -> list[TypingNow]:
        """Return who else is writing in this person's rooms."""
        return self._typing.now(lambda room_id: room_stream(room_id) in person.rooms, but=person.user_id)

    def _begin_typing(self, feed: Feed, room_id: UUID, user_id: UUID) -> None:
        self._typing.start(room_id, user_id)
        _tell_typing(feed, room_id, user_id, typing=True)

    def _end_typing(self, feed: Feed, user_id: UUID) -> None:
        if feed.room_id is not None and self._typing.stop(feed.room_id, user_id):
            _tell_typing(feed, feed.room_id, user_id, typing=False)

    def _end_all_typing(self, user_id: UUID) -> None:
        for room_id in self._typing.rooms_of(user_id):
            if (feed := self._feeds.get(room_stream(room_id))) is not None:
                self._end_typing(feed, user_id)


def _tell_typing(feed: Feed, room_id: UUID, user_id: UUID, *, typing: bool) -> None:
    frame = ServerTyping(room_id=room_id, user_id=user_id, typing=typing)
    feed.write(Encoded(frame, mirrored=True), but=user_id)


def _hidden(user_id: UUID) -> Presence:
    return Presence(user_id=user_id, state="offline", last_seen_at=None)
