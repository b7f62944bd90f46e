"""Doing the jobs that are waiting, as the runner would, and looking at what came of it."""

import asyncio
import json
from typing import Any

from django.db import connection

from flowchat.chat.events.streams import room_stream
from flowchat.chat.previews.actions import JOB
from flowchat.chat.previews.fetcher.fetch import Fetcher
from flowchat.chat.previews.previewer import Previewer
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests.factories import logged
from flowchat.http.pool import WorkerPool


def forget_jobs() -> None:
    """Django empties only tables that it manages itself between tests."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def waiting_jobs() -> list[dict[str, Any]]:
    """Return the arguments of the jobs for previews that wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [JOB])
        rows = cursor.fetchall()
    return [json.loads(args) for (args,) in rows]


def do_jobs(fetcher: Fetcher, *, times: int = 1) -> None:
    """Do all waiting jobs at once, each so many times."""
    jobs = waiting_jobs() * times
    forget_jobs()
    previewer = Previewer(fetcher)

    async def work() -> None:
        pool = WorkerPool(3)
        try:
            await asyncio.gather(*(previewer(pool, **arguments) for arguments in jobs))
        finally:
            await pool.close()

    asyncio.run(work())


def previewed(room: Room) -> list[list[dict[str, Any]]]:
    """Return what each `message.previewed` of a room told."""
    return [body["previews"] for body in logged(room_stream(room.id)) if body["type"] == "message.previewed"]
