"""Keeps the embedded PostgreSQL alive under a running server."""

import logging
import time

from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from flowchat.config.problems import Problem

logger = logging.getLogger("flowchat.server")

_RESTARTS, _WITHIN = 5, 60.0  # a database that dies more often than this is not brought back again


class DatabaseWatch:
    """Brings PostgreSQL back when it died, and gives up when it keeps dying."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self._postgres = postgres
        self._deaths: list[float] = []

    def look(self) -> Problem | None:
        """Look once; call it every second, in the main thread, which is the one that may start PostgreSQL.

        It does not wait for PostgreSQL: requests in between get an error, and connections are made anew when it
        answers. Returns why there is no point in going on, or None.
        """
        if self._postgres.pid is not None:
            return None
        now = time.monotonic()
        self._deaths = [*(then for then in self._deaths if now - then < _WITHIN), now]
        if len(self._deaths) > _RESTARTS:
            return Problem("PostgreSQL keeps dying.", fix=f"Look into {self._postgres.log}.")
        logger.error("PostgreSQL died; starting it again")
        try:
            self._postgres.relaunch()
        except (Problem, OSError) as error:
            logger.error("PostgreSQL did not start: %s", error)
        return None
