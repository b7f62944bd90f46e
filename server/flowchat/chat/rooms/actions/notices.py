"""What is told to a person's own devices when a room becomes theirs or stops being so."""

from collections.abc import Iterable, Sequence
from typing import Literal
from uuid import UUID

from flowchat.chat.events import log
from flowchat.chat.events.streams import user_stream
from flowchat.chat.events.types import RoomJoined, RoomLeft
from flowchat.chat.rooms.access import as_viewer
from flowchat.chat.rooms.models import Membership
from flowchat.chat.rooms.queries import describe

Reason = Literal["left", "removed", "deleted"]


def tell_joined(memberships: Sequence[Membership]) -> None:
    """Append `room.joined` for each new membership. Call last: the entry shows the room after this change."""
    entries = describe([as_viewer(membership) for membership in memberships])
    told = zip(memberships, entries, strict=True)
    for stream, entry in sorted(((user_stream(m.user_id), e) for m, e in told), key=lambda pair: pair[0]):
        log.append(stream, RoomJoined(entry=entry))


def tell_left(user_ids: Iterable[UUID], *, room_id: UUID, reason: Reason) -> None:
    """Append `room.left` for each of these people."""
    log.append_each({user_stream(one): RoomLeft(room_id=room_id, reason=reason) for one in user_ids})
