"""Holding a message: the first step of every change to it."""

from typing import NamedTuple

from flowchat.chat.errors import Conflict
from flowchat.chat.messaging.access import Reachable
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.actions.holding import hold
from flowchat.chat.rooms.models import Membership


class Held(NamedTuple):
    """A member and a message of their room as they are now, and stay until the transaction ends."""

    member: Membership
    row: Message


def hold_message(proof: Reachable) -> Held:
    """Take the room's stream and the message's row until the transaction ends.

    The row as well, because wiping deleted ones takes no stream. Raises NotFound or Forbidden when the proof no longer
    holds.
    """
    member = hold(proof.member)
    return Held(member, Message.objects.select_for_update(no_key=True).get(id=proof.row.id))


def refuse_deleted(row: Message) -> None:
    """Raise Conflict for a message that is deleted: nothing can be done to it any more."""
    if row.deleted_at is not None:
        raise Conflict("This message was deleted.", code="message_deleted")
