"""What people do with threads: reply, read on, follow, mark as resolved."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from flowchat.chat.errors import Invalid
from flowchat.chat.events import log, objects
from flowchat.chat.events.objects import ThreadReading
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import RoomRead, ThreadChanged
from flowchat.chat.messaging.models import MentionGroup, Message, Thread, ThreadSeat
from flowchat.chat.messaging.objects import threads_of
from flowchat.chat.messaging.queries.unread import thread_reading
from flowchat.chat.rooms.actions.holding import hold, refuse_archived
from flowchat.chat.rooms.actions.reading import tell_reading
from flowchat.chat.rooms.models import Membership, View
from flowchat.chat.rooms.receipts import shows_positions, shows_receipts

# Who writes follows again whatever they chose; the others only if they never chose. Following begins before this
# reply, never earlier. In the flat view the room's position says what was read, so the thread's own stays behind it.
_TAKE_SEATS = """
    INSERT INTO messaging_threadseat AS t (root_id, room_id, user_id, following, last_read_seq, lifted_seq)
    SELECT %(root)s, s.room_id, s.user_id, TRUE,
           CASE WHEN s.view = 'flat' THEN 0 WHEN s.user_id = %(author)s::uuid THEN %(seq)s ELSE %(seq)s - 1 END, 0
    FROM rooms_membership AS s
    WHERE s.room_id = %(room)s AND (
        s.user_id = %(author)s::uuid
        OR (NOT s.follow_threads AND s.user_id <> %(writer)s AND (%(everyone)s OR s.user_id = ANY(%(called)s)))
    )
    ORDER BY s.user_id
    ON CONFLICT (root_id, user_id) DO UPDATE
    SET following = TRUE, last_read_seq = GREATEST(t.last_read_seq, excluded.last_read_seq)
    WHERE t.following IS NULL OR excluded.user_id = %(author)s::uuid
"""
_FOLLOWERS = """
    SELECT s.user_id FROM rooms_membership AS s
    LEFT JOIN messaging_threadseat AS t ON t.root_id = %s AND t.user_id = s.user_id
    WHERE s.room_id = %s AND COALESCE(t.following, s.follow_threads) ORDER BY s.user_id
"""


class Replied(NamedTuple):
    """What a thread's root shows after a reply, and who follows the thread."""

    thread: objects.Thread | None
    followers: list[UUID]


def root_for(room_id: UUID, root_id: UUID | None) -> Message | None:
    """Return the root of the thread to reply in; raises Invalid for one elsewhere, or for a reply."""
    if root_id is None:
        return None
    found = Message.objects.filter(id=root_id, room_id=room_id, thread=None).first()
    if found is None:
        raise Invalid(fields={"thread": ["There is no such thread in this room."]})
    return found


def take_seats(reply: Message, root: Message | None) -> Replied:
    """Let the author of a stored reply, the root's author and whoever the reply calls follow the thread."""
    if root is None:
        return Replied(None, [])
    _seat(reply, author_id=reply.author_id, called=[root.author_id, *reply.mentioned_ids])
    return Replied(threads_of([root.id])[root.id], followers_of(root))


def seat_called(reply: Message) -> None:
    """Let whoever an edited reply calls follow its thread, as if it had called them when it was sent."""
    if reply.thread_id is not None:
        _seat(reply, author_id=None, called=reply.mentioned_ids)


def _seat(reply: Message, *, author_id: UUID | None, called: Sequence[UUID]) -> None:
    values: dict[str, Any] = {
        "root": reply.thread_id,
        "room": reply.room_id,
        "author": author_id,
        "seq": reply.seq,
        "called": list(called),
        "everyone": reply.mention_group == MentionGroup.ALL,
        "writer": reply.author_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_SEATS, values)


