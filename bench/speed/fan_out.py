"""W1 and W1b: one room with 500 listeners, at 10 messages a second, and as fast as it goes."""

from collections.abc import Callable

from bench.speed.crowd import Crowd
from bench.speed.lab import Lab, Runs, costing, figure_of
from bench.speed.results import Findings, Row, Target
from bench.speed.systems import Filling, System

Run = Callable[[Lab, System, Crowd], dict[str, float]]
LISTENERS = 500
PER_SECOND = 10
UNDER_WAY = 16
"""At full load: how many messages may be on their way to all listeners at once."""


def steady(lab: Lab) -> Findings:
    """W1: what a delivery costs, and how long it takes."""
    found = {name: _measure(lab, name, _steady) for name in lab.of("floor", "FlowChat", "tutorial")}
    ours, cost, late = found["FlowChat"], "CPU of a delivery", "send to receive, 99 %"
    floor, tutorial = (figure_of(found, name, "cpu_us") for name in ("floor", "tutorial"))
    return Findings(
        [
            Row("W1", cost, "µs", Target(2.0, "floor"), ours["cpu_us"], floor, tutorial),
            Row("W1", cost, "µs", Target(1 / 20, "tutorial"), ours["cpu_us"], floor, tutorial),
            Row(
                "W1",
                late,
                "ms",
                Target(20),
                ours["p99_ms"],
                found["floor"]["p99_ms"],
                figure_of(found, "tutorial", "p99_ms"),
            ),
        ],
        {name: runs.told() for name, runs in found.items()},
    )


def full(lab: Lab) -> Findings:
    """W1b: what a delivery costs when there are always some to make."""
    found = {name: _measure(lab, name, _full) for name in ("floor", "FlowChat")}
    ours, floor = found["FlowChat"]["cpu_us"], found["floor"]["cpu_us"]
    what = "CPU of a delivery at full load"
    return Findings(
        [
            Row("W1b", what, "µs", Target(1.3, "floor"), ours, floor),
            Row("W1b", f"{what}, coalesced", "µs", Target(1.0, "floor"), ours, floor),
        ],
        {name: runs.told() for name, runs in found.items()},
    )


def _measure(lab: Lab, name: str, run: Run) -> Runs:
    listeners = lab.some(LISTENERS, 100)
    runs = Runs()
    with lab.running(name, Filling(listeners, [range(listeners)])) as system, system.crowd() as crowd:
        lab.judge(crowd.connect(listeners), name)
        crowd.sends(system.sends(system.rooms, turns=listeners))
        lab.judge(crowd.pace(PER_SECOND, PER_SECOND), name)
        for turn in range(lab.times(name)):
            runs.add(**run(lab, system, crowd))
            lab.say(f"  {name}, run {turn + 1}: {runs.values['cpu_us'][-1]:.1f} µs a delivery")
    return runs


def _steady(lab: Lab, system: System, crowd: Crowd) -> dict[str, float]:
    with costing(system) as spent:
        told = crowd.pace(PER_SECOND, PER_SECOND * lab.some(10, 2))
    lab.judge(told, system.name)
    return {
        "cpu_us": spent.total / told["heard"] * 1e6,
        "p50_ms": told["deliveries"]["p50"],
        "p99_ms": told["deliveries"]["p99"],
        "lost": told["expected"] - told["heard"],
        "client_cpu_share": told["client_cpu"] / told["seconds"],
        **{f"{kind}_cpu_us": used / told["heard"] * 1e6 for kind, used in spent.cpu.items()},
    }


def _full(lab: Lab, system: System, crowd: Crowd) -> dict[str, float]:
    listeners = len(system.rooms[0].members)
    with costing(system) as spent:
        told = crowd.window(UNDER_WAY * listeners, lab.some(1500, 100), lines=8)
    lab.judge(told, system.name)
    return {
        "cpu_us": spent.total / told["heard"] * 1e6,
        "deliveries_a_second": told["heard"] / told["seconds"],
        "p99_ms": told["deliveries"]["p99"],
        "client_cpu_share": told["client_cpu"] / told["seconds"],
    }
