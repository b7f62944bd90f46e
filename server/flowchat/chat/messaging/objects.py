"""Rows of messages as wire objects. A page of them costs the same number of queries, whatever its length."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from flowchat.chat.events import objects
from flowchat.chat.formatting.reading import plain_text
from flowchat.chat.messaging import ports
from flowchat.chat.messaging.models import Message, Reaction, Thread

QUOTE_LENGTH = 200
PARTICIPANTS = 5
LATEST_REPLIES = 100
"""Among how many of a thread's last replies those who wrote lately are looked for."""
# Counted from the index alone, the rest from the thread's end: a long thread must not make each reply slow.
_THREADS = """
    SELECT root.id, counted.replies, last.seq, last.sent_at, lately.authors
    FROM unnest(%s::uuid[]) AS root (id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS replies FROM messaging_message AS m WHERE m.thread_id = root.id AND m.deleted_at IS NULL
    ) AS counted
    CROSS JOIN LATERAL (
        SELECT m.seq, m.sent_at FROM messaging_message AS m
        WHERE m.thread_id = root.id AND m.deleted_at IS NULL ORDER BY m.seq DESC LIMIT 1
    ) AS last
    CROSS JOIN LATERAL (
        SELECT array_agg(one.author_id ORDER BY one.seq DESC) AS authors FROM (
            SELECT m.author_id, m.seq FROM messaging_message AS m
            WHERE m.thread_id = root.id AND m.deleted_at IS NULL ORDER BY m.seq DESC LIMIT %s
        ) AS one
    ) AS lately
"""


def to_message(row: Message) -> objects.Message:
    """Return what the wire says of one message; use `to_messages` for several."""
    return to_messages([row])[0]


def to_messages(rows: Sequence[Message]) -> list[objects.Message]:
    """Return what the wire says of messages. Of a deleted one that is only that it was there."""
    ids = [row.id for row in rows if row.deleted_at is None]
    roots = [row.id for row in rows if row.thread_id is None]
    quotes = quotes_of({row.reply_to_id for row in rows if row.reply_to_id is not None})
    reactions, threads, previews = _reactions(ids), threads_of(roots), ports.previews_of(ids)
    return [
        describe(
            row,
            quote=quotes.get(row.reply_to_id) if row.reply_to_id else None,
            thread=threads.get(row.id),
            reactions=reactions.get(row.id, []),
            previews=previews.get(row.id, []),
        )
        for row in rows
    ]


def describe(
    row: Message,
    *,
    quote: objects.Quote | None = None,
    thread: objects.Thread | None = None,
    reactions: Sequence[objects.Reaction] = (),
    previews: Sequence[objects.LinkPreview] = (),
) -> objects.Message:
    """Return what the wire says of a message whose surroundings are known; a new one has none."""
    gone = row.deleted_at is not None
    return objects.Message.model_validate(
        {
            "id": row.id,
            "room_id": row.room_id,
            "author_id": row.author_id,
            "client_id": row.client_id,
            "seq": row.seq,
            "revision": row.revision,
            "text": "" if gone else row.text,
            "sent_at": row.sent_at,
            "version": row.version,
            "edited_at": row.edited_at,
            "deletion": deletion_of(row),
            "reply_to": None if gone else quote,
            "thread_id": row.thread_id,
            "thread": thread,
            "mentions": mentions_of(row),
            "attachments": [] if gone else row.attachments or [],
            "reactions": [] if gone else list(reactions),
            "pinned": None if gone else pin_of(row),
            "forwarded": None if gone else row.forwarded,
            "previews": [] if gone else list(previews),
        }
    )


def deletion_of(row: Message) -> objects.Deletion | None:
    """Return who took a message away, or None while it is there."""
    if row.deleted_at is None or row.deleted_by_id is None:
        return None
    return objects.Deletion(at=row.deleted_at, by=row.deleted_by_id, reason=row.delete_reason)


def pin_of(row: Message) -> objects.Mark | None:
    """Return who pinned a message to its room, or None."""
    return _mark(row.pinned_at, row.pinned_by_id)


def mentions_of(row: Message) -> objects.Mentions:
    """Return whom a message calls; nobody once it is deleted."""
    if row.deleted_at is not None:
        return objects.Mentions(people=[], group=None, user_ids=[])
    return objects.Mentions.model_validate(
        {"people": row.mentioned_people, "group": row.mention_group or None, "user_ids": row.mentioned_ids}
    )


def quotes_of(ids: Collection[UUID]) -> Mapping[UUID, objects.Quote]:
    """Return short forms of the messages that others answer. Never the text of a deleted one."""
    if not ids:
        return {}
    rows = Message.objects.filter(id__in=ids).only(
        "id", "seq", "author_id", "text", "forwarded", "attachments", "deleted_at"
    )
    return {row.id: to_quote(row) for row in rows}


def to_quote(row: Message) -> objects.Quote:
    """Return a message as it is shown above an answer to it: without marks, its spoilers hidden."""
    gone = row.deleted_at is not None
    return objects.Quote(
        message_id=row.id,
        seq=row.seq,
        author_id=row.author_id,
        text="" if gone else _in_short(row),
        attachment=None if gone else first_file(row),
        deleted=gone,
    )


def first_file(row: Message) -> objects.Attachment | None:
    """Return the first file of a message, its own or a forwarded one."""
    return next(files_of(row), None)


def files_of(row: Message) -> Iterator[objects.Attachment]:
    """Yield the files of a message: its own, then those it forwards."""
    for one in [*(row.attachments or []), *(row.forwarded or {}).get("attachments", [])]:
        yield objects.Attachment.model_validate(one)


def _in_short(row: Message) -> str:
    """Say what a message says, or what it forwards. Cut after reading: half a spoiler would be none."""
    text = row.text or (row.forwarded["text"] if row.forwarded else "")
    return plain_text(text, spoilers=False)[:QUOTE_LENGTH]


def threads_of(root_ids: Collection[UUID]) -> Mapping[UUID, objects.Thread]:
    """Return the threads that have replies or once were resolved, by their roots."""
    if not root_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_THREADS, [list(root_ids), LATEST_REPLIES])
        counted = {root: rest for root, *rest in cursor.fetchall()}
    rows = {row.root_id: row for row in Thread.objects.filter(root_id__in=root_ids)}
    found = {}
    for root_id in counted.keys() | rows.keys():
        count, seq, at, authors = counted.get(root_id, (0, 0, None, ()))
        row = rows.get(root_id)
        found[root_id] = objects.Thread(
            reply_count=count,
            last_reply_seq=seq,
            last_reply_at=at,
            participant_ids=list(dict.fromkeys(authors))[:PARTICIPANTS],
            resolved=_mark(row.resolved_at, row.resolved_by_id) if row else None,
        )
    return found


def _reactions(ids: Collection[UUID]) -> Mapping[UUID, list[objects.Reaction]]:
    if not ids:
        return {}
    found: dict[UUID, dict[str, list[UUID]]] = defaultdict(dict)
    rows = Reaction.objects.filter(message_id__in=ids).order_by("kind_seq", "id")
    for message_id, emoji, user_id in rows.values_list("message_id", "emoji", "user_id"):
        found[message_id].setdefault(emoji, []).append(user_id)
    return {
        message_id: [objects.Reaction(emoji=emoji, user_ids=who) for emoji, who in kinds.items()]
        for message_id, kinds in found.items()
    }


def _mark(at: datetime | None, by: UUID | None) -> objects.Mark | None:
    return None if at is None or by is None else objects.Mark(at=at, by=by)
