"""Reading what is to be told of people."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.queries import valid_since
from flowchat.chat.events.streams import COMMUNITY, parse_stream
from flowchat.chat.mirroring.news import PersonState
from flowchat.chat.mirroring.positions import UNTOLD, Due

_TOLD = """
    SELECT e.stream_id, e.body ->> 'type', e.body #>> '{person,id}'
    FROM unnest(%s::text[], %s::bigint[]) AS p(stream, seq)
    JOIN events_event AS e ON e.stream_id = p.stream AND e.seq > p.seq
    WHERE e.body ->> 'type' IN ('sessions.ended', 'profile.changed')
"""
# Somebody began to hide how far they have read, or shows it again.
_SHOWN_OTHERWISE = """
    SELECT DISTINCT e.stream_id FROM unnest(%s::text[], %s::bigint[]) AS p(stream, seq)
    JOIN events_event AS e ON e.stream_id = p.stream AND e.seq > p.seq AND e.body ->> 'type' = 'account.changed'
    LEFT JOIN LATERAL (
        SELECT b.body FROM events_event AS b
        WHERE b.stream_id = e.stream_id AND b.seq < e.seq AND b.body ->> 'type' = 'account.changed'
        ORDER BY b.seq DESC LIMIT 1
    ) AS before ON TRUE
    WHERE e.body #>> '{me,preferences,show_receipts}'
        <> COALESCE(before.body #>> '{me,preferences,show_receipts}', 'true')
"""
_LOST = """
    SELECT p.stream FROM unnest(%s::text[], %s::bigint[]) AS p(stream, seq)
    WHERE NOT EXISTS (SELECT FROM events_event AS e WHERE e.stream_id = p.stream AND e.seq = p.seq + 1)
"""


class PeopleRead(NamedTuple):
    """Whose state is to be told, and who was signed out somewhere."""

    people: list[PersonState]
    signed_out: set[UUID]
    shown_otherwise: set[UUID]
    """Whose reading positions are shown from now on, or no longer."""
    everyone: bool
    """The log can't tell any more who changed."""


def read_people(due: Sequence[Due]) -> PeopleRead:
    """Return what the events of these streams were about, as that is now. All of them have a position."""
    known = {one.stream: one.seq for one in due if one.seq not in (None, UNTOLD)}
    places: list[Any] = [list(known), list(known.values())]
    changed = _owners(one.stream for one in due if one.stream not in known)
    told = _ask(_TOLD, places)
    changed |= {UUID(person) for _, kind, person in told if kind == "profile.changed"}
    lost = {stream for (stream,) in _ask(_LOST, places)}
    # What can't be told any more may have been the end of a session.
    ended = _owners([*(stream for stream, kind, _ in told if kind == "sessions.ended"), *lost])
    shown = _owners(stream for (stream,) in _ask(_SHOWN_OTHERWISE, places))
    return PeopleRead(states_of(changed | ended), ended, shown, COMMUNITY in lost)


def _ask(statement: str, places: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, places)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def states_of(user_ids: Collection[UUID]) -> list[PersonState]:
    """Return how these accounts are now."""
    return _states(User.objects.filter(id__in=user_ids)) if user_ids else []


def states_after(after: str, *, limit: int) -> list[PersonState]:
    """Return how the accounts with the next ids are now."""
    rows = User.objects.filter(id__gt=UUID(after)) if after else User.objects.all()
    return _states(rows, limit)


def _states(rows: QuerySet[User], limit: int | None = None) -> list[PersonState]:
    found = list(rows.order_by("id").values_list("id", "is_active")[:limit])
    since = valid_since([user_id for user_id, _ in found])
    return [
        PersonState(user_id=user_id, active=active, valid_since=since.get(user_id, 0))
        for user_id, active in found
    ]


def _owners(streams: Iterable[str]) -> set[UUID]:
    """Return whose streams these are; that of everyone is nobody's."""
    parsed = [parse_stream(one) for one in streams]
    return {one[1] for one in parsed if one is not None and one[1] is not None}
