"""Who is in a room, and as what."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Conflict, Invalid, NotFound
from flowchat.chat.events import log
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import MemberAdded, MemberChanged, MemberRemoved
from flowchat.chat.rooms.access import Viewer, require, viewer_of
from flowchat.chat.rooms.actions.holding import hold, refuse_archived, refuse_direct
from flowchat.chat.rooms.actions.notices import Reason, tell_joined, tell_left
from flowchat.chat.rooms.actions.rooms import erase
from flowchat.chat.rooms.models import Membership, Room, RoomKind, RoomRole
from flowchat.chat.rooms.queries import described_member


@transaction.atomic
def add_members(*, adder: Membership, people: Sequence[User]) -> list[Membership]:
    """Add people to a room and return the new memberships; those in already are skipped.

    In a private room this takes an admin, in a public one any member. Raises Conflict for direct and archived rooms.
    """
    adder = hold(adder)
    room = adder.room
    refuse_direct(room)
    if room.kind == RoomKind.PRIVATE:
        require(adder, RoomRole.ADMIN)
    refuse_archived(room)
    present = set(
        Membership.objects.filter(room_id=room.id, user__in=people).values_list("user_id", flat=True)
    )
    newcomers = [person for person in people if person.id not in present]
    added = [_seat(room, person, added_by=adder.user_id) for person in newcomers]
    tell_joined(added)
    return added


@transaction.atomic
def join_room(*, viewer: Viewer) -> Membership:
    """Enter a public room; someone who is in already gets their membership as it is.

    A public room that everybody left belongs to whoever comes first: a room needs an owner.
    """
    log.lock(room_stream(viewer.room.id))
    viewer = viewer_of(viewer.user, viewer.room.id)
    if viewer.membership is not None:
        return viewer.membership
    refuse_archived(viewer.room)
    deserted = not Membership.objects.filter(room_id=viewer.room.id).exists()
    role = RoomRole.OWNER if deserted else RoomRole.MEMBER
    joined = _seat(viewer.room, viewer.user, role=role, added_by=viewer.user.id)
    tell_joined([joined])
    return joined


@transaction.atomic
def join_starting_rooms(user: User) -> list[Membership]:
    """Put a new account into every starting room. Call it inside the transaction that makes the account."""
    ids = Room.objects.filter(starting=True, kind=RoomKind.PUBLIC).values_list("id", flat=True)
    joined = []
    # All rooms before the person's own stream: the lock order of the log.
    for room_id in sorted(ids, key=str):
        log.lock(room_stream(room_id))
        room = Room.objects.filter(id=room_id, kind=RoomKind.PUBLIC, archived_at=None).first()
        if room and not Membership.objects.filter(room_id=room_id, user_id=user.id).exists():
            joined.append(_seat(room, user, added_by=None))
    for membership in joined:
        tell_joined([membership])
    return joined


@transaction.atomic
def leave_room(*, leaver: Membership) -> None:
    """Leave a room. Raises Conflict for direct rooms, and for the last owner while others remain (`last_owner`).

    A private room that nobody is left in is deleted: there would be no way back in.
    """
    leaver = hold(leaver)
    refuse_direct(leaver.room)
    deserted = not Membership.objects.filter(room_id=leaver.room_id).exclude(id=leaver.id).exists()
    if not deserted:
        _refuse_losing_last_owner(leaver)
    _unseat(leaver, removed_by=leaver.user_id, reason="left")
    if deserted and leaver.room.kind == RoomKind.PRIVATE:
        erase(leaver.room)


@transaction.atomic
def remove_member(*, remover: Membership, user_id: UUID) -> None:
    """Remove someone from a room (admins and owners; only owners remove owners). Removing oneself is leaving.

    Raises NotFound when they are not in it, Forbidden without the right, Conflict for direct rooms.
    """
    if user_id == remover.user_id:
        leave_room(leaver=remover)
        return
    remover = hold(remover)
    refuse_direct(remover.room)
    require(remover, RoomRole.ADMIN)
    target = _member(remover.room, user_id)
    if target.role == RoomRole.OWNER:
        require(remover, RoomRole.OWNER)
    _unseat(target, removed_by=remover.user_id, reason="removed")


@transaction.atomic
def change_role(*, changer: Membership, user_id: UUID, role: RoomRole) -> Membership:
    """Set a member's role: an owner any, an admin `admin` or `member` of those who own nothing.

    Raises NotFound when they are not in the room, Forbidden without the right, and Conflict for direct or archived
    rooms or when the room would lose its last owner.
    """
    changer = hold(changer)
    room = changer.room
    refuse_direct(room)
    require(changer, RoomRole.ADMIN)
    refuse_archived(room)
    target = _member(room, user_id)
    if RoomRole.OWNER in (target.role, role):
        require(changer, RoomRole.OWNER)
    if target.role == role:
        return target
    _refuse_losing_last_owner(target)
    return set_role(target, role)


@transaction.atomic
def hand_over(*, owner: Membership, user_id: UUID) -> None:
    """Make another member the owner and oneself an admin. Raises Invalid when they are not in the room."""
    owner = hold(owner)
    refuse_direct(owner.room)
    require(owner, RoomRole.OWNER)
    refuse_archived(owner.room)
    heir = _find(owner.room, user_id)
    if heir is None or heir.id == owner.id or not heir.user.is_active:
        raise Invalid(fields={"user_id": ["Choose another member of this room."]})
    if heir.role != RoomRole.OWNER:
        set_role(heir, RoomRole.OWNER)
    set_role(owner, RoomRole.ADMIN)


def _seat(room: Room, user: User, *, role: RoomRole = RoomRole.MEMBER, added_by: UUID | None) -> Membership:
    """Add one member to a held room. Their position is this event's seq: joining is not a debt."""
    seq = log.claim(room_stream(room.id))
    membership = Membership.objects.create(
        room=room, user=user, role=role, joined_seq=seq, last_read_seq=seq, seen_seq=seq, threads_read_seq=seq
    )
    log.write(room_stream(room.id), seq, MemberAdded(member=described_member(membership), added_by=added_by))
    return membership


def _unseat(membership: Membership, *, removed_by: UUID, reason: Reason) -> None:
    Membership.objects.filter(id=membership.id).delete()
    room_id, user_id = membership.room_id, membership.user_id
    log.append(room_stream(room_id), MemberRemoved(user_id=user_id, removed_by=removed_by))
    tell_left([user_id], room_id=room_id, reason=reason)


def set_role(membership: Membership, role: RoomRole) -> Membership:
    """Give a member of a held room another role and tell the others."""
    membership.role = role
    membership.save(update_fields=["role"])
    log.append(room_stream(membership.room_id), MemberChanged(member=described_member(membership)))
    return membership


def _find(room: Room, user_id: UUID) -> Membership | None:
    return Membership.objects.select_related("user").filter(room_id=room.id, user_id=user_id).first()


def _member(room: Room, user_id: UUID) -> Membership:
    membership = _find(room, user_id)
    if membership is None:
        raise NotFound("This person is not in the room.")
    return membership


def _refuse_losing_last_owner(membership: Membership) -> None:
    """Raise Conflict when this is the only owner who can act. The held stream keeps two owners from going at once."""
    if membership.role != RoomRole.OWNER:
        return
    owners = Membership.objects.filter(room_id=membership.room_id, role=RoomRole.OWNER, user__is_active=True)
    if not owners.exclude(id=membership.id).exists():
        raise Conflict("A room needs an owner. Hand it over first.", code="last_owner")
