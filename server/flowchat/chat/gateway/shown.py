"""What is told of who is here, as JSON that is kept: a crowd that returns asks for the same people again and again."""

from collections.abc import Callable, Iterable
from uuid import UUID

from flowchat.chat.presence.objects import Presence, PresenceState


class Shown:
    """The presence of people, written once for each until it changes. Who is offline is not written at all.

    Whoever changes what `state_of` says of someone must `forget` what is kept of them.
    """

    def __init__(self, state_of: Callable[[UUID], PresenceState]) -> None:
        self._state_of = state_of
        self._kept: dict[UUID, bytes] = {}

    def forget(self, user_id: UUID) -> None:
        """Learn that a person came, went or moved."""
        self._kept.pop(user_id, None)

    def forget_all(self) -> None:
        """Learn that everyone may have."""
        self._kept.clear()

    def write(self, user_ids: Iterable[UUID]) -> bytes:
        """Return the presence of those of these people who are here, as the inside of a JSON array."""
        kept = self._kept
        return b",".join([text for one in user_ids if (text := kept.get(one) or self._make(one))])

    def _make(self, user_id: UUID) -> bytes:
        state = self._state_of(user_id)
        if state == "offline":
            return b""
        presence = Presence(user_id=user_id, state=state, last_seen_at=None)
        text = self._kept[user_id] = presence.model_dump_json().encode()
        return text
