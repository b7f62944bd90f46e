"""Looks at a kept connection instead of asking over it: a question before each request would be a way to the database
and back for nothing.

What ends a connection (a restart, a crash, a kill, a pooler that drops it) closes its socket, and a closed socket can
be read from. Only then, or after an error, is the server asked. What ends without a word, such as a machine that lost
its power, is noticed by neither before its time is over (`config/database.py`): then the request is refused, and tried
again by the browser.
"""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, found by the name of this package in DATABASES."""

    def is_usable(self) -> bool:
        """Is the connection still good? Called before the first statement of each request, and after errors."""
        connection = self.connection
        if connection is None or connection.closed:
            return False
        idle = connection.info.transaction_status == TransactionStatus.IDLE
        if idle and not self.errors_occurred and _is_silent(connection.fileno()):
            return True
        return bool(super().is_usable())


def _is_silent(socket: int) -> bool:
    """Has nothing come that nobody read: no end of the connection, and no last words before it?"""
    waiting = select.poll()
    waiting.register(socket, select.POLLIN | select.POLLPRI)
    return not waiting.poll(0)
