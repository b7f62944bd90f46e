"""Serving with several workers, from the parent process's side.

Imports no Django: what the parent has loaded every worker would share, and no reload could bring it anew.
"""

import multiprocessing
import os
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection

from flowchat.cli.database_watch import DatabaseWatch
from flowchat.config.problems import Problem


def do_in_child(work: Callable[[], list[str]]) -> list[str]:
    """Do what needs Django in a child process and return what it returned. Raises its Problem.

    Called before there are threads, so a fork is safe.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_tell, args=(work, sender))
    child.start()
    sender.close()
    try:
        lines, problem = receiver.recv()
    except EOFError as error:
        raise Problem("The preparations were cut off.", fix="What is said above may tell why.") from error
    except BaseException:
        child.terminate()
        raise
    finally:
        child.join()
        receiver.close()
    if problem:
        raise _problem(*problem)
    return list(lines)


def _tell(work: Callable[[], list[str]], sender: Connection) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        sender.send((work(), None))
    except Problem as problem:
        sender.send(([], (problem.message, problem.fix, problem.exit_code)))
    except KeyboardInterrupt:
        pass  # it reached the parent as well


def _problem(message: str, fix: str, exit_code: int) -> Problem:
    problem = Problem(message, fix=fix)
    problem.exit_code = exit_code
    return problem


@contextmanager
def kept_by_parent(stack: ExitStack) -> Iterator[None]:
    """Let a worker, which ends by an exception in the middle of the parent's code, put nothing of the parent's away."""
    parent = os.getpid()
    try:
        yield
    except BaseException:
        if os.getpid() != parent:
            stack.pop_all()
        raise


def run_workers(
    sockets: Sequence[socket.socket],
    count: int,
    watch: DatabaseWatch | None,
    on_ready: Callable[[], None],
) -> None:
    """Serve on bound sockets until a signal ends it. Raises Problem when no worker can start or the database is gone.

    In the workers, which are forks, it ends with SystemExit.
    """
    from flowchat.cli.workers.application import Application
    from flowchat.cli.workers.arbiter import Arbiter

    parent = os.getpid()
    # Gunicorn takes the numbers over, and closes them.
    arbiter = Arbiter(Application([one.detach() for one in sockets], count, on_ready), watch)
    code: object = 0
    try:
        arbiter.run()
    except SystemExit as end:
        if os.getpid() != parent:
            raise
        code = end.code
    if arbiter.problem:
        raise arbiter.problem
    if code:
        raise Problem("The workers did not start.", fix="What is said above tells why.")
