"""What the log forgets: the words of a message that somebody took away (ADR "The log forgets").

Envelopes keep their places, so that nobody's counting breaks; only the words go. The log holds them wherever an event
carried the message, an answer that quotes it, or a room's last line, in the room's stream and in those of people.
"""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from flowchat.chat.events.models import LoggedEvent, Stream

_BATCH = 500
_PORTION = 2000
_FORGET_SOME = """
    DELETE FROM events_event
    WHERE id IN (SELECT id FROM events_event WHERE stream_id = %s ORDER BY seq LIMIT %s)
"""
# Each part is read from an index of its own (migration 0003), for this runs while a room waits.
_FIND = """
    SELECT id FROM events_event WHERE stream_id = %(stream)s AND seq = ANY(%(seqs)s)
    UNION SELECT id FROM events_event
    WHERE body ->> 'type' IN ('message.edited', 'message.restored') AND body #>> '{message,id}' = ANY(%(ids)s)
    UNION SELECT id FROM events_event
    WHERE body ->> 'type' IN ('message.deleted', 'message.restored')
      AND body #>> '{last_message,id}' = ANY(%(ids)s)
    UNION SELECT id FROM events_event
    WHERE body ->> 'type' = 'room.joined' AND body #>> '{entry,last_message,id}' = ANY(%(ids)s)
    UNION SELECT id FROM events_event
    WHERE body ->> 'type' = 'message.previewed' AND body ->> 'message_id' = %(gone)s
"""


class Said(NamedTuple):
    """A message, and its seq in the stream of its room."""

    id: UUID
    seq: int


def forget_message(stream: str, gone: Said, *, answers: Collection[Said]) -> None:
    """Take the words of a message out of everything that was logged: its own events, those of the `answers` that
    quote it, and the last lines of rooms. The caller holds `stream`, so that nobody tells of it meanwhile.
    """
    told = [gone, *answers]
    values: dict[str, Any] = {
        "stream": stream,
        "seqs": [one.seq for one in told],
        "ids": [str(one.id) for one in told],
        "gone": str(gone.id),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        found = [row[0] for row in cursor.fetchall()]
    events = list(LoggedEvent.objects.filter(id__in=found))
    changed = []
    for event in events:
        body = without_words(event.body, str(gone.id))
        if body != event.body:
            event.body = body
            changed.append(event)
    LoggedEvent.objects.bulk_update(changed, ["body"], batch_size=_BATCH)


def forget_closed(stream: str) -> bool:
    """Remove some of the log of a stream that was closed; False when nothing was left of it."""
    # Whoever waited for a closed stream in order to write to it may have left its counter behind, at 0.
    Stream.objects.filter(key=stream).delete()
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_SOME, [stream, _PORTION])
        return bool(cursor.rowcount > 0)


def without_words(value: Any, message_id: str) -> Any:
    """Return a part of an event without what this message said, however deep it stands.

    Whom the message called stays: counts of mentions are led by it, and the deletion tells it again.
    """
    if isinstance(value, list):
        return [without_words(one, message_id) for one in value]
    if not isinstance(value, dict):
        return value
    inner = {name: without_words(one, message_id) for name, one in value.items()}
    if "client_id" in inner and inner.get("id") == message_id:
        return {**inner, "text": "", "reply_to": None, "forwarded": None, "attachments": [], "previews": []}
    if inner.get("message_id") != message_id:
        return inner
    if "deleted" in inner:
        return {**inner, "text": "", "attachment": None, "deleted": True}
    return {**inner, "previews": []} if "previews" in inner else inner
