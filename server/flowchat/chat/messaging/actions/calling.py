"""Calling everyone, and how often one may."""

from flowchat.chat.messaging.models import MentionGroup, Message
from flowchat.chat.rooms.models import Membership
from flowchat.http import limits

CALLING = limits.Rate(count=6, seconds=60)
SMALL = 100
"""Members of a room in which anyone may call everyone as often as they may send."""


def refuse_shouting(row: Message) -> None:
    """Raise SlowDown for who calls everyone in a large room again and again.

    Such a message names everyone it tells, in the log and to every device, and in a thread it seats them all: what
    one person could say in a minute would cost the server gigabytes.
    """
    if row.mention_group == MentionGroup.NONE:
        return
    if Membership.objects.filter(room_id=row.room_id)[: SMALL + 1].count() > SMALL:
        limits.check("call-everyone", row.author_id, CALLING)
