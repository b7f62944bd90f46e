"""Where a command finds its database: DATABASE_URL, the running server's, or one started for the moment."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from flowchat.cli.postgres.address import database_url
from flowchat.cli.postgres.folder_lock import FolderLock
from flowchat.cli.postgres.pidfile import read_pid_file
from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from flowchat.config import env
from flowchat.config.database import DIRECT, POOLED, read_databases
from flowchat.config.paths import data_folder
from flowchat.config.problems import Problem

_STARTING = 60.0  # seconds a server that is just starting may need until its database answers
_BETWEEN_TRIES = 0.5
_NOT_YET = (
    "the database system is starting up",
    "the database system is not yet accepting connections",
    "the database system is in recovery mode",
)
"""What PostgreSQL says with SQLSTATE 57P03, which libpq does not tell of a connection that failed."""


def server_lock(data: Path) -> FolderLock:
    """The lock a running server holds on its data folder."""
    return FolderLock(data / "server.lock")


def has_own_database() -> bool:
    """Whether DATABASE_URL names a database that is not ours to start."""
    return bool(os.environ.get(POOLED, "").strip())


def _given() -> list[tuple[str, str]]:
    return [(name, os.environ.get(name, "").strip()) for name in (POOLED, DIRECT)]


def direct_url() -> str:
    """The address of the database that no pooler is in front of: a command's work may take a session of its own."""
    return os.environ.get(DIRECT, "").strip() or os.environ[POOLED]


def check_own_database() -> None:
    """Raise Problem when a database that is not ours does not answer, directly or through its pooler."""
    for name, url in _given():
        if url:
            check_database(url, name=name)


@contextmanager
def open_database(*, durable: bool = True) -> Iterator[str]:
    """Make a database answer for the length of a command, and set Django up on it.

    `durable=False`: an embedded one may be lost with the power until the caller has synced the disk.
    Raises Problem when there is none: it does not answer, or the embedded one can't be started.
    """
    read_databases(*(url for _, url in _given()))  # half a pair is refused before anything is asked
    if has_own_database():
        check_own_database()
        with _announced(direct_url()) as url:
            yield url
        return
    data = data_folder()
    if server_lock(data).is_held():
        with _announced(_address_of_running(data)) as url:
            yield url
        return
    # Another short command may have the database for a moment: wait for it instead of failing.
    postgres = EmbeddedPostgres(data=data, patience=_STARTING, durable=durable)
    with postgres, _announced(postgres.url) as url:
        yield url


@contextmanager
def _announced(url: str) -> Iterator[str]:
    before = os.environ.get(POOLED)
    os.environ[POOLED] = url
    set_django_up()
    try:
        yield url
    finally:
        close_connections()
        del os.environ[POOLED]
        if before is not None:
            os.environ[POOLED] = before


def check_database(url: str, *, name: str = POOLED) -> None:
    """Raise Problem when the database does not answer. No password of the URL gets into the message.

    `name` is the variable that holds the URL. One that is just starting, or recovers from a crash, is waited for.
    """
    deadline = time.monotonic() + _STARTING
    try:
        while not _answers(url, insist=time.monotonic() > deadline):
            time.sleep(_BETWEEN_TRIES)
    except (psycopg.Error, UnicodeError) as error:
        reason = str(error).strip().splitlines()[-1]
        raise Problem(
            f"The database named by {name} does not answer: {reason}",
            fix=f"Start it, correct {name}, or unset it to use the PostgreSQL that FlowChat brings along.",
        ) from error


def _answers(url: str, *, insist: bool) -> bool:
    """Return False for one that will answer soon. With `insist` that is an error like any other."""
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        if insist or not any(reason in str(error) for reason in _NOT_YET):
            raise
        return False
    return True


def set_django_up() -> None:
    """Load the settings and logging, once the environment is complete."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "flowchat.config.settings"
    import django

    from flowchat.config.logs import configure

    django.setup()
    environment = env.load()
    configure(environment.log, debug=environment.debug)


def close_connections() -> None:
    """Close Django's connections, so that PostgreSQL can stop without cutting anyone off."""
    from django.db import connections

    connections.close_all()


def _address_of_running(data: Path) -> str:
    deadline = time.monotonic() + _STARTING
    while time.monotonic() < deadline:
        told = read_pid_file(data / "postgres" / "pgdata")
        if told and told.ready and told.socket_folder:
            return database_url(told.socket_folder)
        if not server_lock(data).is_held():
            break
        time.sleep(0.1)
    raise Problem(
        f"The server on {data} does not get its database up.", fix="Look at what it says, or restart it."
    )