def followers_of(root: Message) -> list[UUID]:
    """Return the members who follow a thread, by themselves or with all threads of its room."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWERS, [root.id, root.room_id])
        return [user_id for (user_id,) in cursor.fetchall()]


def tell_author(reply: Message, author: Membership) -> None:
    """Tell what writing a reply did to its author's position: in the thread, or in the room for the flat view.

    The others' clients can't know which, so a reply says nothing by itself of how far its author has read the room.
    """
    if reply.thread_id is None:
        return
    if author.view == View.THREADED:
        tell_reading(author, [thread_reading(author, reply.thread_id)])
    elif shows_receipts(author.user) and shows_positions(author.room_id):
        log.append(room_stream(author.room_id), RoomRead(user_id=author.user_id, last_read_seq=reply.seq))


@transaction.atomic
def read_thread(*, reader: Membership, root: Message, seq: int) -> ThreadReading:
    """Move the reader's position in a thread forward to the newest reply at or before `seq`; never back."""
    reader = hold(reader)
    known = thread_reading(reader, root.id)
    replies = Message.objects.filter(thread_id=root.id, seq__lte=seq).order_by("-seq")
    reached = replies.values_list("seq", flat=True).first() or 0
    if reached <= known.last_read_seq:
        return known
    _sit(reader, root, {"last_read_seq": reached})
    return _tell(reader, root)


@transaction.atomic
def follow_thread(*, follower: Membership, root: Message) -> ThreadReading:
    """Follow a thread from its newest reply on: what was said before is no debt."""
    follower = hold(follower)
    known = thread_reading(follower, root.id)
    if _choice(follower, root) is True:
        return known
    position = _newest_reply(root) if not known.following else 0
    # In the flat view the room's position says what was read of a thread.
    seq = 0 if follower.view == View.FLAT else max(known.last_read_seq, position)
    _sit(follower, root, {"following": True, **({"last_read_seq": seq} if seq else {})})
    return _tell(follower, root)


@transaction.atomic
def unfollow_thread(*, follower: Membership, root: Message) -> ThreadReading:
    """Follow a thread no more, until one writes there again."""
    follower = hold(follower)
    if _choice(follower, root) is False:
        return thread_reading(follower, root.id)
    _sit(follower, root, {"following": False})
    return _tell(follower, root)


@transaction.atomic
def resolve_thread(*, member: Membership, root: Message) -> objects.Thread:
    """Mark a thread as resolved; one that is stays as it is. Raises Conflict in an archived room."""
    member = hold(member)
    refuse_archived(member.room)
    row, _ = Thread.objects.get_or_create(root_id=root.id)
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by = timezone.now(), member.user
        _tell_changed(root, row)
    return threads_of([root.id])[root.id]


@transaction.atomic
def reopen_thread(*, member: Membership, root: Message) -> objects.Thread:
    """Mark a thread as open again; one that is stays as it is. Raises Conflict in an archived room."""
    member = hold(member)
    refuse_archived(member.room)
    row, _ = Thread.objects.get_or_create(root_id=root.id)
    if row.resolved_at is not None:
        row.resolved_at, row.resolved_by = None, None
        _tell_changed(root, row)
    return threads_of([root.id])[root.id]


def _tell_changed(root: Message, row: Thread) -> None:
    row.save(update_fields=["resolved_at", "resolved_by"])
    stream = room_stream(root.room_id)
    seq = log.claim(stream)
    Message.objects.filter(id=root.id).update(revision=seq)
    thread = threads_of([root.id])[root.id]
    log.write(stream, seq, ThreadChanged(thread_id=root.id, thread_seq=root.seq, thread=thread))


def _tell(reader: Membership, root: Message) -> ThreadReading:
    known = thread_reading(reader, root.id)
    tell_reading(reader, [known])
    return known


def _choice(reader: Membership, root: Message) -> bool | None:
    """Return what the reader chose for this thread; None when they never did."""
    rows = ThreadSeat.objects.filter(root_id=root.id, user_id=reader.user_id)
    return rows.values_list("following", flat=True).first()


def _sit(reader: Membership, root: Message, values: dict[str, object]) -> None:
    ThreadSeat.objects.update_or_create(
        root_id=root.id, user_id=reader.user_id, defaults={"room_id": root.room_id, **values}
    )


def _newest_reply(root: Message) -> int:
    replies: Collection[int] = (
        Message.objects.filter(thread_id=root.id).order_by("-seq").values_list("seq", flat=True)[:1]
    )
    return next(iter(replies), 0)
