"""Carries a plan out."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from chaos.nemesis.faults import FAULTS, Field
from chaos.nemesis.plan import Strike


@dataclass(frozen=True)
class Done:
    """A fault that was done: when it began, how long it took with its undoing, and what it hit."""

    at: float
    kind: str
    seconds: float
    what: str


class Nemesis:
    """Strikes at the planned times. Faults of different parts overlap."""

    def __init__(self, field: Field, plan: Sequence[Strike]) -> None:
        self.done: list[Done] = []
        self._field = field
        self._plan = plan

    async def rage(self, seconds: float) -> None:
        """Carry out the plan within so many seconds; returns when all is undone. Raises when a fault could not be."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for strike in self._plan:
                await asyncio.sleep(max(0.0, began + strike.at - time.monotonic()))
                group.create_task(self._strike(strike, began))
            await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))

    async def _strike(self, strike: Strike, began: float) -> None:
        if self._is_down(strike.kind) and any(one.kind == strike.kind for one in self.done):
            return
        at = time.monotonic()
        what = await FAULTS[strike.kind](self._field, strike)
        self.done.append(Done(round(at - began, 1), strike.kind, round(time.monotonic() - at, 1), what))

    def _is_down(self, kind: str) -> bool:
        """Is the part that this fault would hit not back from the last one? On a slow machine faults would pile up."""
        part = "servers" if kind.endswith(("worker", "workers", "servers")) else kind.partition("-")[2]
        lock = self._field.locks.get(part)
        return lock is not None and lock.locked()
