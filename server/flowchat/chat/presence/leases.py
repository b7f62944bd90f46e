"""Who is here. A person is online while any of their connections is in use, away while all of them are idle.

Nothing here is stored: a connection holds a lease, and when it goes the lease goes with it.
"""

from uuid import UUID

from flowchat.chat.presence.objects import PresenceState


class PresenceBoard:
    """The leases of the connections to this process."""

    def __init__(self) -> None:
        self._leases: dict[UUID, dict[UUID, bool]] = {}

    def hold(self, user_id: UUID, connection_id: UUID, *, active: bool) -> bool:
        """Take or renew the lease of a connection; True when the person's state changed by it."""
        before = self.state_of(user_id)
        self._leases.setdefault(user_id, {})[connection_id] = active
        return self.state_of(user_id) != before

    def release(self, user_id: UUID, connection_id: UUID) -> bool:
        """Give a lease back; True when the person's state changed by it."""
        before = self.state_of(user_id)
        leases = self._leases.get(user_id, {})
        leases.pop(connection_id, None)
        if not leases:
            self._leases.pop(user_id, None)
        return self.state_of(user_id) != before

    def state_of(self, user_id: UUID) -> PresenceState:
        """Return a person's state, over all their connections."""
        leases = self._leases.get(user_id)
        if not leases:
            return "offline"
        return "online" if any(leases.values()) else "away"

    def people(self) -> list[UUID]:
        """Return everyone who is online or away."""
        return list(self._leases)
