"""How many worker processes serve, and what that needs."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from flowchat.config.problems import BadSetting, install_fix

if TYPE_CHECKING:
    from flowchat.config.env import Environment

NAME = "WEB_CONCURRENCY"
"""The name under which Heroku, Render and Gunicorn know it."""
MOST = 64


def read_workers(text: str) -> int:
    """Return what WEB_CONCURRENCY asks for, 1 when it is not set. Raises BadSetting."""
    if not text:
        return 1
    count = int(text) if text.isdecimal() else 0
    if not 1 <= count <= MOST:
        raise BadSetting(NAME, f"{text!r} is no number of workers.", fix=f"Set it to 1, or up to {MOST}.")
    return count


def check_workers(count: int, environment: "Environment") -> None:
    """Raise BadSetting unless so many workers can serve together."""
    if count == 1:
        return
    if environment.redis is None:
        raise BadSetting(
            "REDIS_URL",
            f"is not set, and {count} workers find each other through Redis:"
            " without it people at one would not see what is said at another.",
            fix="Set REDIS_URL, such as redis://localhost:6379/0, or let one process serve (--workers 1"
            f" or {NAME}=1): it has room for some thousand people.",
        )
    if not find_spec("gunicorn"):
        raise BadSetting("--workers", "needs Gunicorn, which is not installed.", fix=install_fix("redis"))
