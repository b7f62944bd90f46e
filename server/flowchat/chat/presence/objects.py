"""What is told of a person's presence. docs/protocol.md section 5."""

from typing import Literal
from uuid import UUID

from flowchat.chat.events.objects import AccountRole, Person
from flowchat.chat.wire import Time, Wire

PresenceState = Literal["online", "away", "offline"]
Others = Literal["offline", "unknown"]
"""What everyone is who was not told to be online or away: unknown while the other processes are out of reach."""


class Presence(Wire):
    """Where a person is. `last_seen_at` is None while they are here, and for whom you may no longer see."""

    user_id: UUID
    state: PresenceState
    last_seen_at: Time | None


class TypingNow(Wire):
    """Someone is writing in a room."""

    room_id: UUID
    user_id: UUID


class Profile(Wire):
    """One person, as the viewer may know them: the address is for its owner and for admins, and when they were
    last here is for those who share a room with them.
    """

    person: Person
    email: str | None
    role: AccountRole
    last_seen_at: Time | None
