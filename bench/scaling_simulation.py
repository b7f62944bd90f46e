"""How many machines a million sockets and a hundred thousand messages a second would take, and what gives way first.

A simulation, not a measurement: rooms are drawn at random and their people put onto gateways at random; what each step
costs comes from `bench/results/load.json`. `python -m bench.scaling_simulation` prints the table of docs/scaling.md.
"""

import argparse
import json
import math
import random
import sys
from collections import Counter
from dataclasses import dataclass, fields, replace
from itertools import accumulate
from pathlib import Path

from tools.prepare import ROOT

MEASURED = ROOT / "bench" / "results" / "load.json"
_ROUNDS = 30


@dataclass(frozen=True)
class Costs:
    """What was measured. CPU in milliseconds."""

    message: float
    """Taking one message, in the worker: its deliveries not counted."""
    delivery: float
    """Handing it to one socket."""
    socket_second: float
    """Keeping a socket for a second: heartbeats both ways."""
    database_message: float
    """One message in PostgreSQL."""
    redis_message: float
    """One message in Redis, heard by one other process, and its rate limits."""
    redis_publish: float
    """Taking one more note in Redis."""
    redis_pass_on: float
    """Handing it to one more process."""
    return_: float
    """One person who comes back and catches up, in the worker."""
    socket_kb: float
    """Memory of one socket, in the worker."""


@dataclass(frozen=True)
class Assumptions:
    """What was not measured. Each is said in docs/scaling.md, with the reason."""

    sockets: float = 1e6
    messages: float = 1e5
    """A second."""
    cores: int = 8
    """Of each machine."""
    memory_gb: float = 32.0
    busy: float = 0.6
    """How much of its cores a machine uses, so that one may fail."""
    room_median: float = 5.0
    room_spread: float = 1.0
    """Sizes of rooms, people online: log-normal, with this standard deviation of the logarithm."""
    room_most: int = 5000
    receive: float = 0.25
    """CPU of a gateway that takes a message from Redis, in milliseconds (measured in ADR 25)."""
    presence_bytes: float = 400.0
    """What a process remembers of a person at another process (estimated in ADR 25)."""
    presence_an_hour: float = 4.0
    """How often a person comes, goes, falls idle or wakes in an hour."""
    message_bytes: float = 1100.0
    """A message with its indexes and its words for searching, as `bench/results/search.md` found."""
    away_minutes: float = 2.0
    """Within which all may come back after a failure of the whole network."""


@dataclass(frozen=True)
class Part:
    """A kind of machine: what it must carry in units of one machine, by resource."""

    name: str
    needs: dict[str, float]

    @property
    def machines(self) -> int:
        """How many it takes."""
        return max(1, math.ceil(max(self.needs.values()) - 1e-9))

    @property
    def limit(self) -> str:
        """The resource that decides."""
        return max(self.needs, key=lambda name: self.needs[name])


@dataclass(frozen=True)
class Traffic:
    """What the drawn rooms make of one message, on average and for the busiest room."""

    listeners: float
    hottest: float
    """The share of all messages that falls to the room that has most."""
    sizes: Counter[int]
    """The sizes of the rooms of drawn messages."""

    def gateways_hit(self, gateways: int, *, together: bool = False) -> float:
        """Return how many gateways a message must reach on average, people being at any (or a room together at one)."""
        if together:
            return 1.0
        reached = (count * gateways * (1 - (1 - 1 / gateways) ** size) for size, count in self.sizes.items())
        return sum(reached) / self.sizes.total()


def draw_traffic(assumed: Assumptions, seed: int = 1, rooms: int = 20_000) -> Traffic:
    """Draw rooms, and messages in them: people of a large room write as often as those of a small one."""
    rng = random.Random(seed)
    sizes = [
        min(
            assumed.room_most,
            max(2, round(rng.lognormvariate(math.log(assumed.room_median), assumed.room_spread))),
        )
        for _ in range(rooms)
    ]
    drawn = rng.choices(sizes, cum_weights=list(accumulate(sizes)), k=rooms)
    # There are far more rooms than were drawn; the busiest is one of the largest size.
    every = assumed.sockets / (sum(sizes) / rooms)
    return Traffic(sum(drawn) / rooms, max(sizes) / (every * sum(sizes) / rooms), Counter(drawn))


def plan(costs: Costs, assumed: Assumptions, traffic: Traffic, *, divided: bool) -> list[Part]:
    """Return every kind of machine. `divided`: presence is told on the streams of rooms instead of to every process."""
    core_ms = assumed.cores * assumed.busy * 1000
    gateways = 1
    for _ in range(_ROUNDS):
        part = _gateways(costs, assumed, traffic, gateways, divided=divided)
        if part.machines == gateways:
            break
        gateways = part.machines
    processes = gateways * assumed.cores
    heard = assumed.messages * traffic.gateways_hit(processes)
    changes = assumed.sockets * assumed.presence_an_hour / 3600
    told = changes * (traffic.gateways_hit(processes) if divided else processes)
    # Redis passes on with one thread.
    redis = assumed.messages * costs.redis_message + (heard - assumed.messages) * costs.redis_pass_on
    redis += changes * costs.redis_publish + told * costs.redis_pass_on
    return [
        _gateways(costs, assumed, traffic, gateways, divided=divided),
        Part("API workers", {"CPU": assumed.messages * costs.message / core_ms}),
        Part("PostgreSQL primaries", {"CPU": assumed.messages * costs.database_message / core_ms}),
        Part("Redis", {"one thread": redis / (assumed.busy * 1000)}),
    ]


