"""Where people stand in their rooms: back to a message, everything read, and exactly as it was before."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from flowchat.chat.accounts.models import User
from flowchat.chat.events import log
from flowchat.chat.events.objects import Reading
from flowchat.chat.events.queries import heads_of
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.events.types import ReadingChanged, RoomRead
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.queries.unread import readings, thread_reading
from flowchat.chat.rooms.actions.holding import hold
from flowchat.chat.rooms.actions.reading import tell_reading
from flowchat.chat.rooms.models import Membership, View
from flowchat.chat.rooms.queries import member_counts, to_settings
from flowchat.chat.rooms.receipts import SHOWN_UP_TO, shows_receipts

_NEWEST = """
    SELECT r.id, (SELECT seq FROM messaging_message WHERE room_id = r.id ORDER BY seq DESC LIMIT 1)
    FROM unnest(%s::uuid[]) AS r(id)
"""
# In the flat view a thread has no position of its own to go on from: what was read there beyond this is unread again.
_TAKE_BACK_THREADS = """
    UPDATE messaging_threadseat SET
        last_read_seq = LEAST(last_read_seq, %(seq)s),
        lifted_seq = CASE WHEN lifted_seq >= %(stroke)s THEN lifted_seq ELSE 0 END
    WHERE user_id = %(user)s AND room_id = %(room)s AND (last_read_seq > %(seq)s OR lifted_seq > 0)
"""
_REOPEN_THREAD = """
    INSERT INTO messaging_threadseat AS t (root_id, room_id, user_id, following, last_read_seq, lifted_seq)
    VALUES (%(root)s, %(room)s, %(user)s, TRUE, %(seq)s, %(stroke)s)
    ON CONFLICT (root_id, user_id)
    DO UPDATE SET following = TRUE, last_read_seq = %(seq)s, lifted_seq = %(stroke)s
"""
# A stroke where nothing came since the last one doesn't move, so what was marked unread in between would still count as
# lifted out of it. The sign says that it no longer is, and lets an undo tell it from what an older stroke took.
_STRIKE_LIFTED = """
    UPDATE messaging_threadseat AS t SET lifted_seq = CASE WHEN t.lifted_seq < 0 THEN 0 ELSE -t.lifted_seq END
    FROM unnest(%s::uuid[], %s::bigint[]) AS r(id, stroke)
    WHERE t.user_id = %s AND t.room_id = r.id AND (t.lifted_seq < 0 OR (t.lifted_seq > 0 AND t.lifted_seq >= r.stroke))
"""
_LIFT_AGAIN = """
    UPDATE messaging_threadseat SET lifted_seq = -lifted_seq WHERE room_id = ANY(%s) AND user_id = %s AND lifted_seq < 0
"""


class Position(NamedTuple):
    """How far someone has read a room, and up to where its threads count as read whatever else they did there."""

    last_read_seq: int
    threads_read_seq: int


Target = Callable[[Membership, int], Position]
"""Says where a membership is to stand, given the seq of the room's newest message."""


@transaction.atomic
def mark_unread(*, reader: Membership, seq: int) -> Reading:
    """Make the message at `seq` and those after it unread, as far as the reader's view shows them in one row.

    In the threaded view a reply takes its thread back, any other message the room without its threads; in the flat
    view everything goes back. What others see of the reader (`seen_seq`) stays.
    """
    reader = hold(reader)
    root_id = _thread_at(reader, seq) if reader.view == View.THREADED else None
    if root_id is not None:
        return _reopen_thread(reader, root_id, seq - 1)
    reader.last_read_seq = min(reader.last_read_seq, seq - 1)
    if reader.view == View.FLAT:
        _take_back_threads(reader, seq - 1)
    reader.save(update_fields=["last_read_seq", "threads_read_seq", "follow_threads_seq"])
    return tell_reading(reader)


def mark_everything_read(*, user: User) -> dict[UUID, Position]:
    """Mark every room and thread of this person as read; returns where they stood where something was unread."""
    seats = dict(Membership.objects.filter(user_id=user.id).values_list("id", "room_id"))
    left = [
        seats[seat]
        for seat, one in readings(seats.keys()).items()
        if one.unread_count + one.thread_unread_count
    ]
    return _move(
        user,
        left,
        lambda seat, newest: Position(max(seat.last_read_seq, newest), max(seat.threads_read_seq, newest)),
        _strike_lifted,
    )


