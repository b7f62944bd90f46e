"""Rooms whose only owner is gone for good: they pass on, so that someone can always act in them."""

from django.db.models import Case, When

from flowchat.chat.accounts.models import User
from flowchat.chat.events import log
from flowchat.chat.events.streams import room_stream
from flowchat.chat.rooms.actions.members import set_role
from flowchat.chat.rooms.models import Membership, RoomKind, RoomRole

_ADMINS_FIRST = Case(When(role=RoomRole.ADMIN, then=0), default=1)


def pass_on_rooms(user: User) -> None:
    """Give each room that a deactivated account alone owned a second owner: its longest-standing admin, or member.

    The account keeps its own role, for when it is restored. Call it inside the transaction that deactivates.
    """
    owned = Membership.objects.filter(user_id=user.id, role=RoomRole.OWNER)
    ids = owned.exclude(room__kind=RoomKind.DIRECT).values_list("room_id", flat=True)
    for room_id in sorted(ids, key=str):
        log.lock(room_stream(room_id))
        able = Membership.objects.select_related("user", "room").filter(room_id=room_id, user__is_active=True)
        if able.filter(role=RoomRole.OWNER).exists():
            continue
        heir = able.exclude(user_id=user.id).order_by(_ADMINS_FIRST, "id").first()
        if heir is not None:
            set_role(heir, RoomRole.OWNER)
