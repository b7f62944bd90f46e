"""What the database holds once all is calm, and what people get of it over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf


@dataclass(frozen=True)
class Row:
    """One event of the log."""

    seq: int
    kind: str
    digest: str
    user_ids: tuple[str, ...] = ()
    """Of `room.created`, `member.added`, `member.removed`: whose membership begins or ends."""
    message_id: str = ""
    """Of `message.sent`."""


@dataclass(frozen=True)
class StoredMessage:
    """One message, and every text it had: the last one is the present one."""

    id: str
    room: str
    author: str
    client_id: str
    seq: int
    texts: tuple[str, ...]

    @property
    def token(self) -> str:
        """What names the message in its first text."""
        return self.texts[0].partition(" ")[0]


@dataclass
class Truth:
    """The database."""

    heads: dict[str, int] = field(default_factory=dict)
    log: dict[str, list[Row]] = field(default_factory=dict)
    messages: list[StoredMessage] = field(default_factory=list)
    positions: dict[tuple[str, str], int] = field(default_factory=dict)
    """How far each member, given as room and person, has read. Whoever is not in it is no member."""

    def rooms_of(self, user_id: str) -> set[str]:
        """Return the rooms of a person."""
        return {room for room, member in self.positions if member == user_id}

    def stays(self, room: str) -> dict[str, list["Stay"]]:
        """Return when each person was in a room, as the room's own log tells."""
        stays: dict[str, list[Stay]] = {}
        for row in self.log.get(f"room.{room}", []):
            for user_id in row.user_ids:
                if row.kind in ("room.created", "member.added"):
                    stays.setdefault(user_id, []).append(Stay(row.seq))
                elif stays.get(user_id):
                    stays[user_id][-1].end = row.seq
        return stays

    def unread(self, room: str, user_id: str) -> int:
        """Count what a member has not read: messages by others past the position. Nobody here deletes or threads."""
        position = self.positions[room, user_id]
        return sum(one.room == room and one.author != user_id and one.seq > position for one in self.messages)

    def in_order(self, room: str) -> Iterator[StoredMessage]:
        """Yield a room's messages in their order."""
        return iter(sorted((one for one in self.messages if one.room == room), key=lambda one: one.seq))


@dataclass
class Stay:
    """A membership: it begins with the event at `start`, which the member hears, and ends before the one at `end`."""

    start: int
    end: float = inf

    def holds(self, seq: int) -> bool:
        """Is the person a member at this seq?"""
        return self.start <= seq < self.end


@dataclass
class DeviceView:
    """What one device shows in the end."""

    name: str
    user_id: str
    positions: dict[str, int]
    """How far it heard each stream that it follows."""
    readings: dict[str, tuple[int, int]]
    """Of each of its rooms: how far it is read, and how much is unread."""
    presence: dict[str, str]


@dataclass
class PersonView:
    """What the server tells one person who comes anew."""

    user_id: str
    readings: dict[str, tuple[int, int]]
    """From `bootstrap`: of each room how far it is read, and how much is unread."""
    histories: dict[str, list[tuple[str, int, str]]]
    """Every message of each room as the history has them: id, seq, text."""
