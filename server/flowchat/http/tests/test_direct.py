"""A thread's connection past a pooler: one session, and no other's business."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from flowchat.http.direct import direct_connection, use_direct_connection


def application() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW application_name")
        return str(cursor.fetchone()[0])


def in_thread(work: Callable[[], str]) -> str:
    """Do work where a connection is made, and let go of it."""

    def act() -> str:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(act).result()


@pytest.fixture
def direct(settings: Any) -> None:
    here = connection.settings_dict
    named = {name: here[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    settings.DIRECT_DATABASE = {**named, "OPTIONS": {"application_name": "direct"}}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("direct")
def test_for_a_block() -> None:
    def work() -> str:
        before = application()
        with direct_connection(), transaction.atomic():
            within = application()
        return f"{before}, {within}, {application()}"

    assert in_thread(work) == ", direct, "


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("direct")
def test_for_a_threads_life() -> None:
    def work() -> str:
        use_direct_connection()
        first = application()
        connection.close()
        return f"{first}, {application()}"

    assert in_thread(work) == "direct, direct", "also after the connection was lost"
    assert in_thread(application) == "", "other threads keep theirs"


@pytest.mark.django_db(transaction=True)
def test_nothing_changes_without_a_pooler() -> None:
    def work() -> str:
        use_direct_connection()
        mine = connection.connection
        with direct_connection():
            assert connection.connection is mine
            return application()

    assert in_thread(work) == ""
