"""What every work needs: how long and how often, who else is measured, and how an answer is judged."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.speed.meter import Spent, spending
from bench.speed.results import Figure
from bench.speed.systems import Filling, System, floor, flowchat
from bench.speed.tutorial import tutorial

Start = Callable[[Filling], AbstractContextManager[System]]
STARTS: Mapping[str, Start] = {"FlowChat": flowchat, "floor": floor, "tutorial": tutorial}


@dataclass
class Lab:
    """How one call of bin/bench measures."""

    quick: bool = False
    peers: bool = True
    runs: int = 3
    client_share: float = 0.0
    """The most of a core that the client ever used."""
    quiet: bool = False
    began: float = field(default_factory=time.monotonic)

    def say(self, what: str) -> None:
        """Tell whoever waits."""
        if not self.quiet:
            print(f"{time.monotonic() - self.began:6.0f} s  {what}", flush=True)

    def times(self, name: str, *, most: int = 100) -> int:
        """Return how many runs a system gets: fewer for the peer, which is slow and far off, and for long works."""
        return 1 if self.quick else min(self.runs, most, 2 if name == "tutorial" else most)

    def some(self, full: float, quick: float) -> int:
        """Return how much of something, in a full or in a quick run."""
        return round(quick if self.quick else full)

    def of(self, *names: str) -> list[str]:
        """Return which of these systems are measured."""
        return [name for name in names if self.peers or name != "tutorial"]

    @contextmanager
    def running(self, name: str, filling: Filling) -> Iterator[System]:
        """Start a system and fill it."""
        self.say(f"  {name}: starting")
        with STARTS[name](filling) as system:
            yield system

    def judge(self, told: Mapping[str, Any], name: str) -> None:
        """Fail when something was lost, doubled or refused; the tutorial stack may lose, that is its way."""
        share = told["client_cpu"] / max(told["seconds"], 1e-9)
        if told["seconds"] > 1:
            self.client_share = max(self.client_share, share)
        wrong = told["refused"] or told["wrong"] or told["lost"]
        lost = told["heard"] != told["expected"] or not told["sums_agree"]
        if wrong or (lost and name != "tutorial"):
            raise AssertionError(f"{name} did not do what was asked: {dict(told)}")


@dataclass
class Runs:
    """Figures of several runs, by name."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, **figures: float) -> None:
        """Take those of one run."""
        for name, value in figures.items():
            self.values.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> Figure:
        return Figure(self.values[name])

    def told(self) -> dict[str, object]:
        """Return everything for the file of results."""
        return {name: Figure(values).told() for name, values in self.values.items()}


def figure_of(found: Mapping[str, Runs], system: str, name: str) -> Figure | None:
    """Return a figure of a system, if that was measured."""
    return found[system][name] if system in found else None


@contextmanager
def costing(system: System) -> Iterator[Spent]:
    """Measure the CPU of a whole system inside the block."""
    with spending(system.roots) as spent:
        yield spent
