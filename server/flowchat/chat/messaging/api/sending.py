"""Sending a plain message by the short way (`http.lean`): many requests, one batch, one statement."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

import psycopg
from pydantic import ValidationError

from flowchat.chat.accounts.tokens import read_repeated_token
from flowchat.chat.errors import SignedOut
from flowchat.chat.messaging.actions.together import Remainder, Waiting, store_soon, store_together
from flowchat.chat.messaging.api import views
from flowchat.chat.messaging.api.shapes import Outgoing, SentMessage
from flowchat.http import limits
from flowchat.http.answers import allowed_at
from flowchat.http.greedy import Batches
from flowchat.http.lean import Asked
from flowchat.http.limits import Rate
from flowchat.http.parsing import strict_json
from flowchat.http.pool import WorkerPool
from flowchat.http.postgresql.line import Line
from flowchat.http.rendering import as_bytes, write_json

logger = logging.getLogger(__name__)

T = TypeVar("T")

SLOTS = 1
"""Batches under way. One after the other they are larger, and events leave in the order of their commits."""
MOST = 100
"""Messages in a batch: a few milliseconds for whoever waits behind it."""
WAITING = 2000
"""Messages that may wait: what is stored in about half a second."""

OF_ONE = 50
"""Of them, those of one person."""


class SendingDoor:
    """`POST /api/messages/` for words alone."""

    route = "/api/messages/"
    status = 201

    def __init__(self, pool: WorkerPool) -> None:
        self.allow = allowed_at(views.MessagesView)
        self._pool = pool
        self._line = Line()
        self._batches = Batches(self._send_each, slots=SLOTS, most=MOST, waiting=WAITING)
        self._mine: Counter[UUID] = Counter()
        self._remainders: list[Remainder] = []
        self._finishing: asyncio.Task[None] | None = None

    async def answer(self, asked: Asked) -> bytes | None:
        """Return the stored message; None for what isn't plain, or refused."""
        one = _read(asked)
        # Whoever sends so much at once would fill the queue with what is mostly refused.
        if one is None or self._mine[one.author_id] >= OF_ONE:
            return None
        self._mine[one.author_id] += 1
        try:
            return await self._batches.ask(one)
        finally:
            self._mine[one.author_id] -= 1
            if not self._mine[one.author_id]:
                del self._mine[one.author_id]

    async def close(self) -> None:
        """Finish what is left of what was sent, and let go of the connection. Nothing may be asked any more."""
        if self._finishing is not None:
            await self._finishing
        await self._line.close()

    async def _send_each(self, waiting: Sequence[Waiting]) -> list[bytes | None]:
        """Count and store a batch, and return each answer as JSON, None for those that the bridge has to answer: it
        counts them once more, so here they count no longer.
        """
        passed = await self._count(waiting)
        stored = iter(await self._store([one for one, may in zip(waiting, passed, strict=True) if may]))
        answers = [next(stored) if may else None for may in passed]
        refused = [
            one.author_id for one, may, said in zip(waiting, passed, answers, strict=True) if may and not said
        ]
        if refused:
            await self._limit(limits.give_back_each, refused)
        return answers

    async def _count(self, waiting: Sequence[Waiting]) -> Sequence[bool]:
        return await self._limit(limits.check_each, [one.author_id for one in waiting])

    async def _limit(self, work: Callable[[str, Sequence[UUID], Rate], T], authors: Sequence[UUID]) -> T:
        """Count, in a thread if the counters are a way over the network away."""
        if limits.are_far():
            return await self._pool.run(work, "send", authors, views.SENDING)
        return work("send", authors, views.SENDING)

    async def _store(self, waiting: Sequence[Waiting]) -> list[bytes | None]:
        if not waiting:
            return []
        try:
            stored, remainders = await store_soon(self._line, waiting)
        except psycopg.IntegrityError:
            # Some of them are stored twice at this very moment. Each has to be tried by itself.
            found = await self._pool.run(store_together, waiting)
            return [None if one is None else write_json(SentMessage(message=one)) for one in found]
        self._finish(remainders)
        return [None if one is None else as_bytes(f'{{"message":{one.json}}}') for one in stored]

    def _finish(self, remainders: Sequence[Remainder]) -> None:
        self._remainders += remainders
        if self._remainders and self._finishing is None:
            self._finishing = asyncio.get_running_loop().create_task(self._do_remainders())

    async def _do_remainders(self) -> None:
        """Do what is left, in a thread, one batch of it after the other: nobody waits for it."""
        try:
            while self._remainders:
                doing, self._remainders = self._remainders, []
                await self._pool.run(_run_each, doing)
        finally:
            self._finishing = None


def _run_each(remainders: Sequence[Remainder]) -> None:
    for remainder in remainders:
        try:
            remainder()
        except Exception:
            # Nobody was promised it, and the others have nothing to do with it.
            logger.exception("What a message leaves to do was not done")


def _read(asked: Asked) -> Waiting | None:
    try:
        claims = read_repeated_token(asked.token)
        body = strict_json(asked.body)
        # What is no object the bridge refuses, in its own words.
        sent = Outgoing.model_validate(body) if isinstance(body, dict) else None
    except (SignedOut, ValidationError, ValueError, RecursionError):
        return None
    new = sent.to_new() if sent is not None else None
    if sent is None or new is None or not new.is_plain:
        return None
    return Waiting(
        author_id=claims.user_id,
        room_id=sent.room,
        client_id=new.client_id,
        text=new.text,
        session_id=claims.session_id,
        request_id=asked.request_id,
    )
