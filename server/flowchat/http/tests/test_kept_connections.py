"""A connection that is kept between requests: nothing is asked over a good one, and a bad one is replaced."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, close_old_connections, connection
from django.db.backends.base.base import BaseDatabaseWrapper


@pytest.fixture
def kept(transactional_db: None) -> Iterator[BaseDatabaseWrapper]:
    """A connection as a thread that serves has it."""
    connection.ensure_connection()
    yield connection
    connection.close()


def one(wrapper: BaseDatabaseWrapper) -> Any:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def end(process: int) -> None:
    """End a connection from elsewhere, and wait until it is over."""
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [process])


def test_a_good_one_goes_on(kept: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    before = one(kept)
    asked = []

    def ask(wrapper: BaseDatabaseWrapper) -> bool:
        asked.append(wrapper)
        return True

    monkeypatch.setattr("django.db.backends.postgresql.base.DatabaseWrapper.is_usable", ask)
    close_old_connections()
    assert one(kept) == before
    assert asked == [], "the server was asked, though nothing had happened"


def test_one_that_the_server_ended_is_replaced_before_anything_is_asked(kept: BaseDatabaseWrapper) -> None:
    before = one(kept)
    end(before)
    close_old_connections()
    assert one(kept) != before


def test_one_that_ends_within_a_request_is_replaced_with_the_next(kept: BaseDatabaseWrapper) -> None:
    before = one(kept)
    end(before)
    with pytest.raises(OperationalError):
        one(kept)
    close_old_connections()
    assert one(kept) != before


def test_after_an_error_the_server_is_asked(
    kept: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.errors_occurred = True
    monkeypatch.setattr("django.db.backends.postgresql.base.DatabaseWrapper.is_usable", lambda self: False)
    assert kept.is_usable() is False


def test_words_that_nobody_read_end_nothing(kept: BaseDatabaseWrapper) -> None:
    """Such as a notification: the connection is as good as before, which the server says."""
    with kept.cursor() as cursor:
        cursor.execute("LISTEN something")
    with psycopg.connect(kept.connection.info.dsn, autocommit=True) as other:
        other.execute("NOTIFY something")
    before = one(kept)
    close_old_connections()
    assert one(kept) == before
