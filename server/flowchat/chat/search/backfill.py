"""Indexing messages that are there already: when FlowChat is updated, and for a benchmark with a million of them."""

from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from flowchat.chat.search.buckets import BUCKET_BITS, bucket_tags
from flowchat.chat.search.columns import searchable_text, words_column
from flowchat.chat.search.words import teachable

_BATCH = 5_000
_READ = """
    SELECT id, room_id, author_id, seq, sent_at, text, COALESCE(forwarded ->> 'text', '') FROM messaging_message
    WHERE id > %s AND deleted_at IS NULL ORDER BY id LIMIT %s
"""
_ENTRIES = "COPY search_entry (message_id, room_id, author_id, seq, sent_at, bucket, words) FROM STDIN"
_WORDS = "COPY search_word (text) FROM STDIN"


def index_what_is_there(cursor: CursorWrapper) -> None:
    """Fill the empty tables of search from the messages, in the order of their ids, which is that of time.

    A migration calls it, so it reads the messages by SQL: their model may have grown by the time it runs.
    """
    last, count, words = UUID(int=0), 0, set[str]()
    while rows := _read(cursor, last):
        last = rows[-1][0]
        with cursor.copy(_ENTRIES) as copy:
            for number, (message_id, room_id, author_id, seq, sent_at, text, passed_on) in enumerate(
                rows, count
            ):
                whole = searchable_text(text, passed_on)
                bucket = number >> BUCKET_BITS
                column = words_column(room_id=room_id, author_id=author_id, text=whole)
                row = [
                    message_id,
                    room_id,
                    author_id,
                    seq,
                    sent_at,
                    bucket,
                    f"{column} {bucket_tags(bucket)}",
                ]
                copy.write_row(row)
                words |= teachable(whole)
        count += len(rows)
    with cursor.copy(_WORDS) as copy:
        for word in sorted(words):
            copy.write_row([word])
    cursor.execute("SELECT setval('search_position', %s)", [count + 1])


def _read(cursor: CursorWrapper, last: UUID) -> list[tuple[Any, ...]]:
    cursor.execute(_READ, [last, _BATCH])
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
