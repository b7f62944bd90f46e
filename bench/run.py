"""bin/bench: the works W1 to W9, or what its first word names instead."""

import os
import sys

from bench import load, start
from bench.made import how_it_was_made
from bench.media import measure_files
from bench.search import measure_search
from bench.speed import run as speed
from tools.prepare import ROOT

FILES_RESULTS = ROOT / "bench" / "results" / "files.md"
SEARCH_RESULTS = ROOT / "bench" / "results" / "search.md"
"""Committed: what it says about plans is true on every machine."""


def main() -> int:
    """Do what the first word says: search, files, load or start; the works otherwise. --cold is `start --cold`."""
    word, *rest = sys.argv[1:] or [""]
    match word:
        case "load":
            return load.main(rest)
        case "search":
            return search()
        case "files":
            return files()
        case "start" | "--cold":
            return start.main(rest if word == "start" else sys.argv[1:])
        case _:
            return speed.main(sys.argv[1:])


def search() -> int:
    """Measure searching and keep the report where it is committed."""
    made = how_it_was_made()
    report = measure_search()
    made["load after"] = [round(value, 2) for value in os.getloadavg()]
    lines = [f"- {name}: {value}" for name, value in made.items() if name != "runs"]
    SEARCH_RESULTS.write_text("\n".join(["# Searching, made by `bin/bench search`", "", *lines, report]))
    print(f"\n{report}\nKept in {SEARCH_RESULTS.relative_to(ROOT)}")
    return 0


def files() -> int:
    """Measure files and keep the report where it is committed."""
    made = how_it_was_made()
    report = measure_files()
    made["load after"] = [round(value, 2) for value in os.getloadavg()]
    lines = [f"- {name}: {value}" for name, value in made.items() if name != "runs"]
    FILES_RESULTS.write_text("\n".join(["# Files, made by `bin/bench files`", "", *lines, report]))
    print(f"\n{report}\nKept in {FILES_RESULTS.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
