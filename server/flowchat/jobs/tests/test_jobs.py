"""Background jobs: kept with the change they belong to, done soon after, at least once, whatever dies in between."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import psycopg
import pytest
from django.db import connection, transaction

from flowchat.http.pool import WorkerPool
from flowchat.jobs.pace import Pace
from flowchat.jobs.queue import enqueue, enqueue_in
from flowchat.jobs.registry import Work
from flowchat.jobs.runner import Runner
from flowchat.jobs.worker import APPLICATION

P = ParamSpec("P")
T = TypeVar("T")
NEVER = 3600.0
ANNOUNCED_ONLY = Pace(
    look=NEVER,
    heartbeat=0.5,
    dead_after=2.0,
    first_pause=0.2,
    longest_pause=0.5,
    grace=0.3,
    retry=1,
    patience=5.0,
)
SERVER = Path(__file__).parents[3]


class Done:
    """Work that notes what it was asked to do."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.failures = 0

    async def __call__(self, pool: WorkerPool, *, number: int) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not yet")
        self.numbers.append(number)


class FailsOnSeven(Done):
    """Does everything but the seventh thing."""

    async def __call__(self, pool: WorkerPool, *, number: int) -> None:
        if number == 7:
            self.failures += 1
            raise RuntimeError("never")


@asynccontextmanager
async def running(work: Work, pace: Pace = ANNOUNCED_ONLY) -> AsyncIterator[Runner]:
    pool = WorkerPool(1)
    runner = Runner(pool, {"count": work}, pace)
    runner.start()
    try:
        await _listened_to()
        yield runner
    finally:
        await runner.stop()
        await pool.close()


async def _listened_to() -> None:
    """Wait until the worker listens: with `NEVER` as its look it would not hear of what was kept just before that."""
    for _ in range(600):
        if await in_thread(_listens):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("never: a worker that listens")


def _listens() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            # Idle: while it is still at that command it hears of nothing.
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
            " AND query ILIKE 'listen %%' AND state = 'idle'",
            [APPLICATION],
        )
        return cursor.fetchone() is not None


@pytest.fixture(autouse=True)
def _no_jobs_left(transactional_db: None) -> None:
    """Django empties only tables that it manages itself between tests."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do something with the database in a thread, and close that thread's connection."""

    def run() -> T:
        try:
            return work(*args, **kwargs)
        finally:
            connection.close()

    return await asyncio.to_thread(run)


async def until(true: Callable[[], Any], what: str) -> None:
    for _ in range(600):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never: {what}")


def keep(*numbers: int) -> None:
    with transaction.atomic():
        for number in numbers:
            enqueue("count", number=number)


def waiting() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        # Around a quarter to four each worker also tidies up.
        cursor.execute(
            "SELECT status::text, attempts FROM procrastinate_jobs WHERE task_name <> 'flowchat.tidy' ORDER BY id"
        )
        return list(cursor.fetchall())


def test_a_job_is_kept_with_its_change_or_not_at_all() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        enqueue("count", number=1)
    with transaction.atomic():
        enqueue("count", number=1)
        transaction.set_rollback(True)
    assert waiting() == []
    keep(1)
    assert waiting() == [("todo", 0)]


async def test_jobs_are_done_as_they_come_and_leave_nothing_behind() -> None:
    await in_thread(keep, 1)
    done = Done()
    async with running(done):
        await until(lambda: done.numbers == [1], "the job kept before the start")
        await in_thread(keep, 2, 3)
        await until(lambda: sorted(done.numbers) == [1, 2, 3], "the jobs announced")
        await until_gone()


def keep_first(number: int) -> None:
    with transaction.atomic():
        enqueue_in(0, "count", first=True, number=number)


async def test_what_was_promised_waits_for_nothing_else() -> None:
    await in_thread(keep, *range(20))
    await in_thread(keep_first, 20)
    done = Done()
    async with running(done):
        await until(lambda: len(done.numbers) == 21, "all of them")
    assert done.numbers[0] == 20


async def until_gone() -> None:
    for _ in range(600):
        if not await in_thread(waiting):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never gone: {await in_thread(waiting)}")


async def keep_until(true: Callable[[], Any], what: str) -> None:
    """Announce other jobs until it is so: at each the worker also sees what is due again by then."""
    for _ in range(150):
        if true():
            return
        await in_thread(keep, 0)
        await asyncio.sleep(0.2)
    raise AssertionError(f"never: {what}")


async def test_a_failure_is_logged_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    done = Done()
    done.failures = 1
    async with running(done):
        await in_thread(keep, 7)
        # The delay ends at a time nobody announces, so the worker looks when something else is.
        await until(lambda: done.failures == 0, "the first try")
        await keep_until(lambda: 7 in done.numbers, "the second try")
    assert done.numbers.count(7) == 1
    failures = [record for record in caplog.records if "failed" in record.message]
    assert [record.message for record in failures] == ["The job count failed and will be tried again"]
    assert failures[0].exc_info


