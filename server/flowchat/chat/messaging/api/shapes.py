"""What the endpoints of messages take and answer."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from flowchat.chat.events import objects
from flowchat.chat.media.limits import FILES_PER_MESSAGE
from flowchat.chat.messaging.actions import NewMessage
from flowchat.chat.text import MESSAGE_LENGTH
from flowchat.chat.wire import Body, Wire

HISTORY_LIMIT = 100
_HALF = re.compile("[\ud800-\udfff]")
MAX_SEQ = 2**53 - 1


def check_storable(text: str) -> str:
    """Return the text as it is; raises ValueError for what PostgreSQL or UTF-8 can't hold.

    Everything else stays byte for byte: joiners, marks, direction controls and unassigned characters carry meaning
    in somebody's language or in tomorrow's emoji.
    """
    if "\x00" in text:
        raise ValueError("A message can't hold the NUL character.")
    if _HALF.search(text):
        raise ValueError("A message can't hold half of a surrogate pair.")
    return text


def check_text(text: str) -> str:
    """Return a storable text trimmed; raises ValueError for nothing at all and for too much."""
    trimmed = check_storable(text).strip()
    if not trimmed:
        raise ValueError("Write something first.")
    if len(trimmed) > MESSAGE_LENGTH:
        raise ValueError(f"At most {MESSAGE_LENGTH} characters, please.")
    return trimmed


Seq = Annotated[int, Field(ge=0, le=MAX_SEQ)]


def check_text_or_nothing(text: str) -> str:
    """Return a storable text trimmed, which may be empty: where something else is said, such as by a picture."""
    return check_text(text) if check_storable(text).strip() else ""


OptionalText = Annotated[
    str, AfterValidator(check_text_or_nothing), Field(json_schema_extra={"maxLength": MESSAGE_LENGTH})
]


class Outgoing(Body):
    """A message to send. `client_id` names this message and makes it safe to try again. With files it may go without
    words.
    """

    room: UUID
    client_id: UUID
    upload_ids: Annotated[list[UUID], Field(max_length=FILES_PER_MESSAGE)] = []
    text: OptionalText
    reply_to: UUID | None = None
    thread: UUID | None = None

    @field_validator("upload_ids")
    @classmethod
    def _each_once(cls, ids: list[UUID]) -> list[UUID]:
        if len(set(ids)) < len(ids):
            raise ValueError("A file can't be sent twice in one message.")
        return ids

    @field_validator("text")
    @classmethod
    def _something_said(cls, text: str, info: ValidationInfo) -> str:
        if not text and not info.data.get("upload_ids"):
            raise ValueError("Write something first.")
        return text

    def to_new(self) -> NewMessage:
        """Return what is to be stored."""
        return NewMessage(
            client_id=self.client_id,
            text=self.text,
            upload_ids=tuple(self.upload_ids),
            reply_to=self.reply_to,
            thread=self.thread,
        )


class SentMessage(Wire):
    """The message as it was stored, by this try or by the first one."""

    message: objects.Message


class Wanted(Body):
    """Which run of a room's messages: one of `before`, `after`, `around`, `client_id`, or the newest.

    With `thread`, the root of one, only the replies in it.
    """

    room: UUID
    thread: UUID | None = None
    before: Seq | None = None
    after: Seq | None = None
    around: Seq | None = None
    client_id: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=HISTORY_LIMIT)] = 50

    @model_validator(mode="after")
    def _one_anchor(self) -> "Wanted":
        anchors = (self.before, self.after, self.around, self.client_id)
        if sum(anchor is not None for anchor in anchors) > 1:
            raise ValueError("Give one of before, after, around and client_id.")
        return self
