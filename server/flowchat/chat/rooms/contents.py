"""What rooms ask about their contents, and must not know themselves: messages are a feature above this one.

Messaging answers, and names itself in its AppConfig. So the list below the door (`gateway > messaging > rooms`)
stays a list, and a room's entry still carries its last line and its unread count.
"""

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from flowchat.chat.events import objects


class Contents(Protocol):
    """The contents of rooms, as far as positions and entries need them."""

    def latest(self, room_ids: Collection[UUID]) -> Mapping[UUID, objects.Message]:
        """Return the newest message of each room that has one."""
        ...

    def readings(self, membership_ids: Collection[int]) -> Mapping[int, objects.Reading]:
        """Return where each member stands and what is left for them, in one query."""
        ...

    def newest_at(self, room_id: UUID, seq: int) -> int:
        """Return the seq of the newest message at or before `seq`; 0 when there is none."""
        ...

    def remove_some(self, room_id: UUID) -> bool:
        """Remove some of what a deleted room held, in the present transaction; False when nothing was left."""
        ...


_registered: list[Contents] = []


def register(contents: Contents) -> None:
    """Name what answers for the contents of rooms; called once, while Django starts."""
    _registered[:] = [contents]


def contents() -> Contents:
    """Return what answers for the contents of rooms."""
    return _registered[0]
