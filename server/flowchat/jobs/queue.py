"""Leaving a job behind."""

from django.db import connection


def enqueue(name: str, **arguments: str | int) -> None:
    """Keep a job that is to be done after this transaction, if it commits; a rollback takes the job along.

    The row and the change it belongs to are one commit: no crash comes between them. Workers hear of it at once.
    """
    enqueue_in(0, name, first=False, **arguments)


def enqueue_in(seconds: int, name: str, *, first: bool = False, **arguments: str | int) -> None:
    """Keep a job as `enqueue` does, to be done not before these seconds are over, and soon after (`Pace.look`).

    `first`: before all that are not, however long those have waited. For what was promised to people, and is done
    quickly: jobs that ask slow servers of strangers must not be able to hold it up.
    """
    # The queue's code is loaded with the first job, not with the server.
    from procrastinate.contrib.django import app

    if not connection.in_atomic_block:
        raise RuntimeError("A job belongs to a change, and is kept in its transaction.")
    wait = {"schedule_in": {"seconds": seconds}} if seconds else {}
    app.configure_task(name, allow_unknown=True, priority=int(first), **wait).defer(**arguments)
