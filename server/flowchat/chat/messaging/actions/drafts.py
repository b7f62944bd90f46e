"""Keeping what someone has begun to write, for their other devices."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Conflict, Invalid
from flowchat.chat.events import log, objects
from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.events.streams import user_stream
from flowchat.chat.events.types import DraftChanged
from flowchat.chat.messaging.models import Draft, Message
from flowchat.chat.messaging.queries.drafts import DRAFTS_LIMIT, begun_by, is_begun, to_draft
from flowchat.chat.rooms.models import Membership

_EMPTIED = """%(function)s(%(expressions)s, '{draft,text}', '""')"""


@transaction.atomic
def keep_draft(
    *, writer: Membership, thread: UUID | None, text: str, reply_to: UUID | None, version: int
) -> objects.Draft:
    """Keep a draft under `version`, the one its device knows plus one; empty text and no quote take it away.

    The last writer wins, and a device that did not know the last version is told so (Conflict `draft_changed`)
    instead of wiping words typed elsewhere. Raises Invalid for a thread or quote of another room, and Conflict for
    one draft more than are shown (`too_many_drafts`).
    """
    stream = user_stream(writer.user_id)
    # All drafts of a person in one line: two devices can't both be the first.
    log.lock(stream)
    _require_here(writer, thread=thread, reply_to=reply_to)
    place: dict[str, Any] = {"user_id": writer.user_id, "room_id": writer.room_id, "thread_id": thread}
    row = Draft.objects.get_or_create(**place)[0]
    if version <= row.version:
        raise Conflict("This draft was changed on another device.", code="draft_changed")
    if is_begun(text, reply_to) and not is_begun(row.text, row.reply_to_id):
        _refuse_more(writer.user)
    forget_words(row)
    row.text, row.reply_to_id, row.version, row.updated_at = text, reply_to, version, timezone.now()
    draft = to_draft(row)
    row.event_seq = log.append(stream, DraftChanged(draft=draft)).seq
    row.save(update_fields=["text", "reply_to", "version", "updated_at", "event_seq"])
    return draft


def forget_words(row: Draft) -> None:
    """Take the words of a draft's last event out of the log: what was never sent must not be kept a hundred times."""
    told = LoggedEvent.objects.filter(stream_id=user_stream(row.user_id), seq=row.event_seq)
    told.update(body=Func(F("body"), function="jsonb_set", template=_EMPTIED))


def _refuse_more(writer: User) -> None:
    """Every message can be a root: without an end, one person could keep as much as the disk holds."""
    if begun_by(writer).count() >= DRAFTS_LIMIT:
        raise Conflict("You have too many drafts. Finish or empty some.", code="too_many_drafts")


def _require_here(writer: Membership, *, thread: UUID | None, reply_to: UUID | None) -> None:
    here = Message.objects.filter(room_id=writer.room_id)
    if thread is not None and not here.filter(id=thread, thread=None).exists():
        raise Invalid(fields={"thread": ["There is no such thread in this room."]})
    if reply_to is not None and not here.filter(id=reply_to).exists():
        raise Invalid(fields={"reply_to": ["There is no such message in this room."]})
