"""How much background work waits, and how what was done ended."""

from collections.abc import Iterable

from django.db import connection

from flowchat.observing.measures import Counter, Family, gauge

RUN = Counter("flowchat_jobs_run", "Background jobs by how they ended: done or failed.", ("task", "outcome"))

# Jobs that are done are deleted, so this is all there is to count.
_WAITING = """
    SELECT task_name, status::text, COALESCE(scheduled_at, now()) > now(), count(*) FROM procrastinate_jobs
    WHERE status IN ('todo', 'doing') GROUP BY 1, 2, 3
"""
# A job is due when it was left behind, or when it is to be done at the earliest.
_OLDEST = """
    SELECT COALESCE(extract(epoch FROM now() - min(COALESCE(job.scheduled_at, event.at))), 0)
    FROM procrastinate_jobs AS job LEFT JOIN procrastinate_events AS event
        ON event.job_id = job.id AND event.type = 'deferred'
    WHERE job.status = 'todo' AND COALESCE(job.scheduled_at, now()) <= now()
"""


def read_jobs() -> Iterable[Family]:
    """Return the depth of the queue, and for how long its oldest job has been due."""
    depth: list[tuple[dict[str, str], float]] = []
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        for task, status, later, count in cursor.fetchall():
            state = "later" if later and status == "todo" else {"todo": "due", "doing": "doing"}[status]
            depth.append(({"task": task, "state": state}, count))
        cursor.execute(_OLDEST)
        (oldest,) = cursor.fetchone()
    yield gauge(
        "flowchat_jobs", "Background jobs that are due, are to be done later, or are being done.", depth
    )
    yield gauge("flowchat_jobs_oldest_seconds", "For how long the oldest job has been due.", float(oldest))
