"""A place for a data folder, and processes that supervise PostgreSQL in it, as root and as an ordinary user."""

import contextlib
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from flowchat.cli.postgres.account import Account
from flowchat.cli.postgres.binaries import SETTING, find_binaries
from flowchat.cli.postgres.copies import usable_binaries

IS_ROOT = os.geteuid() == 0
NOBODY = pwd.getpwnam("nobody")


@dataclass
class Actor:
    """A supervising process, its first line parsed."""

    process: subprocess.Popen[str]
    told: dict[str, Any]

    @property
    def url(self) -> str:
        return str(self.told["url"])

    @property
    def postmaster(self) -> int:
        return int(self.told["pid"])

    def stop(self) -> int:
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        return self._ended()

    def kill(self) -> None:
        self.process.kill()
        self._ended()

    def _ended(self) -> int:
        code = self.process.wait(60)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        return code


@dataclass
class Stage:
    """Where one test's actors play, and who they are."""

    folder: Path
    uid: int
    environment: dict[str, str]
    actors: list[Actor] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def cluster(self) -> Path:
        return self.data / "postgres" / "pgdata"

    @property
    def log(self) -> str:
        return (self.data / "postgres" / "postgres.log").read_text()

    def act(self, data: Path | None = None, through: Sequence[str] = (), **spec: object) -> Actor:
        """Start an actor, by way of another command if need be, and wait until it is up or says why not."""
        told = {"uid": self.uid, "data": str(data or self.data), **spec}
        process = subprocess.Popen(
            [*through, sys.executable, "-m", "flowchat.cli.tests.actor", json.dumps(told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self.environment,
        )
        assert process.stdout
        line = process.stdout.readline()
        assert line, f"the actor ended without a word: {process.wait()}"
        actor = Actor(process, json.loads(line))
        self.actors.append(actor)
        return actor


def query(url: str, statement: str) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def eventually(check: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.fixture(scope="session")
def readable_binaries() -> Iterator[str]:
    """Programs that `nobody` can run, wherever this checkout lies; without root there is nobody but ourselves."""
    if not IS_ROOT:
        yield str(find_binaries().folder)
        return
    shelf = Path(tempfile.mkdtemp(prefix="fc-bin-", dir="/tmp"))
    shelf.chmod(0o755)
    account = Account("nobody", NOBODY.pw_uid, NOBODY.pw_gid)
    yield str(usable_binaries(find_binaries(), account, shelf).folder)
    shutil.rmtree(shelf)


def _stage(uid: int, binaries: str) -> Iterator[Stage]:
    folder = Path(tempfile.mkdtemp(prefix="fc-", dir="/tmp"))
    folder.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FLOWCHAT_")}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    if uid != os.geteuid():
        environment[SETTING] = binaries
        os.chown(folder, uid, uid)
    stage = Stage(folder, uid, environment)
    yield stage
    for actor in stage.actors:
        actor.stop()
    shutil.rmtree(folder)


@pytest.fixture(params=["root", "ordinary user"] if IS_ROOT else ["ordinary user"])
def stage(request: pytest.FixtureRequest, readable_binaries: str) -> Iterator[Stage]:
    """Once as root, which steps down, and once as an ordinary user; without root only the latter can be."""
    ordinary = NOBODY.pw_uid if IS_ROOT else os.geteuid()
    yield from _stage(0 if request.param == "root" else ordinary, readable_binaries)


@pytest.fixture
def own_stage(readable_binaries: str) -> Iterator[Stage]:
    """As whoever runs the tests."""
    yield from _stage(os.geteuid(), readable_binaries)
