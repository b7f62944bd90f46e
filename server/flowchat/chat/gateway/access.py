"""Which streams are whose."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Invalid, NotFound
from flowchat.chat.events.streams import parse_stream
from flowchat.chat.exchange import array, ask, text_array
from flowchat.chat.rooms.access import viewer_of


def stream_for(user: User, name: str) -> str:
    """Return the stream called `name` when `user` hears it.

    Raises Invalid when there can't be such a stream, NotFound when it isn't theirs. A public room that they only look
    into is not: its news goes to its members.
    """
    parsed = parse_stream(name)
    if parsed is None:
        raise Invalid(fields={"stream": ["There is no such stream."]})
    kind, owner = parsed
    if owner is None or (kind == "user" and owner == user.id):
        return name
    if kind == "room" and viewer_of(user, owner).membership is not None:
        return name
    raise NotFound("There is no such stream.")


_LIVING = """
    JOIN accounts_session AS session ON session.id = one.session_id AND session.user_id = one.user_id
        AND session.ended_at IS NULL AND session.expires_at > %s
    JOIN accounts_user AS person ON person.id = one.user_id AND person.is_active
"""
"""Of `one` with a `user_id` and a `session_id`: those whose session is theirs and lives now (`Session.lives_at`)."""

_ADMITTED = f"""
    SELECT one.place, person.preferences::text, heard.heads::text
    FROM unnest(%s::uuid[], %s::uuid[], %s::boolean[]) WITH ORDINALITY AS one (user_id, session_id, enters, place)
    {_LIVING}
    LEFT JOIN LATERAL (
        SELECT json_object_agg(stream.key, COALESCE(counter.head, 0)) AS heads
        FROM (
            SELECT 'room.' || room_id FROM rooms_membership WHERE user_id = one.user_id
            UNION ALL SELECT unnest(ARRAY['community', 'user.' || one.user_id])
        ) AS stream (key) LEFT JOIN events_stream AS counter ON counter.key = stream.key
        WHERE one.enters
    ) AS heard ON TRUE
"""  # noqa: S608 - put together from constants, no input


class Admitted(NamedTuple):
    """What is read of someone who comes in: every stream they hear and where it stands, and their preferences."""

    heads: dict[str, int]
    preferences: dict[str, Any]


def admitted(asking: Sequence[tuple[UUID, UUID, bool]]) -> dict[int, Admitted]:
    """Return, by their place in `asking` (person, session, do they come in?), those whose session has not ended.

    It is one statement, so all of it is of one moment, and so many cost little more than one.
    """
    if not asking:
        return {}
    users, sessions, enters = zip(*asking, strict=True)
    rows = ask(_ADMITTED, [array(users), array(sessions), array(enters), timezone.now()])
    return {
        place - 1: Admitted(json.loads(heads) if heads else {}, json.loads(preferences))
        for place, preferences, heads in rows
    }


_HEARING = f"""
    SELECT one.place, COALESCE(counter.head, 0)
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::uuid[]) WITH ORDINALITY
        AS one (user_id, session_id, stream, room_id, place)
    {_LIVING}
    LEFT JOIN events_stream AS counter ON counter.key = one.stream
    WHERE one.room_id IS NULL OR EXISTS (
        SELECT FROM rooms_membership AS seat WHERE seat.room_id = one.room_id AND seat.user_id = one.user_id
    )
"""  # noqa: S608 - put together from constants, no input


def heads_heard(asking: Sequence[tuple[UUID, UUID, str]]) -> dict[int, int]:
    """Return the heads of the streams that are asked for, by their place in `asking` (person, session, stream): those
    of which `stream_for` would say that the person hears them, and whose session has not ended. As of one moment.
    """
    known = [(place, one, room) for place, one in enumerate(asking) for room in _rooms_asked_for(one)]
    if not known:
        return {}
    users, sessions, streams = zip(*(one for _, one, _ in known), strict=True)
    rooms = array(room for _, _, room in known)
    rows = ask(_HEARING, [array(users), array(sessions), text_array(streams), rooms, timezone.now()])
    return {known[place - 1][0]: head for place, head in rows}


def _rooms_asked_for(one: tuple[UUID, UUID, str]) -> list[UUID | None]:
    """Return the room whose membership decides, None when nothing more has to be asked; nothing for what can't be
    theirs.
    """
    user_id, _, stream = one
    kind, owner = parse_stream(stream) or ("", user_id)
    if kind == "room":
        return [owner]
    return [None] if kind and owner in (None, user_id) else []
