"""What another process is, on Linux and on macOS."""

import subprocess
import sys
from pathlib import Path


def command_line(pid: int) -> str | None:
    """Answer a live process's command line, or None when there is no such process or it is a zombie.

    A zombie is dead, yet `kill(pid, 0)` succeeds for it, so PostgreSQL would take its old lock file for valid.
    In a container whose first process reaps nothing, that lasts for ever.
    """
    return _from_proc(pid) if sys.platform == "linux" else _from_ps(pid)


def _from_proc(pid: int) -> str | None:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, IndexError):
        return None
    return None if state in "ZX" else command.replace(b"\0", b" ").decode(errors="replace").strip()


def _from_ps(pid: int) -> str | None:
    answer = subprocess.run(
        ["ps", "-ww", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, command = answer.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else command.strip()
