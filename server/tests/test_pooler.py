"""A server behind a real PgBouncer in transaction mode, over TLS, with a direct address beside it: as on Neon."""

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from tools.person import Person
from tools.pgbouncer import PgBouncer
from tools.prepared import copy_prepared
from tools.stack import Stack

PEOPLE = 6
EACH = 10


@dataclass
class Pooled:
    """A server that is set up, the address of its database, and people in one room."""

    stack: Stack
    pooler: PgBouncer
    direct: str
    people: list[Person]
    room: str

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.direct, autocommit=True) as connection:
            return list(connection.execute(query.encode()).fetchall())


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A PostgreSQL of its own, with tables."""
    folder = Path(tempfile.mkdtemp(prefix="flowchat-pooled-"))
    copy_prepared(folder)
    with EmbeddedPostgres(data=folder, durable=False) as cluster:
        yield cluster.url
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def pooled(database: str) -> Iterator[Pooled]:
    with ExitStack() as things:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("CREATE ROLE pooled SUPERUSER LOGIN")
        pooler = things.enter_context(PgBouncer(database, user="pooled"))
        settings = {"DATABASE_URL": pooler.url, "DATABASE_DIRECT_URL": database}
        stack = things.enter_context(Stack(environment=settings))
        alice, *others = [Person(stack.url) for _ in range(PEOPLE)]
        for person in (alice, *others):
            things.enter_context(closing(person.http))
        room = alice.set_up(stack.setup_token)["room_id"]
        invite = alice.invite()
        for number, person in enumerate(others):
            person.register(f"Person {number}", invite=invite)
        yield Pooled(stack, pooler, database, [alice, *others], room)


def test_people_talk(pooled: Pooled) -> None:
    """More threads than connections: each transaction gets another session than the one before it."""

    def say_all(person: Person) -> None:
        for number in range(EACH):
            person.say(pooled.room, f"{person.me['name']} {number}")

    with pooled.people[0].socket() as socket, ThreadPoolExecutor(PEOPLE) as threads:
        list(threads.map(say_all, pooled.people))
        heard = [socket.hear_event("message.sent")["event"]["message"]["text"] for _ in range(PEOPLE * EACH)]
    sent = {f"{person.me['name']} {number}" for person in pooled.people for number in range(EACH)}
    assert set(heard) == sent
    history = pooled.people[1].history(pooled.room, "&limit=100")
    assert [one["text"] for one in history if one["text"] in sent] == heard, "one order for all"
    found = pooled.people[2].call("GET", "search/?q=person&sort=newest")
    assert found["hits"]


def test_what_needs_a_session_has_one(pooled: Pooled) -> None:
    """Jobs are waited for by LISTEN, which a pooler in transaction mode forgets at once."""
    sessions = pooled.ask(
        "SELECT application_name, usename = 'pooled' FROM pg_stat_activity WHERE usename <> ''"
    )
    assert ("flowchat jobs", False) in sessions
    assert ("flowchat jobs", True) not in sessions
    assert [name for name, through in sessions if through], "requests go through the pooler"
    pooled.people[0].say(pooled.room, "Look at https://nowhere.invalid/page")
    done = re.compile(r'flowchat_jobs_run_total\{outcome="done",task="[^"]*preview[^"]*"\} [1-9]')
    deadline = time.monotonic() + 20
    while not done.search(httpx.get(f"{pooled.stack.url}/metrics").text):
        assert time.monotonic() < deadline, "the job was not done"
        time.sleep(0.2)


def test_commands_work_beside_it(pooled: Pooled, tmp_path: Path) -> None:
    """A backup is one long transaction, doctor takes locks: both go past the pooler."""
    assert "everything that was confirmed" in pooled.stack.run("backup", str(tmp_path / "all.tar"))
    assert "up to date" in pooled.stack.run("migrate")
    assert "answers" in pooled.stack.run("doctor")


def test_a_pooler_that_wants_tls_is_not_spoken_to_without(pooled: Pooled) -> None:
    plain = pooled.pooler.url.partition("?")[0] + "?sslmode=disable"
    settings = {"DATABASE_URL": plain, "DATABASE_DIRECT_URL": pooled.direct}
    with pytest.raises(AssertionError, match=r"DATABASE_URL does not answer.*SSL required"):
        Stack(environment=settings).start()
