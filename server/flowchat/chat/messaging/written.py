"""Messages as JSON, read and described by one statement: what `objects.to_messages` says of rows, without the rows.

Nearly all messages are words and nothing else. For those PostgreSQL hands over eight columns, and what they lack is the
same text each time. What hangs on the others it describes itself, as one object of JSON, except what Python must
finish: a quote, which is read as formatted text, and previews, whose pictures have addresses that are signed.
"""

import json
from functools import cache
from typing import NamedTuple

from flowchat.chat.events import objects
from flowchat.chat.formatting.reading import plain_text
from flowchat.chat.messaging import ports
from flowchat.chat.messaging.objects import LATEST_REPLIES, PARTICIPANTS, QUOTE_LENGTH
from flowchat.chat.reading import time_of

quoted = json.JSONEncoder(ensure_ascii=False).encode
"""Write a text as JSON does."""


def mark_of(at: str, by: str) -> str:
    """Return the expression for an `objects.Mark`, null without both."""
    return f"""
        CASE WHEN {at} IS NOT NULL AND {by} IS NOT NULL THEN json_build_object('at', {time_of(at)}, 'by', {by}) END
    """


_REPLIES = "FROM messaging_message AS r WHERE r.thread_id = m.id AND r.deleted_at IS NULL"
BEGINS_THREAD = f"COALESCE((SELECT TRUE {_REPLIES} LIMIT 1), FALSE)"
"""Has the row m replies? Not EXISTS, of which PostgreSQL may make a table of all roots there are, to look it up in."""
# Whatever changes a message later raises its revision; what begins a thread is changed by others.
_PLAIN = f"""
    m.revision = m.seq AND m.version = 0 AND m.edited_at IS NULL AND m.deleted_at IS NULL AND m.pinned_at IS NULL
    AND m.reply_to_id IS NULL AND m.thread_id IS NULL AND m.forwarded IS NULL AND m.attachments IS NULL
    AND m.mention_group = '' AND m.mentioned_ids = '{{}}' AND m.mentioned_people = '[]'
    AND NOT {BEGINS_THREAD} AND (SELECT t.root_id FROM messaging_thread AS t WHERE t.root_id = m.id) IS NULL
"""  # noqa: S608 - put together from constants, no input
_THREAD = f"""
    SELECT json_build_object(
        'reply_count', counted.replies, 'last_reply_seq', COALESCE(last.seq, 0),
        'last_reply_at', {time_of("last.sent_at")},
        'participant_ids', COALESCE((
            SELECT json_agg(one.author_id ORDER BY one.seq DESC) FROM (
                SELECT lately.author_id, max(lately.seq) AS seq FROM (
                    SELECT r.author_id, r.seq {_REPLIES} ORDER BY r.seq DESC LIMIT {LATEST_REPLIES}
                ) AS lately GROUP BY lately.author_id ORDER BY seq DESC LIMIT {PARTICIPANTS}
            ) AS one
        ), '[]'),
        'resolved', {mark_of("t.resolved_at", "t.resolved_by_id")}
    )
    FROM (SELECT count(*) AS replies {_REPLIES}) AS counted
    LEFT JOIN LATERAL (SELECT r.seq, r.sent_at {_REPLIES} ORDER BY r.seq DESC LIMIT 1) AS last ON TRUE
    LEFT JOIN messaging_thread AS t ON t.root_id = m.id
    WHERE counted.replies > 0 OR t.root_id IS NOT NULL
"""  # noqa: S608 - put together from constants, no input
_REACTIONS = """
    SELECT json_agg(json_build_object('emoji', kind.emoji, 'user_ids', kind.who) ORDER BY kind.place)
    FROM (
        SELECT r.emoji, json_agg(r.user_id ORDER BY r.kind_seq, r.id) AS who, min(ARRAY[r.kind_seq, r.id]) AS place
        FROM messaging_reaction AS r WHERE r.message_id = m.id GROUP BY r.emoji
    ) AS kind
"""
_TAIL = f"""
    json_build_object(
        'version', m.version, 'edited_at', {time_of("m.edited_at")},
        'deletion', CASE WHEN m.deleted_at IS NOT NULL AND m.deleted_by_id IS NOT NULL THEN json_build_object(
            'at', {time_of("m.deleted_at")}, 'by', m.deleted_by_id, 'reason', m.delete_reason
        ) END,
        'thread_id', m.thread_id,
        'thread', CASE WHEN m.thread_id IS NULL THEN ({_THREAD}) END,
        'mentions', CASE
            WHEN m.deleted_at IS NOT NULL THEN '{{"people": [], "group": null, "user_ids": []}}'
            ELSE json_build_object(
                'people', m.mentioned_people, 'group', NULLIF(m.mention_group, ''), 'user_ids', m.mentioned_ids
            )
        END,
        'attachments', COALESCE(CASE WHEN m.deleted_at IS NULL THEN m.attachments END, '[]'),
        'reactions', COALESCE(CASE WHEN m.deleted_at IS NULL THEN ({_REACTIONS}) END, '[]'),
        'pinned', CASE WHEN m.deleted_at IS NULL THEN {mark_of("m.pinned_at", "m.pinned_by_id")} END,
        'forwarded', CASE WHEN m.deleted_at IS NULL THEN m.forwarded END
    )
"""
_QUOTE = """
    SELECT json_build_object(
        'message_id', q.id, 'seq', q.seq, 'author_id', q.author_id,
        'text', CASE WHEN q.deleted_at IS NULL THEN COALESCE(NULLIF(q.text, ''), q.forwarded->>'text', '') ELSE '' END,
        'attachment', CASE
            WHEN q.deleted_at IS NULL THEN COALESCE(q.attachments->0, q.forwarded->'attachments'->0)
        END,
        'deleted', q.deleted_at IS NOT NULL
    )
    FROM messaging_message AS q WHERE q.id = m.reply_to_id
"""


