"""Reading and moving positions: all SQL about them."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from flowchat.chat.events.streams import COMMUNITY
from flowchat.chat.mirroring.models import Position

SEATS = "seats"
"""Instead of an id: only who is in a room is to be filled, not its messages."""
UNTOLD = -1
"""The position of a person of whom nothing was told yet: there need not be any event of theirs."""

_ROOMS_WITH_NEWS = """
    SELECT s.key, p.seq, s.head FROM events_stream AS s
    LEFT JOIN mirroring_position AS p ON p.mirror = %s AND p.stream = s.key
    WHERE s.key LIKE 'room.%%' AND p.seq IS DISTINCT FROM s.head
    ORDER BY s.key <= %s, s.key LIMIT %s
"""
_THESE_ROOMS_WITH_NEWS = _ROOMS_WITH_NEWS.replace("WHERE s.key", "WHERE s.key = ANY(%s) AND s.key")
_PEOPLE_WITH_NEWS = """
    SELECT s.key, p.seq, s.head FROM events_stream AS s
    LEFT JOIN mirroring_position AS p ON p.mirror = %(mirror)s AND p.stream = s.key
    WHERE (s.key = 'community' OR s.key LIKE 'user.%%') AND p.seq IS DISTINCT FROM s.head
    UNION ALL
    SELECT 'user.' || u.id, p.seq, 0 FROM accounts_user AS u
    LEFT JOIN mirroring_position AS p ON p.mirror = %(mirror)s AND p.stream = 'user.' || u.id
    WHERE COALESCE(p.seq, -1) < 0 AND NOT EXISTS (SELECT FROM events_stream AS s WHERE s.key = 'user.' || u.id)
    LIMIT %(limit)s
"""
_ADD = """
    INSERT INTO mirroring_position (mirror, stream, seq, filled_up_to)
    SELECT %s, stream, seq, %s FROM unnest(%s::text[], %s::bigint[]) AS new(stream, seq)
    ON CONFLICT (mirror, stream) DO NOTHING
"""
# Compare and set: whoever took a position back meanwhile has a reason.
_ADVANCE = """
    UPDATE mirroring_position AS p SET seq = moved.reached
    FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) AS moved(stream, began, reached)
    WHERE p.mirror = %s AND p.stream = moved.stream AND p.seq = moved.began
"""
_TAKE_BACK = """
    UPDATE mirroring_position AS p SET seq = began
    FROM unnest(%s::text[], %s::bigint[]) AS told(stream, began)
    WHERE p.mirror = %s AND p.stream = told.stream AND p.seq > began
"""
_REFILL_ROOMS = """
    INSERT INTO mirroring_position (mirror, stream, seq, filled_up_to)
    SELECT %s, key, head, '' FROM events_stream WHERE key LIKE 'room.%%'
    ON CONFLICT (mirror, stream) DO UPDATE SET filled_up_to = ''
"""
_FILL_SEATS = """
    UPDATE mirroring_position AS p SET filled_up_to = CASE WHEN p.filled_up_to IS NULL THEN %s ELSE '' END
    FROM rooms_membership AS m
    WHERE p.mirror = %s AND m.user_id = ANY(%s) AND p.stream = 'room.' || m.room_id
"""
_ERASED = """
    SELECT p.stream FROM mirroring_position AS p
    WHERE p.mirror = %s AND p.stream LIKE 'room.%%'
      AND NOT EXISTS (SELECT FROM events_stream AS s WHERE s.key = p.stream)
    ORDER BY p.stream LIMIT %s
"""


class Due(NamedTuple):
    """A stream with news: told up to `seq` (None: never), there up to `head`."""

    stream: str
    seq: int | None
    head: int


class Move(NamedTuple):
    """Where a position was when its stream was read, and where it is when that is told."""

    began: int
    reached: int


def rooms_with_news(
    mirror: str, *, only: Collection[str] | None = None, after: str = "", limit: int
) -> list[Due]:
    """Return rooms of which something is to be told, in turn: those whose names are after `after` come first.

    `only` asks for a few streams, which is quick; looking at all of them takes longer the more there are.
    """
    with connection.cursor() as cursor:
        if only is None:
            cursor.execute(_ROOMS_WITH_NEWS, [mirror, after, limit])
        else:
            cursor.execute(_THESE_ROOMS_WITH_NEWS, [mirror, list(only), after, limit])
        return [Due(*row) for row in cursor.fetchall()]


def people_with_news(mirror: str, *, limit: int) -> list[Due]:
    """Return the streams of people, and that of everyone, of which something is to be told; newcomers too."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE_WITH_NEWS, {"mirror": mirror, "limit": limit})
        return [Due(*row) for row in cursor.fetchall()]


