"""W3: messages one after the other on 20 and on 64 connections, each in a room of its own, and on one alone."""

from bench.speed.crowd import Crowd
from bench.speed.lab import Lab, Runs, costing, figure_of
from bench.speed.many_rooms import rooms_of
from bench.speed.results import Findings, Row, Target
from bench.speed.systems import Filling, System

CONNECTIONS = (20, 64)
MEMBERS = 40
"""Enough authors that nobody comes near the 120 messages a minute that one account may send."""


def measure(lab: Lab) -> Findings:
    """W3: how many messages a second are on the disk, what each costs, and how long one sender waits."""
    found = {name: _measure(lab, name) for name in lab.of("FlowChat", "tutorial")}
    rows = []
    for count in CONNECTIONS:
        rate, cost = (
            (found["FlowChat"][f"{name}_{count}"], figure_of(found, "tutorial", f"{name}_{count}"))
            for name in ("per_second", "cpu_ms")
        )
        where = f"{count} connections"
        rows += [
            Row(
                "W3", f"accepted on {where}", "a second", Target(4000, at_least=True), rate[0], None, rate[1]
            ),
            Row("W3", f"CPU of a message, {where}", "ms", Target(0.28), cost[0], None, cost[1]),
        ]
    lone, theirs = found["FlowChat"]["p50_ms_1"], figure_of(found, "tutorial", "p50_ms_1")
    rows.append(Row("W3", "answer to a lone sender, 50 %", "ms", Target(1.0, "tutorial"), lone, None, theirs))
    return Findings(rows, {name: runs.told() for name, runs in found.items()})


def _measure(lab: Lab, name: str) -> Runs:
    rooms, members = max(CONNECTIONS), lab.some(MEMBERS, 10)
    runs = Runs()
    with lab.running(name, Filling(rooms * members, rooms_of(rooms, members))) as system:
        # Each sender has a page open, which hears the message, as one has who writes.
        listening = [room._replace(members=room.members[:1]) for room in system.rooms]
        with system.crowd(listening) as crowd:
            lab.judge(crowd.connect(rooms), name)
            for turn in range(lab.times(name)):
                for count in (*CONNECTIONS, 1):
                    _run(lab, system, crowd, count, members, runs)
                rate, cost = (runs.values[f"{what}_64"][-1] for what in ("per_second", "cpu_ms"))
                lab.say(
                    f"  {name}, run {turn + 1}: {rate:.0f} a second, {cost:.2f} ms each, on 64 connections"
                )
    return runs


def _run(lab: Lab, system: System, crowd: Crowd, count: int, members: int, runs: Runs) -> None:
    # A lone sender takes turns through all rooms: it may not say everything in one.
    rooms = system.rooms[:count] if count > 1 else system.rooms
    crowd.sends(system.sends(rooms, turns=members, hears=1))
    crowd.loop(count, 0.5)
    with costing(system) as spent:
        told = crowd.loop(count, lab.some(5, 1))
    lab.judge(told, system.name)
    runs.add(
        **{
            f"per_second_{count}": told["accepted"] / told["seconds"],
            f"cpu_ms_{count}": spent.total / told["accepted"] * 1000,
            f"p50_ms_{count}": told["answers"]["p50"],
            f"p99_ms_{count}": told["answers"]["p99"],
            f"client_cpu_share_{count}": told["client_cpu"] / told["seconds"],
            **{f"{kind}_cpu_ms_{count}": used / told["accepted"] * 1000 for kind, used in spent.cpu.items()},
        }
    )
