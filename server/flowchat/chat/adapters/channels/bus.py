"""The bus of several processes: the pub/sub layer of Django Channels, which is Redis."""

import threading
import uuid
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, Self

from flowchat.chat.adapters.channels.link import Link
from flowchat.chat.adapters.channels.session import Message
from flowchat.chat.adapters.memory.bus import MemoryBus
from flowchat.chat.events.arrived import Arrived
from flowchat.chat.events.bus import Attendant, Listener
from flowchat.chat.events.types import Envelope

_NOTE = "note"


class ChannelsBus:
    """Tells this process at once and the others through Redis, with the same bytes.

    Not by way of Redis to ourselves: whoever is connected to the process that commits hears it while Redis is away.
    """

    def __init__(self, places: list[dict[str, Any]], prefix: str) -> None:
        """`prefix` keeps installs apart that share a Redis."""
        self.me = uuid.uuid4().hex
        self._here = MemoryBus()
        self._attendants: tuple[Attendant, ...] = ()
        self._lock = threading.Lock()
        self._link = Link(places, prefix=prefix, me=self.me, receiver=self)

    @property
    def peers(self) -> Self:
        """The other processes."""
        return self

    # ---- Bus

    def publish(self, envelope: Envelope | Arrived) -> None:
        """Tell this process now and the others soon. While Redis is away the latest are kept for them."""
        arrived = envelope if isinstance(envelope, Arrived) else Arrived.made_of(envelope)
        self._here.publish(arrived)
        message: Message = {
            "kind": arrived.kind,
            "seq": arrived.seq,
            "at": arrived.at.timestamp(),
            "request": arrived.request_id,
            "body": arrived.json,
        }
        self._link.send(arrived.stream, message, keep=True)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; call the result to remove it."""
        return self._here.listen(listener)

    def trouble(self) -> str:
        """Return why other processes are not in reach just now; "" when they are."""
        return "" if self._link.up else f"Redis is out of reach ({self._link.reason})"

    # ---- Peers

    def attend(self, attendant: Attendant) -> Callable[[], None]:
        """Begin to hear notes; call the result to end it."""

        def begin() -> None:
            with self._lock:
                self._attendants = (*self._attendants, attendant)
            if self._link.up:
                attendant.reach(reached=True)

        def stop() -> None:
            with self._lock:
                self._attendants = tuple(one for one in self._attendants if one is not attendant)

        self._link.soon(begin)
        return stop

    def follow(self, topic: str) -> None:
        """Subscribe this process to a topic."""
        self._link.follow(topic)

    def unfollow(self, topic: str) -> None:
        """End the subscription."""
        self._link.unfollow(topic)

    def tell(self, topic: str, note: bytes) -> None:
        """Tell the others something that is worth nothing later."""
        self._link.send(topic, {"kind": _NOTE, "body": note}, keep=False)

    def close(self) -> None:
        """Send what waits, for a second at most, and end the line."""
        self._link.close()

    # ---- what the link receives

    def arrived(self, topic: str, message: Message) -> None:
        """Hand on what another process said."""
        if message["kind"] == _NOTE:
            for attendant in self._attendants:
                attendant.heard(topic, message["by"], message["body"])
        else:
            self._here.publish(
                Arrived(
                    stream=topic,
                    seq=message["seq"],
                    at=datetime.fromtimestamp(message["at"], UTC),
                    kind=message["kind"],
                    json=message["body"],
                    request_id=message["request"],
                )
            )

    def caught(self, topics: Collection[str]) -> None:
        """Hand on that topics are heard from now on."""
        for attendant in self._attendants:
            attendant.caught(topics)

    def reach(self, *, reached: bool) -> None:
        """Hand on whether the others are in reach."""
        for attendant in self._attendants:
            attendant.reach(reached=reached)
