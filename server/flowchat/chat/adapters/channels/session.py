"""One connection to Redis, from the first subscription until it fails in whatever way."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Collection
from typing import Any, Protocol

from channels_redis.pubsub import RedisPubSubChannelLayer

Message = dict[str, Any]
Outbox = deque[Message]

PULSE_SECONDS = 1.0
SILENCE_SECONDS = 3.0
"""A Redis that stands still, or a subscription that got lost, shows only in that our own pulse doesn't come back."""
PROBE_SECONDS = 1.0
FLUSH_SECONDS = 3.0
_PULSE, _PROBE = "pulse", "probe"


class Silent(Exception):
    """Nothing comes back, or not everything: the subscriptions were gone for a moment."""


class Hearer(Protocol):
    """Takes what comes in."""

    def arrived(self, topic: str, message: Message) -> None:
        """Another process said something."""
        ...

    def caught(self, topics: Collection[str]) -> None:
        """These topics are heard from now on."""
        ...


class Session:
    """Subscribes to what is wanted, sends what is in the outbox, and finds out that the line is dead."""

    def __init__(
        self,
        layer: RedisPubSubChannelLayer,
        me: str,
        wanted: set[str],
        outbox: Outbox,
        hearer: Hearer,
        on_up: Callable[[], None],
    ) -> None:
        self.news = asyncio.Event()
        self.sent = asyncio.Event()
        """Nothing waits in the outbox."""
        self.changed = asyncio.Event()
        self._layer = layer
        self._me = me
        self._own = f"process.{me}"
        self._wanted = wanted
        self._outbox = outbox
        self._hearer = hearer
        self._on_up = on_up
        self._up = False
        self._subscribed: set[str] = set()
        self._unproven: dict[str, float] = {}
        self._clock = asyncio.get_running_loop().time
        self._pulse_at = self._clock()
        self._heard = False
        self._mended = False

    def connected(self) -> None:
        """A connection was made. Once we are up that means: one broke, and was mended behind our back. What was said
        in between is lost to us, so all begins anew.
        """
        self._mended = self._mended or self._up
        self.changed.set()

    async def run(self) -> None:
        """Work until something fails; raises what failed."""
        tasks: list[asyncio.Task[None]] = []
        try:
            channel = await self._layer.new_channel()
            await self._layer.group_add(self._own, channel)
            work = (self._receive(channel), self._beat(), self._tend(channel), self._send())
            tasks += [asyncio.create_task(one) for one in work]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await self._let_go(tasks)

    async def _let_go(self, tasks: list[asyncio.Task[None]]) -> None:
        # Without its entry here, a receive that is cancelled doesn't try to unsubscribe over the dead line.
        self._layer.channels.clear()
        for task in tasks:
            task.cancel()
        if tasks:
            # Not for ever: until this is over nobody knows that the line is down.
            done, _ = await asyncio.wait(tasks, timeout=FLUSH_SECONDS)
            for task in done:
                if not task.cancelled():
                    task.exception()  # it was told already, or doesn't matter any more
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._layer.flush(), FLUSH_SECONDS)

    # ---- what comes in

    async def _receive(self, channel: str) -> None:
        while True:
            message: Message = await self._layer.receive(channel)
            if message["by"] == self._me:
                self._prove(message["on"], message["kind"])
            elif message["kind"] not in (_PULSE, _PROBE):
                self._hearer.arrived(message["on"], message)

    def _prove(self, topic: str, kind: str) -> None:
        """What we said to ourselves came back: the subscription holds."""
        if kind == _PULSE:
            self._heard = True
            self._pulse_at = self._clock()
            self.changed.set()
        elif kind == _PROBE and self._unproven.pop(topic, None) is not None:
            self._hearer.caught([topic])
            self.changed.set()

    # ---- what goes out

    async def _send(self) -> None:
        while True:
            self.news.clear()
            # Without the subscriptions nobody could be told that we are back, and they'd miss the answers.
            while self._up and self._outbox:
                message = self._outbox[0]
                await self._layer.group_send(message["on"], message)
                # A full outbox forgets its oldest meanwhile.
                if self._outbox and self._outbox[0] is message:
                    self._outbox.popleft()
            if not self._outbox:
                self.sent.set()
            await self.news.wait()

    async def _say(self, topic: str, kind: str) -> None:
        await self._layer.group_send(topic, {"by": self._me, "on": topic, "kind": kind})

    async def _beat(self) -> None:
        while True:
            await asyncio.wait_for(self._say(self._own, _PULSE), SILENCE_SECONDS)
            await asyncio.sleep(PULSE_SECONDS)
            if self._clock() - self._pulse_at > SILENCE_SECONDS:
                raise Silent

    # ---- subscriptions

    async def _tend(self, channel: str) -> None:
        """Keep the subscriptions to what is wanted. Each is proven by a word to ourselves: Redis takes subscriptions
        and publications on two connections, and only what came back says that the first was there before.
        """
        while True:
            self.changed.clear()
            if self._mended:
                raise Silent
            await self._unsubscribe(self._subscribed - self._wanted, channel)
            for topic in self._wanted - self._subscribed:
                await self._layer.group_add(topic, channel)
                self._subscribed.add(topic)
                self._unproven[topic] = 0.0
            await self._probe()
            if not self._up and not self._unproven and self._heard:
                self._up = True
                self._on_up()
                self.news.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.changed.wait(), PROBE_SECONDS)

    async def _unsubscribe(self, topics: Collection[str], channel: str) -> None:
        for topic in topics:
            self._subscribed.discard(topic)
            self._unproven.pop(topic, None)
            await self._layer.group_discard(topic, channel)

    async def _probe(self) -> None:
        now = self._clock()
        for topic in [topic for topic, at in self._unproven.items() if now - at >= PROBE_SECONDS]:
            if topic in self._unproven:
                self._unproven[topic] = now
                await self._say(topic, _PROBE)
