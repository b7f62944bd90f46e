"""What search answers."""

from typing import Literal
from uuid import UUID

from flowchat.chat.events import objects
from flowchat.chat.search.snippets import SnippetPart
from flowchat.chat.wire import Wire


class SearchFilter(Wire):
    """One operator as it was understood; not `known` when no such person or room can be read by who asks."""

    operator: Literal["from", "in", "before", "after", "on", "has", "is"]
    value: str
    known: bool


class SearchQuery(Wire):
    """A search as it was understood. `forgiving`: few were found as typed, so words that are near count as well."""

    words: list[str]
    phrases: list[str]
    excluded: list[str]
    filters: list[SearchFilter]
    forgiving: bool


class SearchHit(Wire):
    """A message that was found, and the piece of it that shows why. `snippet` is plain text in pieces."""

    message: objects.Message
    room_id: UUID
    snippet: list[SnippetPart]


class SearchAnswer(Wire):
    """A page of hits with their authors and rooms; `next` asks for the page after it, None: there is none."""

    query: SearchQuery
    hits: list[SearchHit]
    people: list[objects.Person]
    rooms: list[objects.Room]
    next: str | None


class DayAnswer(Wire):
    """The seq of the first message of a room at or after the beginning of a day; None when there is none."""

    seq: int | None
