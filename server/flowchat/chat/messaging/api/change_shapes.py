"""What the endpoints of one message take and answer."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictInt

from flowchat.chat.messaging.api.shapes import MAX_SEQ, OptionalText
from flowchat.chat.text import Line
from flowchat.chat.wire import Body

REASON_LENGTH = 200


class Edit(Body):
    """What the message is to say. `version` is the one that the editor saw."""

    text: OptionalText
    version: Annotated[StrictInt, Field(ge=0, le=MAX_SEQ)]


class Taking(Body):
    """Why a message of another is taken away. One's own needs no reason."""

    reason: Annotated[Line, Field(max_length=REASON_LENGTH)] = ""


class Forwarding(Body):
    """Where to take a message over to, and what to say to it. `client_id` makes it safe to try again."""

    room: UUID
    client_id: UUID
    text: OptionalText = ""


class SavedBefore(Body):
    """Which page of saved messages: the latest, or those before one of them."""

    before: Annotated[int, Field(ge=0, le=MAX_SEQ)] | None = None
