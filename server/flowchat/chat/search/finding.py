"""Asking the index: windows back through time, each one bounded statement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from flowchat.chat.search.buckets import windows
from flowchat.chat.search.cursors import Place
from flowchat.chat.search.tags import room_tag

_TAGGED_ROOMS = 16
"""So few rooms are looked up in the word index; more are cheaper to compare row by row."""
_NEWEST = """
    SELECT max(bucket) FROM (
        SELECT bucket FROM search_entry WHERE (%(until)s::timestamptz IS NULL OR sent_at < %(until)s)
        ORDER BY sent_at DESC LIMIT 1
    ) AS edge
"""
_OLDEST = """
    SELECT max(bucket) FROM (
        SELECT bucket FROM search_entry WHERE sent_at >= %(since)s ORDER BY sent_at LIMIT 1
    ) AS edge
"""
_FIND = """
    SELECT bucket, sent_at, message_id, {score} AS score FROM (
        SELECT bucket, sent_at, message_id, words FROM search_entry WHERE {conditions}
        ORDER BY bucket DESC, sent_at DESC, message_id DESC LIMIT %(limit)s
    ) AS newest ORDER BY bucket DESC, sent_at DESC, message_id DESC
"""
# How well: the words as they were typed and close together count most. How recent: half of the rest after two weeks.
_SCORE = """(
    (0.3 + 0.5 * (words @@ %(exact)s::tsquery)::int + 0.2 * least(1, 2 * ts_rank_cd(words, %(exact)s::tsquery)))
    * (0.4 + 0.6 / (1 + greatest(0, extract(epoch FROM %(now)s::timestamptz - sent_at)) / 1209600))
)::float8"""


class Found(NamedTuple):
    """An entry that matches, and how well."""

    place: Place
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What an entry must be like. `queries` and `excluded` are tsqueries; `only` names the messages that can match."""

    queries: tuple[str, ...]
    exact: str
    excluded: tuple[str, ...]
    room_ids: frozenset[UUID]
    since: datetime | None
    until: datetime | None
    only: tuple[UUID, ...] | None


def newest_matches(
    wanted: Conditions,
    *,
    below: Place | None,
    limit: int,
    down_to: Place | None = None,
    now: datetime | None = None,
) -> list[Found]:
    """Return at most `limit` matching entries, newest first: older than `below`, not older than `down_to`.

    They are scored when `now` is given: their age counts from there.
    """
    found: list[Found] = []
    for window in _windows(wanted, below, down_to):
        found += _ask(wanted, window, below=below, down_to=down_to, now=now, limit=limit - len(found))
        if len(found) >= limit:
            break
    return found


def _windows(wanted: Conditions, below: Place | None, down_to: Place | None) -> Iterator[tuple[str, ...]]:
    if wanted.only is not None:
        yield ()  # some named messages: their own key is the way to them
        return
    edge = _bucket(_NEWEST, until=wanted.until)
    if edge is None:
        return
    newest = edge + 1  # one more: senders at the same moment may commit across the border of two buckets
    if below is not None:
        # Cursors come from outside: one that names a bucket of the far future must not mean a million empty windows.
        newest = min(newest, below.bucket)
    oldest = down_to and down_to.bucket
    if oldest is None and wanted.since is not None:
        edge = _bucket(_OLDEST, since=wanted.since)
        if edge is None:
            return
        oldest = max(0, edge - 1)
    yield from windows(newest, oldest or 0)


def _bucket(statement: str, **values: datetime | None) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return None if row is None or row[0] is None else int(row[0])


def _ask(
    wanted: Conditions,
    window: Sequence[str],
    *,
    below: Place | None,
    down_to: Place | None,
    now: datetime | None,
    limit: int,
) -> list[Found]:
    conditions, values = _conditions(wanted, window)
    if below is not None:
        conditions.append("(bucket, sent_at, message_id) < (%(below_0)s, %(below_1)s, %(below_2)s)")
    if down_to is not None:
        conditions.append("(bucket, sent_at, message_id) >= (%(down_0)s, %(down_1)s, %(down_2)s)")
    for name, place in (("below", below), ("down", down_to)):
        values |= {f"{name}_{index}": part for index, part in enumerate(place or ())}
    values |= {"limit": limit, "exact": wanted.exact, "now": now}
    score = _SCORE if now is not None and wanted.exact else "0"
    statement = _FIND.format(score=score, conditions=" AND ".join(conditions))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Found(Place(*row[:3]), float(row[3])) for row in cursor.fetchall()]


def _conditions(wanted: Conditions, window: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """Each condition on words is one of its own: then the index leaps from one to the next where they don't meet."""
    asked = [*wanted.queries]
    if window:
        asked.append(_any_of(window))
    if len(wanted.room_ids) <= _TAGGED_ROOMS:
        asked.append(_any_of([room_tag(one) for one in sorted(wanted.room_ids)]))
    texts = {f"query_{index}": query for index, query in enumerate(asked)}
    unwanted = {f"excluded_{index}": query for index, query in enumerate(wanted.excluded)}
    conditions = [
        *(f"words @@ %({name})s::tsquery" for name in texts),
        *(f"NOT words @@ %({name})s::tsquery" for name in unwanted),
        "room_id = ANY(%(rooms)s)",
        *_bounds(wanted),
    ]
    values: dict[str, Any] = {
        "rooms": list(wanted.room_ids),
        "since": wanted.since,
        "until": wanted.until,
        "only": list(wanted.only or ()),
        **texts,
        **unwanted,
    }
    return conditions, values


def _bounds(wanted: Conditions) -> list[str]:
    bounds = {
        "sent_at >= %(since)s": wanted.since,
        "sent_at < %(until)s": wanted.until,
        "message_id = ANY(%(only)s)": wanted.only,
    }
    return [condition for condition, value in bounds.items() if value is not None]


def _any_of(tags: Sequence[str]) -> str:
    return " | ".join(f"'{tag}'" for tag in tags)
