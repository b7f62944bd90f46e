"""The indexes of the hot paths are used: PostgreSQL says so itself, with enough rows that it has to choose."""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection

from flowchat.chat.gateway.tests.harness import sign_in, token_for
from flowchat.chat.messaging.api.history import _read as read_page
from flowchat.chat.messaging.queries.pages import _question, pages_each
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests.factories import make_person, make_room
from flowchat.http.lean import Asked
from tests.growing import Growing, ask, statements

ROWS = 10_000
LARGE = {"messaging_message", "events_event", "rooms_membership", "accounts_user", "events_stream"}
_PEOPLE = """
INSERT INTO accounts_user (id, username, username_key, email, name, about, time_zone, language, preferences, password,
    role, is_active, revision, search_key, created_at)
SELECT gen_random_uuid(), 'p' || n, 'p' || n, NULL, 'P' || n, '', 'UTC', 'en', '{}', '!',
    'member', true, 1, 'p' || n, now()
FROM generate_series(1, %(rows)s) AS n
"""
_SEATS = """
INSERT INTO rooms_membership (room_id, user_id, role, joined_at, joined_seq, last_read_seq, seen_seq, delivered_seq,
    threads_read_seq, notify, muted, view, follow_threads, follow_threads_seq, favourite, section)
SELECT %(room)s, id, 'member', now(), 1, 1, 1, 0, 0, 'all', false, 'flat', false, 0, false, ''
FROM accounts_user WHERE username LIKE 'p%%' AND id <> %(owner)s
"""
_MESSAGES = """
INSERT INTO messaging_message (id, room_id, author_id, client_id, seq, revision, text, sent_at, version,
    delete_reason, mention_group, mentioned_ids, mentioned_people)
SELECT gen_random_uuid(), %(room)s, %(owner)s, gen_random_uuid(), n, n, 'tea', now(), 0, '', '', '{}', '[]'
FROM generate_series(2, %(rows)s) AS n
"""
_EVENTS = """
INSERT INTO events_event (stream_id, seq, at, body)
SELECT %(stream)s, n, now(), '{"type": "room.read", "user_id": "", "last_read_seq": 2}'
FROM generate_series(2, %(rows)s) AS n
"""
_STREAMS = (
    "INSERT INTO events_stream (key, head) SELECT 'user.' || n, 1 FROM generate_series(1, %(rows)s) AS n"
)


@pytest.fixture
def growing(db: None) -> Iterator[Growing]:
    """A server in which one room, not ours, holds nearly everything there is."""
    cache.clear()
    owner = make_person("Owner")
    crowded = make_room(owner, name="Crowded")
    fill(crowded, owner.id)
    growing = Growing()
    for _ in range(3):
        growing.grow()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    yield growing
    cache.clear()


def fill(room: Room, owner: UUID) -> None:
    values: dict[str, int | UUID | str] = {
        "rows": ROWS,
        "room": room.id,
        "owner": owner,
        "stream": f"room.{room.id}",
    }
    with connection.cursor() as cursor:
        for statement in (_PEOPLE, _SEATS, _MESSAGES, _EVENTS, _STREAMS):
            cursor.execute(statement, values)


def plans(asked: list[str]) -> Iterator[dict[str, Any]]:
    """Yield every step of the plans of what reads."""
    for statement in asked:
        if "$1" in statement:
            yield from planned(statement)
        elif statement.startswith(("SELECT", "WITH")):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.replace('%', '%%')}", ())
                (told,) = cursor.fetchone()
            yield from steps_of((json.loads(told) if isinstance(told, str) else told)[0]["Plan"])


def steps_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every step of a plan."""
    waiting = [plan]
    while waiting:
        step = waiting.pop()
        waiting += step.get("Plans", [])
        yield step


PATHS: dict[str, set[str]] = {
    "bootstrap/": {"message_once_per_seq", "member_once_per_room"},
    "messages/?room={room}": {"message_once_per_seq", "member_once_per_room"},
    "messages/?room={room}&before=9": {"message_once_per_seq"},
    "messages/?room={room}&after=3": {"message_once_per_seq"},
    "messages/?room={room}&around=9": {"message_once_per_seq"},
    "messages/?room={room}&thread={root}": {"message_by_thread"},
    "messages/?room={room}&client_id=019ab3c4-7f7f-7b3c-8d4e-5f60718293a4": {"message_once_per_client_id"},
    "sync/?stream={stream}&after=3": {"event_once_per_seq", "member_once_per_room"},
    "rooms/{room}/": {"member_once_per_room", "message_once_per_seq"},
    "rooms/{room}/members/": {"member_once_per_room"},
    "rooms/{room}/files/": set(),
    "rooms/{room}/pins/": set(),
    "threads/?filter=following": set(),
    "saved/": set(),
    "users/?search=person1": set(),
}
"""What is read, and by which indexes at least."""


def test_no_hot_path_reads_a_large_table_from_end_to_end(growing: Growing) -> None:
    for path, indexes in PATHS.items():
        place = "/api/" + path.format(room=growing.room.id, root=growing.root, stream=growing.stream)
        steps = list(plans(statements(partial(ask, growing.client, place))))
        assert not read_whole(steps), f"{path} reads from end to end: {read_whole(steps)}"
        used = {step["Index Name"] for step in steps if "Index Name" in step}
        assert indexes <= used, f"{path} used {used}"
    assert read_whole(list(plans(["SELECT id FROM messaging_message WHERE version > 0"]))), "it would be seen"


def read_whole(steps: list[dict[str, Any]]) -> set[str]:
    return LARGE & {step["Relation Name"] for step in steps if step["Node Type"] == "Seq Scan"}


@pytest.mark.parametrize("anchor", ["", "&before=9", "&after=3", "&around=9", "&thread={root}"])
def test_nor_does_the_short_way_of_history(growing: Growing, anchor: str) -> None:
    """As prepared statements are planned: without knowing for whom, in which room and where in it."""
    session = sign_in(growing.alice)
    query = f"room={growing.room.id}" + anchor.format(root=growing.root)
    asked = read_page(Asked(token_for(growing.alice, session), b"", query.encode(), ""))
    assert asked is not None
    steps = planned(_question(asked, "").statement)
    assert not read_whole(steps), f"{anchor} reads from end to end: {read_whole(steps)}"
    used = {step["Index Name"] for step in steps if "Index Name" in step}
    assert {"message_by_thread" if "thread" in anchor else "message_once_per_seq"} <= used
    assert not hashed(steps), "what is asked of one message must not be made for all there are"
    assert pages_each([asked])[0] is not None


def planned(statement: str) -> list[dict[str, Any]]:
    """Return the steps of a statement with places for values, whatever these are."""
    values = ", ".join(["NULL"] * max(map(int, re.findall(r"\$(\d+)", statement))))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE asked AS {statement.replace('%', '%%')}", ())
        cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE asked ({values})", ())
        (told,) = cursor.fetchone()
        cursor.execute("DEALLOCATE asked")
    return list(steps_of((json.loads(told) if isinstance(told, str) else told)[0]["Plan"]))


def hashed(steps: list[dict[str, Any]]) -> list[str]:
    """Return the conditions that look something up in what was made for all rows."""
    return [step["Filter"] for step in steps if "hashed SubPlan" in step.get("Filter", "")]
