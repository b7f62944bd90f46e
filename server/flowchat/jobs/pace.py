"""How often background work looks around."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds."""

    look: float = 30.0
    """New jobs are announced (LISTEN/NOTIFY); looking finds those that are tried again or were missed."""
    heartbeat: float = 15.0
    dead_after: float = 45.0
    """A worker that has not been heard of for this long is dead, and its jobs are somebody else's to do."""
    patience: float = 10.0
    """A database that gives no connection for this long is away."""
    first_pause: float = 1.0
    longest_pause: float = 30.0
    """Between two tries to reach a database that is away."""
    grace: float = 2.0
    """For jobs under way when the server stops; they are put back then, and done after the next start."""
    retry: int = 5
    """A job that failed waits this long, then the square of it, then the cube."""