def add_positions(mirror: str, seqs: Mapping[str, int], *, filling: bool = False) -> None:
    """Begin to follow streams that have no position yet."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [mirror, "" if filling else None, list(seqs), list(seqs.values())])


def advance(mirror: str, moves: Mapping[str, Move]) -> None:
    """Move positions on, but none that is not where it was when the stream was read."""
    with connection.cursor() as cursor:
        began, reached = [one.began for one in moves.values()], [one.reached for one in moves.values()]
        cursor.execute(_ADVANCE, [list(moves), began, reached, mirror])


def take_back(mirror: str, moves: Mapping[str, Move]) -> None:
    """Put positions that were moved on beyond these back to where they began, so that they are told again."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, [list(moves), [one.began for one in moves.values()], mirror])


def jump(mirror: str, stream: str, *, head: int) -> None:
    """Go on from `head`, and fill from the tables what can't be told from the log."""
    Position.objects.update_or_create(
        mirror=mirror, stream=stream, defaults={"seq": head, "filled_up_to": ""}
    )


def ask_for_filling(mirror: str) -> None:
    """Let everything be filled from the tables: each room, and the accounts with the stream of everyone."""
    with connection.cursor() as cursor:
        cursor.execute(_REFILL_ROOMS, [mirror])
    Position.objects.update_or_create(
        mirror=mirror,
        stream=COMMUNITY,
        defaults={"filled_up_to": ""},
        create_defaults={"filled_up_to": "", "seq": UNTOLD},
    )


def ask_for_seats(mirror: str, user_ids: Collection[UUID]) -> None:
    """Let who is in the rooms of these people, and how far they have read, be compared with the tables."""
    if user_ids:
        with connection.cursor() as cursor:
            cursor.execute(_FILL_SEATS, [SEATS, mirror, list(user_ids)])


def ask_for_erasing(mirror: str, streams: Collection[str]) -> None:
    """Let what is left of rooms that are not there be erased, although nobody knows of having told them."""
    add_positions(mirror, dict.fromkeys(streams, 0))


def told_rooms(mirror: str) -> list[Position]:
    """Return the positions of all rooms."""
    return list(Position.objects.filter(mirror=mirror, stream__startswith="room.").order_by("stream"))


def being_filled(mirror: str, *, rooms: bool, but: Collection[str] = ()) -> Position | None:
    """Return one stream that is being filled, `but` none of these, if any."""
    found = Position.objects.filter(mirror=mirror, filled_up_to__isnull=False, stream__startswith="room.")
    if not rooms:
        found = Position.objects.filter(mirror=mirror, filled_up_to__isnull=False, stream=COMMUNITY)
    return found.exclude(stream__in=but).order_by("stream").first()


def filled(position: Position, *, up_to: str | None) -> None:
    """Note how far a stream is filled, unless somebody asked meanwhile for it to begin anew."""
    same = Position.objects.filter(id=position.id, filled_up_to=position.filled_up_to)
    same.update(filled_up_to=up_to)


def fill_again(position: Position) -> None:
    """Let a stream be filled from the beginning if somebody went on after the piece that began at this position."""
    rows = Position.objects.filter(id=position.id).exclude(filled_up_to=position.filled_up_to)
    rows.update(filled_up_to="")


def erased_rooms(mirror: str, *, limit: int) -> list[str]:
    """Return streams of rooms that were told and are deleted here."""
    with connection.cursor() as cursor:
        cursor.execute(_ERASED, [mirror, limit])
        return [row[0] for row in cursor.fetchall()]


def forget_position(mirror: str, stream: str) -> None:
    """Forget a stream of which nothing is left on either side."""
    Position.objects.filter(mirror=mirror, stream=stream).delete()
