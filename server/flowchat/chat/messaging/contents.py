"""What messaging answers when rooms ask about their contents (`rooms.contents.Contents`)."""

from collections.abc import Collection
from functools import cache
from uuid import UUID

from flowchat.chat.events import objects
from flowchat.chat.exchange import array
from flowchat.chat.media.actions import release_attachments
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.queries.unread import readings
from flowchat.chat.messaging.written import COLUMNS, Told, told_of_page
from flowchat.chat.reading import Question, read_each

PORTION = 200
"""How many messages of a deleted room are removed in one transaction."""


@cache
def _latest() -> str:
    """One index probe per room. DISTINCT ON would read every message of every room."""
    return f"""
        WITH page AS MATERIALIZED (
            SELECT m.* FROM unnest($1::uuid[]) AS room (id)
            CROSS JOIN LATERAL (
                SELECT * FROM messaging_message WHERE room_id = room.id AND deleted_at IS NULL
                ORDER BY seq DESC LIMIT 1
            ) AS m
        ),
        {told_of_page()}
        SELECT {COLUMNS} FROM told
    """  # noqa: S608 - put together from constants, no input


class MessageContents:
    """Answers from the table of messages. Nothing here is stored twice, so nothing can drift."""

    def latest(self, room_ids: Collection[UUID]) -> dict[UUID, objects.Message]:
        """Return the newest message of each room that has one."""
        if not room_ids:
            return {}
        rows = read_each([Question(_latest(), [array(room_ids)])])[0]
        return {message.room_id: message for message in (Told(*row).read() for row in rows)}

    def readings(self, membership_ids: Collection[int]) -> dict[int, objects.Reading]:
        """Return where each member stands and what is left for them."""
        return readings(membership_ids)

    def newest_at(self, room_id: UUID, seq: int) -> int:
        """Return the seq of the newest message at or before `seq`; 0 when there is none."""
        found = Message.objects.filter(room_id=room_id, seq__lte=seq).order_by("-seq")
        return found.values_list("seq", flat=True).first() or 0

    def remove_some(self, room_id: UUID) -> bool:
        """Remove the newest messages of a deleted room, with their files and all that hangs on them. Replies go before
        what they answer, so that no thread makes a portion larger than it is.
        """
        newest = Message.objects.filter(room_id=room_id).order_by("-seq")
        ids = list(newest.values_list("id", flat=True)[:PORTION])
        release_attachments(ids)
        Message.objects.filter(id__in=ids).delete()
        return bool(ids)
