"""Has a child process do a piece of work: from the event loop with pipes, or from a worker thread with files."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading

from flowchat.sandbox.limits import AllBusy, Limits, WorkFailed

AT_ONCE = 2
"""Children that worker threads may have at the same time: each may take a processor and much memory."""
WAIT = 15.0
"""Seconds to wait for one of the others to end."""

_turns = threading.BoundedSemaphore(AT_ONCE)


async def work_in_pipes(work: str, *arguments: str, body: bytes, limits: Limits) -> bytes:
    """Return what the function `work` ("module:function") makes of `body`, in a process that can't write files.

    Raises WorkFailed. How many run at once is for the caller to bound.
    """
    child = await asyncio.create_subprocess_exec(
        *_command(work, arguments, limits),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
        start_new_session=True,  # Ctrl-C is the server's to handle
    )
    try:
        async with asyncio.timeout(limits.seconds):
            out, _ = await child.communicate(body)
    except TimeoutError as error:
        raise WorkFailed("it took too long") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        raise WorkFailed(f"the child ended with {child.returncode}")
    return out


def work_apart(work: str, *arguments: str, limits: Limits, body: bytes = b"", wait: float = WAIT) -> bytes:
    """Return what the function `work` answers; files that it reads or writes are named in its arguments.

    For worker threads. Raises WorkFailed, or AllBusy when no turn came within `wait` seconds.
    """
    if not _turns.acquire(timeout=wait):
        raise AllBusy
    try:
        return _work(_command(work, arguments, limits), body, limits)
    finally:
        _turns.release()


def _work(command: list[str], body: bytes, limits: Limits) -> bytes:
    # Files, not pipes: the limit on files then bounds the answer as well, and nobody has to read while the child runs.
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(body)
        question.seek(0)
        child = subprocess.Popen(
            command,
            stdin=question,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            start_new_session=True,
            umask=0o077,
        )
        try:
            status = child.wait(limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise WorkFailed("it took too long") from error
        finally:
            _end(child)
        if status != 0:
            raise WorkFailed(f"the child ended with {status}")
        answer.seek(0)
        return answer.read()


def _end(child: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the child, and what it may have started: its session is a group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _command(work: str, arguments: tuple[str, ...], limits: Limits) -> list[str]:
    bounds = [str(limits.memory), str(limits.cpu_seconds), str(limits.file_bytes)]
    return [sys.executable, "-P", "-m", "flowchat.sandbox.child", *bounds, work, *arguments]


def _environment() -> dict[str, str]:
    """Only the search path goes along: the address of the database and the keys stay out of the child's reach."""
    return {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONIOENCODING": "utf-8"}
