"""Batches that grow by themselves."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError

from flowchat.http.greedy import Crowded, Greedy
from flowchat.http.pool import WorkerPool
from flowchat.observing.request_ids import begin, current_request_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(2)
    yield pool
    await pool.close()


class Slow:
    """Work that waits for a sign, and remembers its batches."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = threading.Event()
        self.began = threading.Event()

    def __call__(self, numbers: Sequence[int]) -> list[int | None]:
        self.batches.append(list(numbers))
        self.began.set()
        assert self.go.wait(30)
        return [None if number < 0 else number * 10 for number in numbers]


async def wait_for(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, 30)


async def test_who_is_alone_goes_at_once_and_who_comes_meanwhile_goes_together(pool: WorkerPool) -> None:
    work = Slow()
    greedy = Greedy(pool, work, slots=1, most=4, waiting=100)
    first = asyncio.create_task(greedy.ask(1))
    await wait_for(work.began)
    others = [asyncio.create_task(greedy.ask(number)) for number in (2, -3, 4, 5, 6, 7)]
    await asyncio.sleep(0)
    work.go.set()
    assert await asyncio.gather(first, *others) == [10, 20, None, 40, 50, 60, 70]
    assert work.batches == [[1], [2, -3, 4, 5], [6, 7]]


async def test_no_more_wait_than_may(pool: WorkerPool) -> None:
    work = Slow()
    greedy = Greedy(pool, work, slots=1, most=4, waiting=2)
    tasks = [asyncio.create_task(greedy.ask(1))]
    await wait_for(work.began)
    tasks += [asyncio.create_task(greedy.ask(number)) for number in (2, 3)]
    await asyncio.sleep(0)
    with pytest.raises(Crowded):
        await greedy.ask(4)
    work.go.set()
    assert await asyncio.gather(*tasks) == [10, 20, 30]
    assert await greedy.ask(5) == 50


async def test_who_leaves_takes_nobody_along(pool: WorkerPool) -> None:
    work = Slow()
    greedy = Greedy(pool, work, slots=1, most=4, waiting=100)
    first = asyncio.create_task(greedy.ask(1))
    await wait_for(work.began)
    leaving, staying = asyncio.create_task(greedy.ask(2)), asyncio.create_task(greedy.ask(3))
    await asyncio.sleep(0)
    first.cancel()
    leaving.cancel()
    work.go.set()
    assert await staying == 30
    assert first.cancelled()
    assert leaving.cancelled()
    assert work.batches == [[1], [2, 3]]


async def test_work_that_fails_answers_nobody_and_goes_on(
    pool: WorkerPool, caplog: pytest.LogCaptureFixture
) -> None:
    def work(numbers: Sequence[int]) -> list[int]:
        if 0 in numbers:
            raise LookupError("a bug")
        return list(numbers)

    greedy: Greedy[int, int] = Greedy(pool, work, slots=1, most=4, waiting=100)
    assert set(await asyncio.gather(greedy.ask(0), greedy.ask(1))) == {None}
    assert await greedy.ask(2) == 2
    assert "A batch of 2 failed" in caplog.text


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
async def test_a_database_that_is_away_is_no_surprise(
    pool: WorkerPool, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    def work(numbers: Sequence[int]) -> list[int]:
        raise error("the text of a statement")

    greedy: Greedy[int, int] = Greedy(pool, work, slots=1, most=4, waiting=100)
    assert await greedy.ask(0) is None
    assert f"A batch of 1 met {error.__name__}" in caplog.text
    assert "statement" not in caplog.text


async def test_a_batch_belongs_to_no_request(pool: WorkerPool) -> None:
    def work(numbers: Sequence[int]) -> list[Any]:
        return [current_request_id() for _ in numbers]

    begin("one-of-many")
    greedy: Greedy[int, Any] = Greedy(pool, work, slots=1, most=4, waiting=100)
    assert await greedy.ask(1) == ""
