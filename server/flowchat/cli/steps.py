"""Tells a person what is being done, one line per step, each with its time."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Step:
    """A step under way; `note` is shown behind its time."""

    def __init__(self) -> None:
        self.note = ""


@contextmanager
def step(done: str) -> Iterator[Step]:
    """Time what happens inside and print `done` with the time; print nothing when it fails."""
    began, current = time.monotonic(), Step()
    yield current
    report(done, time.monotonic() - began, current.note)


def report(done: str, seconds: float, note: str = "") -> None:
    """Print one line. To standard error: standard output is for what a program may want to read, the address."""
    print(f"  {done:<24}{seconds:6.2f} s  {note}".rstrip(), file=sys.stderr, flush=True)
