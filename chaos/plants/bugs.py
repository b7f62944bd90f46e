"""The planted bugs. Each is what a tired day could bring: the tests of one process would hardly notice."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from queue import SimpleQueue
from types import ModuleType
from typing import Any

_BEFORE_COMMIT = 0.15
"""Seconds between the answer and the commit: about what a slow disk takes."""


@dataclass(frozen=True)
class Bug:
    """A module, what is done to it, the faults that bring it to light, and the promise that is then broken."""

    module: str
    spoil: Callable[[ModuleType], None]
    kinds: tuple[str, ...]
    promise: str


def acknowledge_early(together: ModuleType) -> None:
    """Answer as soon as the messages are written, and commit a moment later."""
    store: Callable[..., Any] = together.store_together

    def store_together(waiting: Any) -> Any:
        told: SimpleQueue[Any] = SimpleQueue()
        threading.Thread(target=_store_and_linger, args=(store, waiting, told), daemon=True).start()
        outcome = told.get()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    _plant(together, store_together)


def _store_and_linger(store: Callable[..., Any], waiting: Any, told: "SimpleQueue[Any]") -> None:
    from django.db import connection, transaction

    try:
        with transaction.atomic():
            told.put(store(waiting))
            time.sleep(_BEFORE_COMMIT)
    except Exception as error:  # noqa: BLE001 - whatever it is belongs to the request that waits for it
        told.put(error)
    finally:
        connection.close()


def forget_client_ids(together: ModuleType) -> None:
    """Store every message that arrives, whether its client_id was seen before or not."""
    from flowchat.chat.ids import new_id

    store: Callable[..., Any] = together.store_together

    def store_together(waiting: Any) -> Any:
        found = store([replace(one, client_id=new_id()) for one in waiting])
        return [
            message and message.model_copy(update={"client_id": one.client_id})
            for one, message in zip(waiting, found, strict=True)
        ]

    _plant(together, store_together)


def _plant(together: ModuleType, store_together: Callable[..., Any]) -> None:
    """Let both doors store with this."""
    from django.db import connection

    def store(waiting: Any) -> Any:
        try:
            return store_together(waiting)
        finally:
            connection.close()

    async def store_soon(_: Any, waiting: Any) -> Any:
        found = await asyncio.to_thread(store, waiting)
        return [message and together.Stored(message.model_dump_json()) for message in found], []

    together.__dict__.update(store_together=store_together, store_soon=store_soon)


def tell_former_members(effects: ModuleType) -> None:
    """Publish what happens in a room to those who heard it once, without asking whether they are still members."""
    effects.__dict__["_BEFORE"].pop("member.removed")


_TOGETHER = "flowchat.chat.messaging.actions.together"
"""Where both doors store what people say."""
BUGS = {
    "early-ack": Bug(
        _TOGETHER, acknowledge_early, ("kill-workers", "kill-worker"), "every message exactly once"
    ),
    "no-client-id": Bug(
        _TOGETHER, forget_client_ids, ("lose-answers", "double-requests"), "every message exactly once"
    ),
    "no-membership": Bug(
        "flowchat.chat.gateway.effects", tell_former_members, ("flush-redis", "slow-client"), "members only"
    ),
}
