"""Which messages someone has newly read: only among the newest of a room, for each costs a write."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import Envelope, RoomRead
from flowchat.chat.messaging.models import Message
from flowchat.chat.mirroring.news import Receipt
from flowchat.chat.rooms.models import Membership
from flowchat.chat.rooms.receipts import shows_positions, shows_receipts

# Whoever had read one of the newest messages before has told it after that message was sent: no need to look further.
_TOLD_BEFORE = """
    SELECT body ->> 'user_id', max((body ->> 'last_read_seq')::bigint) FROM events_event
    WHERE stream_id = %s AND seq > %s AND seq <= %s AND body ->> 'type' = 'room.read' AND body ->> 'user_id' = ANY(%s)
    GROUP BY 1
"""


def new_receipts(room_id: UUID, told: Sequence[Envelope], *, after: int, newest: int) -> list[Receipt]:
    """Return what `room.read` events after a seq newly cover of the newest messages of a room. No one's own."""
    reads = [(one, one.event) for one in told if isinstance(one.event, RoomRead)]
    if not reads or not newest:
        return []
    rows = Message.objects.filter(room_id=room_id).order_by("-seq")[:newest]
    messages = list(rows.values_list("id", "seq", "author_id"))
    if not messages:
        return []
    readers = {event.user_id for _, event in reads}
    reached = _told_before(room_id, readers, since=messages[-1][1], until=after)
    found = []
    for envelope, event in sorted(reads, key=lambda one: one[0].seq):
        before = reached.get(event.user_id, 0)
        found += [
            Receipt(user_id=event.user_id, message_id=message_id, seq=seq, read_at=envelope.at)
            for message_id, seq, author_id in messages
            if before < seq <= event.last_read_seq and author_id != event.user_id
        ]
        reached[event.user_id] = max(before, event.last_read_seq)
    return found


def hidden_receipts(room_id: UUID, *, newest: int) -> list[tuple[UUID, UUID]]:
    """Return the newest messages with each member who doesn't show what they have read."""
    if not shows_positions(room_id) or not newest:
        return []
    seats = Membership.objects.filter(room_id=room_id).select_related("user")
    hiding = [seat.user_id for seat in seats if not shows_receipts(seat.user)]
    messages = Message.objects.filter(room_id=room_id).order_by("-seq").values_list("id", flat=True)[:newest]
    return [(message_id, user_id) for message_id in messages for user_id in hiding] if hiding else []


def _told_before(room_id: UUID, readers: set[UUID], *, since: int, until: int) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_TOLD_BEFORE, [room_stream(room_id), since, until, [str(one) for one in readers]])
        return {UUID(user_id): seq for user_id, seq in cursor.fetchall()}
