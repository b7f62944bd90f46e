"""One life of a worker: from a connection to the database until that connection, or the server, ends."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.db import OperationalError
from procrastinate import App, JobContext, RetryStrategy, exceptions
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import Status
from procrastinate.psycopg_connector import PsycopgConnector

from flowchat.http.direct import direct_connection
from flowchat.http.pool import WorkerPool
from flowchat.jobs.measures import RUN
from flowchat.jobs.pace import Pace
from flowchat.jobs.registry import Work

logger = logging.getLogger(__name__)

APPLICATION = "flowchat jobs"
"""What PostgreSQL calls the worker's connections (pg_stat_activity)."""
_AT_ONCE = 3
_TRIES = 4


async def work_on(
    works: Mapping[str, Work], pool: WorkerPool, pace: Pace, when_well: Callable[[], None]
) -> None:
    """Do jobs until the database can't be reached any more (it then returns or raises) or the caller is cancelled.

    `when_well` is called once the database has answered.
    """
    app = App(connector=_connector(pace))
    for name, work in works.items():
        _add(app, name, work, pool, pace)
    _tidy_every_night(app)
    async with app.open_async():
        await app.check_connection_async()
        when_well()
        rescuing = asyncio.create_task(_rescue_again_and_again(app, pace), name="rescue of lost jobs")
        try:
            await app.run_worker_async(
                concurrency=_AT_ONCE,
                fetch_job_polling_interval=pace.look,
                abort_job_polling_interval=pace.look,
                update_heartbeat_interval=pace.heartbeat,
                stalled_worker_timeout=pace.dead_after,
                shutdown_graceful_timeout=pace.grace,
                delete_jobs="always",  # the log has told of those that failed
                install_signal_handlers=False,  # signals are the server's
            )
        finally:
            rescuing.cancel()


def _connector(pace: Pace) -> PsycopgConnector:
    """Return the worker's own connections: one while nothing happens, two at most, beside the one that listens."""
    with direct_connection():  # to listen takes a session
        parameters = connector_params()
    return PsycopgConnector(
        kwargs={**parameters, "application_name": APPLICATION},
        min_size=1,
        max_size=2,
        timeout=pace.patience,
    )


def _add(app: App, name: str, work: Work, pool: WorkerPool, pace: Pace) -> None:
    async def run(context: JobContext, /, **arguments: Any) -> None:
        try:
            await work(pool, **arguments)
            RUN.count(name, "done")
        except Exception as error:
            RUN.count(name, "failed")
            last = context.job.attempts + 1 >= _TRIES
            # A database that went away is no fault of the job's, and is told by all who use it: a line is enough.
            tell = logger.warning if isinstance(error, OperationalError) else logger.exception
            tell("The job %s failed%s", name, "" if last else " and will be tried again")
            raise

    # A job that a stopping server cancels is retried as well: that puts it back into the queue.
    retry = RetryStrategy(max_attempts=_TRIES - 1, exponential_wait=pace.retry)
    app.task(name=name, pass_context=True, retry=retry)(run)


def _tidy_every_night(app: App) -> None:
    """Forget jobs that ended some other way than by being done, such as by hand.

    It has a second use: a procrastinate worker watches over its listener and heartbeat only until the first of its side
    tasks ends, and without any periodic task the one for those ends at once (3.10). A listener that died unseen
    would leave the worker deaf.
    """

    async def tidy(timestamp: int) -> None:
        await app.job_manager.delete_old_jobs(
            nb_hours=72, include_failed=True, include_cancelled=True, include_aborted=True
        )

    app.periodic(cron="41 3 * * *")(app.task(name="flowchat.tidy")(tidy))


async def _rescue_again_and_again(app: App, pace: Pace) -> None:
    """Give the jobs of dead workers back. A worker killed in the middle leaves its job marked as under way."""
    while True:
        await _quietly(_rescue(app, pace))
        await asyncio.sleep(pace.dead_after / 2)


async def _rescue(app: App, pace: Pace) -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=pace.dead_after):
        if job.attempts + 1 < _TRIES:
            await _quietly(app.job_manager.retry_job(job))
            continue
        # It may be the job that kills the workers.
        logger.error("The job %s was lost %s times and is given up", job.task_name, _TRIES)
        await _quietly(app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True))


async def _quietly(work: Awaitable[None]) -> None:
    """Another process may rescue the same job; and a lost connection ends the worker itself, which tells of it."""
    with contextlib.suppress(exceptions.ProcrastinateException):
        await work
