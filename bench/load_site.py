"""What is measured under load: PostgreSQL, Redis and the workers of one install, full of people."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load_person import PASSWORD
from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from tools.person import Person
from tools.prepared import copy_prepared
from tools.redis_server import RedisServer
from tools.stack import Stack

PROXIED = {"FLOWCHAT_TRUSTED_PROXIES": "127.0.0.1"}
"""The one setting: as behind a proxy, so that each client has an address of its own, as people have."""


@dataclass(frozen=True)
class Site:
    """A running install. `roots` are the process ids at the roots of process trees, by what they are."""

    server: Stack
    redis: RedisServer
    people: list[tuple[str, str]]
    roots: dict[str, int]


@contextmanager
def site(*, workers: int, people: int) -> Iterator[Site]:
    """Start everything, fsync on, on a folder of its own, and make the accounts."""
    with ExitStack() as open_things:
        folder = Path(tempfile.mkdtemp(prefix="flowchat-load-"))
        open_things.callback(shutil.rmtree, folder, ignore_errors=True)
        copy_prepared(folder)
        postgres = open_things.enter_context(EmbeddedPostgres(data=folder))
        redis = open_things.enter_context(RedisServer())
        names = _make_people(postgres.url, folder, people)
        settings = {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url, **PROXIED}
        server = open_things.enter_context(Stack("--workers", str(workers), environment=settings))
        owner = Person(server.url)
        with closing(owner.http):
            owner.set_up(server.setup_token, name="Owner")
        assert server.process
        assert redis.process
        roots = {
            "server": server.process.pid,
            "PostgreSQL": postgres.pid or 0,
            "Redis": redis.process.pid,
        }
        addresses = [f"10.{1 + at // 62500}.{at // 250 % 250}.{1 + at % 250}" for at in range(people)]
        yield Site(server, redis, list(zip(names, addresses, strict=True)), roots)


def _make_people(database: str, folder: Path, count: int) -> list[str]:
    """Write accounts as registering does, all with one password, hashed once: the server works as hard to check each.

    Registering them would be limited: a hundred an hour for each address.
    """
    os.environ |= {
        "DATABASE_URL": database,
        "FLOWCHAT_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "flowchat.config.settings",
    }
    import django

    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.db import connections

    from flowchat.chat.accounts.models import User

    password, names = make_password(PASSWORD), [f"load{number}" for number in range(count)]
    User.objects.bulk_create(
        User(username=name, username_key=name, name=name, password=password, search_key=name)
        for name in names
    )
    connections.close_all()
    return names
