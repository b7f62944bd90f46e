"""W2: 200 rooms of five people, 100 messages a second in all."""

from bench.speed.lab import Lab, Runs, costing, figure_of
from bench.speed.results import Findings, Row, Target
from bench.speed.systems import Filling

ROOMS, SIZE = 200, 5
PER_SECOND = 100


def measure(lab: Lab) -> Findings:
    """W2: what a message costs, deliveries included."""
    found = {name: _measure(lab, name) for name in lab.of("FlowChat", "tutorial")}
    ours = found["FlowChat"]
    cost, late = (figure_of(found, "tutorial", name) for name in ("cpu_ms", "p99_ms"))
    return Findings(
        [
            Row("W2", "CPU of a message", "ms", Target(1 / 6, "tutorial"), ours["cpu_ms"], None, cost),
            Row("W2", "send to receive, 99 %", "ms", Target(20), ours["p99_ms"], None, late),
        ],
        {name: runs.told() for name, runs in found.items()},
    )


def rooms_of(rooms: int, size: int) -> list[range]:
    """Return so many rooms, each with people of its own."""
    return [range(start, start + size) for start in range(0, rooms * size, size)]


def _measure(lab: Lab, name: str) -> Runs:
    rooms, runs = lab.some(ROOMS, 20), Runs()
    with lab.running(name, Filling(rooms * SIZE, rooms_of(rooms, SIZE))) as system, system.crowd() as crowd:
        lab.judge(crowd.connect(rooms * SIZE), name)
        crowd.sends(system.sends(system.rooms, turns=SIZE))
        lab.judge(crowd.pace(PER_SECOND, PER_SECOND), name)
        for turn in range(lab.times(name)):
            with costing(system) as spent:
                told = crowd.pace(PER_SECOND, PER_SECOND * lab.some(12, 2), lines=64)
            lab.judge(told, name)
            runs.add(
                cpu_ms=spent.total / told["accepted"] * 1000,
                p50_ms=told["deliveries"]["p50"],
                p99_ms=told["deliveries"]["p99"],
                client_cpu_share=told["client_cpu"] / told["seconds"],
                **{f"{kind}_cpu_ms": used / told["accepted"] * 1000 for kind, used in spent.cpu.items()},
            )
            lab.say(f"  {name}, run {turn + 1}: {runs.values['cpu_ms'][-1]:.2f} ms a message")
    return runs