def _gateways(costs: Costs, assumed: Assumptions, traffic: Traffic, gateways: int, *, divided: bool) -> Part:
    core_ms = assumed.cores * assumed.busy * 1000
    processes = gateways * assumed.cores
    changes = assumed.sockets * assumed.presence_an_hour / 3600
    hits = traffic.gateways_hit(processes)
    told = changes * (hits if divided else processes)
    work = {
        "deliveries": assumed.messages * traffic.listeners * costs.delivery,
        "taking messages from Redis": assumed.messages * hits * assumed.receive,
        "heartbeats": assumed.sockets * costs.socket_second,
        "presence": told * assumed.receive,
        "coming back": assumed.sockets * costs.return_ / (assumed.away_minutes * 60),
    }
    # People come back to machines that have nothing else to do just then.
    steady = sum(work.values()) - work["coming back"]
    known = assumed.presence_bytes * (
        assumed.sockets if not divided else assumed.sockets / processes * traffic.listeners
    )
    free = assumed.memory_gb * 1e9 * assumed.busy - processes / gateways * known
    sockets_kb = assumed.sockets * costs.socket_kb * 1024
    return Part(
        "gateways",
        {
            "CPU, " + max(work, key=lambda name: work[name] if name != "coming back" else 0): steady
            / core_ms,
            "CPU, all coming back": work["coming back"] / core_ms,
            "memory": sockets_kb / free if free > 0 else math.inf,
        },
    )


def sensitivity(costs: Costs, assumed: Assumptions) -> dict[str, float]:
    """Return by how much the number of all machines grows when one measured cost or assumption doubles."""

    def total(costs: Costs, assumed: Assumptions) -> int:
        return sum(part.machines for part in plan(costs, assumed, draw_traffic(assumed), divided=True))

    before = total(costs, assumed)
    found = {}
    for one in fields(Costs):
        changed = replace(costs, **{one.name: 2 * getattr(costs, one.name)})
        found[f"measured: {one.name.rstrip('_')}"] = total(changed, assumed) / before
    for name in ("sockets", "messages", "room_median", "receive", "presence_an_hour"):
        found[f"assumed: {name}"] = (
            total(costs, replace(assumed, **{name: 2 * getattr(assumed, name)})) / before
        )
    return found


def costs_from(path: Path) -> Costs:
    """Read what `bin/bench load` measured. Raises KeyError when it ran without large rooms."""
    told = json.loads(path.read_text())
    cpu = told["cpu_ms"]
    message, delivery = cpu["a message without its deliveries"], cpu["a delivery"]
    idle = cpu["a socket that hears nothing, a second"]
    return Costs(
        message=message["server"],
        delivery=delivery["server"],
        socket_second=idle["server"],
        database_message=message["PostgreSQL"],
        redis_message=message["Redis"],
        redis_publish=told["redis_ms"]["publish"],
        redis_pass_on=told["redis_ms"]["pass_on"],
        return_=cpu["return with new tokens"]["server"],
        socket_kb=told["socket_kb"]["server"],
    )


def report(costs: Costs, assumed: Assumptions) -> str:
    """Return the tables in Markdown."""
    traffic = draw_traffic(assumed)
    about = (
        f"{traffic.listeners:.1f} listeners a message on average; "
        f"{assumed.messages * traffic.listeners:,.0f} deliveries a second; "
        f"{assumed.messages * 86400 * assumed.message_bytes / 1e12:.1f} TB of messages a day. "
        f"The busiest room has {traffic.hottest:.4%} of all messages."
    )
    both = (plan(costs, assumed, traffic, divided=divided) for divided in (False, True))
    machines = [
        f"| {now.name} | {now.machines:,} | {now.limit} | {then.machines:,} | {then.limit} |"
        for now, then in zip(*both, strict=True)
    ]
    factors = sorted(sensitivity(costs, assumed).items(), key=lambda item: -item[1])
    return "\n".join(
        [
            about,
            "",
            "| part | machines, as it is | limited by | machines, presence by room | limited by |",
            "| --- | --- | --- | --- | --- |",
            *machines,
            "",
            "| doubled | machines in all |",
            "| --- | --- |",
            *(f"| {name.replace('_', ' ')} | × {factor:.2f} |" for name, factor in factors),
            "",
        ]
    )


def simulate(measured: Path) -> str:
    """Return the whole page: what went in, and for two sizes what comes out."""
    costs = costs_from(measured)
    parts = [
        "# A million sockets, simulated by `python -m bench.scaling_simulation`",
        "",
        "## What goes in",
        "",
    ]
    for title, values in (("measured by `bin/bench load`", costs), ("assumed", Assumptions())):
        parts += [f"| {title} | |", "| --- | --- |"]
        parts += [
            f"| {one.name.rstrip('_').replace('_', ' ')} | {getattr(values, one.name):g} |"
            for one in fields(values)
        ]
        parts.append("")
    for sockets, messages in ((1e6, 1e5), (5e4, 5e3)):
        assumed = Assumptions(sockets=sockets, messages=messages)
        parts += [f"## {sockets:,.0f} sockets, {messages:,.0f} messages a second", "", report(costs, assumed)]
    return "\n".join(parts)


def main() -> int:
    """Print the page for the figures of a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measured", type=Path, default=MEASURED, help="the figures of `bin/bench load`")
    print(simulate(parser.parse_args().measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
