"""The server dies between fetching and showing: after the next start the card is there, once."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from flowchat.chat.previews.actions import JOB
from flowchat.chat.previews.models import Page
from flowchat.chat.previews.previewer import Previewer
from flowchat.chat.previews.tests.conftest import MakeFetcher
from flowchat.chat.previews.tests.hostile import Hostile, page
from flowchat.chat.previews.tests.jobs import forget_jobs, previewed, waiting_jobs
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import say
from flowchat.http.pool import WorkerPool
from flowchat.jobs.pace import Pace
from flowchat.jobs.runner import Runner

SERVER = Path(__file__).parents[4]
DYING = """
import asyncio, sys, django
django.setup()
from ipaddress import ip_address
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from flowchat.chat.previews import previewer
from flowchat.chat.previews.fetcher.fetch import Fetcher
from flowchat.chat.previews.fetcher.guard import Guard
from flowchat.http.pool import WorkerPool
from flowchat.jobs.pace import Pace
from flowchat.jobs.runner import Runner

async def resolve(host):
    return [ip_address("127.0.0.1")]

def die_here(*arguments, **others):
    print("fetched", flush=True)
    import time
    time.sleep(3600)

previewer.show_previews = die_here
guard = Guard(resolve=resolve, doors=frozenset([("127.0.0.1", int(sys.argv[2]))]))

async def main():
    Runner(WorkerPool(1), {sys.argv[3]: previewer.Previewer(Fetcher(guard=guard))}, Pace(heartbeat=0.5)).start()
    await asyncio.sleep(3600)

asyncio.run(main())
"""


@pytest.mark.django_db(transaction=True)
def test_killed_between_fetching_and_showing(cast: Cast, make_fetcher: MakeFetcher) -> None:
    forget_jobs()
    with Hostile({"/": lambda call: call.answer(page("<title>Once</title>"))}) as web:
        say(cast.bob, cast.room, web.url("/"))
        fetch_and_be_killed(web)
        assert (web.paths, previewed(cast.room)) == (["/"], [])
        Page.objects.all().delete()  # what was learnt may be lost as well
        asyncio.run(finish(Previewer(make_fetcher(web))))
    assert [[card["title"] for card in told] for told in previewed(cast.room)] == [["Once"]]
    assert web.paths == ["/", "/"]


def fetch_and_be_killed(web: Hostile) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", DYING, str(connection.settings_dict["NAME"]), str(web.port), JOB],
        env={**os.environ, "PYTHONPATH": str(SERVER)},
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout
        try:
            assert worker.stdout.readline() == "fetched\n"
        finally:
            worker.send_signal(signal.SIGKILL)


async def finish(previewer: Previewer) -> None:
    pool = WorkerPool(1)
    pace = Pace(look=0.5, heartbeat=0.5, dead_after=2.0, grace=0.3)
    runner = Runner(pool, {JOB: previewer}, pace)
    runner.start()
    try:
        for _ in range(600):
            if not await pool.run(waiting_jobs):
                return
            await asyncio.sleep(0.1)
        raise AssertionError("the job was never done")
    finally:
        await runner.stop()
        await pool.close()
