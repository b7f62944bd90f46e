"""One worker: uvicorn inside a process that Gunicorn started, watches over and replaces."""

import asyncio
import contextlib
import ctypes
import faulthandler
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from flowchat.cli.server import Server, make_config
from flowchat.cli.workers.draining import drain
from flowchat.config import env
from flowchat.config.problems import Problem

logger = logging.getLogger("flowchat.server")

GRACE = 15.0
"""Seconds for requests under way when a worker leaves; 5 s for a server that is alone. Nobody waits for this one."""
_DID_NOT_START = Arbiter.WORKER_BOOT_ERROR
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class LeavingServer(Server):
    """Sends its clients to the other workers before it stops. Told by signals, which come from the parent process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM: leave. SIGQUIT: at once. Ctrl-C and the end of a terminal reach all processes, and are the parent's
        to judge.
        """
        signal.signal(signal.SIGTERM, self._leave)
        signal.signal(signal.SIGQUIT, self._hurry)
        yield

    def _leave(self, number: int, frame: FrameType | None) -> None:
        self.should_exit = True

    def _hurry(self, number: int, frame: FrameType | None) -> None:
        self.should_exit = self.force_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new connections, drain, then stop as a server does that is alone."""
        for server in self.servers:
            server.close()
        await drain(self.server_state, lambda: self.force_exit)
        await super().shutdown(sockets=sockets)


class ASGIWorker(Worker):
    """Gunicorn's worker class for FlowChat, named in flowchat/config/gunicorn.py."""

    def init_process(self) -> None:
        """Begin; returns when the worker is done."""
        _die_with_parent(self.ppid)
        super().init_process()

    def init_signals(self) -> None:
        """Undo the parent's handlers. Until the server has its own a signal ends it: nobody is served yet."""
        for number in self.SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGUSR1):
            signal.signal(number, signal.SIG_IGN)
        faulthandler.enable()  # the parent ends a worker that hangs with SIGABRT: this says where it hung

    def load_wsgi(self) -> None:
        """Import the application. What a person can mend is one line, as on the command line."""
        try:
            super().load_wsgi()
        except Problem as problem:
            logger.error("%s", problem)
            sys.exit(_DID_NOT_START)

    def run(self) -> None:
        """Serve until told to leave."""
        config = make_config(env.load())
        config.app = self.wsgi
        config.callback_notify = self._give_sign_of_life
        server = LeavingServer(config, self._tell_ready, grace=GRACE)
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(server.serve(sockets=[_plain(one) for one in self.sockets]))
        if not server.started:
            sys.exit(_DID_NOT_START)

    def _tell_ready(self) -> None:
        self.notify()
        if self.age == 1 and (on_ready := getattr(self.app, "on_ready", None)):
            on_ready()

    async def _give_sign_of_life(self) -> None:
        self.notify()
        if os.getppid() != self.ppid:
            os.kill(os.getpid(), signal.SIGKILL)  # where the kernel doesn't do it


def serves(worker: Worker) -> bool:
    """Does this worker answer requests? Asked in the parent.

    The file of its sign of life is as old as the epoch at first; from the first sign on it tells the monotonic time.
    """
    try:
        return worker.tmp.last_update() <= time.monotonic()
    except (OSError, ValueError):
        return False


def _plain(wrapped: Any) -> socket.socket:
    """Return the socket inside Gunicorn's wrapper."""
    plain: socket.socket = getattr(wrapped, "sock", wrapped)
    return plain


def _die_with_parent(parent: int) -> None:
    """End at once when the parent process is killed: nobody would replace workers, stop them, or look after PostgreSQL.

    A server that was killed must be gone as a whole, so that the next one finds its port and its data folder free.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
