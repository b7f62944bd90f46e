"""A system's limit of 1,024 open files would be a limit of as many people."""

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowchat.cli.open_files import allow_many_connections
from tools.stack import Stack


@pytest.fixture
def hard() -> Iterator[int]:
    """Lower the soft limit, as a system does; return the hard one."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
    yield before[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_the_server_raises_its_limit(hard: int) -> None:
    with Stack(prepared=True) as stack:
        assert stack.process
        limits = Path(f"/proc/{stack.process.pid}/limits").read_text()
    (line,) = (one for one in limits.splitlines() if one.startswith("Max open files"))
    assert line.split()[3:5] == [str(hard), str(hard)]


def test_a_limit_that_can_not_be_raised_stays(hard: int) -> None:
    allow_many_connections()
    allow_many_connections()
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)
