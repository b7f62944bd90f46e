"""Reading several rows as of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything read inside see the same committed state, so that a snapshot and its seq belong together.

    Without it a message committed between two reads would be in the list and again in the events after `seq`:
    an unread count one too high. Inside a transaction of the caller it joins that one.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
