"""Reading messages by the short way (`http.lean`): a page of a room or a thread by one statement."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl
from uuid import UUID

from flowchat.chat.accounts.tokens import AccessClaims, read_repeated_token
from flowchat.chat.errors import SignedOut
from flowchat.chat.messaging.api import views
from flowchat.chat.messaging.api.shapes import HISTORY_LIMIT
from flowchat.chat.messaging.queries.pages import PageAsked, pages_each
from flowchat.http.answers import allowed_at
from flowchat.http.greedy import Greedy
from flowchat.http.lean import Asked
from flowchat.http.pool import WorkerPool

SLOTS = 2
"""Batches under way: while one waits for PostgreSQL the other writes."""
MOST = 8
"""Pages in a batch: some milliseconds for whoever waits behind it."""
WAITING = 1000
"""Pages that may wait: about a second."""
_MOST_PARAMETERS = 4
_DEFAULT_LIMIT = 50
_BEYOND = 2**62
"""Past every message."""

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"[0-9]{1,15}")
"""Anything longer may be past the largest seq, and refusing is the bridge's affair."""
_SPELLINGS = {
    "room": _ID,
    "thread": _ID,
    "before": _NUMBER,
    "after": _NUMBER,
    "around": _NUMBER,
    "limit": _NUMBER,
}


class HistoryDoor:
    """`GET /api/messages/` for whoever may read what they ask for."""

    route = "/api/messages/"
    status = 200

    def __init__(self, pool: WorkerPool) -> None:
        self.allow = allowed_at(views.MessagesView)
        self._greedy = Greedy(pool, pages_each, slots=SLOTS, most=MOST, waiting=WAITING)

    async def answer(self, asked: Asked) -> bytes | None:
        """Return the page; None for what is odd, or refused."""
        one = _read(asked)
        return await self._greedy.ask(one) if one is not None else None


def _read(asked: Asked) -> PageAsked | None:
    try:
        claims = read_repeated_token(asked.token)
        said = parse_qsl(asked.query.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except (SignedOut, ValueError):
        return None
    wanted = dict(said)
    if len(wanted) != len(said) or "room" not in wanted or not _is_plain(said):
        return None
    return _page(claims, wanted)


def _is_plain(said: Sequence[tuple[str, str]]) -> bool:
    return all(name in _SPELLINGS and _SPELLINGS[name].fullmatch(value) for name, value in said)


def _page(claims: AccessClaims, wanted: Mapping[str, str]) -> PageAsked | None:
    limit = int(wanted.get("limit", _DEFAULT_LIMIT))
    anchors = [name for name in ("before", "after", "around") if name in wanted]
    if not 1 <= limit <= HISTORY_LIMIT or len(anchors) > 1:
        return None
    anchor = anchors[0] if anchors else None
    at = int(wanted[anchor]) if anchor is not None else _BEYOND
    # What comes after a seq begins with the next one.
    seq, past = (at + 1, 0) if anchor == "after" else (at, limit // 2 if anchor == "around" else limit)
    return PageAsked(
        user_id=claims.user_id,
        session_id=claims.session_id,
        room_id=UUID(wanted["room"]),
        thread_id=UUID(wanted["thread"]) if "thread" in wanted else None,
        seq=seq,
        past=past,
        coming=0 if anchor in (None, "before") else limit - past,
    )
