"""Catching up, for many at once: what `GET /api/sync/` answers to each of them, with the same few statements."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from flowchat.chat.events.queries import backlogs_each
from flowchat.chat.gateway.access import heads_heard
from flowchat.chat.gateway.recent import Key, Recent
from flowchat.http.rendering import as_bytes

PORTION = 8
"""How many backlogs are read before they become bytes: as events each may take many megabytes."""
BATCH_BYTES = 8 * 1024 * 1024
"""After so much of JSON a batch reads no more. A crowd's answers have a few kilobytes each."""


class Behind(NamedTuple):
    """Somebody with a token, and where they stand in a stream."""

    user_id: UUID
    session_id: UUID
    stream: str
    after: int


def catch_up_each(asking: Sequence[Behind], recent: Recent) -> list[bytes | None]:
    """Return each one's backlog as JSON, None for whoever has no session or no right: they are refused elsewhere.

    The right and the head are of one moment, and nothing after that head is told, as if each had asked alone then. What
    several miss alike is read and written once, also if they ask a moment later: between a position and a head of a
    room's stream there is always the same.
    What would make the batch too large is left to the bridge as well, where four at once are the most.
    """
    heads = heads_heard([(one.user_id, one.session_id, one.stream) for one in asking])
    wanted = {place: (asking[place].stream, asking[place].after, head) for place, head in heads.items()}
    keys = set(wanted.values())
    kept = {key: found for key in keys if (found := recent.get(key)) is not None}
    missing = sorted(keys - kept.keys())
    while missing and sum(map(len, kept.values())) < BATCH_BYTES:
        some, missing = missing[:PORTION], missing[PORTION:]
        _read_some(some, kept, recent)
    return [kept.get(wanted[place]) if place in wanted else None for place in range(len(asking))]


def _read_some(keys: Sequence[Key], kept: dict[Key, bytes], recent: Recent) -> None:
    read = backlogs_each(keys)
    for key, backlog in zip(keys, read, strict=True):
        kept[key] = as_bytes(backlog)
        if _is_settled(key):
            recent.put(key, kept[key])


def _is_settled(key: Key) -> bool:
    """Is this always the same? The log of a room changes only together with its head: what is forgotten is announced
    there. That of a person also without: the last line of a room they joined may be forgotten, or a draft.
    """
    return key[0].startswith("room.")
