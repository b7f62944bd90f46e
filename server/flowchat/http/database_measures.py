"""What PostgreSQL says of itself."""

from collections.abc import Iterable

from django.db import connection

from flowchat.observing.measures import Family, gauge

# Of a role without special rights, PostgreSQL hides the state of other roles' sessions.
_SESSIONS = """
    SELECT COALESCE(state, 'other'), count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' GROUP BY 1
"""
_LIMITS = "SELECT current_setting('max_connections')::int, pg_database_size(current_database())"


def read_database() -> Iterable[Family]:
    """Return connections by state, how many there may be, and the size on disk."""
    with connection.cursor() as cursor:
        cursor.execute(_SESSIONS)
        states = [({"state": state}, count) for state, count in cursor.fetchall()]
        cursor.execute(_LIMITS)
        limit, size = cursor.fetchone()
    yield gauge("flowchat_database_connections", "Connections to this database, by state.", states)
    yield gauge("flowchat_database_connections_limit", "How many the whole PostgreSQL takes.", limit)
    yield gauge("flowchat_database_bytes", "What the database takes on disk.", size)
