"""A database that a restore may fill: an empty one, or one that an earlier restore left half full.

Tables can't be made in one transaction (PostgreSQL lets no statement use an enum's value in the transaction that added
it), so a mark stands in the database from the first statement to the last. Imports Django.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper

from flowchat.config.problems import Problem

_MARK = "flowchat_restoring"
_ORDER = {"SEQUENCE": 1, "ROUTINE": 2, "TYPE": 3}
# Everything in our schema that no extension brought.
_THINGS = """
    WITH brought AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
    home AS (SELECT current_schema()::regnamespace AS id)
    SELECT kind, name FROM (
        SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                            WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind,
               c.oid::regclass::text AS name, 'pg_class'::regclass AS class, c.oid AS id
        FROM pg_class c, home WHERE relnamespace = home.id AND relkind IN ('r', 'p', 'S', 'v', 'm', 'f')
        UNION ALL
        SELECT 'ROUTINE', p.oid::regprocedure::text, 'pg_proc'::regclass, p.oid
        FROM pg_proc p, home WHERE pronamespace = home.id
        UNION ALL
        SELECT 'TYPE', t.oid::regtype::text, 'pg_type'::regclass, t.oid
        FROM pg_type t, home WHERE typnamespace = home.id AND typtype IN ('e', 'd')
    ) AS things WHERE NOT EXISTS (SELECT 1 FROM brought WHERE classid = class AND objid = id)
"""


@contextmanager
def filling_empty_database() -> Iterator[None]:
    """Let the block fill an empty database; when it fails, the database is empty again.

    Raises Problem when anything is in there, unless an earlier restore that was killed put it there.
    """
    with connection.cursor() as cursor:
        if not _is_marked(cursor):
            _refuse_filled(cursor)
        _empty(cursor)
        cursor.execute(f"CREATE TABLE {_MARK} (began timestamptz DEFAULT now())")
    try:
        yield
    except BaseException:
        with connection.cursor() as cursor:
            _empty(cursor)
        raise
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {_MARK}")


def refuse_half_filled() -> None:
    """Raise Problem on a database that a killed restore left behind."""
    with connection.cursor() as cursor:
        if _is_marked(cursor):
            raise Problem(
                "A restore into this database was not finished.",
                fix="Run flowchat restore again, or make a new one.",
            )


def _is_marked(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [_MARK])
    return bool(cursor.fetchall()[0][0])


def _refuse_filled(cursor: CursorWrapper) -> None:
    cursor.execute(_THINGS)
    there = [f"{kind.lower()} {name}" for kind, name in cursor.fetchall()]
    if there:
        raise Problem(
            f"The database is not empty: it has {len(there)} tables and other things ({there[0]} and so on).",
            fix="Make a new one (CREATE DATABASE) and name it with DATABASE_URL. A restore never replaces anything.",
        )


def _empty(cursor: CursorWrapper) -> None:
    """Drop everything, the mark last: who is killed in between finds it and goes on.

    Tables go before the sequences that are theirs, routines before the types they take.
    """
    cursor.execute(_THINGS)
    things = sorted(
        (one for one in cursor.fetchall() if one[1] != _MARK), key=lambda one: _ORDER.get(one[0], 0)
    )
    for kind, name in things:
        cursor.execute(f"DROP {kind} IF EXISTS {name} CASCADE")
    cursor.execute(f"DROP TABLE IF EXISTS {_MARK}")
