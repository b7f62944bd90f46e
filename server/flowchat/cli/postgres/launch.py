"""Starts the postmaster so that it never outlives us, even when we are killed with kill -9."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flowchat.cli.postgres.account import Account
from flowchat.cli.postgres.cluster import Reach, child_environment

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
# The watchdog reads a pipe that only we hold open. However we die, the kernel closes it, and the read ends.
_WATCHDOG = 'read -r line; test "$line" = done || kill -INT "$1" 2>/dev/null'
HAS_DEATH_SIGNAL = sys.platform == "linux"


@dataclass(slots=True)
class Postmaster:
    """The running process, and the watchdog beside it where the kernel has no parent-death signal."""

    process: subprocess.Popen[bytes]
    watchdog: subprocess.Popen[bytes] | None

    def dismiss_watchdog(self) -> None:
        """Let the watchdog go without harm; called once the postmaster has ended."""
        if self.watchdog and self.watchdog.stdin:
            try:
                self.watchdog.stdin.write(b"done\n")
                self.watchdog.stdin.close()
            except BrokenPipeError:
                pass
            self.watchdog.wait(10)
            self.watchdog = None


def launch(
    command: list[str], account: Account, place: Reach, log: Path, *, death_signal: bool = HAS_DEATH_SIGNAL
) -> Postmaster:
    """Start the postmaster in a session of its own, so that Ctrl-C in our terminal reaches only us.

    Must run in the main thread: Linux sends the parent-death signal when the thread that made the child ends.
    """
    if death_signal and threading.current_thread() is not threading.main_thread():
        raise RuntimeError("start the embedded PostgreSQL from the main thread")
    with open(log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
        process = _spawn(command, account, place, output, _ask_for_death_signal() if death_signal else None)
    return Postmaster(process, None if death_signal else _watch(process.pid, account))


def _spawn(
    command: list[str],
    account: Account,
    place: Reach,
    output: IO[bytes],
    before_exec: Callable[[], None] | None,
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=child_environment(),
        pass_fds=place.descriptors,
        start_new_session=True,
        # Runs after the change of user, which would reset the death signal, and calls nothing but prctl and getppid.
        preexec_fn=before_exec,  # noqa: PLW1509 - started before any other thread, see launch()
        **account.identity(),
    )


def _ask_for_death_signal() -> Callable[[], None]:
    """SIGINT is PostgreSQL's fast shutdown: clients are dropped, everything is written, the next start is clean."""
    libc, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def before_exec() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
        if os.getppid() != parent:  # we died between the fork and the request: the signal would never come
            os._exit(1)

    return before_exec


def _watch(pid: int, account: Account) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["/bin/sh", "-c", _WATCHDOG, "flowchat-watchdog", str(pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        **account.identity(),
    )
