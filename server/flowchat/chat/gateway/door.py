"""The door: finds out for those who knock whether their session lives, and what they may hear.

Those who come while an earlier question is at the database ask together, in one hop and a handful of statements: when
a thousand come back at once, each costs a small part of asking alone, and one who comes alone waits for nobody.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence

from django.db import DatabaseError, InterfaceError, OperationalError

from flowchat.chat.accounts.tokens import AccessClaims
from flowchat.chat.gateway.queries import Admission, Asking, admissions_of
from flowchat.chat.gateway.turns import Turn
from flowchat.http.pool import WorkerPool

logger = logging.getLogger(__name__)

AT_ONCE = 64
"""How many are answered together. Meanwhile the loop does nothing else."""

Found = Admission | Exception | None
"""What the door found out; None: the session or the account has ended."""


class Knock:
    """Someone at the door, with a token whose signature is good. `enters`: they also need to know what they hear."""

    __slots__ = ("answer", "claims", "enters", "is_wanted")

    def __init__(
        self, claims: AccessClaims, answer: Callable[["Knock", Found], None], *, enters: bool
    ) -> None:
        self.claims = claims
        self.answer = answer
        self.enters = enters
        self.is_wanted = True
        """False once they are gone: then nothing is looked up, and nobody is told."""


class Door:
    """Asks the database for everyone, a batch at a time. Everything but the asking happens on the event loop."""

    def __init__(self, pool: WorkerPool, turn: Turn) -> None:
        self._pool = pool
        self._turn = turn
        self._waiting: deque[Knock] = deque()
        self._asking: asyncio.Task[None] | None = None

    def ask(self, knock: Knock) -> None:
        """Answer a knock, soon: with the admission, None, or what went wrong."""
        self._waiting.append(knock)
        if self._asking is None:
            self._asking = asyncio.get_running_loop().create_task(self._ask_all())

    def stop(self) -> None:
        """Answer nobody any more."""
        self._waiting.clear()
        if self._asking is not None:
            self._asking.cancel()

    async def _ask_all(self) -> None:
        try:
            while batch := self._next_batch():
                found = await self._find(batch)
                # Those who are here hear of each newcomer; of those who come together, with one write.
                with self._turn.open():
                    for knock in batch:
                        _tell(knock, found)
        finally:
            self._asking = None

    def _next_batch(self) -> list[Knock]:
        batch: list[Knock] = []
        while self._waiting and len(batch) < AT_ONCE:
            knock = self._waiting.popleft()
            if knock.is_wanted:
                batch.append(knock)
        return batch

    async def _find(self, batch: Sequence[Knock]) -> dict[Knock, Found]:
        try:
            return await self._pool.run(_look_up, batch)
        except (OperationalError, InterfaceError) as error:
            # The database is away, or gave up: it would be no different for anyone alone.
            return dict.fromkeys(batch, error)
        except Exception as error:
            if len(batch) > 1:
                # Whatever one of them has that can't be read, it must not keep the others out.
                return {knock: (await self._find([knock]))[knock] for knock in batch}
            if not isinstance(error, DatabaseError):
                logger.exception("A socket could not be authenticated")
            return dict.fromkeys(batch, error)


def _look_up(batch: Sequence[Knock]) -> dict[Knock, Found]:
    """Answer a batch, in a thread. Those who left since it was made are not looked up."""
    wanted = [knock for knock in batch if knock.is_wanted]
    found = admissions_of(
        [Asking(knock.claims.user_id, knock.claims.session_id, knock.enters) for knock in wanted]
    )
    return dict(zip(wanted, found, strict=True))


def _tell(knock: Knock, found: dict[Knock, Found]) -> None:
    if knock.is_wanted and knock in found:
        try:
            knock.answer(knock, found[knock])
        except Exception:
            logger.exception("A socket could not be let in")
            knock.answer(knock, RuntimeError())
