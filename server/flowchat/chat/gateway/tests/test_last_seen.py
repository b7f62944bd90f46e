"""Writing down that many went at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flowchat.chat.gateway.last_seen import LastSeenNotes
from flowchat.chat.gateway.tests.harness import make_user
from flowchat.chat.presence.actions import record_each_last_seen
from flowchat.chat.presence.models import LastSeen
from flowchat.http.pool import WorkerPool

THEN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
async def pool(transactional_db: None) -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(2)
    yield pool
    await pool.close()


async def test_each_has_their_own_time_and_the_latest_counts(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [await pool.run(make_user, f"Guest{number}") for number in range(5)]
    sizes: list[int] = []

    def record(times: dict[object, datetime]) -> None:
        sizes.append(len(times))
        record_each_last_seen(times)  # type: ignore[arg-type]  # as the notes give it

    monkeypatch.setattr("flowchat.chat.gateway.last_seen.record_each_last_seen", record)
    notes = LastSeenNotes(pool)
    notes.add([people[0].id], THEN)
    await asyncio.sleep(0)
    for number, person in enumerate(people):
        notes.add([person.id], THEN + timedelta(minutes=number + 1))
    await notes.finish()
    stored = await pool.run(lambda: dict(LastSeen.objects.values_list("user_id", "at")))
    assert stored == {one.id: THEN + timedelta(minutes=number + 1) for number, one in enumerate(people)}
    assert sizes == [1, 5]
    await notes.finish()


async def test_times_that_cannot_be_stored_disturb_nobody(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = await pool.run(make_user, "Guest")
    monkeypatch.setattr("flowchat.chat.gateway.last_seen.record_each_last_seen", _fail)
    notes = LastSeenNotes(pool)
    notes.add([person.id], THEN)
    await notes.finish()
    assert "could not be stored: RuntimeError" in caplog.text
    caplog.clear()
    monkeypatch.undo()
    notes.add([person.id], THEN)
    await notes.finish()
    assert await pool.run(LastSeen.objects.count) == 1


def _fail(times: object) -> None:
    raise RuntimeError


def test_the_statements_do_not_grow(db: None) -> None:
    people = [make_user(f"Guest{number}").id for number in range(6)]
    counts = []
    for crowd in (people[:1], people):
        with CaptureQueriesContext(connection) as queries:
            record_each_last_seen(dict.fromkeys(crowd, THEN))
        counts.append(len(queries))
    assert counts[0] == counts[1]
