"""This process's line to Redis: a thread with an event loop of its own.

Its own, because events are published from any thread and from commands that have no loop, and because a busy server
must not take its own slowness for the silence of Redis.
"""

import asyncio
import atexit
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from typing import Any, Protocol

from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.asyncio.connection import AbstractConnection

from flowchat.chat.adapters.channels.session import Message, Outbox, Session

OnConnect = Callable[[AbstractConnection], Awaitable[None]]

logger = logging.getLogger(__name__)

RETRY_SECONDS = 0.5
CLOSE_SECONDS = 3.0
LAST_WORDS_SECONDS = 1.0
KEPT = 10_000
"""How many events wait for a Redis that is away. Receivers find the others in the log, with the next heartbeat."""
_PATIENCE: dict[str, Any] = {"socket_timeout": 2.0, "socket_connect_timeout": 2.0}


class Receiver(Protocol):
    """Takes what comes over the line, in its thread."""

    def arrived(self, topic: str, message: Message) -> None:
        """Another process said something."""
        ...

    def caught(self, topics: Collection[str]) -> None:
        """These topics are heard from now on."""
        ...

    def reach(self, *, reached: bool) -> None:
        """The line is up, or down."""
        ...


class Link:
    """Holds one subscription per followed topic, for as long as the process lives, whatever becomes of Redis."""

    def __init__(self, places: list[dict[str, Any]], *, prefix: str, me: str, receiver: Receiver) -> None:
        self.up = False
        self.reason = "not connected yet"
        """Why the line is not up, when it isn't."""
        self._troubled = False
        self._me = me
        self._receiver = receiver
        self._layers = [_layer(place, prefix, self._connected, self._asked_sentinel) for place in places]
        self._sentinels: list[AbstractConnection] = []
        self._wanted: set[str] = set()
        self._outbox: Outbox = deque(maxlen=KEPT)
        self._session: Session | None = None
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._ending: asyncio.Event | None = None

    # ---- from any thread

    def soon(self, work: Callable[[], None]) -> None:
        """Do something in the line's thread, which begins with the first."""
        self._begin().call_soon_threadsafe(work)

    def send(self, topic: str, message: Message, *, keep: bool) -> None:
        """Say something to all who follow a topic; while Redis is away it is kept or dropped."""
        message = {**message, "by": self._me, "on": topic}
        self.soon(lambda: self._put(message, keep=keep))

    def follow(self, topic: str) -> None:
        """Subscribe."""
        self.soon(lambda: self._want(topic, wanted=True))

    def unfollow(self, topic: str) -> None:
        """End a subscription."""
        self.soon(lambda: self._want(topic, wanted=False))

    def close(self) -> None:
        """End the thread; what waits is sent before, if Redis takes it at once."""
        with self._lock:
            thread, loop, self._thread = self._thread, self._loop, None
        if thread is not None and loop is not None and thread.is_alive():
            with contextlib.suppress(RuntimeError):  # it ended by itself meanwhile
                loop.call_soon_threadsafe(self._end)
            thread.join(CLOSE_SECONDS)

    def _begin(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                started = threading.Event()
                self._thread = threading.Thread(
                    target=lambda: asyncio.run(self._live(started)), name="flowchat-redis", daemon=True
                )
                self._thread.start()
                started.wait()
                atexit.register(self.close)
            assert self._loop is not None
            return self._loop

    # ---- in the line's thread

    def _put(self, message: Message, *, keep: bool) -> None:
        if keep or self.up:
            self._outbox.append(message)
            if self._session is not None:
                self._session.sent.clear()
                self._session.news.set()

    def _want(self, topic: str, *, wanted: bool) -> None:
        (self._wanted.add if wanted else self._wanted.discard)(topic)
        if self._session is not None:
            self._session.changed.set()

    def _end(self) -> None:
        if self._ending is not None:
            self._ending.set()

    async def _live(self, started: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        started.set()
        living = asyncio.create_task(self._stay_connected())
        await self._ending.wait()
        if self.up and self._session is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._session.sent.wait(), LAST_WORDS_SECONDS)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)

    async def _stay_connected(self) -> None:
        turn = 0
        while True:
            layer = self._layers[turn % len(self._layers)]
            self._session = Session(layer, self._me, self._wanted, self._outbox, self._receiver, self._is_up)
            try:
                await self._session.run()
            except (Exception, asyncio.CancelledError) as error:
                # Whatever ails Redis, the chat goes on and the line comes back. A process that stood still finds many
                # time limits passed at once, and a cancellation that was meant for something inside may come out here:
                # only our own end ends the line.
                if self._ending is None or self._ending.is_set():
                    raise
                self._is_down(error)
            finally:
                await self._leave_sentinels()
            turn += 1
            await asyncio.sleep(RETRY_SECONDS)

    async def _connected(self, connection: AbstractConnection) -> None:
        """Do what redis-py does on a new connection, and notice that there is one."""
        await connection.on_connect()
        if self._session is not None:
            self._session.connected()

    async def _asked_sentinel(self, connection: AbstractConnection) -> None:
        """Remember a connection to a Sentinel: the layer makes them anew each time and closes none."""
        await connection.on_connect()
        self._sentinels.append(connection)

    async def _leave_sentinels(self) -> None:
        connections, self._sentinels = self._sentinels, []
        for connection in connections:
            with contextlib.suppress(Exception):
                await connection.disconnect(nowait=True)

    def _is_up(self) -> None:
        self.up = True
        if self._troubled:
            logger.info("Redis is back.")
        self._troubled = False
        self._receiver.reach(reached=True)

    def _is_down(self, error: BaseException) -> None:
        if not self._troubled:
            logger.warning(
                "Redis is out of reach (%s). Chat goes on; until it is back other processes are heard late, and each"
                " counts limits by itself.",
                type(error).__name__,
            )
        self._troubled = True
        self.reason = type(error).__name__
        if self.up:
            self.up = False
            self._receiver.reach(reached=False)


def _layer(
    place: dict[str, Any], prefix: str, on_connect: OnConnect, on_sentinel: OnConnect
) -> RedisPubSubChannelLayer:
    """One layer for each place, kept for good: each that is made wraps the loop's `close` once more."""
    host = {**place, **_PATIENCE, "redis_connect_func": on_connect}
    if "sentinels" in place:
        host["sentinel_kwargs"] = {
            **place.get("sentinel_kwargs", {}),
            **_PATIENCE,
            "redis_connect_func": on_sentinel,
        }
    return RedisPubSubChannelLayer(hosts=[host], prefix=prefix)


class _Silence(logging.Filter):
    """The layer logs a traceback a second while Redis is away. We notice by ourselves, and say it once."""

    def filter(self, record: logging.LogRecord) -> bool:
        return False


logging.getLogger("channels_redis.pubsub").addFilter(_Silence())
