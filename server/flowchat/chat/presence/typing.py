"""Who is writing where: leases that end by themselves, so that a browser that died stops typing too."""

from collections.abc import Callable
from uuid import UUID

from flowchat.chat.presence.objects import TypingNow

LEASE_SECONDS = 6.0


class TypingBoard:
    """The typing leases this process knows of. `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[tuple[UUID, UUID], float] = {}

    def start(self, room_id: UUID, user_id: UUID) -> None:
        """Take or renew a lease."""
        self._until[room_id, user_id] = self._clock() + LEASE_SECONDS

    def stop(self, room_id: UUID, user_id: UUID) -> bool:
        """End a lease early; True when there was one."""
        until = self._until.pop((room_id, user_id), 0.0)
        return until > self._clock()

    def anyone(self, room_id: UUID) -> bool:
        """Is anyone writing in a room?"""
        return any(room == room_id for room, _ in self._live())

    def rooms_of(self, user_id: UUID) -> list[UUID]:
        """Return the rooms where this person is writing."""
        return [room for room, user in self._live() if user == user_id]

    def now(self, hears: Callable[[UUID], bool], *, but: UUID) -> list[TypingNow]:
        """Return who else is writing, in the rooms that `hears` says yes to."""
        return [
            TypingNow(room_id=room, user_id=user)
            for room, user in self._live()
            if user != but and hears(room)
        ]

    def _live(self) -> list[tuple[UUID, UUID]]:
        """Forget the leases that ran out and return the others."""
        now = self._clock()
        for key in [key for key, until in self._until.items() if until <= now]:
            del self._until[key]
        return list(self._until)
