"""The child process and its limits, each of them met."""

import os
import threading
import time
from pathlib import Path

import pytest

from flowchat.sandbox import parent
from flowchat.sandbox.limits import AllBusy, Limits, WorkFailed
from flowchat.sandbox.parent import work_apart, work_in_pipes

MB = 1024 * 1024
LIMITS = Limits(memory=512 * MB, cpu_seconds=20, seconds=60.0, file_bytes=MB)
WORKS = "flowchat.sandbox.tests.works"


def ask(work: str, *arguments: str, body: bytes = b"", limits: Limits = LIMITS) -> bytes:
    return work_apart(f"{WORKS}:{work}", *arguments, body=body, limits=limits)


async def test_both_ways_in() -> None:
    assert ask("echo", "a", "b", body=b"\x00c") == b"a|b|\x00c"
    assert await work_in_pipes(f"{WORKS}:echo", "a", body=b"\x00c", limits=LIMITS) == b"a|\x00c"


def test_the_child_has_nothing_to_lose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@host/name")
    assert not ask("environment").decode().count("DATABASE_URL")
    assert set(ask("environment").decode().split()) <= {"PYTHONPATH", "PYTHONIOENCODING", "LC_CTYPE"}
    rights = [512 * MB, 20, MB, 0, True, "/"]
    assert ask("rights").decode() == repr(rights)


def test_files_are_its_own_and_bounded(tmp_path: Path) -> None:
    made = tmp_path / "made"
    assert ask("write_file", str(made), "100") == b"0o600"
    assert made.stat().st_size == 100
    with pytest.raises(WorkFailed):
        ask("write_file", str(made), str(2 * MB))
    assert made.stat().st_size <= MB


async def test_in_pipes_it_writes_no_files(tmp_path: Path) -> None:
    made = tmp_path / "made"
    limits = Limits(memory=512 * MB, cpu_seconds=20, seconds=60.0)
    with pytest.raises(WorkFailed):
        await work_in_pipes(f"{WORKS}:write_file", str(made), "100", body=b"", limits=limits)
    assert not made.exists() or made.stat().st_size == 0


def test_its_answer_is_bounded() -> None:
    with pytest.raises(WorkFailed):
        ask("answer_much")


def test_memory_and_processor_end() -> None:
    with pytest.raises(WorkFailed):
        ask("fill_memory")
    with pytest.raises(WorkFailed):
        ask("spin", limits=Limits(memory=512 * MB, cpu_seconds=1, seconds=60.0, file_bytes=MB))


def test_who_takes_too_long_is_ended_with_all_it_started(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    limits = Limits(memory=512 * MB, cpu_seconds=20, seconds=4.0, file_bytes=MB)
    with pytest.raises(WorkFailed, match="too long"):
        ask("leave_someone_behind", str(note), limits=limits)
    if told := note.read_text() if note.exists() else "":  # a loaded machine may not have come that far
        assert is_gone(int(told))


def is_gone(pid: int) -> bool:
    for _ in range(3000):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


def test_only_some_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "_turns", threading.BoundedSemaphore(1))
    other = threading.Thread(target=ask, args=("sleep", "6"))
    other.start()
    while parent._turns.acquire(blocking=False):
        parent._turns.release()
        time.sleep(0.001)
    with pytest.raises(AllBusy):
        work_apart(f"{WORKS}:echo", limits=LIMITS, wait=0.05)
    other.join()
    assert work_apart(f"{WORKS}:echo", "now", limits=LIMITS, wait=0.05) == b"now|"


@pytest.mark.parametrize("work", [f"{WORKS}:missing", "flowchat.missing:work"])
def test_a_child_that_fails(work: str) -> None:
    with pytest.raises(WorkFailed):
        work_apart(work, limits=LIMITS)
