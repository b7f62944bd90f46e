"""How far a member has read."""

from collections.abc import Sequence

from django.db import transaction

from flowchat.chat.errors import Conflict
from flowchat.chat.events import log
from flowchat.chat.events.objects import Reading, ThreadReading
from flowchat.chat.events.queries import heads_of
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.events.types import ReadingChanged, RoomDelivered, RoomRead
from flowchat.chat.rooms.actions.holding import hold
from flowchat.chat.rooms.contents import contents
from flowchat.chat.rooms.models import Membership, RoomKind
from flowchat.chat.rooms.queries import to_settings
from flowchat.chat.rooms.receipts import shows_positions, shows_receipts


@transaction.atomic
def mark_read(*, reader: Membership, seq: int) -> Reading:
    """Move the reader's position forward to the newest message at or before `seq`; never back.

    It stops at messages and not at other events: `room.read` is an event itself, and two clients that each confirm
    the other's confirmation would never end.
    """
    if seq > reader.last_read_seq:
        reader = hold(reader)
        seq = contents().newest_at(reader.room_id, seq)
    if seq <= reader.last_read_seq:
        return contents().readings([reader.id])[reader.id]
    reader.last_read_seq = seq
    tell_seen(reader, seq)
    reader.save(update_fields=["last_read_seq", "seen_seq"])
    return tell_reading(reader)


@transaction.atomic
def mark_delivered(*, receiver: Membership, seq: int) -> None:
    """Note that the devices of one side of a direct room have received up to the newest message at `seq`.

    Raises Conflict for other rooms (`not_direct`). Nothing is told of who doesn't show receipts.
    """
    if receiver.room.kind != RoomKind.DIRECT:
        raise Conflict("Only direct chats know this.", code="not_direct")
    if seq <= receiver.delivered_seq:
        return
    receiver = hold(receiver)
    seq = contents().newest_at(receiver.room_id, seq)
    if seq <= receiver.delivered_seq:
        return
    receiver.delivered_seq = seq
    receiver.save(update_fields=["delivered_seq"])
    if shows_receipts(receiver.user):
        log.append(room_stream(receiver.room_id), RoomDelivered(user_id=receiver.user_id, delivered_seq=seq))


def tell_seen(reader: Membership, seq: int) -> None:
    """Move forward what others see of a reader in a held room, and tell them if it is shown. The caller saves."""
    if seq <= reader.seen_seq:
        return
    reader.seen_seq = seq
    if shows_receipts(reader.user) and shows_positions(reader.room_id):
        log.append(room_stream(reader.room_id), RoomRead(user_id=reader.user_id, last_read_seq=seq))


def tell_reading(reader: Membership, threads: Sequence[ThreadReading] = ()) -> Reading:
    """Tell the reader's own devices where they stand in a held room: true at the room's head, so call it last."""
    stream = room_stream(reader.room_id)
    reading = contents().readings([reader.id])[reader.id]
    log.append(
        user_stream(reader.user_id),
        ReadingChanged(
            room_id=reader.room_id,
            room_seq=heads_of([stream])[stream],
            reading=reading,
            settings=to_settings(reader),
            threads=list(threads),
        ),
    )
    return reading
