"""Keeping the index: in the transaction of the change, so that search never knows more or less than the room."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import connection, transaction

from flowchat.chat.exchange import array, text_array
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import files_of
from flowchat.chat.messaging.ports import Change, PlainMessage
from flowchat.chat.search.buckets import BUCKET_BITS, TAGS_SQL
from flowchat.chat.search.columns import names_of, text_of, words_column
from flowchat.chat.search.learning import lesson_of, unlearn
from flowchat.chat.search.models import Entry
from flowchat.chat.search.words import is_teachable, teachable

NEXT_BUCKET_SQL = f"(nextval('search_position') >> {BUCKET_BITS})::int"
_PLACE_AGAIN = """
    SELECT COALESCE(
        (SELECT bucket FROM search_entry WHERE message_id = %(id)s),
        (SELECT bucket FROM search_entry WHERE sent_at <= %(sent_at)s ORDER BY sent_at DESC LIMIT 1),
        0
    )
"""
_STORE = """
    INSERT INTO search_entry (message_id, room_id, author_id, seq, sent_at, bucket, words)
    SELECT %(id)s, %(room)s, %(author)s, %(seq)s, %(sent_at)s, bucket, %(words)s::tsvector || {tags}
    FROM ({place}) AS place (bucket)
    ON CONFLICT (message_id) DO UPDATE SET words = excluded.words, bucket = excluded.bucket
"""
_KNOWN = "SELECT unnest(tsvector_to_array(words)) FROM search_entry WHERE message_id = %s"
# A common word is met in the newest bucket, so that only rare ones are looked up everywhere.
_FORGET = """
    DELETE FROM search_word AS word WHERE text = ANY(%s)
    AND NOT EXISTS (
        SELECT FROM search_entry WHERE words @@ ('''' || word.text || '''')::tsquery
        AND words @@ (SELECT ('''=b' || bucket || '''')::tsquery FROM search_entry ORDER BY sent_at DESC LIMIT 1)
    )
    AND NOT EXISTS (SELECT FROM search_entry WHERE words @@ ('''' || word.text || '''')::tsquery)
"""


def follow_message(message: Message, change: Change) -> None:
    """Bring the index up to a message that was sent, edited, deleted or restored (`messaging.ports.Listener`)."""
    if change == "deleted":
        forget_message(message)
    elif change == "sent":
        _store(message, place=f"SELECT {NEXT_BUCKET_SQL}")
    else:
        before = _words_of(message) if change == "edited" else set()
        _store(message, place=_PLACE_AGAIN)
        forget_words(before - _words_in(message))


class PlainFollower:
    """Takes new messages that are words alone into the index (`messaging.ports.PlainListener`)."""

    call = "search_follow_plain(%s::uuid[], %s::text[])"
    """The function is in migration 0002."""

    def values_of(self, messages: Sequence[PlainMessage]) -> list[str]:
        """Return the messages' ids and what is found of each."""
        columns = [
            words_column(room_id=one.room_id, author_id=one.author_id, text=one.text.strip())
            for one in messages
        ]
        return [array(one.id for one in messages), text_array(columns)]

    def remainder_of(self, messages: Sequence[PlainMessage]) -> Callable[[], None] | None:
        """Let new words be learned, if there are any."""
        return lesson_of({word for one in messages for word in teachable(one.text)})


def forget_message(message: Message) -> None:
    """Take a message out of the index, and words that nobody else wrote out of the vocabulary."""
    Entry.objects.filter(message_id=message.id).delete()
    forget_words(_words_in(message))


def forget_words(words: Collection[str]) -> None:
    """Drop words that no message holds any more: what somebody deleted is not kept as a word, either."""
    if words:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [sorted(words)])
        unlearn(words)


def _store(message: Message, *, place: str) -> None:
    column = words_column(
        room_id=message.room_id,
        author_id=message.author_id,
        text=text_of(message),
        names=names_of(message),
        kinds={file.kind for file in files_of(message)},
    )
    values: dict[str, Any] = {
        "id": message.id,
        "room": message.room_id,
        "author": message.author_id,
        "seq": message.seq,
        "sent_at": message.sent_at,
        "words": column,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE.format(tags=TAGS_SQL, place=place), values)
    if (lesson := lesson_of(_words_in(message))) is not None:
        transaction.on_commit(lesson, robust=True)


def _words_in(message: Message) -> set[str]:
    return teachable(f"{text_of(message)}\n{names_of(message)}")


def _words_of(message: Message) -> set[str]:
    """Return the words by which the index still knows a message that was edited."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [message.id])
        return {word for (word,) in cursor.fetchall() if is_teachable(word)}
