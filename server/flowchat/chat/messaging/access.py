"""The only doors from a person to a message."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Forbidden, NotFound
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.access import Viewer, viewer_of
from flowchat.chat.rooms.models import Membership

NO_SUCH_MESSAGE = "There is no such message."


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """Proof that a person may read the room in which a message stands. The message itself may be deleted."""

    viewer: Viewer
    row: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """Proof that a member of its room has a message before them, which may be deleted."""

    member: Membership
    row: Message


def message_of(user: User, message_id: UUID) -> Readable:
    """Return a message for someone who may read its room. Raises NotFound for strangers, and to anyone to whom not
    even a tombstone is shown.
    """
    row = Message.objects.filter(id=message_id).first()
    if row is None:
        raise NotFound(NO_SUCH_MESSAGE)
    try:
        viewer = viewer_of(user, row.room_id)
    except NotFound:
        # The same words as for a message that never was.
        raise NotFound(NO_SUCH_MESSAGE) from None
    if row.deleted_at is not None and not Message.objects.filter(shown_to(viewer), id=row.id).exists():
        raise NotFound(NO_SUCH_MESSAGE)
    return Readable(viewer=viewer, row=row)


def member_message_of(user: User, message_id: UUID) -> Reachable:
    """Return a message for a member of its room. Raises NotFound, or Forbidden for who only looks into the room."""
    found = message_of(user, message_id)
    if found.viewer.membership is None:
        raise Forbidden("Join this room first.", code="not_a_member")
    return Reachable(member=found.viewer.membership, row=found.row)


def shown_to(viewer: Viewer) -> Q:
    """Return the condition for messages of a room that this person is shown, if only as a tombstone.

    A tombstone is for those who may have seen the message: members who came before it was deleted. And whoever reads a
    thread needs its beginning.
    """
    begins_thread = Exists(Message.objects.filter(thread_id=OuterRef("id"), deleted_at=None))
    shown = Q(deleted_at=None) | Q(begins_thread)
    if viewer.membership is not None:
        shown |= Q(deleted_seq__gt=viewer.membership.joined_seq)
    return shown
