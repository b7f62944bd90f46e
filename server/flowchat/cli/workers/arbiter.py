"""The parent process: starts the workers, replaces what dies, and rolls new ones in on SIGHUP."""

import logging
import signal
import time

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter as GunicornArbiter
from gunicorn.errors import HaltServer

from flowchat.cli.database_watch import DatabaseWatch
from flowchat.cli.workers.worker import serves
from flowchat.config.problems import Problem

logger = logging.getLogger("flowchat.server")

_PAUSE = 5.0
"""Seconds until a worker is started again after one that did not come up."""
_START_SECONDS = 60.0
"""So long a worker may take until it serves. Gunicorn's own timeout begins with the first sign of life."""
_LATE = 10.0
"""The parent's turn comes each second. After a longer pause the parent stood still, and all workers may have with it
(`docker pause`, a machine that swaps): their signs of life are old, and they have as long again to give new ones.
"""


class Arbiter(GunicornArbiter):
    """Gunicorn's, which also looks after PostgreSQL and reloads one worker at a time.

    Gunicorn's own reload starts all new workers and sends all old ones away before any of the new is up: for two
    seconds nobody answers, and for a moment there is twice the memory.
    """

    def __init__(self, app: BaseApplication, watch: DatabaseWatch | None) -> None:
        super().__init__(app)
        self.problem: Problem | None = None
        self._watch = watch
        self._outdated: set[int] = set()
        self._reload_wanted = False
        self._started: dict[int, float] = {}
        self._last_turn = time.monotonic()
        self._lenient_until = 0.0
        self._one_more = False
        self._not_before = 0.0
        self._stopping = False

    # ---- signals

    def handle_int(self) -> None:
        """Ctrl-C stops as SIGTERM does; a second one hurries (`stop` sees to that)."""
        raise StopIteration

    def handle_hup(self) -> None:
        """Replace every worker that runs now; while a reload goes on, begin once more when it ended."""
        self._reload_wanted = True

    def handle_usr2(self) -> None:
        """A second parent process would have no data folder."""
        logger.warning("SIGUSR2 is not for this server; SIGHUP replaces its workers, a restart upgrades it.")

    # ---- the parent's turn, each second and with each signal

    def murder_workers(self) -> None:
        """Kill workers that hang, and look after the rest while at it: this is called in each turn."""
        self._murder_what_hangs(time.monotonic())
        if self._watch is not None and (problem := self._watch.look()):
            self.problem = problem
            raise StopIteration
        self._roll()

    def _murder_what_hangs(self, now: float) -> None:
        """Kill workers without a sign of life, also those that never gave one, unless the parent had none itself."""
        if now - self._last_turn > _LATE:
            self._lenient_until = now + _LATE
            self._started = dict.fromkeys(self._started, now)
        self._last_turn = now
        if now < self._lenient_until:
            return
        super().murder_workers()
        self._started = {pid: then for pid, then in self._started.items() if pid in self.WORKERS}
        for pid, then in self._started.items():
            worker = self.WORKERS[pid]
            if now - then > _START_SECONDS and not serves(worker):
                logger.error("Worker %d takes too long to start", pid)
                self.kill_worker(pid, signal.SIGKILL if worker.aborted else signal.SIGABRT)
                worker.aborted = True

    def _roll(self) -> None:
        """Take the next step of a reload: one worker more, and when that serves, the oldest less."""
        self._begin_to_roll()
        replacing = bool(self._outdated)
        self._outdated &= self.WORKERS.keys()
        if not self._outdated:
            self._have_one_more(more=False)
            if replacing:
                logger.info("All workers are new")
            return
        fresh = [one for pid, one in self.WORKERS.items() if pid not in self._outdated]
        if not all(serves(one) for one in fresh):
            return
        if self._one_more and len(self.WORKERS) >= self.num_workers:
            self._have_one_more(more=False)  # `manage_workers` sends the oldest away
        elif len(self.WORKERS) <= self.num_workers:
            self._have_one_more(more=True)

    def _begin_to_roll(self) -> None:
        """Begin a reload that is wanted. While a worker starts that could mean to send away the one that serves."""
        if self._reload_wanted and not self._outdated and all(serves(one) for one in self.WORKERS.values()):
            logger.info("Replacing %d workers, one after the other", len(self.WORKERS))
            self._outdated, self._reload_wanted = set(self.WORKERS), False

    def _have_one_more(self, *, more: bool) -> None:
        if more != self._one_more:
            self._one_more = more
            self.num_workers += 1 if more else -1

    def manage_workers(self) -> None:
        """Start or send away workers, but none in vain again and again."""
        if len(self.WORKERS) >= self.num_workers or time.monotonic() >= self._not_before:
            super().manage_workers()

    def spawn_worker(self) -> int:
        """Start a worker, and note when."""
        pid: int = super().spawn_worker()
        self._started[pid] = time.monotonic()
        return pid

    def reap_workers(self) -> None:
        """Take note of workers that ended. One that did not even start ends the server only if no other serves."""
        failure = self._reap_all()
        if failure is None or self._stopping:
            return
        if not any(serves(one) for one in self.WORKERS.values()):
            raise failure
        logger.error("A new worker did not start; those that serve go on.")
        self._not_before = time.monotonic() + _PAUSE
        self._outdated.clear()
        self._have_one_more(more=False)

    def _reap_all(self) -> HaltServer | None:
        """Gunicorn's ends with the first that did not start, but several may have died for one SIGCHLD."""
        failure = None
        while True:
            try:
                super().reap_workers()
            except HaltServer as halt:
                failure = halt
            else:
                return failure

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 - Gunicorn's signature
        """Stop all workers."""
        self._stopping = True
        super().stop(graceful)
