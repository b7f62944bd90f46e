"""A full disk refuses what is written to it, and takes it again when it is freed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.stack.disk import Disk

_WRITER = """
import sys
for line in sys.stdin:
    try:
        open(line.strip(), "wb", buffering=0).write(bytes(100_000))
        with open(line.strip(), "rb") as file:
            print(len(file.read()), flush=True)
    except OSError as error:
        print(error.errno, flush=True)
"""


@pytest.fixture
def writer() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield process
    process.communicate(timeout=30)


def _write(writer: subprocess.Popen[str], path: Path) -> int:
    assert writer.stdin
    assert writer.stdout
    writer.stdin.write(f"{path}\n")
    writer.stdin.flush()
    return int(writer.stdout.readline())


@pytest.mark.parametrize("mounting", [False, True])
def test_it_is_full_until_it_is_freed(
    writer: subprocess.Popen[str], tmp_path: Path, *, mounting: bool
) -> None:
    disk = Disk(tmp_path, lambda: [writer.pid])
    if mounting:
        disk.prepare()
    try:
        assert _write(writer, tmp_path / "one") == 100_000
        assert disk.fill() == ("no space left" if disk.mounted else "files limited to 4096 bytes")
        # Of the first part that still fits a limit leaves a beginning, a full disk nothing.
        assert _write(writer, tmp_path / "two") < 100_000
        disk.free()
        assert _write(writer, tmp_path / "three") == 100_000
    finally:
        disk.release()
    assert not os.path.ismount(tmp_path)
