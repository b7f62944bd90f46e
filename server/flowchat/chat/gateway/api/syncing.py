"""Catching up by the short way (`http.lean`): those who come back together are answered together."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from flowchat.chat.accounts.tokens import read_repeated_token
from flowchat.chat.errors import SignedOut
from flowchat.chat.gateway.api.views import SyncView
from flowchat.chat.gateway.catching_up import Behind, catch_up_each
from flowchat.chat.gateway.recent import Recent
from flowchat.http.answers import allowed_at
from flowchat.http.greedy import Greedy
from flowchat.http.lean import Asked
from flowchat.http.pool import WorkerPool

SLOTS = 1
"""Batches under way: what was just read for some is there for the next."""
MOST = 32
"""Questions in a batch. Each may read 500 events."""
WAITING = 4000
"""Questions that may wait: those of a crowd that comes back, which are answered in about a second."""
_LONGEST_AFTER = 18
"""Digits. More of them may be past the largest seq, and refusing is the bridge's affair."""


class SyncDoor:
    """`GET /api/sync/` for whoever may hear what they ask for."""

    route = "/api/sync/"
    status = 200

    def __init__(self, pool: WorkerPool) -> None:
        self.allow = allowed_at(SyncView)
        self._recent = Recent()
        self._greedy = Greedy(pool, self._answer_each, slots=SLOTS, most=MOST, waiting=WAITING)

    async def answer(self, asked: Asked) -> bytes | None:
        """Return the backlog; None for what is odd, or refused."""
        one = _read(asked)
        return await self._greedy.ask(one) if one is not None else None

    def _answer_each(self, asking: Sequence[Behind]) -> list[bytes | None]:
        return catch_up_each(asking, self._recent)


def _read(asked: Asked) -> Behind | None:
    try:
        claims = read_repeated_token(asked.token)
        said = parse_qsl(asked.query.decode("ascii"), keep_blank_values=True, max_num_fields=2)
    except (SignedOut, ValueError):
        return None
    position = dict(said)
    after = position.get("after", "")
    plain = len(said) == 2 and "stream" in position and after.isascii() and after.isdigit()
    if not plain or len(after) > _LONGEST_AFTER:
        return None
    return Behind(claims.user_id, claims.session_id, position["stream"], int(after))
