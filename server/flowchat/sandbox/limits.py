"""What a child process may use up, and how its work can end."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one piece of work. `memory` is address space; `seconds` are those of a clock."""

    memory: int
    cpu_seconds: int
    seconds: float
    file_bytes: int = 0
    """The longest file it may write, in bytes; 0 lets it write to pipes only."""


class WorkFailed(Exception):
    """The child ran into one of its limits, or failed on what it was given."""


class AllBusy(Exception):
    """As many children as may run do, and none ended while this one waited."""
