"""bin/test: from a fresh clone to the result of every test there is, installing what it needs.

Checks and builds come first, then the tests; a test suite has the machine to itself, so that nothing times out only
because something else was compiling.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from tools.build_web import build_web
from tools.prepare import (
    PYTHON,
    ROOT,
    STAND_INS,
    WEB,
    prepare_browser,
    prepare_firebase,
    prepare_programs,
    prepare_python,
    prepare_web,
)
from tools.run_checks import check_steps
from tools.steps import Counts, Outcome, Step, line, run_together

RESULTS = ROOT / "var" / "test"
SHORT_RUN = "chaos/tests/test_short_run.py"


def main() -> int:
    """Prepare, check, build, test; print the table; 0 when everything was installed and everything passed."""
    start = time.monotonic()
    RESULTS.mkdir(parents=True, exist_ok=True)
    print("Preparing", flush=True)
    outcomes = run_together(preparing_steps())
    if not all(outcome.good for outcome in outcomes):
        return finish(outcomes, start)
    print("Checking", flush=True)
    outcomes += run_together([Step("web: build", call=build_web), *check_steps()])
    print("Testing", flush=True)
    for step in test_steps():
        outcomes += run_together([step], at_once=1)
    return finish(outcomes, start)


def preparing_steps() -> list[Step]:
    """Return what must be there before anything else: packages of both languages and a browser."""
    return [
        Step("prepare: Python packages", call=prepare_python),
        Step("prepare: web packages", call=prepare_web),
        Step("prepare: browser", call=prepare_browser),
        Step("prepare: stand-ins for Firebase", call=prepare_firebase),
        Step("prepare: proxies and poolers", call=prepare_programs),
    ]


def test_steps() -> list[Step]:
    """Return the suites. Results are written to files, so that counting does not read prose."""
    pytest = [str(PYTHON), "-m", "pytest", "-q", "--color=no"]
    names = ("server.xml", "e2e.xml", "firebase.xml", "web.json", "rules.xml", "bugs.xml", "faults.xml")
    server, stories, firebase, web, rules, bugs, faults = files = [RESULTS / name for name in names]
    for old in files:
        old.unlink(missing_ok=True)
    return [
        Step(
            "server: pytest",
            # One more than the cores of a small machine: much of these tests is waiting for processes to come and go.
            [*pytest, "server", "-n", "3", "--dist", "loadscope", f"--junitxml={server}"],
            count=counting(count_junit, server),
        ),
        Step(
            "web: vitest",
            ["npm", "test", "--silent", "--", "--reporter=default", "--reporter=json", f"--outputFile={web}"],
            cwd=WEB,
            environment={"NO_COLOR": "1"},
            count=counting(count_vitest, web),
        ),
        Step(
            "Firebase: rules and stand-ins",
            node_test(rules),
            cwd=STAND_INS,
            environment={"NO_COLOR": "1"},
            count=counting(count_node, rules),
        ),
        Step(
            "faults: checks and planted bugs",
            [*pytest, "chaos", "--ignore", SHORT_RUN, "-n", "2", "--dist", "worksteal", f"--junitxml={bugs}"],
            count=counting(count_junit, bugs),
        ),
        # With the machine to itself: what it waits for is counted in seconds.
        Step(
            "faults: a short run",
            [*pytest, SHORT_RUN, f"--junitxml={faults}"],
            count=counting(count_junit, faults),
        ),
        Step(
            "stories in a browser: e2e",
            [*pytest, "e2e", "-n", "2", "--dist", "worksteal", f"--junitxml={stories}"],
            count=counting(count_junit, stories),
        ),
        Step(
            "the same in Firebase mode: e2e",
            [*pytest, "e2e", "--firebase", "-n", "2", "--dist", "worksteal", f"--junitxml={firebase}"],
            count=counting(count_junit, firebase),
        ),
    ]


def node_test(results: Path) -> list[str]:
    """Return the command for the suites of e2e/firebase."""
    reporters = [
        *("--test-reporter=spec", "--test-reporter-destination=stdout"),
        *("--test-reporter=junit", f"--test-reporter-destination={results}"),
    ]
    files = sorted(str(path) for path in (STAND_INS / "tests").glob("*.test.mjs"))
    return ["node", "--test", *reporters, *files]


def counting(count: Callable[[Path], Counts], results: Path) -> Callable[[], Counts]:
    """Bind a counter to the file it reads."""
    return lambda: count(results)


def count_junit(results: Path) -> Counts:
    """Count what pytest wrote. An error while setting up is a failure too."""
    suites = list(ElementTree.parse(results).getroot().iter("testsuite"))
    total, failures, errors, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return Counts(passed=total - failed - skipped, failed=failed, skipped=skipped)


def count_node(results: Path) -> Counts:
    """Count what Node's test runner wrote: cases without suites. A file that can't be loaded is a failed case."""
    cases = list(ElementTree.parse(results).getroot().iter("testcase"))
    failed = sum(case.find("failure") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    return Counts(passed=len(cases) - failed - skipped, failed=failed, skipped=skipped)


def count_vitest(results: Path) -> Counts:
    """Count what vitest wrote. A file that can't even be loaded counts as one failed test."""
    told = json.loads(results.read_text())
    broken = sum(
        suite["status"] == "failed" and not suite["assertionResults"] for suite in told["testResults"]
    )
    skipped = told["numPendingTests"] + told["numTodoTests"]
    return Counts(told["numPassedTests"], told["numFailedTests"] + broken, skipped)


def finish(outcomes: list[Outcome], start: float) -> int:
    """Print the table and the closing line."""
    print(f"\nAll steps on {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for outcome in outcomes:
        print(line(outcome))
    passed = sum(outcome.counts.passed for outcome in outcomes)
    skipped = sum(outcome.counts.skipped for outcome in outcomes)
    # A step that fails without counting tests (a check, a build, a crash) is one failure of its own.
    failed = sum(outcome.counts.failed or int(not outcome.good) for outcome in outcomes)
    told = f", {skipped} skipped" if skipped else ""
    print(f"{passed} passed, {failed} failed{told} in {time.monotonic() - start:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
