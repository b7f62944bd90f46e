"""What a mirror is told: always how things are now, never how they came to be so. Knows no vendor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flowchat.chat.events.objects import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageNews:
    """A message as it is now, and the envelopes (JSON) of the events that led there, as far as they stand alone."""

    message: Message
    events: Sequence[str] = ()
    revision: int
    """The message's own, or that of the newest of these events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingNews:
    """How far others see that someone has read and received, and the envelopes that told it last."""

    user_id: UUID
    last_read_seq: int
    delivered_seq: int
    revision: int
    events: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That someone has read one message."""

    user_id: UUID
    message_id: UUID
    seq: int
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomNews:
    """What is to be told of one room. `members` and `readings` with None are to be taken away.

    `members` is as of the same moment as the messages and is told before them: nobody who was removed may still be
    let in when something later is told, and nobody who was added may be shut out.
    """

    room_id: UUID
    members: Mapping[UUID, str | None] = field(default_factory=dict)
    messages: Sequence[MessageNews] = ()
    readings: Mapping[UUID, ReadingNews | None] = field(default_factory=dict)
    receipts: Sequence[Receipt] = ()
    hidden: Sequence[tuple[UUID, UUID]] = ()
    """Messages, and who is not to be seen among their readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonState:
    """May this account be here, and since when must a sign-in be to count? `valid_since`: in Unix seconds."""

    user_id: UUID
    active: bool
    valid_since: int
