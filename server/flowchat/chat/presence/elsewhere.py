"""Who is here by way of other processes, as far as those have told."""

from typing import NamedTuple
from uuid import UUID

from flowchat.chat.presence.objects import PresenceState


class Stay(NamedTuple):
    """A person at one process: whether any connection there is in use, the streams of the rooms they hear, and the ids
    of their sockets, which begin with the time they came.
    """

    active: bool
    rooms: frozenset[str]
    sockets: frozenset[UUID] = frozenset()


class Elsewhere:
    """What other processes hold, by person and by room."""

    def __init__(self) -> None:
        self._stays: dict[UUID, dict[str, Stay]] = {}
        self._rooms: dict[str, set[UUID]] = {}
        self._processes: dict[str, set[UUID]] = {}

    def put(self, process: str, user_id: UUID, stay: Stay | None) -> None:
        """Note that a person is at a process, or no more."""
        before = self.rooms_of(user_id)
        if stay is not None:
            self._stays.setdefault(user_id, {})[process] = stay
            self._processes.setdefault(process, set()).add(user_id)
        else:
            self._forget(process, user_id)
        after = self.rooms_of(user_id)
        for room in after - before:
            self._rooms.setdefault(room, set()).add(user_id)
        for room in before - after:
            self._rooms[room].discard(user_id)
            if not self._rooms[room]:
                del self._rooms[room]

    def _forget(self, process: str, user_id: UUID) -> None:
        stays = self._stays.get(user_id, {})
        stays.pop(process, None)
        if not stays:
            self._stays.pop(user_id, None)
        people = self._processes.get(process, set())
        people.discard(user_id)
        if not people:
            self._processes.pop(process, None)

    def state_of(self, user_id: UUID) -> PresenceState:
        """Return a person's state, over all other processes."""
        stays = self._stays.get(user_id)
        if not stays:
            return "offline"
        return "online" if any(stay.active for stay in stays.values()) else "away"

    def rooms_of(self, user_id: UUID) -> frozenset[str]:
        """Return the streams of the rooms that a person hears at other processes."""
        return frozenset[str]().union(*(stay.rooms for stay in self._stays.get(user_id, {}).values()))

    def sockets_of(self, user_id: UUID) -> frozenset[UUID]:
        """Return a person's sockets at other processes."""
        return frozenset[UUID]().union(*(stay.sockets for stay in self._stays.get(user_id, {}).values()))

    def in_room(self, stream: str) -> frozenset[UUID]:
        """Return who hears a room at other processes."""
        return frozenset(self._rooms.get(stream, ()))

    def at(self, process: str) -> set[UUID]:
        """Return who is at a process."""
        return set(self._processes.get(process, ()))

    def people(self) -> list[UUID]:
        """Return everyone who is at another process."""
        return list(self._stays)
