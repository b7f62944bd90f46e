"""Several workers on one machine, asked through one of them."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowchat.observing.measures import Family
from flowchat.observing.workers import SILENT_SECONDS, Workers

_TELL = """
import asyncio, sys, time
from pathlib import Path
from flowchat.observing.measures import Family
from flowchat.observing.workers import Workers

async def tell():
    mine = Workers(Path(sys.argv[1]), lambda: [Family("sent", "Sent.", "counter", [("_total", {}, 5)])], every=0.05)
    mine.start()
    print("here", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await mine.stop()

asyncio.run(tell())
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", _TELL, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "here\n"
        yield process
        process.kill()


def mine(folder: Path) -> Workers:
    return Workers(folder, lambda: [Family("sent", "Sent.", "counter", [("_total", {}, 3)])], every=0.05)


def sent(workers: Workers) -> list[float]:
    return sorted(
        value for families in workers.everyone().values() for one in families for *_, value in one.samples
    )


def files_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*.json"))


async def heard(workers: Workers, wanted: list[float]) -> None:
    deadline = asyncio.get_running_loop().time() + 20
    while sent(workers) != wanted:
        assert asyncio.get_running_loop().time() < deadline, f"still {sent(workers)}"
        await asyncio.sleep(0.02)


async def test_a_worker_tells_of_all(tmp_path: Path, other: "subprocess.Popen[str]") -> None:
    workers = mine(tmp_path)
    workers.start()
    await heard(workers, [3, 5])
    assert str(other.pid) in workers.everyone()
    assert other.stdin
    other.stdin.write("\n")
    other.stdin.close()
    await asyncio.to_thread(other.wait)
    assert sent(workers) == [3], "who stopped is gone at once"
    await workers.stop()
    assert files_in(tmp_path) == []


async def test_a_killed_worker_leaves_nothing_behind(tmp_path: Path, other: "subprocess.Popen[str]") -> None:
    workers = mine(tmp_path)
    workers.start()
    await heard(workers, [3, 5])
    other.kill()
    await asyncio.to_thread(other.wait)
    assert sent(workers) == [3]
    assert [path.stem for path in files_in(tmp_path)] == [str(os.getpid())]
    await workers.stop()


async def test_a_killed_workers_process_id_is_given_to_another_program(tmp_path: Path) -> None:
    workers = mine(tmp_path)
    workers.start()
    stranger = tmp_path / socket.gethostname() / f"{os.getppid()}.json"
    stranger.write_text("[]")
    long_ago = time.time() - SILENT_SECONDS - 1
    os.utime(stranger, (long_ago, long_ago))
    assert str(os.getppid()) in workers.everyone(), "one alone writes nothing until it sees that we came"
    workers._since -= SILENT_SECONDS
    assert list(workers.everyone()) == [str(os.getpid())]
    assert not stranger.exists()
    await workers.stop()


async def test_one_alone_writes_no_numbers(tmp_path: Path) -> None:
    workers = mine(tmp_path)
    workers.start()
    await asyncio.sleep(0.2)
    (path,) = files_in(tmp_path)
    assert json.loads(path.read_text()) == []
    await workers.stop()


async def test_a_broken_file_and_a_folder_that_can_not_be_made_harm_nobody(
    tmp_path: Path, other: "subprocess.Popen[str]", caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / socket.gethostname()
    workers = mine(tmp_path)
    await heard(workers, [3])
    (folder / "nonsense.json").write_text("{")
    assert sent(workers) == [3]
    (tmp_path / "file").touch()
    nowhere = mine(tmp_path / "file")
    nowhere.start()
    assert sent(nowhere) == [3]
    assert "can't be kept" in caplog.text
    await nowhere.stop()
