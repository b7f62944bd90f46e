"""Turns what PostgreSQL printed when it failed into one line a person can act on."""

import re

from flowchat.config.problems import Problem

_FULL = ("No space left on device", "Disk quota exceeded")


def explain(what: str, output: str, place: object) -> Problem:
    """Answer the Problem for a failed program: `what` failed, printing `output`, working in `place`."""
    if any(sign in output for sign in _FULL):
        return disk_full(place)
    return Problem(f"{what}: {_last_complaint(output)}", fix=f"More is in {place}.")


def disk_full(place: object) -> Problem:
    """Answer the Problem for a full disk."""
    return Problem(
        f"The disk that holds {place} is full.",
        fix="Free at least 200 MB there, or choose another folder with --data.",
    )


def _last_complaint(output: str) -> str:
    """The last line that names a failure, without PostgreSQL's time stamp; else the last line there is."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    complaints = [line for line in lines if re.search(r"\b(FATAL|PANIC|ERROR|error|fatal):", line)]
    last = (complaints or lines or ["it said nothing"])[-1]
    return re.sub(r"^\d{4}-\d\d-\d\d .*?\] ", "", last)
