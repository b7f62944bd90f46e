"""Parts of what a mirror holds, exactly as they should be: for filling it, and for comparing both sides."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from flowchat.chat.events.objects import Message
from flowchat.chat.mirroring.news import PersonState, ReadingNews


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Everyone in a room. `leave`: of whom nothing can be said yet, their news being on the way."""

    room_id: UUID
    roles: Mapping[UUID, str]
    leave: Collection[UUID] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How far the members of a room have read, by user, and the least that must have been told of it.

    Writing moves its author's position without being told as one, so a mirror may be behind what is true now.
    """

    room_id: UUID
    now: Mapping[UUID, ReadingNews]
    told: Mapping[UUID, tuple[int, int]]
    """What the log has told for certain: read and delivered."""
    leave: Collection[UUID] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """The messages of a room whose ids are after `after` and up to `up_to`; "" and None are the ends."""

    room_id: UUID
    after: str
    up_to: str | None
    messages: Sequence[Message]
    outdated: Callable[[Collection[str]], Collection[str]]
    """Returns those of some envelopes (JSON) that say something else than the log does: it may have forgotten words."""
    leave: Collection[UUID] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The accounts whose ids are after `after` and up to `up_to`; "" and None are the ends."""

    after: str
    up_to: str | None
    people: Sequence[PersonState]
    forgotten: int
    """In Unix seconds: ends of sessions before this are forgotten here, so a mirror may know better."""
    leave: Collection[UUID] = ()


Shelf = Members | Readings | Messages | People


@dataclass(frozen=True, slots=True)
class Difference:
    """A document that is not as it should be."""

    path: str
    kind: Literal["missing", "extra", "different"]
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.kind:<10} {self.path}{named}"
