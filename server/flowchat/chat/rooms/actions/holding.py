"""Holding a room: the first step of every change to it."""

from flowchat.chat.errors import Conflict
from flowchat.chat.events import log
from flowchat.chat.events.streams import room_stream
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.models import Membership, Room, RoomKind, RoomRole


def hold(proof: Membership, *, role: RoomRole = RoomRole.MEMBER) -> Membership:
    """Take the room's stream until the transaction ends and return the membership as it is now.

    What `proof` says was true before we waited for the stream; what is read here stays true until commit.
    Raises NotFound or Forbidden when it no longer allows this.
    """
    log.lock(room_stream(proof.room_id))
    return member_of(proof.user, proof.room_id, role=role)


def refuse_direct(room: Room) -> None:
    """Raise Conflict for a direct room: it is a pair for good, without roles, a name or an end."""
    if room.kind == RoomKind.DIRECT:
        raise Conflict("This can't be done to a direct chat.", code="direct_room")


def refuse_archived(room: Room) -> None:
    """Raise Conflict for an archived room: it is read-only."""
    if room.archived_at is not None:
        raise Conflict("This room is archived.", code="room_archived")
