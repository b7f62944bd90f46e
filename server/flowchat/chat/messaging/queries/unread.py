"""What people have not read: docs/protocol.md section 3, "Unread is derived". The one place that counts it.

Each statement goes from a seat in a room to the index that holds what lies past its position, so a count costs what
is unread and not what was ever said.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from flowchat.chat.events.objects import Reading, ThreadReading
from flowchat.chat.rooms.models import Membership

# Of member s in thread t (all NULL without a row): whatever was read there, and what a stroke over all threads of the
# room read, unless the member took that back for this thread.
POSITION = """
    GREATEST(
        t.last_read_seq, CASE WHEN t.lifted_seq >= s.threads_read_seq THEN 0 ELSE s.threads_read_seq END,
        CASE WHEN t.following IS NULL AND s.view = 'threaded' THEN s.follow_threads_seq END
    )
"""
FOLLOWING = "COALESCE(t.following, s.follow_threads)"
CALLED = "(m.mention_group = 'all' OR s.user_id = ANY(m.mentioned_ids))"
# As the partial index says it, so that the planner sees that it holds every such message.
_CALLING = "(NOT (m.mention_group = '') OR NOT (m.mentioned_ids = '{}'::uuid[]))"
_OTHERS = "m.author_id <> s.user_id AND m.deleted_at IS NULL"
_IN_ROOM = f"""
    m.room_id = s.room_id AND m.seq > s.last_read_seq AND {_OTHERS} AND (
        m.thread_id IS NULL OR (
            s.view = 'flat' AND m.seq > COALESCE(
                (
                    SELECT {POSITION} FROM messaging_threadseat AS t
                    WHERE t.root_id = m.thread_id AND t.user_id = s.user_id
                ),
                s.threads_read_seq
            )
        )
    )
"""  # noqa: S608 - put together from constants, no input
_READINGS = f"""
    SELECT s.id, s.last_read_seq, here.unread, here_calling.unread, threads.unread, threads.calling
    FROM rooms_membership AS s
    CROSS JOIN LATERAL (
        SELECT count(*) AS unread FROM messaging_message AS m WHERE {_IN_ROOM}
    ) AS here
    CROSS JOIN LATERAL (
        SELECT count(*) AS unread FROM messaging_message AS m WHERE {_IN_ROOM} AND {_CALLING} AND {CALLED}
    ) AS here_calling
    CROSS JOIN LATERAL (
        SELECT count(*) AS unread, count(*) FILTER (WHERE found.calls) AS calling FROM (
            SELECT {CALLED} AS calls
            FROM messaging_threadseat AS t
            JOIN messaging_message AS m ON m.thread_id = t.root_id AND m.seq > {POSITION} AND {_OTHERS}
            WHERE t.user_id = s.user_id AND t.room_id = s.room_id AND t.following AND s.view = 'threaded'
            UNION ALL
            SELECT {CALLED}
            FROM messaging_message AS m
            LEFT JOIN messaging_threadseat AS t ON t.root_id = m.thread_id AND t.user_id = s.user_id
            WHERE m.room_id = s.room_id AND m.thread_id IS NOT NULL AND {_OTHERS}
              AND m.seq > GREATEST(s.threads_read_seq, s.follow_threads_seq) AND m.seq > {POSITION}
              AND t.following IS NULL AND s.follow_threads AND s.view = 'threaded'
        ) AS found
    ) AS threads
    WHERE s.id = ANY(%s)
"""  # noqa: S608 - put together from constants, no input
PLACE = f"""
    GREATEST({POSITION}, CASE WHEN s.view = 'flat' THEN s.last_read_seq END)
"""
COUNTS = f"{_OTHERS} AND (s.view = 'flat' OR {FOLLOWING})"
_THREADS = f"""
    SELECT root.id, {FOLLOWING}, place.seq, found.unread, found.calling
    FROM unnest(%s::bigint[], %s::uuid[]) AS root(seat, id)
    JOIN rooms_membership AS s ON s.id = root.seat
    LEFT JOIN messaging_threadseat AS t ON t.root_id = root.id AND t.user_id = s.user_id
    CROSS JOIN LATERAL (SELECT {PLACE} AS seq) AS place
    CROSS JOIN LATERAL (
        SELECT count(*) AS unread, count(*) FILTER (WHERE {CALLED}) AS calling
        FROM messaging_message AS m WHERE m.thread_id = root.id AND m.seq > place.seq AND {COUNTS}
    ) AS found
"""  # noqa: S608 - put together from constants, no input


def readings(membership_ids: Collection[int]) -> dict[int, Reading]:
    """Return where each of these members stands and what is left for them, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_READINGS, [list(membership_ids)])
        rows = cursor.fetchall()
    return {
        membership_id: Reading(
            last_read_seq=seq,
            unread_count=unread,
            mention_count=mentions,
            thread_unread_count=in_threads,
            thread_mention_count=mentions_in_threads,
        )
        for membership_id, seq, unread, mentions, in_threads, mentions_in_threads in rows
    }


def thread_reading(reader: Membership, root_id: UUID) -> ThreadReading:
    """Return where a member stands in a thread of their room."""
    return thread_readings([(reader.id, root_id)])[root_id]


def thread_readings(seats: Collection[tuple[int, UUID]]) -> dict[UUID, ThreadReading]:
    """Return where one person stands in threads, each given with their membership of its room, in one query."""
    if not seats:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_THREADS, [[one for one, _ in seats], [root for _, root in seats]])
        rows = cursor.fetchall()
    return {
        root: ThreadReading(
            thread_id=root,
            following=following,
            last_read_seq=seq,
            unread_count=unread,
            mention_count=calling,
        )
        for root, following, seq, unread, calling in rows
    }
