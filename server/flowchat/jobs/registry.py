"""The kinds of jobs there are. A feature names its own in its AppConfig."""

from collections.abc import Awaitable, Callable, Mapping

Work = Callable[..., Awaitable[None]]
"""Does one job: `await work(pool, **arguments)`. It runs at least once, so doing it twice must change nothing.

What it raises is logged, and the job is tried again a few times, later each time.
"""

_works: dict[str, Work] = {}


def register(name: str, work: Work) -> None:
    """Say who does the jobs of this name; called while Django starts."""
    _works[name] = work


def registered() -> Mapping[str, Work]:
    """Return who does which jobs."""
    return dict(_works)
