"""So many uploads of one person at once, over all processes of a machine."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from flowchat.chat.errors import SlowDown
from flowchat.chat.media.receiving.turns import AT_ONCE, Turn, take_turn

_HOLD = "import fcntl, sys, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, 2); print(flush=True); time.sleep(60)"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.INCOMING_FOLDER = tmp_path / "incoming"
    return tmp_path / "sending"


def test_another_process_counts_until_it_is_killed(folder: Path) -> None:
    owner = uuid4()
    take_turn(owner).end()
    first = folder / f"{owner}.0"
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(first)], stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        mine = [take_turn(owner) for _ in range(AT_ONCE - 1)]
        with pytest.raises(SlowDown):
            take_turn(owner)
        take_turn(uuid4()).end()
        os.kill(other.pid, signal.SIGKILL)
        other.wait(10)
    mine.append(take_turn(owner))
    for turn in mine:
        turn.end()
    assert list(folder.iterdir()) == []


def test_many_who_come_and_go_never_hold_too_many() -> None:
    owner, held, most = uuid4(), 0, 0
    lock = threading.Lock()

    def come_and_go() -> None:
        nonlocal held, most
        for _ in range(200):
            turn = _try(owner)
            if turn is None:
                continue
            with lock:
                held += 1
                most = max(most, held)
            with lock:
                held -= 1
            turn.end()

    threads = [threading.Thread(target=come_and_go) for _ in range(2 * AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < most <= AT_ONCE


def _try(owner: Any) -> Turn | None:
    try:
        return take_turn(owner)
    except SlowDown:
        return None