def set_positions(*, user: User, wanted: Mapping[UUID, Position]) -> dict[UUID, Position]:
    """Put this person where `wanted` says, forward or back; returns where they stood.

    Undoes `mark_everything_read`. Rooms they are not in are passed over: they left in between.
    """

    def target(seat: Membership, newest: int) -> Position:
        asked = wanted[seat.room_id]
        return Position(min(asked.last_read_seq, newest), min(asked.threads_read_seq, newest))

    return _move(user, wanted.keys(), target, _lift_again)


@transaction.atomic
def _move(
    user: User,
    room_ids: Collection[UUID],
    target: Target,
    take_threads: Callable[[User, Sequence[Membership]], None],
) -> dict[UUID, Position]:
    """Move positions in several rooms. The number of statements doesn't grow with that of the rooms."""
    mine = Membership.objects.filter(user_id=user.id, room_id__in=room_ids)
    log.lock_each([room_stream(one) for one in mine.values_list("room_id", flat=True)])
    seats = list(mine.order_by("room_id"))
    newest = _newest_in([seat.room_id for seat in seats])
    before: dict[UUID, Position] = {}
    seen = []
    for seat in seats:
        before[seat.room_id] = Position(seat.last_read_seq, seat.threads_read_seq)
        seat.last_read_seq, seat.threads_read_seq = target(seat, newest[seat.room_id])
        if seat.last_read_seq > seat.seen_seq:
            seat.seen_seq = seat.last_read_seq
            seen.append(seat)
    Membership.objects.bulk_update(seats, ["last_read_seq", "threads_read_seq", "seen_seq"])
    take_threads(user, seats)
    _tell_seen(user, seen)
    _tell_readings(user, seats)
    return before


def _strike_lifted(user: User, seats: Sequence[Membership]) -> None:
    rooms, strokes = [seat.room_id for seat in seats], [seat.threads_read_seq for seat in seats]
    with connection.cursor() as cursor:
        cursor.execute(_STRIKE_LIFTED, [rooms, strokes, user.id])


def _lift_again(user: User, seats: Sequence[Membership]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LIFT_AGAIN, [[seat.room_id for seat in seats], user.id])


def _tell_seen(user: User, seats: Sequence[Membership]) -> None:
    if not seats or not shows_receipts(user):
        return
    sizes = member_counts([seat.room_id for seat in seats])
    log.append_each(
        {
            room_stream(seat.room_id): RoomRead(user_id=user.id, last_read_seq=seat.seen_seq)
            for seat in seats
            if sizes[seat.room_id] <= SHOWN_UP_TO
        }
    )


def _tell_readings(user: User, seats: Sequence[Membership]) -> None:
    heads = heads_of(room_stream(seat.room_id) for seat in seats)
    known = readings([seat.id for seat in seats])
    log.append_run(
        user_stream(user.id),
        [
            ReadingChanged(
                room_id=seat.room_id,
                room_seq=heads[room_stream(seat.room_id)],
                reading=known[seat.id],
                settings=to_settings(seat),
                threads=[],
            )
            for seat in seats
        ],
    )


def _newest_in(room_ids: Collection[UUID]) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list(room_ids)])
        return {room_id: seq or 0 for room_id, seq in cursor.fetchall()}


def _thread_at(reader: Membership, seq: int) -> UUID | None:
    found = Message.objects.filter(room_id=reader.room_id, seq=seq)
    return found.values_list("thread_id", flat=True).first()


def _reopen_thread(reader: Membership, root_id: UUID, seq: int) -> Reading:
    """Who takes a thread back wants to be told of it: that is following it."""
    known = thread_reading(reader, root_id)
    values: dict[str, Any] = {
        "root": root_id,
        "room": reader.room_id,
        "user": reader.user_id,
        "seq": min(known.last_read_seq, seq) if known.following else seq,
        "stroke": reader.threads_read_seq,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REOPEN_THREAD, values)
    return tell_reading(reader, [thread_reading(reader, root_id)])


def _take_back_threads(reader: Membership, seq: int) -> None:
    values: dict[str, Any] = {
        "seq": seq,
        "stroke": reader.threads_read_seq,
        "user": reader.user_id,
        "room": reader.room_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK_THREADS, values)
    reader.threads_read_seq = min(reader.threads_read_seq, seq)
    reader.follow_threads_seq = min(reader.follow_threads_seq, seq)
