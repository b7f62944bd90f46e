"""The port to the service that is a mirror of this one."""

from collections.abc import Collection, Sequence
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from flowchat.chat.mirroring.news import PersonState, RoomNews
from flowchat.chat.mirroring.shelves import Difference, Shelf


class Unreachable(Exception):
    """The other side can't be written to or read just now; its words say why. Trying again later is right."""


class Target(Protocol):
    """Another service that holds what browsers are to see. Every method may be repeated: twice is once.

    They return when the other side has safely what it was told, and raise Unreachable otherwise; some of it may have
    arrived then. They wait for the network, so they may never be called by a request or on the event loop. One
    target belongs to one thread.
    """

    name: str
    """Which service, and which project there: positions belong to it."""
    receipt_messages: int
    """For how many of a room's newest messages it wants to be told who has read them."""

    def tell_rooms(self, news: Sequence[RoomNews]) -> None:
        """Tell what is new in several rooms: all members first, then the rest of each in its order."""
        ...

    def tell_people(self, people: Sequence[PersonState], *, signed_out: Collection[UUID]) -> None:
        """Tell how accounts are now, and end what the sign-ins of those who were signed out can do there."""
        ...

    def erase_room(self, room_id: UUID) -> bool:
        """Erase some of what is left of a deleted room, members first; True when nothing is left."""
        ...

    def compare(self, shelf: Shelf) -> list[Difference]:
        """Return where the other side differs from this."""
        ...

    def mend(self, shelf: Shelf) -> int:
        """Make the other side so; returns how many documents that took."""
        ...

    def rooms(self) -> set[UUID]:
        """Return every room of which the other side has something."""
        ...

    def answer(self) -> None:
        """Return when the other side answers."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def make_target() -> Target | None:
    """Return a new one of the kind that the setting `FLOWCHAT_MIRROR` names; None when there is no mirror."""
    path: str | None = settings.FLOWCHAT_MIRROR
    if path is None:
        return None
    kind: Any = import_string(path)
    target: Target = kind()
    return target