@cache
def told_of_page() -> str:
    """Return the expressions `told`, for `WITH` after an expression `page` with whole rows of messages, and `named`:
    the people whom showing them needs.
    """
    return f"""
        told AS MATERIALIZED (
            SELECT m.room_id, m.id, m.author_id, m.client_id, m.seq, m.revision,
                CASE WHEN m.deleted_at IS NULL THEN m.text ELSE '' END AS text, {time_of("m.sent_at")} AS sent_at,
                CASE WHEN NOT ({_PLAIN}) THEN {_TAIL} END AS tail,
                CASE WHEN m.reply_to_id IS NOT NULL AND m.deleted_at IS NULL THEN ({_QUOTE}) END AS quote,
                CASE WHEN m.revision > m.seq AND m.deleted_at IS NULL THEN {ports.previews_within()} END AS previews
            FROM page AS m
        ),
        named AS (
            SELECT author_id AS id FROM told
            UNION SELECT (quote->>'author_id')::uuid FROM told WHERE quote IS NOT NULL
            UNION SELECT (tail->'forwarded'->>'author_id')::uuid FROM told WHERE tail IS NOT NULL
            UNION SELECT one::uuid
            FROM told CROSS JOIN LATERAL json_array_elements_text(tail->'thread'->'participant_ids') AS one
            WHERE tail IS NOT NULL
            UNION SELECT (one->>'user_id')::uuid
            FROM told CROSS JOIN LATERAL json_array_elements(tail->'mentions'->'people') AS one
            WHERE tail IS NOT NULL
        )
    """  # noqa: S608 - put together from constants, no input


COLUMNS = """
    room_id::text, id::text, author_id::text, client_id::text, seq, revision, text, sent_at, tail::text, quote::text,
    previews::text
"""
"""What `Told` is made of, to be selected from `told`."""

PERSON = """
    json_build_object(
        'id', p.id, 'username', p.username, 'name', p.name, 'about', p.about, 'time_zone', p.time_zone,
        'active', p.is_active, 'picture_id', p.picture_id, 'revision', p.revision
    )::text
"""
"""An `objects.Person`, of the row p."""


class Told(NamedTuple):
    """A message as PostgreSQL describes it. `tail` is None for one that is words alone."""

    room_id: str
    id: str
    author_id: str
    client_id: str
    seq: int
    revision: int
    text: str
    sent_at: str
    tail: str | None
    quote: str | None
    previews: str | None

    def write(self) -> str:
        """Return it as JSON: what is said of an `objects.Message`."""
        return (
            f'{{"id":"{self.id}","room_id":"{self.room_id}","author_id":"{self.author_id}",'
            f'"client_id":"{self.client_id}","seq":{self.seq},"revision":{self.revision},'
            f'"text":{quoted(self.text)},"sent_at":"{self.sent_at}",{self._rest()}'
        )

    def read(self) -> objects.Message:
        """Return it as an object."""
        return objects.Message.model_validate_json(self.write())

    def _rest(self) -> str:
        if self.tail is None:
            return _NOTHING_ELSE
        previews = ports.read_previews(self.previews) if self.previews is not None else []
        written = ",".join(one.model_dump_json() for one in previews)
        return f'"reply_to":{_write_quote(self.quote)},"previews":[{written}],{self.tail[1:]}'


_NOTHING_ELSE = (
    '"version":0,"edited_at":null,"deletion":null,"reply_to":null,"thread_id":null,"thread":null,'
    '"mentions":{"people":[],"group":null,"user_ids":[]},"attachments":[],"reactions":[],"pinned":null,'
    '"forwarded":null,"previews":[]}'
)


def _write_quote(quote: str | None) -> str:
    """Finish a quote (`objects.to_quote`): without marks, its spoilers hidden, and cut only then."""
    if quote is None:
        return "null"
    told = json.loads(quote)
    return quoted({**told, "text": plain_text(told["text"], spoilers=False)[:QUOTE_LENGTH]})
