"""The event loop's own connection: one question at a time, and never an answer before the commit."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from django.db import connection

from flowchat.chat.events.models import Stream
from flowchat.chat.ids import new_id
from flowchat.http.postgresql.line import Line, Row

pytestmark = pytest.mark.django_db(transaction=True)

KEEP = "INSERT INTO events_stream (key, head) VALUES ($1, $2) RETURNING key, head"
SAVE = "INSERT INTO messaging_saved (user_id, message_id, saved_at) VALUES ($1, $1, now()) RETURNING id"
ME = "SELECT pg_backend_pid() WHERE $1::int > 0"


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    line = Line()
    yield line
    await line.close()


async def begin(line: Line, statement: str, value: str) -> "asyncio.Task[list[Row]]":
    """Ask something and come back as soon as it is on its way."""
    asking = asyncio.create_task(line.ask(statement, [value], prepare=False))
    while line._answer is None:
        assert not asking.done(), "it was answered before anyone looked"
        await asyncio.sleep(0)
    return asking


async def backend(line: Line) -> int:
    rows = await line.ask(ME, ["1"], prepare=True)
    return int(rows[0][0] or b"0")


def keys() -> list[str]:
    """Ask another connection, that of the thread this runs in."""
    try:
        return list(Stream.objects.order_by("key").values_list("key", flat=True))
    finally:
        connection.close()


async def kept() -> list[str]:
    return await asyncio.to_thread(keys)


@pytest.mark.parametrize("prepare", [True, False])
async def test_an_answer_is_committed(line: Line, prepare: bool) -> None:
    for turn in range(3):
        assert await line.ask(KEEP, [f"user.{turn}", "7"], prepare=prepare) == [
            (f"user.{turn}".encode(), b"7")
        ]
    assert await kept() == ["user.0", "user.1", "user.2"]


async def test_what_fails_at_the_commit_is_no_answer(line: Line) -> None:
    """The row comes first; then the commit looks at the foreign keys, and there is no such person."""
    with pytest.raises(psycopg.IntegrityError):
        await line.ask(SAVE, [str(new_id())], prepare=True)
    assert await line.ask(KEEP, ["user.1", "0"], prepare=True) == [(b"user.1", b"0")]


async def test_much_goes_through(line: Line) -> None:
    text = "ü" * 3_000_000
    assert await line.ask("SELECT $1::text", [text], prepare=True) == [(text.encode(),)]


async def test_one_question_at_a_time(line: Line) -> None:
    first = await begin(line, "SELECT pg_sleep($1)", "0.2")
    with pytest.raises(RuntimeError):
        await line.ask(ME, ["1"], prepare=True)
    assert len(await first) == 1


async def test_a_nul_goes_nowhere(line: Line) -> None:
    with pytest.raises(psycopg.DataError):
        await line.ask(KEEP, ["user.\0", "1"], prepare=True)
    assert await kept() == []


async def test_a_question_that_is_called_off_takes_its_connection_along(line: Line) -> None:
    before = await backend(line)
    asking = await begin(line, "SELECT pg_sleep($1)", "2")
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await backend(line) != before


async def test_a_connection_that_ends_is_made_anew(line: Line) -> None:
    before = await backend(line)
    other = Line()
    await other.ask("SELECT pg_terminate_backend($1::int)", [str(before)], prepare=False)
    await other.close()
    for _ in range(1500):
        if not line.is_open:
            break
        await asyncio.sleep(0.02)
    assert not line.is_open
    assert await backend(line) != before


async def test_a_connection_that_ends_during_a_question_is_an_error(line: Line) -> None:
    before = await backend(line)
    asking = await begin(line, "SELECT pg_sleep($1)", "60")
    other = Line()
    await other.ask("SELECT pg_terminate_backend($1::int)", [str(before)], prepare=False)
    await other.close()
    with pytest.raises(psycopg.OperationalError):
        await asking
    assert await backend(line) != before
