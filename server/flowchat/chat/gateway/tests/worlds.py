"""A log in memory, a bus that misbehaves, and connections that remember: for testing the hub without a database."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from flowchat.chat.events.objects import Member, Mentions, Message, Person, Room, RoomEntry, RoomSettings
from flowchat.chat.events.queries import Backlog
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.events.types import (
    Envelope,
    Event,
    MemberAdded,
    MemberRemoved,
    MessageSent,
    RoomJoined,
    RoomLeft,
)
from flowchat.chat.gateway.feed import Feed
from flowchat.chat.gateway.frames import Encoded
from flowchat.chat.gateway.hub import Hub
from flowchat.chat.gateway.lines import Listener as Listening
from flowchat.chat.gateway.people import Connection
from flowchat.chat.gateway.people import Person as Listener
from flowchat.chat.gateway.turns import Turn
from flowchat.chat.ids import new_id

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)


class MemoryLog:
    """Every event there is, and who is in the room as far as the log goes."""

    def __init__(self) -> None:
        self.events: dict[str, list[Envelope]] = {}
        self.room_members: set[UUID] = set()
        self.reads = 0
        self.pruned_to = 0
        self.failures = 0

    def append(self, stream: str, event: Event) -> Envelope:
        rows = self.events.setdefault(stream, [])
        rows.append(Envelope(stream=stream, seq=len(rows) + 1, at=NOW, event=event))
        return rows[-1]

    async def backlog(self, stream: str, *, after: int) -> Backlog:
        self.reads += 1
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        rows = self.events.get(stream, [])
        head = len(rows)
        if after > head or after < self.pruned_to:
            return Backlog(stream=stream, head=head, events=[], more=False, reset=True)
        return Backlog(stream=stream, head=head, events=rows[after : after + 3], more=False, reset=False)

    async def heads(self, streams: Iterable[str]) -> dict[str, int]:
        return {stream: len(self.events.get(stream, [])) for stream in streams}

    async def members(self, stream: str) -> set[UUID]:
        return self.room_members


class Silence:
    """A watcher that doesn't care."""

    def __init__(self) -> None:
        self.ended_with: list[int | None] = []
        self.writing = True

    def joined(self, person: Listener, feed: Feed) -> None: ...

    def left(self, person: Listener, feed: Feed) -> None: ...

    def sent(self, user_id: UUID, feed: Feed) -> None: ...

    def is_writing_in(self, feed: Feed) -> bool:
        return self.writing

    def ended(self, connection: Connection) -> None:
        self.ended_with.append(connection.code)


@dataclass
class Ear:
    """A line that remembers what it was given."""

    frames: list[str] = field(default_factory=list)

    def write(self, frame: Encoded) -> None:
        self.frames.append(frame.text)

    def buffered(self) -> int:
        return 0

    def abort(self) -> None: ...

    def close(self, code: int) -> None: ...

    async def attend(self, listener: Listening, turn: Turn) -> None: ...

    def seqs(self, stream: str) -> list[int]:
        found = (json.loads(text) for text in self.frames)
        return [frame["seq"] for frame in found if frame["stream"] == stream]


class World:
    """One room, its log, a hub, and people made on demand."""

    def __init__(self) -> None:
        self.log = MemoryLog()
        self.watcher = Silence()
        self.hub = Hub(self.log, self.watcher)
        self.room_id = new_id()
        self.room = room_stream(self.room_id)

    def listen(
        self, user_id: UUID, heads: dict[str, int], *, interrupt: Callable[[], None] = lambda: None
    ) -> Ear:
        """Connect a person who hears these streams from these heads on."""
        ear = Ear()
        person = self.hub.register(user_id)
        connection = Connection(person=person, session_id=new_id(), line=ear, interrupt=interrupt)
        person.connections[connection.id] = connection
        connection.begin()
        self.hub.subscribe(person, heads)
        return ear

    def added(self, user_id: UUID) -> Envelope:
        self.log.room_members.add(user_id)
        return self.log.append(self.room, MemberAdded(member=_member(user_id), added_by=None))

    def removed(self, user_id: UUID) -> Envelope:
        self.log.room_members.discard(user_id)
        return self.log.append(self.room, MemberRemoved(user_id=user_id, removed_by=user_id))

    def said(self, user_id: UUID) -> Envelope:
        seq = len(self.log.events.get(self.room, [])) + 1
        message = Message(
            id=new_id(),
            room_id=self.room_id,
            author_id=user_id,
            client_id=new_id(),
            seq=seq,
            revision=seq,
            text="Hi",
            sent_at=NOW,
            version=0,
            edited_at=None,
            deletion=None,
            reply_to=None,
            thread_id=None,
            thread=None,
            mentions=Mentions(people=[], group=None, user_ids=[]),
            attachments=[],
            reactions=[],
            pinned=None,
            forwarded=None,
            previews=[],
        )
        sent = MessageSent(
            message=message, author=_person(user_id), people=[], thread=None, thread_followers=[]
        )
        return self.log.append(self.room, sent)

    def told_joined(self, user_id: UUID, *, at: int) -> Envelope:
        room = Room(
            id=self.room_id,
            kind="private",
            name="Garden",
            description="",
            archived=False,
            created_at=NOW,
            created_by=None,
            picture_id=None,
        )
        entry = RoomEntry(
            room=room,
            seq=at,
            role="member",
            last_read_seq=at,
            unread_count=0,
            mention_count=0,
            thread_unread_count=0,
            thread_mention_count=0,
            settings=RoomSettings(),
            member_count=1,
            last_message=None,
            people=[],
        )
        return self.log.append(user_stream(user_id), RoomJoined(entry=entry))

    def told_left(self, user_id: UUID) -> Envelope:
        return self.log.append(user_stream(user_id), RoomLeft(room_id=self.room_id, reason="removed"))


def _person(user_id: UUID) -> Person:
    return Person(
        id=user_id,
        username="x",
        name="X",
        about="",
        time_zone="UTC",
        active=True,
        picture_id=None,
        revision=1,
    )


def _member(user_id: UUID) -> Member:
    return Member(person=_person(user_id), role="member", joined_at=NOW, last_read_seq=0, delivered_seq=0)
