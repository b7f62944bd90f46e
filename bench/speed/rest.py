"""W9: the whole default install, set up and left alone."""

import time

from bench.speed.lab import Lab, Runs
from bench.speed.meter import all_memory, spending
from bench.speed.results import Findings, Row, Target
from tools.person import Person
from tools.stack import Stack


def measure(lab: Lab) -> Findings:
    """W9: memory and CPU of all processes while nothing happens."""
    runs = Runs()
    for turn in range(lab.times("FlowChat")):
        lab.say("  FlowChat: starting as `flowchat serve` on an empty folder")
        with Stack() as stack:
            person = Person(stack.url)
            person.say(person.set_up(stack.setup_token)["room_id"], "First")
            person.http.close()
            assert stack.process
            runs.add(**_rest(lab, {"in all": stack.process.pid}))
        lab.say(
            f"  run {turn + 1}: {runs.values['mb'][-1]:.0f} MB, {runs.values['share'][-1]:.2f} % of a core"
        )
    return Findings(
        [
            Row("W9", "memory at rest", "MB", Target(250), runs["mb"]),
            Row("W9", "CPU at rest", "% of a core", Target(1.0), runs["share"]),
        ],
        {"FlowChat": runs.told()},
    )


def _rest(lab: Lab, roots: dict[str, int]) -> dict[str, float]:
    time.sleep(lab.some(10, 2))
    with spending(roots) as spent:
        time.sleep(lab.some(30, 5))
    memory = all_memory(roots)
    return {"mb": memory.pss, "rss_mb": memory.rss, "share": spent.total / spent.seconds * 100}
