"""Database connections past a pooler, for what needs a session of its own.

A pooler in transaction mode (PgBouncer, Neon's pooled addresses) gives each transaction whichever connection is free.
What belongs to a session (LISTEN, advisory locks that outlive a transaction) would be held by a connection that is
somebody else's a moment later. Where no pooler is (DATABASE_DIRECT_URL is not set) everything here changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend


def use_direct_connection() -> None:
    """Let this thread, which is its caller's own, work on a direct connection from now on."""
    wrapper = _make_direct()
    if wrapper is not None:
        connections[DEFAULT_DB_ALIAS] = wrapper


@contextmanager
def direct_connection() -> Iterator[None]:
    """Let this thread work on a direct connection until the block ends, and close it then."""
    wrapper = _make_direct()
    if wrapper is None:
        yield
        return
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = wrapper
    try:
        yield
    finally:
        # In an event loop Django lets nobody close one, not even one that was never opened.
        if wrapper.connection is not None:
            wrapper.close()
        connections[DEFAULT_DB_ALIAS] = before


def _make_direct() -> BaseDatabaseWrapper | None:
    if settings.DIRECT_DATABASE is None:
        return None
    told = {
        **connections.settings[DEFAULT_DB_ALIAS],
        **settings.DIRECT_DATABASE,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
    wrapper: BaseDatabaseWrapper = load_backend(told["ENGINE"]).DatabaseWrapper(told, DEFAULT_DB_ALIAS)
    return wrapper
