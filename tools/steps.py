"""Runs the steps of bin/check and bin/test: one line for each with its time, the output only of failing ones."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from tools.prepare import ROOT, Missing

COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ


@dataclass(frozen=True)
class Counts:
    """How many tests a step ran."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0


@dataclass(frozen=True)
class Step:
    """One thing to run: a command, or a function that returns or raises Missing."""

    name: str
    command: Sequence[str] = ()
    call: Callable[[], object] | None = None
    cwd: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)
    count: Callable[[], Counts] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a step."""

    step: Step
    seconds: float
    good: bool
    output: str
    counts: Counts


def run_step(step: Step) -> Outcome:
    """Run one step to its end, whatever happens."""
    start = time.monotonic()
    try:
        good, output = _call(step) if step.call else _execute(step)
    except Missing as missing:
        good, output = False, str(missing)
    counts = Counts()
    if step.count:
        try:
            counts = step.count()
        except (OSError, ValueError, KeyError) as error:
            good, output = False, f"{output}\nIts results can't be read: {error}"
    return Outcome(step, time.monotonic() - start, good, output, counts)


def run_together(steps: Sequence[Step], *, at_once: int = 2) -> list[Outcome]:
    """Run steps side by side, printing a line as each ends and then what the failing ones said."""
    outcomes = []
    with ThreadPoolExecutor(at_once) as pool:
        for future in as_completed([pool.submit(run_step, step) for step in steps]):
            outcome = future.result()
            print(line(outcome), flush=True)
            outcomes.append(outcome)
    for outcome in outcomes:
        if not outcome.good:
            print(f"\n--- {outcome.step.name} ---\n{outcome.output.strip()}\n", flush=True)
    return outcomes


def line(outcome: Outcome) -> str:
    """Return the one line a step is worth."""
    mark = _paint("ok  ", 32) if outcome.good else _paint("FAIL", 31)
    counts = outcome.counts
    told = f"{counts.passed} passed" if outcome.step.count else ""
    told += f", {counts.failed} failed" if counts.failed else ""
    told += f", {counts.skipped} skipped" if counts.skipped else ""
    return f"{mark} {outcome.step.name:<34} {outcome.seconds:7.1f} s  {told}".rstrip()


def _paint(text: str, code: int) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if COLOUR else text


def _call(step: Step) -> tuple[bool, str]:
    assert step.call
    step.call()
    return True, ""


def _execute(step: Step) -> tuple[bool, str]:
    try:
        done = subprocess.run(
            list(step.command),
            cwd=step.cwd,
            env={**os.environ, **step.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return False, f"{step.command[0]}: {error}"
    return done.returncode == 0, done.stdout
