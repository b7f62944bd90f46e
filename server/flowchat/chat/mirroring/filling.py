"""What a mirror should hold, piece by piece, read from the tables: for filling it and for comparing both sides."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from flowchat.chat.accounts.actions.sessions import KEPT_AFTER_END
from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.events.queries import backlog, heads_of
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.events.streams import room_stream
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import to_messages
from flowchat.chat.mirroring.people import states_after
from flowchat.chat.mirroring.positions import SEATS
from flowchat.chat.mirroring.rooms import readings_of, roles_of
from flowchat.chat.mirroring.shelves import Members, Messages, People, Readings, Shelf
from flowchat.chat.mirroring.touched import Touched, touched_by
from flowchat.chat.rooms.models import Membership

PAGE = 200
NOBODY = str(UUID(int=0))
"""An id before all others: the members of a room are filled, its messages begin."""

_TOLD = """
    SELECT body ->> 'user_id', max((body ->> 'last_read_seq')::bigint), max((body ->> 'delivered_seq')::bigint)
    FROM events_event
    WHERE stream_id = %s AND seq <= %s AND body ->> 'type' IN ('room.read', 'room.delivered') GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some shelves, and up to which id they reach; None: that was the last.

    `members`: whose membership changed by then without being told. The shelves are as of now, so whoever left must be
    gone before they are written.
    """

    shelves: list[Shelf]
    up_to: str | None
    members: Mapping[UUID, str | None] = field(default_factory=dict)


def room_piece(room_id: UUID, *, after: str, told: int) -> Piece:
    """Return the next piece of a room of which everything up to `told` was told: first its members, then messages.

    What later events are about is left alone: it is on its way.
    """
    with one_moment():
        coming = _coming(room_id, told)
        members = roles_of(room_id, coming.members)
        if after in ("", SEATS):
            seats = [*_seats(room_id, coming, told=told)]
            return Piece(seats, None if after else NOBODY, members)
        rows = Message.objects.filter(room_id=room_id, id__gt=UUID(after)).order_by("id")[:PAGE]
        messages = to_messages(list(rows))
    up_to = str(messages[-1].id) if len(messages) == PAGE else None
    later = {one.id for one in messages if one.seq > told}
    shelf = Messages(
        room_id=room_id,
        after=after if after != NOBODY else "",
        up_to=up_to,
        messages=[one for one in messages if one.id not in later],
        outdated=partial(outdated, room_stream(room_id)),
        leave=later | _left_alone(room_id, coming),
    )
    return Piece([shelf], up_to, members)


def people_piece(*, after: str, leave: Iterable[UUID] = ()) -> Piece:
    """Return the next piece of the accounts."""
    people = states_after(after, limit=PAGE)
    up_to = str(people[-1].user_id) if len(people) == PAGE else None
    forgotten = int((timezone.now() - KEPT_AFTER_END).timestamp())
    shelf = People(after=after, up_to=up_to, people=people, forgotten=forgotten, leave=set(leave))
    return Piece([shelf], up_to)


def all_pieces(room_id: UUID, *, told: int) -> Iterator[Piece]:
    """Go through a room."""
    after: str | None = ""
    while after is not None:
        piece = room_piece(room_id, after=after, told=told)
        yield piece
        after = piece.up_to


def outdated(stream: str, envelopes: Collection[str]) -> set[str]:
    """Return the envelopes (JSON) that say something else than the log of a stream, where that still knows them."""
    told = {text: _read(text) for text in envelopes}
    seqs = [one["seq"] for one in told.values()]
    rows = LoggedEvent.objects.filter(stream_id=stream, seq__in=seqs)
    known = dict(rows.values_list("seq", "body"))
    return {
        text
        for text, one in told.items()
        if one["stream"] != stream or known.get(one["seq"], one["event"]) != one["event"]
    }


def _read(text: str) -> dict[str, Any]:
    """What is no envelope belongs to no stream."""
    nothing = {"stream": "", "seq": 0, "event": None}
    try:
        found = json.loads(text)
    except (TypeError, ValueError):
        return nothing
    return {**nothing, **found} if isinstance(found, dict) and isinstance(found.get("seq"), int) else nothing


def _coming(room_id: UUID, told: int) -> Touched:
    """Return what events that were not told yet are about."""
    stream, seen = room_stream(room_id), Touched()
    head, after = heads_of([stream])[stream], told
    while after < head:
        found = backlog(stream, after=after)
        if not found.events:
            break
        part = touched_by(found.events)
        seen.messages |= part.messages
        seen.quoted |= part.quoted
        seen.roots |= part.roots
        seen.members |= part.members
        seen.readers |= part.readers
        after = found.events[-1].seq
    return seen


def _left_alone(room_id: UUID, coming: Touched) -> set[UUID]:
    if not coming.quoted:
        return {*coming.messages, *coming.roots}
    answers = Message.objects.filter(Q(reply_to_id__in=coming.quoted), room_id=room_id)
    return {*coming.messages, *coming.roots, *answers.values_list("id", flat=True)}


def _seats(room_id: UUID, coming: Touched, *, told: int) -> Iterator[Shelf]:
    ids = set(Membership.objects.filter(room_id=room_id).values_list("user_id", flat=True))
    roles = {one: role for one, role in roles_of(room_id, ids).items() if role is not None}
    yield Members(room_id=room_id, roles=roles, leave=coming.members)
    now = {one: reading for one, reading in readings_of(room_id, ids).items() if reading is not None}
    yield Readings(
        room_id=room_id, now=now, told=_told(room_id, told), leave={*coming.readers, *coming.members}
    )


def _told(room_id: UUID, told: int) -> dict[UUID, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [room_stream(room_id), told])
        return {UUID(user_id): (read or 0, delivered or 0) for user_id, read, delivered in cursor.fetchall()}
