"""W6: everyone loses the connection and comes back at the same moment, 20 messages behind."""

import time

from bench.speed.crowd import Crowd, Words
from bench.speed.lab import Lab, Runs, costing, figure_of
from bench.speed.many_rooms import rooms_of
from bench.speed.results import Findings, Row, Target
from bench.speed.systems import Filling, System

ROOMS, SIZE = 200, 5
BEHIND = 20


def measure(lab: Lab) -> Findings:
    """W6: how long it takes until the last is in and has read what was missed, and what each costs."""
    found = {name: _measure(lab, name) for name in lab.of("FlowChat", "tutorial")}
    ours = found["FlowChat"]
    seconds, cost = (figure_of(found, "tutorial", name) for name in ("seconds", "cpu_ms"))
    return Findings(
        [
            Row("W6", "all caught up", "s", Target(1.2), ours["seconds"], None, seconds),
            Row("W6", "CPU for each", "ms", Target(1.2), ours["cpu_ms"], None, cost),
        ],
        {name: runs.told() for name, runs in found.items()},
    )


def _measure(lab: Lab, name: str) -> Runs:
    rooms, runs = lab.some(ROOMS, 20), Runs()
    people = rooms * SIZE
    with lab.running(name, Filling(people, rooms_of(rooms, SIZE))) as system, system.crowd() as crowd:
        lab.judge(crowd.connect(people), name)
        heads = list(system.heads)
        for turn in range(lab.times(name)):
            _miss(lab, system, crowd)
            _plan(system, crowd, heads)
            with costing(system) as spent:
                told = crowd.back(people)
            _check(told, people)
            lab.judge({**told, "lost": 0, "refused": 0}, name)
            heads = system.heads_after(heads, BEHIND)
            runs.add(
                seconds=told["seconds"],
                ready_p50_ms=told["ready"]["p50"],
                ready_last_ms=told["ready"]["max"],
                caught_up_p50_ms=told["caught_up"]["p50"],
                cpu_ms=spent.total / people * 1000,
                tried_again=told["again"],
                client_cpu_share=told["client_cpu"] / told["seconds"],
                **{f"{kind}_cpu_ms": used / people * 1000 for kind, used in spent.cpu.items()},
            )
            lab.say(f"  {name}, run {turn + 1}: all back after {told['seconds']:.2f} s")
    return runs


def _miss(lab: Lab, system: System, crowd: Crowd) -> None:
    """Drop everyone; what is said meanwhile nobody hears."""
    crowd.drop()
    time.sleep(0.5)
    crowd.sends(system.sends(system.rooms, turns=BEHIND, hears=0))
    lab.judge(crowd.window(1, BEHIND * len(system.rooms), lines=16), system.name)
    time.sleep(1)


def _plan(system: System, crowd: Crowd, heads: list[int]) -> None:
    crowd.asks(
        Words(system.missed(who, room, head), BEHIND)
        for room, head in zip(system.rooms, heads, strict=True)
        for who in room.members
    )


def _check(told: dict[str, object], people: int) -> None:
    caught_up = told["caught_up"]
    assert isinstance(caught_up, dict)
    if caught_up["count"] != people:
        raise AssertionError(f"{caught_up['count']} of {people} caught up: {told}")
