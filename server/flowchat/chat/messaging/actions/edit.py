"""Editing what one has said."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from flowchat.chat.accounts.queries import community
from flowchat.chat.errors import Conflict, Forbidden, Invalid
from flowchat.chat.events import log, objects
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import MessageEdited
from flowchat.chat.messaging import ports
from flowchat.chat.messaging.access import Reachable
from flowchat.chat.messaging.actions.calling import refuse_shouting
from flowchat.chat.messaging.actions.changing import hold_message, refuse_deleted
from flowchat.chat.messaging.actions.threads import seat_called
from flowchat.chat.messaging.mentions import called_in
from flowchat.chat.messaging.models import MentionGroup, Message, MessageVersion
from flowchat.chat.messaging.objects import mentions_of, to_message, to_quote
from flowchat.chat.messaging.queries.history import people_in
from flowchat.chat.rooms.actions.holding import refuse_archived

_CHANGED = (
    "text",
    "version",
    "edited_at",
    "revision",
    "mention_group",
    "mentioned_ids",
    "mentioned_people",
)


@transaction.atomic
def edit_message(*, editor: Reachable, text: str, version: int) -> objects.Message:
    """Let an author say it differently and keep what it said before; the same words again change nothing.

    `version` is the one that the editor saw. Raises Forbidden for others' messages and after the time that the admins
    set (`edit_too_late`), Conflict when it was edited meanwhile (`edited_meanwhile`) or deleted (`message_deleted`) or
    the room is archived, Invalid for no text where nothing is forwarded or attached.
    """
    member, row = hold_message(editor)
    if row.author_id != member.user_id:
        raise Forbidden("Only who wrote this can edit it.")
    refuse_archived(member.room)
    refuse_deleted(row)
    if text == row.text:
        return to_message(row)
    _refuse(row, text=text, version=version)
    return _store(row, text)


def _refuse(row: Message, *, text: str, version: int) -> None:
    if not text and row.forwarded is None and row.attachments is None:
        raise Invalid(fields={"text": ["Write something first."]})
    minutes = community().edit_minutes
    if minutes is not None and timezone.now() - row.sent_at > timedelta(minutes=minutes):
        raise Forbidden("This is too old to be edited.", code="edit_too_late")
    if version != row.version:
        raise Conflict("This was edited meanwhile.", code="edited_meanwhile")


def _store(row: Message, text: str) -> objects.Message:
    stream = room_stream(row.room_id)
    MessageVersion.objects.create(
        message=row, version=row.version, text=row.text, at=row.edited_at or row.sent_at
    )
    mentions_before = mentions_of(row)
    row.text, row.version, row.edited_at = text, row.version + 1, timezone.now()
    _call_again(row)
    refuse_shouting(row)
    row.revision = log.claim(stream)
    row.save(update_fields=_CHANGED)
    seat_called(row)
    message = to_message(row)
    log.write(
        stream,
        row.revision,
        MessageEdited(
            message=message, quote=to_quote(row), mentions_before=mentions_before, people=people_in([message])
        ),
    )
    ports.tell(row, "edited")
    return message


def _call_again(row: Message) -> None:
    """Read anew whom the text calls. An `@here` that stays goes on meaning those who were here when it was sent."""
    told = set(row.mentioned_ids)
    named_before = {UUID(one["user_id"]) for one in row.mentioned_people}
    was_here = row.mention_group == MentionGroup.HERE
    called = called_in(row.text, room_id=row.room_id, author_id=row.author_id)
    called.write_to(row)
    if was_here and called.group == MentionGroup.HERE:
        named = {one.user_id for one in called.people} - {row.author_id}
        row.mentioned_ids = sorted((told - named_before) | named)
