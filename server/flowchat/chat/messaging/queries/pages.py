"""A page of history by one statement, as JSON: what `history` answers, for many who ask at once.

One statement is one moment, so who may read, what they are shown and where the stream stands belong together.
"""

from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from flowchat.chat.exchange import Row
from flowchat.chat.messaging.written import BEGINS_THREAD, COLUMNS, PERSON, Told, told_of_page
from flowchat.chat.reading import Question, read_each
from flowchat.http.rendering import as_bytes

# `access.shown_to`, of the row m for whoever is in `reader`.
_SHOWN = f"(m.deleted_at IS NULL OR m.deleted_seq > reader.joined_seq OR {BEGINS_THREAD})"
# `accounts.access.authenticate_token` and `rooms.access.viewer_of`: nobody, or one who may read this room.
_READER = """
    reader AS MATERIALIZED (
        SELECT seat.joined_seq
        FROM accounts_session AS device
        JOIN accounts_user AS person ON person.id = device.user_id
        JOIN rooms_room AS room ON room.id = $4::uuid
        LEFT JOIN rooms_membership AS seat ON seat.room_id = room.id AND seat.user_id = person.id
        WHERE device.id = $2::uuid AND device.user_id = $1::uuid
        AND device.ended_at IS NULL AND device.expires_at > $3::timestamptz AND person.is_active
        AND (seat.id IS NOT NULL OR room.kind = 'public')
    )
"""
_IN_ROOM = "m.room_id = $4::uuid"
_IN_THREAD = "m.room_id = $4::uuid AND m.thread_id = $6::uuid"


class PageAsked(NamedTuple):
    """Somebody with a token who wants `past` messages before a seq and `coming` from it on, in a room or a thread."""

    user_id: UUID
    session_id: UUID
    room_id: UUID
    thread_id: UUID | None
    seq: int
    past: int
    coming: int


def pages_each(asking: Sequence[PageAsked]) -> list[bytes | None]:
    """Return each one's `History` as JSON, None for whoever may not read it: they are refused elsewhere."""
    now = timezone.now().isoformat()
    found = read_each([_question(one, now) for one in asking])
    return [_write(rows) for rows in found]


def _question(one: PageAsked, now: str) -> Question:
    places = [
        str(one.user_id),
        str(one.session_id),
        now,
        str(one.room_id),
        str(one.seq),
        *([] if one.thread_id is None else [str(one.thread_id)]),
    ]
    return Question(_statement(one.past, one.coming, in_thread=one.thread_id is not None), places)


@lru_cache(maxsize=64)
def _statement(past: int, coming: int, *, in_thread: bool) -> str:
    """The limits are part of the text: without them PostgreSQL expects a tenth of the room, and plans for that."""
    here = f"{_IN_THREAD if in_thread else _IN_ROOM} AND {_SHOWN}"
    return f"""
        WITH {_READER},
        page AS MATERIALIZED (
            SELECT run.* FROM reader CROSS JOIN LATERAL (
                SELECT m.* FROM messaging_message AS m
                WHERE {here} AND m.seq < $5::bigint ORDER BY m.seq DESC LIMIT {past:d}
            ) AS run
            UNION ALL
            SELECT run.* FROM reader CROSS JOIN LATERAL (
                SELECT m.* FROM messaging_message AS m
                WHERE {here} AND m.seq >= $5::bigint ORDER BY m.seq LIMIT {coming:d}
            ) AS run
        ),
        edge AS (
            SELECT COALESCE(min(seq) FILTER (WHERE seq < $5::bigint), $5::bigint) AS first,
                COALESCE(max(seq) FILTER (WHERE seq >= $5::bigint), $5::bigint - 1) AS last
            FROM page
        ),
        {told_of_page()}
        SELECT 'edges', NULL, NULL, NULL, NULL, COALESCE(stream.head, 0), NULL,
            EXISTS (SELECT FROM messaging_message AS m WHERE {here} AND m.seq < edge.first)::text,
            EXISTS (SELECT FROM messaging_message AS m WHERE {here} AND m.seq > edge.last)::text, NULL, NULL, NULL
        FROM reader CROSS JOIN edge LEFT JOIN events_stream AS stream ON stream.key = 'room.' || $4::uuid::text
        UNION ALL SELECT 'message', {COLUMNS} FROM told
        UNION ALL SELECT 'person', NULL, p.id::text, NULL, NULL, NULL, NULL, {PERSON}, NULL, NULL, NULL, NULL
        FROM accounts_user AS p WHERE p.id = ANY (ARRAY (SELECT id FROM named))
    """  # noqa: S608 - put together from constants and two numbers


def _write(rows: Sequence[Row]) -> bytes | None:
    messages, people, edges = list[Told](), list[Told](), list[Told]()
    kinds = {"message": messages, "person": people, "edges": edges}
    for kind, *told in rows:
        kinds[kind].append(Told(*told))
    if not edges:
        return None
    # In its columns: the head of the stream, and whether there is something before and after.
    head, has_before, has_after = edges[0].seq, edges[0].text, edges[0].sent_at
    written = (
        f'{{"seq":{head},"messages":[{",".join([one.write() for one in sorted(messages, key=_place)])}],'
        f'"people":[{",".join([one.text for one in sorted(people, key=_id)])}],'
        f'"has_before":{has_before},"has_after":{has_after}}}'
    )
    return as_bytes(written)


_place = attrgetter("seq")
_id = attrgetter("id")
