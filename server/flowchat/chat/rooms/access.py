"""The only doors from a person to a room."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Forbidden, NotFound
from flowchat.chat.rooms.models import Membership, Room, RoomKind, RoomRole

_RANK = {RoomRole.MEMBER: 0, RoomRole.ADMIN: 1, RoomRole.OWNER: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Proof that `user` may read `room`; `membership` is None when they only look into a public one."""

    user: User
    room: Room
    membership: Membership | None


def member_of(user: User, room_id: UUID, *, role: RoomRole = RoomRole.MEMBER) -> Membership:
    """Return the membership of `user` in a room, `role` or higher; its room and user are loaded.

    Raises NotFound for strangers, Forbidden for people who may see the room but not do this: members of a lower
    role, and anyone about a public room they are not in (`not_a_member`).
    """
    membership = viewer_of(user, room_id).membership
    if membership is None:
        raise Forbidden("Join this room first.", code="not_a_member")
    require(membership, role)
    return membership


def viewer_of(user: User, room_id: UUID) -> Viewer:
    """Return proof that `user` may read a room: as a member, or because it is public. Raises NotFound."""
    membership = Membership.objects.select_related("room").filter(room_id=room_id, user_id=user.id).first()
    if membership is not None:
        return as_viewer(membership, user)
    room = Room.objects.filter(id=room_id, kind=RoomKind.PUBLIC).first()
    if room is None:
        raise NotFound("There is no such room.")
    return Viewer(user=user, room=room, membership=None)


def as_viewer(membership: Membership, user: User | None = None) -> Viewer:
    """Return the proof to read that a membership is. Hand in `user` when it is loaded already."""
    if user is not None:
        membership.user = user
    return Viewer(user=membership.user, room=membership.room, membership=membership)


def require(membership: Membership, role: RoomRole) -> None:
    """Raise Forbidden unless the member's role is `role` or higher."""
    if _RANK[RoomRole(membership.role)] < _RANK[role]:
        needed = "an owner" if role == RoomRole.OWNER else "an admin"
        raise Forbidden(f"Only {needed} of this room can do this.")


def rooms_of(user: User) -> list[UUID]:
    """Return the ids of the rooms `user` is in: the streams they hear."""
    return list(Membership.objects.filter(user_id=user.id).values_list("room_id", flat=True))


def shares_room(one: User, other: User) -> bool:
    """Are both in some room together? A person shares one with themselves."""
    return one.id == other.id or bool(people_sharing_rooms_with(one, among=[other.id]))


def people_sharing_rooms_with(user: User, *, among: Iterable[UUID] | None = None) -> set[UUID]:
    """Return the ids of everyone else who is in a room with `user`, or of those `among` some."""
    mine = Membership.objects.filter(user_id=user.id).values("room_id")
    others = Membership.objects.filter(room_id__in=mine).exclude(user_id=user.id)
    if among is not None:
        others = others.filter(user_id__in=list(among))
    return set(others.values_list("user_id", flat=True).distinct())