async def test_what_fails_every_time_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    done = FailsOnSeven()
    async with running(done):
        await in_thread(keep, 7)
        await keep_until(lambda: done.failures == 4, "the last try")
        await until_gone()
    assert done.failures == 4
    told = [record.getMessage() for record in caplog.records if "failed" in record.getMessage()]
    assert told.count("The job count failed") == 1


async def test_a_stopping_server_puts_its_job_back() -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def hang(pool: WorkerPool, *, number: int) -> None:
        begun.set()
        await never.wait()

    async with running(hang):
        await in_thread(keep, 5)
        await asyncio.wait_for(begun.wait(), 20)
    assert [status for status, _ in await in_thread(waiting)] == ["todo"]


async def test_cut_lines_are_mended(caplog: pytest.LogCaptureFixture) -> None:
    done = Done()
    async with running(done):
        await in_thread(keep, 1)
        await until(lambda: done.numbers == [1], "the first job")
        await in_thread(cut_lines)
        number = 1
        while done.numbers == [1]:
            number += 1
            # What is kept while nobody listens is found when the worker next looks, so one is not enough here.
            await in_thread(keep, number)
            await asyncio.sleep(0.1)
        await until(lambda: len(done.numbers) == number, "all jobs")
    told = [record for record in caplog.records if record.name.startswith("flowchat")]
    assert len(told) <= 2, "that it waits and goes on, or nothing at all when the next line was there at once"


async def test_a_database_that_is_away_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    done = Done()
    async with running(done):
        await in_thread(keep, 1)
        await until(lambda: done.numbers == [1], "the first job")
        await in_thread(close_database)
        try:
            await in_thread(cut_lines)
            await until(lambda: "Background jobs wait" in caplog.text, "somebody noticing")
            await asyncio.sleep(2)
        finally:
            await in_thread(open_database)
        await until(lambda: "Background jobs go on" in caplog.text, "the way back")
        await in_thread(keep, 2)
        await until(lambda: done.numbers == [1, 2], "the second job")
    told = [record for record in caplog.records if record.name.startswith("flowchat")]
    assert len(told) == 2, [record.getMessage() for record in told]


def cut_lines() -> None:
    name = connection.settings_dict["NAME"]
    with beside() as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND application_name = %s",
            [name, APPLICATION],
        )


def close_database() -> None:
    name = connection.settings_dict["NAME"]
    with beside() as other:
        other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')


def open_database() -> None:
    with beside() as other:
        other.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" ALLOW_CONNECTIONS true')


def beside() -> "psycopg.Connection[Any]":
    """Return a connection to another database of the same server."""
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    keep = ("dbname", "user", "password", "host", "port")
    return psycopg.connect(**{name: parameters[name] for name in keep if name in parameters}, autocommit=True)


KILLED = """
import asyncio, sys, django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from flowchat.http.pool import WorkerPool
from flowchat.jobs.pace import Pace
from flowchat.jobs.runner import Runner

async def hang(pool, *, number):
    print("begun", flush=True)
    await asyncio.sleep(3600)

async def main():
    Runner(WorkerPool(1), {"count": hang}, Pace(heartbeat=0.5)).start()
    await asyncio.sleep(3600)

asyncio.run(main())
"""


def begin_and_be_killed() -> None:
    name = str(connection.settings_dict["NAME"])
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, name],
        env={**os.environ, "PYTHONPATH": str(SERVER)},
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout
        try:
            assert worker.stdout.readline() == "begun\n"
        finally:
            worker.send_signal(signal.SIGKILL)


async def test_the_job_of_a_killed_worker_is_done_by_the_next() -> None:
    await in_thread(keep, 9)
    await in_thread(begin_and_be_killed)
    assert [status for status, _ in await in_thread(waiting)] == ["doing"]
    done = Done()
    async with running(done, replace(ANNOUNCED_ONLY, look=0.5)):  # a rescue is not announced
        await until(lambda: done.numbers == [9], "the job of the dead")
        await until_gone()


async def test_two_workers_do_no_job_twice() -> None:
    one, other = Done(), Done()
    # A worker that stands still for a moment is not dead: the other would do its jobs, too.
    patient = replace(ANNOUNCED_ONLY, dead_after=60.0)
    async with running(one, patient), running(other, patient):
        for start in range(0, 60, 10):
            await in_thread(keep, *range(start, start + 10))
        await until(lambda: len(one.numbers) + len(other.numbers) >= 60, "all of them")
        await until_gone()
    assert sorted(one.numbers + other.numbers) == list(range(60))
