"""What the endpoints of rooms take and answer."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from flowchat.chat.accounts.names import Name
from flowchat.chat.events import objects
from flowchat.chat.text import Line, Lines
from flowchat.chat.wire import Body, Wire

RoomName = Annotated[Name, Field(min_length=1)]
Description = Annotated[Lines, Field(max_length=500)]
PersonIds = Annotated[list[UUID], Field(max_length=100)]
SomePersonIds = Annotated[list[UUID], Field(min_length=1, max_length=100)]
MAX_SEQ = 2**53 - 1
"""The largest integer that JavaScript counts exactly."""


class NewRoom(Body):
    """A room to make."""

    kind: Literal["private", "public"]
    name: RoomName
    description: Description = ""
    member_ids: PersonIds = []


class NewConversation(Body):
    """Whom to talk with."""

    user_ids: SomePersonIds


class RoomChanges(Body):
    """What to change; what is absent stays."""

    name: RoomName = ""
    description: Description = ""
    archived: StrictBool = False


class Deletion(Body):
    """The room's name, typed again by the one who deletes it."""

    confirm: str


class Browsing(Body):
    """Which rooms to look for."""

    browse: Literal["public"]
    search: Annotated[Line, Field(max_length=100)] = ""


class Newcomers(Body):
    """Whom to add."""

    user_ids: SomePersonIds


class Added(Wire):
    """Who was added; those who were in already are not among them."""

    members: list[objects.Member]


class RoleChange(Body):
    """The role to give."""

    role: objects.RoomRole


class Heir(Body):
    """The next owner."""

    user_id: UUID


class ReadUpTo(Body):
    """The seq of the last message seen."""

    seq: Annotated[StrictInt, Field(ge=0, le=MAX_SEQ)]
