"""Reading what was kept of a room: its pins, and the log of what was taken away."""

from uuid import UUID

from flowchat.chat.accounts.queries import people_by_id
from flowchat.chat.events import objects
from flowchat.chat.events.queries import heads_of
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.events.streams import room_stream
from flowchat.chat.messaging.models import Message, Removal
from flowchat.chat.messaging.objects import to_messages
from flowchat.chat.messaging.queries.history import people_in
from flowchat.chat.rooms.access import Viewer
from flowchat.chat.rooms.models import Membership
from flowchat.chat.wire import Time, Wire

PINS_LIMIT = 100
REMOVALS_LIMIT = 200


class Pins(Wire):
    """The pinned messages of a room, the latest pin first, at `seq` of its stream."""

    seq: int
    messages: list[objects.Message]
    people: list[objects.Person]


class RemovalEntry(Wire):
    """That someone took away another's message, and whether that was undone at once."""

    message_id: UUID
    author_id: UUID
    by: UUID
    reason: str
    at: Time
    undone_at: Time | None


class Removals(Wire):
    """What admins took away in a room, the latest first."""

    removals: list[RemovalEntry]
    people: list[objects.Person]


def pins_of(viewer: Viewer) -> Pins:
    """Return the latest pins of a room."""
    stream = room_stream(viewer.room.id)
    with one_moment():
        pinned = Message.objects.filter(room_id=viewer.room.id, pinned_at__isnull=False, deleted_at=None)
        messages = to_messages(list(pinned.order_by("-pinned_at", "-seq")[:PINS_LIMIT]))
        return Pins(seq=heads_of([stream])[stream], messages=messages, people=people_in(messages))


def removals_of(admin: Membership) -> Removals:
    """Return what admins of this room took away lately. What it said is gone; that it was there is not."""
    with one_moment():
        rows = list(Removal.objects.filter(room_id=admin.room_id).order_by("-id")[:REMOVALS_LIMIT])
        people = people_by_id({one for row in rows for one in (row.author_id, row.by_id)})
    return Removals(removals=[_entry(row) for row in rows], people=[people[one] for one in sorted(people)])


def _entry(row: Removal) -> RemovalEntry:
    return RemovalEntry(
        message_id=row.message_id,
        author_id=row.author_id,
        by=row.by_id,
        reason=row.reason,
        at=row.at,
        undone_at=row.undone_at,
    )
