"""What a run under load saw, and what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.load_numbers import Times
from bench.load_watch import Looks

SERVER = ("server", "PostgreSQL", "Redis")
QUEUES = ("work that waits for a thread", "connections not yet accepted", "bytes not yet taken by clients")
END_SECONDS = 5.0
"""The end of the calm after a return, in which every queue must have been empty once."""


@dataclass
class Load:
    """A time of steady work. `cpu` is in seconds, by kind of process."""

    began: float
    ended: float
    cpu: dict[str, float]
    answers: Times = field(default_factory=Times)
    latencies: Times = field(default_factory=Times)

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended - self.began


@dataclass
class Return:
    """All came back at once: for each the seconds until the ready frame and until nothing was missing."""

    renewing: bool
    began: float
    ended: float
    calm: float
    cpu: dict[str, float]
    ready: list[float]
    caught_up: list[float]
    fetched: int

    @property
    def name(self) -> str:
        """How they came back."""
        return "with new tokens" if self.renewing else "with the tokens they have"


@dataclass
class Results:
    """Everything that was seen."""

    looks: Looks
    people: int
    sign_in_seconds: float = 0.0
    sign_in_cpu: dict[str, float] = field(default_factory=dict)
    sign_in_times: Times = field(default_factory=Times)
    connect_seconds: float = 0.0
    connect_cpu: dict[str, float] = field(default_factory=dict)
    bare_at: float = 0.0
    idle: Load | None = None
    talk: Load | None = None
    hall: Load | None = None
    rush: Load | None = None
    returns: list[Return] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    troubles: dict[str, int] = field(default_factory=dict)
    expected: int = 0
    missing: int = 0
    doubled: int = 0
    strange: int = 0

    def refuse(self, refused: dict[str, int]) -> None:
        """Count what was refused, by reason."""
        for why, count in refused.items():
            self.refused[why] = self.refused.get(why, 0) + count

    def faults(self) -> list[str]:
        """Return what must not be."""
        found = [f"{count} × {why}" for why, count in {**self.refused, **self.troubles}.items()]
        wrong = {"missing": self.missing, "doubled": self.doubled, "of unknown messages": self.strange}
        found += [f"{count} deliveries {name}" for name, count in wrong.items() if count]
        # Of the other workers /metrics tells what was true up to five seconds before: a shorter calm can't be judged.
        for one in (one for one in self.returns if one.calm - one.ended >= 2 * END_SECONDS):
            for queue in QUEUES:
                left = self.looks.between(queue, one.calm - END_SECONDS, one.calm)
                if left and min(left) > 0:
                    found.append(f"{min(left):.0f} {queue}: a queue outlived the return {one.name}")
        return found


def costs_of(results: Results) -> dict[str, dict[str, float]]:
    """Return what things cost in milliseconds of CPU: a message with all that follows from it, and, when there were
    large rooms too, a message without its deliveries, and a delivery. Two loads, two unknowns; what the same sockets
    cost while nobody speaks is taken off before.
    """
    assert results.idle
    assert results.talk
    idle, talk, hall = results.idle, results.talk, results.hall
    found = {
        "a message in a small room, everything included": _each(talk.cpu, len(talk.answers)),
        "a socket that hears nothing, a second": _each(idle.cpu, results.people * idle.seconds),
    }
    if hall is None:
        return found
    message, delivery = {}, {}
    (sent, heard), (sent_hall, heard_hall) = ((len(one.answers), len(one.latencies)) for one in (talk, hall))
    divisor = sent * heard_hall - sent_hall * heard
    for kind in SERVER:
        busy, busy_hall = (
            one.cpu[kind] - idle.cpu[kind] / idle.seconds * one.seconds for one in (talk, hall)
        )
        message[kind] = (busy * heard_hall - busy_hall * heard) / divisor * 1000
        delivery[kind] = (sent * busy_hall - sent_hall * busy) / divisor * 1000
    return {**found, "a message without its deliveries": message, "a delivery": delivery}


def _each(cpu: dict[str, float], count: float) -> dict[str, float]:
    return {kind: cpu[kind] / max(count, 1) * 1000 for kind in SERVER}


def sockets_by_worker(results: Results) -> list[int]:
    """Return how many sockets each worker had at the end of the talk."""
    assert results.talk
    ended = results.talk.ended
    held = (
        size_at(points, ended)
        for name, points in results.looks.numbers.items()
        if name.startswith("sockets of worker")
    )
    return sorted(map(int, held))


def socket_kb(results: Results) -> dict[str, float]:
    """Return how much memory an open socket takes, by kind of process."""
    assert results.talk
    begun = results.talk.began
    return {
        kind: (size_at(points, begun) - size_at(points, results.bare_at)) / results.people * 1024
        for kind, points in results.looks.memory.items()
        if kind in SERVER
    }


def size_at(points: Iterable[tuple[float, float]], at: float) -> float:
    """Return what was last seen before a time; 0 when nothing was."""
    return next((size for when, size in sorted(points, reverse=True) if when <= at), 0.0)


def figures(options: dict[str, float], results: Results) -> dict[str, object]:
    """Return what a program wants to know of a run; the simulation takes it from there."""
    assert results.talk
    talk = results.talk
    per_person = {"sign_in": results.sign_in_cpu, "connect": results.connect_cpu}
    per_person |= {f"return {one.name}": one.cpu for one in results.returns}
    return {
        "options": options,
        "faults": results.faults(),
        "expected": results.expected,
        "accepted_a_second": len(talk.answers) / talk.seconds,
        "latency_ms": {"p50": talk.latencies.at(0.5), "p99": talk.latencies.at(0.99)},
        "cpu_ms": costs_of(results) | {name: _each(cpu, results.people) for name, cpu in per_person.items()},
        "sockets_by_worker": sockets_by_worker(results),
        "socket_kb": socket_kb(results),
        "caught_up_seconds": [max(one.caught_up) for one in results.returns],
    }
