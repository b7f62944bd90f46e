"""What the parent process does about workers that don't come up, or seem to hang. Real processes, small ones."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flowchat.cli.tests.commands import environment_of

LATE = 4.0
"""As in small_server.py."""


@dataclass
class Small:
    """A server with three workers."""

    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def serving(self) -> set[int]:
        return {
            int(file.name) for file in self.folder.iterdir() if file.name.isdigit() and lives(int(file.name))
        }

    def children(self) -> list[int]:
        pid = self.process.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def lives(pid: int) -> bool:
    return state(pid) not in ("", "Z")


def eventually(check: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 40
    while not check():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    command = [sys.executable, "-m", "flowchat.cli.tests.small_server", str(tmp_path), "3"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment_of(tmp_path))
    server = Small(process, tmp_path)
    try:
        eventually(lambda: len(server.serving()) == 3, "they don't serve")
        yield server
    finally:
        for pid in [*server.children(), process.pid]:
            os.kill(pid, signal.SIGKILL)
        process.wait(10)


def test_a_worker_that_hangs_while_starting_is_killed_and_the_reload_goes_on(small: Small) -> None:
    before = small.serving()
    (small.folder / "hang").touch()
    small.tell(signal.SIGHUP)
    eventually(lambda: len(small.children()) == 4, "no new one is started")
    (starting,) = set(small.children()) - before
    small.tell(signal.SIGHUP)  # would mark the one that hangs, and so send one away that serves
    eventually(lambda: not lives(starting), "it is not killed")
    assert f"Worker {starting} takes too long to start" in small.log
    assert small.serving() == before
    (small.folder / "hang").unlink()
    eventually(lambda: small.log.count("All workers are new") == 2, "the second reload is forgotten")
    assert small.log.count("Replacing 3 workers") == 2
    eventually(lambda: len(small.children()) == len(small.serving()) == 3, "not three are left")
    assert not before & small.serving()


def test_two_that_fail_at_once_are_both_taken_note_of(small: Small) -> None:
    one, other, good = sorted(small.serving())
    (small.folder / "fail").touch()
    for pid in (one, other):
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: len(small.children()) == 3 and not {one, other} & set(small.children()), "no new ones")
    starting = set(small.children()) - {good}
    small.tell(signal.SIGSTOP)  # so that one SIGCHLD is all it gets for the two
    (small.folder / "go").touch()
    eventually(lambda: {state(pid) for pid in starting} == {"Z"}, "they don't fail")
    (small.folder / "fail").unlink()
    small.tell(signal.SIGCONT)
    eventually(lambda: len(small.serving()) == 3, "one is missing")
    assert good in small.serving()
    assert small.process.poll() is None
    assert not starting & set(small.children())


def test_after_a_pause_of_all_nobody_is_killed_until_all_could_speak(small: Small) -> None:
    before = small.serving()
    for pid in [small.process.pid, *before]:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(LATE + 1)
    small.tell(signal.SIGCONT)
    time.sleep(1)  # the parent's turns come before the workers'
    for pid in before:
        os.kill(pid, signal.SIGCONT)
    time.sleep(LATE)
    assert small.serving() == before
    assert "TIMEOUT" not in small.log
    victim = min(before)
    os.kill(victim, signal.SIGSTOP)
    eventually(lambda: not lives(victim), "one that hangs is not killed any more")
    assert f"WORKER TIMEOUT (pid:{victim})" in small.log
