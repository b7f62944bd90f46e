"""W4: what an open socket takes of memory when nobody says anything."""

import time

from bench.speed.lab import Lab, Runs, figure_of
from bench.speed.many_rooms import rooms_of
from bench.speed.meter import Memory, all_memory, memory_of, settled
from bench.speed.results import Findings, Row, Target
from bench.speed.systems import Filling

SOCKETS = {"FlowChat": 5000, "tutorial": 2000}
"""The peer gets fewer: it takes a minute and more to let 5,000 in, and needs the same for each."""
SIZE = 10
WARM = 200
CALM_SECONDS = 12.0
"""Long enough that each socket has said and heard a heartbeat."""


def measure(lab: Lab) -> Findings:
    """W4: memory of all processes with the sockets, less that without, for each."""
    found: dict[str, Runs] = {}
    for name in lab.of("FlowChat", "tutorial"):
        found[name] = Runs()
        for turn in range(lab.times(name, most=2 if name == "FlowChat" else 1)):
            found[name].add(**_run(lab, name))
            lab.say(f"  {name}, run {turn + 1}: {found[name].values['kb'][-1]:.1f} KB a socket")
    ours, theirs = found["FlowChat"]["kb"], figure_of(found, "tutorial", "kb")
    return Findings(
        [Row("W4", "memory of an idle socket", "KB", Target(20), ours, None, theirs)],
        {name: runs.told() for name, runs in found.items()},
    )


def _run(lab: Lab, name: str) -> dict[str, float]:
    """Each run has a server of its own: memory that was freed is not given back, and would be used again."""
    count = lab.some(SOCKETS[name], 200)
    warm = min(WARM, count // 2)
    with lab.running(name, Filling(count, rooms_of(count // SIZE, SIZE))) as system, system.crowd() as crowd:
        lab.judge(crowd.connect(warm), name)
        crowd.drop()
        time.sleep(lab.some(6, 2))
        before = memory_of(system.roots)
        told = crowd.connect(count)
        lab.judge(told, name)
        time.sleep(CALM_SECONDS if not lab.quick else 1)
        settled(lambda: all_memory(system.roots).own, within=1.0)
        after = memory_of(system.roots)
        standing = crowd.fetch(0)["standing"]
        if standing != count:
            raise AssertionError(f"{name} kept {standing} of {count} sockets")
        return _figures(count, before, after)


def _figures(count: int, before: dict[str, Memory], after: dict[str, Memory]) -> dict[str, float]:
    grown = {kind: after[kind].less(before[kind]) for kind in after}
    return {
        "sockets": count,
        "kb": sum(one.own for one in grown.values()) * 1024 / count,
        "rss_kb": sum(one.rss for one in grown.values()) * 1024 / count,
        "in_all_mb": sum(one.pss for one in after.values()),
        **{f"{kind}_kb": one.own * 1024 / count for kind, one in grown.items()},
    }
