"""Who lets others see how far they have read, and where it is shown at all."""

from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.queries import preferences_of
from flowchat.chat.rooms.models import Membership

SHOWN_UP_TO = 100
"""Members of the largest room in which people see each other's positions."""


def shows_receipts(user: User) -> bool:
    """Does this person let others see how far they have read?"""
    return preferences_of(user).show_receipts


def shows_positions(room_id: UUID) -> bool:
    """Is this room small enough for its members to see each other's positions?"""
    return Membership.objects.filter(room_id=room_id)[: SHOWN_UP_TO + 1].count() <= SHOWN_UP_TO
