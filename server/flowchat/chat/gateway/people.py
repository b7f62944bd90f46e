"""Connections, and the people they belong to."""

from collections.abc import Callable, Iterable
from uuid import UUID

from flowchat.chat.events.objects import Preferences
from flowchat.chat.gateway.frames import Encoded
from flowchat.chat.gateway.lines import Line
from flowchat.chat.ids import new_id

DEFAULTS = Preferences()
"""What most people chose: one object for all of them."""


class Connection:
    """One socket of one person. `ready` from the ready frame until it is over: only then does it get frames."""

    __slots__ = ("_interrupt", "code", "id", "line", "notices_only", "person", "ready", "session_id")

    def __init__(
        self,
        *,
        person: "Person",
        session_id: UUID,
        line: Line,
        interrupt: Callable[[], None],
        notices_only: bool = False,
    ) -> None:
        self.id = new_id()
        self.person = person
        self.session_id = session_id
        self.line = line
        self.notices_only = notices_only
        self.ready = False
        self.code: int | None = None
        self._interrupt = interrupt

    def begin(self) -> None:
        """Let it hear from now on."""
        self.ready = True
        self.person.hearing = (*self.person.hearing, self)

    def pause(self) -> None:
        """Write nothing more to it."""
        self.ready = False
        self.person.hearing = tuple(one for one in self.person.hearing if one is not self)

    def write(self, frame: Encoded) -> None:
        """Hand a frame to the client, unless it isn't ready yet or not any more, or hears of it elsewhere."""
        if self.ready and not (frame.mirrored and self.notices_only):
            self.line.write(frame)

    def end(self, code: int) -> None:
        """Write nothing more and let the socket's coroutine close it with `code`."""
        if self.code is None:
            self.code = code
            self.pause()
            self._interrupt()


class Person:
    """Someone with at least one connection to this process, and the streams they hear.

    Streams belong to the person and not to the connection: membership changes for all their devices at once.
    """

    __slots__ = ("connections", "hearing", "left", "preferences", "rooms", "streams", "user_id")

    def __init__(self, user_id: UUID) -> None:
        self.user_id = user_id
        self.connections: dict[UUID, Connection] = {}
        self.hearing: tuple[Connection, ...] = ()
        """Those of them that are ready."""
        self.streams: set[str] = set()
        self.rooms: set[str] = set()
        """Those of the streams that are rooms."""
        self.preferences = DEFAULTS
        """What they let others see; kept up by `account.changed`."""
        self.left: dict[str, int] = {}
        """The seq at which they were last removed from a room, to judge older news of their joining."""

    def write(self, frame: Encoded) -> int:
        """Hand a frame to every device of this person; returns to how many."""
        return write_to((self,), frame)


def write_to(people: Iterable[Person], frame: Encoded) -> int:
    """Hand a frame to every device of these people that doesn't hear of it elsewhere; returns to how many.

    The inner loop of everything: a thousand turns a message in a large room. Nothing else may happen in it.
    """
    told, mirrored = 0, frame.mirrored
    for person in people:
        for connection in person.hearing:
            if not (mirrored and connection.notices_only):
                connection.line.write(frame)
                told += 1
    return told
