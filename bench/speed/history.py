"""W5: reading back in a room of a thousand messages, and in one of a million."""

import random

from bench.speed.crowd import Crowd, Words
from bench.speed.lab import Lab, Runs, costing, figure_of
from bench.speed.results import Findings, Row, Target
from bench.speed.systems import Filling, System

SMALL, LARGE = 1_000, 1_000_000
PAGE = 50
KINDS = ("history", "sync")


def measure(lab: Lab) -> Findings:
    """W5: what 50 messages of history, and the 50 that were missed, cost by the size of the room."""
    found = {name: _measure(lab, name) for name in lab.of("FlowChat", "tutorial")}
    ours, rows = found["FlowChat"], []
    for kind in KINDS:
        theirs = figure_of(found, "tutorial", f"{kind}_large_cpu_ms")
        growth = figure_of(found, "tutorial", f"{kind}_growth")
        rows += [
            Row("W5", f"CPU of 50 by {kind}", "ms", Target(1.0), ours[f"{kind}_large_cpu_ms"], None, theirs),
            Row(
                "W5",
                f"a million / a thousand, {kind}",
                "×",
                Target(1.2),
                ours[f"{kind}_growth"],
                None,
                growth,
            ),
        ]
    return Findings(rows, {name: runs.told() for name, runs in found.items()})


def _measure(lab: Lab, name: str) -> Runs:
    sizes, runs = [SMALL, _large(lab)], Runs()
    lab.say(f"  {name}: {sizes[1]:,} messages are being written")
    with lab.running(name, Filling(2, [range(2), range(2)], sizes)) as system, system.crowd() as crowd:
        for kind in KINDS:
            _read(lab, system, crowd, kind, "small")
            _read(lab, system, crowd, kind, "large")
            for _ in range(lab.times(name)):
                small, large = (_read(lab, system, crowd, kind, size) for size in ("small", "large"))
                runs.add(
                    **{f"{kind}_{what}": value for what, value in {**small, **large}.items()},
                    **{f"{kind}_growth": large["large_cpu_ms"] / small["small_cpu_ms"]},
                )
            lab.say(f"  {name}: {runs[f'{kind}_large_cpu_ms'].median:.2f} ms CPU for 50 by {kind}")
    return runs


def _large(lab: Lab) -> int:
    return lab.some(LARGE, 20_000)


def _read(lab: Lab, system: System, crowd: Crowd, kind: str, size: str) -> dict[str, float]:
    at, messages = (0, SMALL) if size == "small" else (1, _large(lab))
    room, head, dice = system.rooms[at], system.heads[at], random.Random(20261123)
    # Anywhere in the past; what was missed is always the newest.
    asks = (
        [system.page(0, room, head - dice.randrange(messages - 2 * PAGE)) for _ in range(100)]
        if kind == "history"
        else [system.missed(0, room, head - PAGE)]
    )
    crowd.asks(Words(ask, PAGE) for ask in asks)
    with costing(system) as spent:
        told = crowd.fetch(lab.some(500, 100))
    lab.judge(told, system.name)
    return {
        f"{size}_cpu_ms": spent.total / told["accepted"] * 1000,
        f"{size}_p50_ms": told["answers"]["p50"],
        f"{size}_kb": told["bytes"] / told["accepted"] / 1024,
        **{f"{size}_{kind}_cpu_ms": used / told["accepted"] * 1000 for kind, used in spent.cpu.items()},
    }
