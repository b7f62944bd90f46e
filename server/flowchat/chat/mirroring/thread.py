"""A lane's life in a server: a thread of its own, with a database connection of its own."""

import logging
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, connection

from flowchat.chat.mirroring.lanes import Lane
from flowchat.chat.mirroring.port import Unreachable
from flowchat.http.direct import use_direct_connection

logger = logging.getLogger(__name__)

_LOCKS = 0x6D697272
"""The first half of our advisory locks' number; the second says which mirror and lane."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds."""

    look: float = 2.0
    """The bus wakes a lane at once; looking finds what was announced while nobody listened."""
    first_pause: float = 0.5
    longest_pause: float = 30.0
    """Between two tries to tell something to a service that is away."""
    grace: float = 3.0
    """For a call under way when the server stops. What it told is told again after the next start."""


def lock_number(mirror: str, lane: str) -> int:
    """Return the second half of the number of the advisory lock under which a lane runs."""
    return zlib.crc32(f"{mirror} {lane}".encode()) - 2**31


def take_lock(mirror: str, lane: str) -> bool:
    """Try to become the one process that runs a lane, for as long as this thread's database connection lives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, lock_number(mirror, lane)])
        return bool(cursor.fetchone()[0])


def give_lock_back(mirror: str, lane: str) -> None:
    """Let another process run a lane."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCKS, lock_number(mirror, lane)])


def is_running(mirror: str, lane: str) -> bool:
    """Does any process run this lane now?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid::bigint = %s"
            " AND objid::bigint = %s AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [_LOCKS, lock_number(mirror, lane) % 2**32],
        )
        return bool(cursor.fetchone()[0])


class LaneThread:
    """Runs a lane for ever. What goes wrong is tried again, later each time, with one line in the log."""

    def __init__(
        self,
        make_lane: Callable[[], Lane],
        name: str,
        pace: Pace | None = None,
        pass_on: Callable[[set[str]], None] = lambda _: None,
    ) -> None:
        """`pass_on` is given the streams that announced something here while another process runs the lane."""
        self._make_lane = make_lane
        self._name = name
        self._pace = pace or Pace()
        self._pass_on = pass_on
        self._news = threading.Event()
        self._streams: set[str] = set()
        self._own: set[str] = set()
        self._streams_lock = threading.Lock()
        self._looked = float("-inf")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"flowchat-mirror-{name}", daemon=True)
        self._locked = False
        self._troubled = False
        self._pause = self._pace.first_pause

    def start(self) -> None:
        """Begin, with what happened before; contacts nobody in the caller's thread."""
        self._news.set()
        self._thread.start()

    def wake(self, stream: str, *, passed_on: bool = False) -> None:
        """Say that there may be news in a stream. Callable from any thread, waits for nothing. What another process
        passed on goes no further.
        """
        with self._streams_lock:
            self._streams.add(stream)
            if not passed_on:
                self._own.add(stream)
        self._news.set()

    def _where_to_look(self) -> set[str] | None:
        """Return the streams that announced something; None, for everywhere, when that is due again."""
        with self._streams_lock:
            streams, self._streams, self._own = self._streams, set(), set()
        if time.monotonic() - self._looked < self._pace.look / 2:
            return streams
        self._looked = time.monotonic()
        return None

    def _leave_to_others(self) -> None:
        """Let the process that runs the lane look at once at what was announced here."""
        with self._streams_lock:
            own, self._streams, self._own = self._own, set(), set()
        if own:
            self._pass_on(own)

    def stop(self) -> None:
        """End after the call under way, or without it if that takes too long: the thread ends with the process."""
        self._stopping.set()
        self._news.set()
        self._thread.join(self._pace.grace)

    def _run(self) -> None:
        # The lock lives as long as the session that took it.
        use_direct_connection()
        try:
            # Google's libraries are loaded here and not at the start of the server: they take a second.
            lane = self._made()
            while lane is not None and not self._stopping.is_set():
                self._news.wait(self._pace.look)
                self._news.clear()
                self._work(lane)
            if lane is not None:
                lane.target.close()
        finally:
            connection.close()

    def _made(self) -> Lane | None:
        while not self._stopping.is_set():
            try:
                return self._make_lane()
            except Exception:
                logger.exception("The mirror of %s can't begin", self._name)
                self._stopping.wait(self._pace.longest_pause)
        return None

    def _work(self, lane: Lane) -> None:
        """Do rounds until nothing is new. Any end but that is followed by a pause."""
        try:
            lane.take_back()
            if not self._locked and not take_lock(lane.target.name, lane.name):
                self._leave_to_others()
                return
            self._locked = True
            while not self._stopping.is_set() and lane.round(self._where_to_look()):
                self._well()
            self._well()
        except Unreachable as error:
            self._wait(str(error))
        except DatabaseError as error:
            self._let_go()
            self._wait(f"the database: {str(error).strip().partition(chr(10))[0]}")
        except Exception as error:
            self._let_go()
            if not self._troubled:
                logger.exception("A round of the mirror of %s failed", self._name)
            self._wait(type(error).__name__)

    def _let_go(self) -> None:
        # With the connection goes the lock: a new one begins from nothing.
        self._locked = False
        connection.close()

    def _well(self) -> None:
        if self._troubled:
            logger.info("The mirror of %s goes on", self._name)
        self._troubled = False
        self._pause = self._pace.first_pause

    def _wait(self, reason: str) -> None:
        if not self._troubled:
            logger.warning("The mirror of %s waits: %s", self._name, reason)
        self._troubled = True
        self._looked = float("-inf")  # where there was news is forgotten
        self._news.set()
        self._stopping.wait(self._pause)
        self._pause = min(2 * self._pause, self._pace.longest_pause)
