"""What goes wrong and when: drawn from a seed alone, so that the same seed always makes the same plan."""

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

KINDS = {
    "kill-worker": (0.5, 1.5),
    "kill-workers": (0.5, 1.5),
    "kill-servers": (0.3, 1.0),
    "pause-worker": (1.0, 5.0),
    "pause-workers": (0.5, 3.0),
    "kill-postgres": (0.3, 2.0),
    "kill-backend": (0.0, 0.5),
    "pause-postgres": (0.5, 4.0),
    "cut-postgres": (0.3, 3.0),
    "slow-postgres": (1.0, 3.0),
    "kill-redis": (0.5, 4.0),
    "pause-redis": (1.0, 5.0),
    "flush-redis": (0.0, 0.1),
    "cut-redis": (0.3, 3.0),
    "slow-redis": (1.0, 4.0),
    "cut-client": (0.2, 4.0),
    "hold-client": (1.0, 6.0),
    "slow-client": (1.0, 6.0),
    "lose-answers": (2.0, 6.0),
    "double-requests": (2.0, 6.0),
    "jump-clock": (2.0, 8.0),
    "stall-reader": (2.0, 8.0),
    "fill-disk": (2.0, 6.0),
}
"""Each kind of fault, and how many seconds it lasts at least and at most."""


@dataclass(frozen=True)
class Strike:
    """One fault. `choice`, from 0 to 1, picks among whatever there is to hit when the time comes."""

    at: float
    kind: str
    seconds: float
    choice: float


def make_plan(seed: int, seconds: float, kinds: Collection[str] = tuple(KINDS)) -> list[Strike]:
    """Return the faults of a run: all kinds in a random order, again and again, spread over the time with some chance.

    In a run that is long enough for it each kind comes at least once; a shorter one has them closer together.
    """
    random = Random(f"plan {seed}")
    rounds = max(1, round(seconds / (_GAP * len(kinds))))
    order = [kind for _ in range(rounds) for kind in random.sample(sorted(kinds), len(kinds))]
    gap = seconds / (len(order) + 1)
    strikes = []
    for place, kind in enumerate(order):
        at = gap * (place + 1 + random.uniform(-0.4, 0.4))
        strikes.append(Strike(round(at, 2), kind, round(random.uniform(*KINDS[kind]), 2), random.random()))
    return sorted(strikes, key=lambda one: one.at)


_GAP = 1.6
"""Seconds from one fault to the next, about."""
