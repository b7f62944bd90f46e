"""Reading by single statements: what a hot path that changes nothing is made of.

A statement sees one state of the database. Who asks for all they need by one needs no transaction around it, and saves
what beginning and ending one costs. Prepared as in `exchange`.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import NamedTuple

import psycopg

from flowchat.chat.exchange import Row, bare_connection, may_prepare


def time_of(column: str) -> str:
    """Return the expression for a moment as the wire has it (`wire.format_time`)."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""


class Question(NamedTuple):
    """A statement that reads, with PostgreSQL's own places for values ($1), and those as text: the statement casts
    them, so that it is the same statement whatever they are.
    """

    statement: str
    values: Sequence[str | None]


def read_each(questions: Sequence[Question]) -> list[list[Row]]:
    """Ask PostgreSQL all of these on one way there and back, and return the rows of each. Every answer is of one
    moment, two of them need not be of the same.
    """
    with bare_connection(*(one.statement for one in questions)) as raw:
        cursors = [psycopg.RawCursor(raw) for _ in questions]
        together = len(questions) > 1 and may_prepare() and psycopg.Pipeline.is_supported()
        with raw.pipeline() if together else nullcontext():
            for cursor, (statement, values) in zip(cursors, questions, strict=True):
                cursor.execute(statement, values, prepare=may_prepare())
        return [cursor.fetchall() for cursor in cursors]
