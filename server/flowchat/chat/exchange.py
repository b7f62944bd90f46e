"""One statement in one way to PostgreSQL and back: what a hot path is made of.

It commits by itself, so that beginning and committing cost no ways of their own, and it is prepared, so that it is
taken apart once per connection. Behind a pooler in transaction mode a prepared statement isn't safe (it belongs to a
session, ADR 31): there it is sent whole each time. What is large in it belongs into a function of the database, whose
plans PostgreSQL keeps either way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from time import perf_counter
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

Row = tuple[Any, ...]

_ONE_PLAN = "SET plan_cache_mode = force_generic_plan"
"""What is prepared is planned once. Left to itself PostgreSQL plans a large statement anew each time when it believes
that plans for known values are a little cheaper, and planning takes four times as long as running it.
"""

_ONLY_WHEN_ASKED = 2**31
"""So often a statement would have to run before psycopg prepares it by itself. Django's None forbids it altogether."""


def array(values: Iterable[object]) -> str:
    """Write values as PostgreSQL writes an array, for a parameter that the statement casts (`%s::uuid[]`): ids, numbers
    or None. Five times as fast as psycopg, which asks each element anew what it is.
    """
    return f"{{{','.join(['NULL' if value is None else str(value) for value in values])}}}"


def text_array(values: Iterable[str]) -> str:
    """Do so with texts, each in quotes, whatever it holds."""
    quoted = ['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]
    return f"{{{','.join(quoted)}}}"


@cache
def numbered(statement: str) -> str:
    """Return a statement with PostgreSQL's own signs for its values (`$1`) in the place of each `%s`, for who speaks to
    it without psycopg's help.
    """
    numbers = count(1)
    return re.sub("%s", lambda _: f"${next(numbers)}", statement)


def may_prepare() -> bool:
    """May statements be prepared on our connections? Not behind a pooler."""
    return settings.DIRECT_DATABASE is None


def ask(statement: str, values: Sequence[Any]) -> list[Row]:
    """Run a statement on this thread's connection, its `%s` filled in by PostgreSQL, and return its rows. It is a
    transaction by itself unless one is open, of which it is then a part.
    """
    with bare_connection(statement) as raw, psycopg.Cursor(raw) as cursor:
        cursor.execute(statement, values, prepare=may_prepare())
        return cursor.fetchall()


@contextmanager
def bare_connection(*statements: str) -> "Iterator[psycopg.Connection[Row]]":
    """Give out psycopg's connection of this thread, on which nothing is prepared that isn't asked for, to run these
    statements. Raises what Django raises of its own cursors.
    """
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    began = perf_counter()
    raw: psycopg.Connection[Row] = connection.connection
    with connection.wrap_database_errors:
        if raw.prepare_threshold != _ONLY_WHEN_ASKED:
            raw.prepare_threshold = _ONLY_WHEN_ASKED
            if may_prepare():
                raw.execute(_ONE_PLAN)
        yield raw
    if connection.queries_logged:
        # As Django's own cursors do it, so that tests count these as well.
        took = f"{perf_counter() - began:.3f}"
        connection.queries_log.extend({"sql": one, "time": took} for one in statements)
