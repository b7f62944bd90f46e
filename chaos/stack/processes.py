"""Processes by their ids, as Linux lists them."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """Return the children of a process, in the order they were made."""
    found: set[int] = set()
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found.update(int(one) for one in (task / "children").read_text().split())
    return sorted(found)


def command_of(pid: int) -> str:
    """Return the command line of a process, "" for one that is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def send_signal(pids: Iterable[int], number: int) -> None:
    """Send a signal to processes, as far as they still live."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
