"""Reading threads: one, or those someone follows across their rooms."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Literal, NamedTuple
from uuid import UUID

from django.db import connection

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import NotFound
from flowchat.chat.events import objects
from flowchat.chat.events.queries import heads_of
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.events.streams import room_stream
from flowchat.chat.messaging.access import Readable
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import to_messages
from flowchat.chat.messaging.queries.history import people_in
from flowchat.chat.messaging.queries.unread import COUNTS, PLACE, thread_reading, thread_readings
from flowchat.chat.wire import Wire

THREADS_LIMIT = 20
Filter = Literal["following", "unread"]

_FOLLOWED = f"""
    WITH followed AS (
        SELECT s.id, t.root_id AS root
        FROM rooms_membership AS s
        JOIN messaging_threadseat AS t ON t.user_id = s.user_id AND t.room_id = s.room_id AND t.following
        WHERE s.user_id = %(user)s AND (%(room)s::uuid IS NULL OR s.room_id = %(room)s)
        UNION ALL
        SELECT s.id, here.thread_id
        FROM rooms_membership AS s
        CROSS JOIN LATERAL (
            SELECT DISTINCT m.thread_id FROM messaging_message AS m
            WHERE m.room_id = s.room_id AND m.thread_id IS NOT NULL AND m.deleted_at IS NULL
        ) AS here
        LEFT JOIN messaging_threadseat AS t ON t.root_id = here.thread_id AND t.user_id = s.user_id
        WHERE s.user_id = %(user)s AND (%(room)s::uuid IS NULL OR s.room_id = %(room)s)
          AND s.follow_threads AND t.following IS NULL
    )
    SELECT followed.id, followed.root, last.sent_at
    FROM followed
    JOIN rooms_membership AS s ON s.id = followed.id
    LEFT JOIN messaging_threadseat AS t ON t.root_id = followed.root AND t.user_id = s.user_id
    CROSS JOIN LATERAL (
        SELECT m.sent_at FROM messaging_message AS m
        WHERE m.thread_id = followed.root AND m.deleted_at IS NULL ORDER BY m.seq DESC LIMIT 1
    ) AS last
    WHERE (%(at)s::timestamptz IS NULL OR (last.sent_at, followed.root) < (%(at)s, %(root)s::uuid))
      AND (NOT %(unread)s OR EXISTS (
          SELECT 1 FROM messaging_message AS m
          WHERE m.thread_id = followed.root AND m.seq > {PLACE} AND {COUNTS}
      ))
    ORDER BY last.sent_at DESC, followed.root DESC LIMIT %(limit)s
"""  # noqa: S608 - put together from constants, no input
_LAST_TWO = """
    SELECT m.* FROM unnest(%s::uuid[]) AS r(id)
    CROSS JOIN LATERAL (
        SELECT * FROM messaging_message WHERE thread_id = r.id AND deleted_at IS NULL ORDER BY seq DESC LIMIT 2
    ) AS m
"""
NO_THREAD = "There is no such thread."


class ThreadPage(Wire):
    """One thread's beginning and where the reader stands in it, at `seq` of the room's stream."""

    seq: int
    root: objects.Message
    reading: objects.ThreadReading
    people: list[objects.Person]


class FollowedThread(Wire):
    """A thread among others: how it began, where it stands, and its last two replies."""

    root: objects.Message
    reading: objects.ThreadReading
    replies: list[objects.Message]


class FollowedThreads(Wire):
    """Threads, the last answered first. `next`: what to ask for as `before` to go on."""

    threads: list[FollowedThread]
    people: list[objects.Person]
    next: str | None


class Cursor(NamedTuple):
    """The thread after which a list goes on."""

    at: datetime
    root: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.root}"


def read_cursor(text: str) -> Cursor:
    """Return the cursor that a list gave out; raises ValueError for anything else."""
    at, _, root = text.partition("~")
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone is none.")
    try:
        # PostgreSQL knows fewer offsets than Python, and none of a second.
        return Cursor(moment.astimezone(UTC), UUID(root))
    except OverflowError as error:
        raise ValueError("There is no such moment.") from error


def require_root(found: Message) -> Message:
    """Return a message that can begin a thread; raises NotFound for a reply."""
    if found.thread_id is not None:
        raise NotFound(NO_THREAD)
    return found


def thread_of(found: Readable) -> ThreadPage:
    """Return a thread by its root. Who only looks into a public room follows nothing and owes nothing."""
    root = require_root(found.row)
    member = found.viewer.membership
    stream = room_stream(root.room_id)
    with one_moment():
        reading = objects.ThreadReading(
            thread_id=root.id, following=False, last_read_seq=0, unread_count=0, mention_count=0
        )
        if member is not None:
            reading = thread_reading(member, root.id)
        messages = to_messages(list(Message.objects.filter(id=root.id)))
        if not messages:
            raise NotFound(NO_THREAD)
        return ThreadPage(
            seq=heads_of([stream])[stream], root=messages[0], reading=reading, people=people_in(messages)
        )


def threads_followed(
    user: User, *, wanted: Filter, room_id: UUID | None = None, before: Cursor | None = None
) -> FollowedThreads:
    """Return the threads this person follows, or those with something unread, in one room or all of theirs."""
    with one_moment():
        found = _followed(user, wanted=wanted, room_id=room_id, before=before)
        page = found[:THREADS_LIMIT]
        readings = thread_readings([(seat, root) for seat, root, _ in page])
        roots = [root for _, root, _ in page]
        messages = _messages(roots)
        last = _last_two(roots)
        people = people_in([*messages.values(), *chain.from_iterable(last.values())])
    more = len(found) > THREADS_LIMIT
    return FollowedThreads(
        threads=[
            FollowedThread(root=messages[root], reading=readings[root], replies=last.get(root, []))
            for root in roots
        ],
        people=people,
        next=str(Cursor(page[-1][2], page[-1][1])) if more else None,
    )


def _followed(
    user: User, *, wanted: Filter, room_id: UUID | None, before: Cursor | None
) -> Sequence[tuple[int, UUID, datetime]]:
    values = {
        "user": user.id,
        "room": room_id,
        "at": before.at if before else None,
        "root": before.root if before else None,
        "unread": wanted == "unread",
        "limit": THREADS_LIMIT + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWED, values)
        found: list[tuple[int, UUID, datetime]] = cursor.fetchall()
    return found


def _messages(ids: Collection[UUID]) -> dict[UUID, objects.Message]:
    return {one.id: one for one in to_messages(list(Message.objects.filter(id__in=ids)))}


def _last_two(root_ids: Collection[UUID]) -> dict[UUID, list[objects.Message]]:
    rows = sorted(Message.objects.raw(_LAST_TWO, [list(root_ids)]), key=lambda row: row.seq)
    replies: dict[UUID, list[objects.Message]] = defaultdict(list)
    for reply in to_messages(rows):
        if reply.thread_id is not None:
            replies[reply.thread_id].append(reply)
    return replies
