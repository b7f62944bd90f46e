"""What the processes of one install tell each other about the people at them. Never seen by a client."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from flowchat.chat.wire import Wire


class Told(Wire):
    """Where a person stands at the process that says it. `active` is None once they are gone from there; `seen_at` is
    when that was, for whom may be told.
    """

    user_id: UUID
    active: bool | None
    rooms: list[str]
    sockets: list[UUID] = []
    seen_at: datetime | None = None


class Ask(Wire):
    """Who is where? To one process, or to all."""

    kind: Literal["ask"] = "ask"
    whom: str | None


class Renew(Wire):
    """I am still here, and this is how many changes I told."""

    kind: Literal["renew"] = "renew"
    n: int


class Change(Wire):
    """My change number `n`."""

    kind: Literal["change"] = "change"
    n: int
    people: list[Told]


class Roster(Wire):
    """Everyone at this process after `n` changes, in pieces that follow each other."""

    kind: Literal["roster"] = "roster"
    n: int
    first: bool
    last: bool
    people: list[Told]


class Bye(Wire):
    """This process ends. Its people may be at another one in a moment."""

    kind: Literal["bye"] = "bye"


class Typing(Wire):
    """Someone writes in the room on whose stream this is told, or stopped."""

    kind: Literal["typing"] = "typing"
    user_id: UUID
    typing: bool


Note = Annotated[Ask | Renew | Change | Roster | Bye | Typing, Field(discriminator="kind")]
_note: TypeAdapter[Note] = TypeAdapter(Note)


def read_note(text: bytes) -> Ask | Renew | Change | Roster | Bye | Typing:
    """Parse a note. Raises ValueError for what another version may mean by it."""
    return _note.validate_json(text)
