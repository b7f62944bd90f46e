"""Reads `postmaster.pid`, in which PostgreSQL tells who runs a cluster, where its socket is and whether it is ready.

The lines are a fixed format of PostgreSQL (src/include/utils/pidfile.h): pid, data folder, start time, port,
socket folder, listen address, shared memory key, status.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PidFile:
    """What the file says. `socket_folder` is None and `ready` false while PostgreSQL is still starting."""

    pid: int
    socket_folder: Path | None
    ready: bool


def read_pid_file(cluster: Path) -> PidFile | None:
    """Answer the file's content, or None when there is none or it is cut short."""
    try:
        lines = (cluster / "postmaster.pid").read_text(errors="replace").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    socket_folder = Path(lines[4]) if len(lines) > 4 and lines[4].strip() else None
    return PidFile(pid=pid, socket_folder=socket_folder, ready=len(lines) > 7 and lines[7].strip() == "ready")
