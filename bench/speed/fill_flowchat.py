"""Fills FlowChat's database for a measurement: reads a plan from standard input, writes tokens and rooms as JSON.

Rooms are made by the server's own action, people and sessions as rows, and tokens by the server's own function, in a
process that has its keys. What is left out are the passwords: checking one takes 50 ms on purpose, and signing in is
no part of any work. Where a room must be full
of messages, rows of messages and of the log are written by PostgreSQL, as sending writes them.
"""

import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flowchat.chat.rooms.models import Room

_EVENTS = """
INSERT INTO events_event (stream_id, seq, at, body)
SELECT %(stream)s, seq, moment, jsonb_build_object(
    'type', 'message.sent', 'thread', NULL, 'thread_followers', '[]'::jsonb, 'people', '[]'::jsonb, 'author', author,
    'message', jsonb_build_object(
        'id', id, 'room_id', %(room)s::text, 'author_id', %(author)s::text, 'client_id', id, 'seq', seq,
        'revision', seq,
        'text', words, 'sent_at', to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'version', 0, 'edited_at', NULL,
        'deletion', NULL, 'reply_to', NULL, 'thread_id', NULL, 'thread', NULL,
        'mentions', '{"people": [], "group": null, "user_ids": []}'::jsonb, 'attachments', '[]'::jsonb,
        'reactions', '[]'::jsonb, 'pinned', NULL, 'forwarded', NULL, 'previews', '[]'::jsonb))
FROM new_message, (SELECT %(person)s::jsonb AS author) AS people
"""
_ROWS = """
CREATE TEMPORARY TABLE new_message ON COMMIT DROP AS
SELECT number AS seq, gen_random_uuid() AS id, now() - interval '1 second' * (%(last)s - number) AS moment,
       rpad('load:' || lpad(number::text, 19, '0') || ':' || lpad(number::text, 9, '0') || ':', 200, 'x') AS words
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS number
"""
_MESSAGES = """
INSERT INTO messaging_message (id, room_id, author_id, client_id, seq, revision, text, sent_at, version,
    delete_reason, mention_group, mentioned_ids, mentioned_people)
SELECT id, %(room)s, %(author)s, id, seq, seq, words, moment, 0, '', '', '{}', '[]' FROM new_message
"""


def main() -> None:
    """Read the plan, make everything, tell."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "flowchat.config.settings"
    import django

    django.setup()
    from django.db import connection

    from flowchat.chat.events.models import Stream

    plan = json.load(sys.stdin)
    people = _people(plan["people"])
    rooms = [
        _room(number, [people[who] for who in members], messages)
        for number, (members, messages) in enumerate(
            zip(plan["rooms"], plan["messages"], strict=True), start=1
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    heads = dict(Stream.objects.values_list("key", "head"))
    json.dump(
        {
            "tokens": _tokens(people),
            "rooms": [str(room.id) for room in rooms],
            "heads": [heads[f"room.{room.id}"] for room in rooms],
        },
        sys.stdout,
    )


def _people(count: int) -> list[Any]:
    from flowchat.chat.accounts.models import User

    return User.objects.bulk_create(
        User(username=name, username_key=name, name=name, password="!", search_key=name)
        for name in (f"speed{number}" for number in range(count))
    )


def _tokens(people: list[Any]) -> list[str]:
    """Sign everyone in: the rows that `start_session` would make one by one."""
    from django.utils import timezone

    from flowchat.chat.accounts.actions.sessions import IDLE_LIFETIME
    from flowchat.chat.accounts.models import Session
    from flowchat.chat.accounts.tokens import make_access_token

    ends = timezone.now() + IDLE_LIFETIME
    sessions = Session.objects.bulk_create(
        Session(user=person, device="bench", expires_at=ends) for person in people
    )
    return [make_access_token(user_id=one.user_id, session_id=one.id)[0] for one in sessions]


def _room(number: int, members: list[Any], messages: int) -> "Room":
    from flowchat.chat.rooms.actions import create_room
    from flowchat.chat.rooms.models import RoomKind

    first, *others = members
    made = create_room(creator=first, kind=RoomKind.PRIVATE, name=f"Room {number}", people=others)
    if messages:
        _write_messages(made.room, first, messages)
    return made.room


def _write_messages(room: "Room", author: Any, count: int) -> None:
    from django.db import connection, transaction

    from flowchat.chat.accounts.queries import to_person
    from flowchat.chat.events.models import Stream

    key = f"room.{room.id}"
    with transaction.atomic(), connection.cursor() as cursor:
        head = Stream.objects.select_for_update().get(key=key).head
        values = {
            "first": head + 1,
            "last": head + count,
            "room": room.id,
            "author": author.id,
            "stream": key,
            "person": to_person(author).model_dump_json(),
        }
        # The rows belong together as they are made: checking a million references takes PostgreSQL a minute.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in (_ROWS, _MESSAGES, _EVENTS):
            cursor.execute(statement, values)
        Stream.objects.filter(key=key).update(head=head + count)


if __name__ == "__main__":
    main()
