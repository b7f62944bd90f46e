"""The port through which committed events leave the process that wrote them, and processes speak to each other."""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from flowchat.chat.events.arrived import Announced, Arrived
from flowchat.chat.events.types import Envelope

Listener = Callable[[Announced], None]


class Attendant(Protocol):
    """Hears what other processes tell. Called in a thread of the bus: must return at once and raise nothing."""

    def heard(self, topic: str, sender: str, note: bytes) -> None:
        """Take a note that `sender` told on a topic that is followed."""
        ...

    def caught(self, topics: Collection[str]) -> None:
        """Learn that from now on these topics are heard. What was told on them before may have been missed."""
        ...

    def reach(self, *, reached: bool) -> None:
        """Learn whether other processes are heard now; said when it changes."""
        ...


class Peers(Protocol):
    """The other processes of this install. Topics are streams, and names without a dot for everything else.

    Nothing here waits or raises. Notes may be lost, and are lost while the others are out of reach.
    """

    @property
    def me(self) -> str:
        """The name of this process, made anew at each start."""
        ...

    def attend(self, attendant: Attendant) -> Callable[[], None]:
        """Begin to hear notes; returns the way to stop. Also tells `reach` at once if the others are in reach."""
        ...

    def follow(self, topic: str) -> None:
        """Hear what others publish and tell on a topic. `Attendant.caught` says from when on."""
        ...

    def unfollow(self, topic: str) -> None:
        """Hear it no more."""
        ...

    def tell(self, topic: str, note: bytes) -> None:
        """Tell the other processes that follow a topic."""
        ...


class Bus(Protocol):
    """Tells every process of this install about an event, after commit.

    It may drop, repeat or reorder: `seq` and the log are the truth, a published envelope is a hint.
    `publish` is called from any thread and must not block on a listener or raise for one.
    """

    @property
    def peers(self) -> Peers | None:
        """The other processes; None when this one is alone by its settings."""
        ...

    def publish(self, envelope: Envelope | Arrived) -> None:
        """Announce one committed event; its JSON is made here unless it came with it."""
        ...

    def trouble(self) -> str:
        """Return why events don't reach the other processes just now, for who runs the server; "" when they do."""
        ...

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for each envelope published here, in the publisher's thread, and for those of streams that
        are followed that were published elsewhere; returns the way to stop.
        """
        ...


@cache
def get_bus() -> Bus:
    """Return the bus that the setting `FLOWCHAT_BUS` names."""
    config: dict[str, Any] = settings.FLOWCHAT_BUS
    bus: Bus = import_string(config["BACKEND"])(**config.get("OPTIONS", {}))
    return bus
