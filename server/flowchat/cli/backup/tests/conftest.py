"""A PostgreSQL of its own, in which databases are made from one that holds a community of one."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from flowchat.cli.tests.commands import flowchat
from tools.prepared import copy_prepared

PASSWORD = "correct horse battery"
NEWEST = ("mirroring", "0001_initial")
"""A migration that the tables of an older FlowChat don't have; `made_older` takes it back."""


class Databases:
    """Databases by name, and where they are."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self._postgres = postgres

    def make(self, name: str, *, like: str | None = None) -> str:
        """Make a database, empty or like another, and return its address."""
        with psycopg.connect(self._postgres.url, dbname="postgres", autocommit=True) as connection:
            template = sql.Identifier(like or "template0")
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template)
            )
        return self._postgres.url.replace("/flowchat?", f"/{name}?")


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    """Return the rows of a query; nothing for a statement without any."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return list(cursor.fetchall()) if cursor.description else []


def make_older(url: str) -> None:
    """Take the newest migration back, as if an older FlowChat had made the tables."""
    tables = ask(url, "SELECT tablename FROM pg_tables WHERE tablename LIKE 'mirroring!_%' ESCAPE '!'")
    assert tables
    ask(url, f"DROP TABLE {', '.join(str(name) for (name,) in tables)}")
    ask(url, "DELETE FROM django_migrations WHERE app = 'mirroring'")


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """`empty` has the tables of an older FlowChat and nobody in it; `lived` has Alice as well."""
    folder = tmp_path_factory.mktemp("cluster")
    copy_prepared(folder)
    with EmbeddedPostgres(data=folder, durable=False) as postgres:
        databases = Databases(postgres)
        make_older(databases.make("empty", like="flowchat"))
        settings = {"DATABASE_URL": databases.make("current", like="flowchat")}
        done = flowchat(folder / "data", "create-user", "alice", typed=f"{PASSWORD}\n", settings=settings)
        assert done.returncode == 0, done.stderr
        lived = databases.make("lived", like="current")
        make_older(lived)
        yield databases
