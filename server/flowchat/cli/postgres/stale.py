"""Clears what an earlier run left behind, so that the next start works however the last one ended.

Called only while the folder's lock is held: nobody else supervises this cluster, so what still runs is an orphan.
"""

import contextlib
import hashlib
import os
import signal
import time
from pathlib import Path

from flowchat.cli.postgres.pidfile import PidFile, read_pid_file
from flowchat.cli.postgres.processes import command_line
from flowchat.config.problems import Problem

_PATIENCE = 60.0  # seconds a fast shutdown may need to write its last checkpoint
# Above the largest pid Linux (2^22) and macOS (99999) hand out, so no process has it.
_NOBODY = 2**22 + 1


def cluster_mark(cluster: Path) -> str:
    """A name for the cluster that shows in the command line of its postmaster, and in no other process's."""
    return f"flowchat-{hashlib.sha256(os.fsencode(cluster.resolve())).hexdigest()[:12]}"


def clear_leftovers(cluster: Path) -> None:
    """Stop a live orphan cleanly, and make a pid file that names nobody of ours harmless.

    Raises Problem when an orphan can't be stopped.
    """
    left = read_pid_file(cluster)
    if left is None:
        # Cut short by a full disk or a power cut: it names nobody, and PostgreSQL would refuse to start over it.
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        return
    if is_our_postmaster(left.pid, cluster):
        _stop_orphan(left.pid, cluster)
    if (cluster / "postmaster.pid").exists():
        _disown(cluster, left)


def is_our_postmaster(pid: int, cluster: Path) -> bool:
    """Whether the process runs this very cluster. A pid alone proves nothing: another may have it since."""
    command = command_line(pid)
    return command is not None and cluster_mark(cluster) in command and not command.startswith("postgres:")


def _stop_orphan(pid: int, cluster: Path) -> None:
    for how, patience in ((signal.SIGINT, _PATIENCE), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return
        except PermissionError as error:
            raise Problem(
                f"A PostgreSQL of an earlier run (process {pid}) still has {cluster}, and this user may not stop it.",
                fix=f"Stop it: kill -INT {pid}",
            ) from error
        if _gone_within(patience, pid, cluster):
            return
    raise Problem(
        f"A PostgreSQL of an earlier run (process {pid}) does not stop.", fix="Restart the machine."
    )


def _gone_within(seconds: float, pid: int, cluster: Path) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not is_our_postmaster(pid, cluster):
            return True
        time.sleep(0.02)
    return False


def _disown(cluster: Path, left: PidFile) -> None:
    """Point the pid file at nobody instead of deleting it.

    PostgreSQL takes any live process with that pid for a rival. The rest of the file must stay: with the shared memory
    key in it PostgreSQL itself makes sure that no backend of the dead postmaster still writes.
    """
    with contextlib.suppress(FileNotFoundError):
        handle = os.open(cluster / "postmaster.pid", os.O_RDWR | os.O_NOFOLLOW)
        with os.fdopen(handle, "r+") as file:
            rest = file.read().split("\n", 1)[1:]
            file.seek(0)
            file.write("\n".join([str(_NOBODY), *rest]))
            file.truncate()
    if left.socket_folder:
        with contextlib.suppress(OSError):  # gone with a cleaned /tmp, or not ours
            (left.socket_folder / ".s.PGSQL.5432.lock").unlink()
