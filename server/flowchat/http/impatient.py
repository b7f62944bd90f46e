"""Threads that a stopping server doesn't wait for, beyond a moment."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class ImpatientExecutor(Executor):
    """A few daemon threads, begun when they are needed. The standard ones are waited for when the interpreter ends, and
    some work waits a minute for a scanner, or a storage, that doesn't answer. Only for work that a crash may cut off.
    """

    def __init__(self, threads: int, initialize: Callable[[], None], *, patience: float) -> None:
        self._most = threads
        self._initialize = initialize
        self._patience = patience
        self._waiting: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._lock = threading.Lock()
        self._stopped = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do it as soon as a thread is free. Raises RuntimeError once stopped."""
        future: Future[T] = Future()
        with self._lock:
            if self._stopped:
                raise RuntimeError("These threads have been stopped.")
            self._waiting.put(partial(_do, future, partial(fn, *args, **kwargs)))
            if self._idle < self._waiting.qsize() and len(self._threads) < self._most:
                thread = threading.Thread(target=self._work, name="flowchat-finisher", daemon=True)
                self._threads.append(thread)
                thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as the standard library's
        """Let what is under way end, for a moment."""
        with self._lock:
            self._stopped = True
            for _ in self._threads:
                self._waiting.put(None)
        deadline = time.monotonic() + (self._patience if wait else 0)
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def is_busy(self) -> bool:
        """Is anything still under way?"""
        return any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        self._initialize()
        while True:
            with self._lock:
                self._idle += 1
            job = self._waiting.get()
            with self._lock:
                self._idle -= 1
            if job is None:
                return
            job()


def _do(future: Future[Any], work: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - whoever waits for the future is told
        future.set_exception(error)
    else:
        future.set_result(result)
