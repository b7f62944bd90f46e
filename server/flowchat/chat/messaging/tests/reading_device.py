"""A client in Python: it applies events as the browser's reducer does, and asks again only where that one does."""

from typing import Any

from flowchat.chat.accounts.models import User
from flowchat.chat.events.objects import RoomEntry
from flowchat.chat.events.queries import backlog
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.events.types import (
    MemberAdded,
    MessageDeleted,
    MessageEdited,
    MessageRestored,
    MessageSent,
    ReadingChanged,
    RoomJoined,
    RoomLeft,
)
from flowchat.chat.rooms.access import as_viewer, member_of
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.queries import entry_of

COUNTS = ("last_read_seq", "unread_count", "mention_count", "thread_unread_count", "thread_mention_count")


class Device:
    """One device of one person, at its own place in the room's stream and in their own."""

    def __init__(self, user: User, room: Room) -> None:
        self.user = user
        self.room = room
        self.own_seq = 0
        self.seq = 0
        self.inside = False
        self.counts: dict[str, int] = dict.fromkeys(COUNTS, 0)
        self.view = "flat"
        self.awaited: ReadingChanged | None = None
        self.recount = False

    def reading(self) -> tuple[int, ...]:
        return tuple(self.counts[name] for name in COUNTS)

    # ---- hearing

    def hear_own(self) -> None:
        """Catch up with the person's own stream."""
        for envelope in backlog(user_stream(self.user.id), after=self.own_seq).events:
            self.own_seq = envelope.seq
            match envelope.event:
                case RoomJoined(entry=entry):
                    self.take(entry)
                case RoomLeft():
                    self.inside = False
                case ReadingChanged() as known if self.inside:
                    self._take_reading(known)

    def hear_room(self) -> None:
        """Catch up with the room's stream, as far as it is still theirs."""
        if not self.inside or not self.user.memberships.filter(room=self.room).exists():
            return
        for envelope in backlog(room_stream(self.room.id), after=self.seq).events:
            self._apply(envelope.event, envelope.seq)
            self.seq = envelope.seq
            if self.awaited is not None:
                self._take_reading(self.awaited)

    def settle(self) -> None:
        """Ask for the room's entry where counting from events is not enough."""
        if self.inside and self.recount and self.user.memberships.filter(room=self.room).exists():
            self.take(entry_of(as_viewer(member_of(self.user, self.room.id))))

    def take(self, entry: RoomEntry) -> None:
        """Start anew from a snapshot, unless the device is further already."""
        self.inside = True
        self.seq = entry.seq
        self.counts = {name: getattr(entry, name) for name in COUNTS}
        self.view = entry.settings.view
        self.recount = False
        if self.awaited is not None and self.awaited.room_seq <= entry.seq:
            self.awaited = None

    # ---- the reducer

    def _take_reading(self, known: ReadingChanged) -> None:
        if known.room_seq > self.seq:
            if self.awaited is None or self.awaited.room_seq <= known.room_seq:
                self.awaited = known
            return
        if self.awaited is not None and self.awaited.room_seq <= known.room_seq:
            self.awaited = None
        self.view = known.settings.view
        if known.room_seq < self.seq:
            self.recount = True
            return
        self.counts = {name: getattr(known.reading, name) for name in COUNTS}
        self.recount = False

    def _apply(self, event: Any, seq: int) -> None:
        match event:
            case MemberAdded(member=member) if member.person.id == self.user.id:
                self.counts |= {"last_read_seq": seq, "unread_count": 0, "mention_count": 0}
            case MessageSent():
                self._sent(event, seq)
            case MessageEdited():
                before, after = self._called(event.mentions_before), self._called(event.message.mentions)
                unread = (
                    event.message.seq > self.counts["last_read_seq"] or event.message.thread_id is not None
                )
                self.recount |= unread and before != after
            case MessageDeleted():
                self._gone(event.author_id, event.thread_id, event.message_seq, event.mentions, by=-1)
            case MessageRestored(message=message):
                self._gone(message.author_id, message.thread_id, message.seq, message.mentions, by=1)

    def _sent(self, event: MessageSent, seq: int) -> None:
        message = event.message
        apart = message.thread_id is not None and self.view == "threaded"
        if message.author_id == self.user.id:
            if not apart:
                self.counts |= {"last_read_seq": seq, "unread_count": 0, "mention_count": 0}
            return
        called = self._called(message.mentions)
        if not apart:
            self.counts["unread_count"] += 1
            self.counts["mention_count"] += called
        elif self.user.id in event.thread_followers:
            self.counts["thread_unread_count"] += 1
            self.counts["thread_mention_count"] += called

    def _gone(self, author: Any, thread: Any, seq: int, mentions: Any, *, by: int) -> None:
        if author == self.user.id:
            return
        if thread is not None:
            self.recount = True
        elif seq > self.counts["last_read_seq"]:
            self.counts["unread_count"] += by
            self.counts["mention_count"] += by * self._called(mentions)

    def _called(self, mentions: Any) -> int:
        return int(mentions.group == "all" or self.user.id in mentions.user_ids)
