"""What messaging tells and asks the features above it, which name themselves in their AppConfig (compare ADR 9)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from flowchat.chat.events import objects
from flowchat.chat.messaging.models import Message

Change = Literal["sent", "edited", "deleted", "restored"]


class Listener(Protocol):
    """Hears of every change to a message's text: the search index, the jobs for link previews."""

    def __call__(self, message: Message, change: Change) -> None:
        """Act on a change, inside its transaction: what is written here stands or falls with it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainMessage:
    """A message that is words alone (`actions.together.is_plain`), as far as listeners need to know it. It may yet be
    refused.
    """

    id: UUID
    room_id: UUID
    author_id: UUID
    text: str


class PlainListener(Protocol):
    """Hears of new plain messages, many at once, in the statement that stores them."""

    @property
    def call(self) -> str:
        """A call of a function of the database, with `%s` and its type for each value, that acts on those messages
        that were stored. It runs once, after them and in their transaction, and never without any.
        """
        ...

    def values_of(self, messages: Sequence[PlainMessage]) -> Sequence[str]:
        """Return the values of the call, for messages that are yet to be stored or refused."""
        ...

    def remainder_of(self, messages: Sequence[PlainMessage]) -> Callable[[], None] | None:
        """Return what is left to do when these have been stored and committed, in a thread that may use the database;
        None for nothing. It may be lost.
        """
        ...


class Previews(Protocol):
    """Knows what the links of messages lead to."""

    def __call__(self, message_ids: Collection[UUID]) -> Mapping[UUID, list[objects.LinkPreview]]:
        """Return the previews of those messages that have some, in one query."""
        ...


@dataclass(frozen=True, slots=True)
class PreviewsWithin:
    """The same as part of a statement that reads messages: an expression of SQL for those of the row m, as JSON or
    null, and what makes the previews of it.
    """

    statement: str
    read: Callable[[str], list[objects.LinkPreview]]


class Present(Protocol):
    """Knows who is here now."""

    def __call__(self, user_ids: Collection[UUID]) -> set[UUID]:
        """Return those of these people who are online or away, that is: connected."""
        ...


_listeners: list[Listener] = []
_plain_listeners: list[PlainListener] = []
_previews: list[Previews] = []
_previews_within: list[PreviewsWithin] = []
_present: list[Present] = []


def listen(listener: Listener, *, plain: PlainListener | None) -> None:
    """Name one more listener; called while Django starts. `plain` does the same for many plain messages at once; None
    says that they are nothing to it: they lead nowhere and call nobody.
    """
    _listeners.append(listener)
    if plain is not None:
        _plain_listeners.append(plain)


def tell(message: Message, change: Change) -> None:
    """Tell every listener, inside the transaction of the change."""
    for listener in _listeners:
        listener(message, change)


def plain_listeners() -> Sequence[PlainListener]:
    """Return those who hear of new plain messages."""
    return _plain_listeners


def answer_previews(previews: Previews, within: PreviewsWithin) -> None:
    """Name what knows link previews; called while Django starts."""
    _previews[:] = [previews]
    _previews_within[:] = [within]


def previews_of(message_ids: Collection[UUID]) -> Mapping[UUID, list[objects.LinkPreview]]:
    """Return the link previews of messages; none while no feature knows any."""
    return _previews[0](message_ids) if _previews and message_ids else {}


def previews_within() -> str:
    """Return the expression for the link previews of a message m; null while no feature knows any."""
    return _previews_within[0].statement if _previews_within else "NULL"


def read_previews(found: str) -> list[objects.LinkPreview]:
    """Return the link previews that this expression found."""
    return _previews_within[0].read(found) if _previews_within else []


def answer_present(present: Present) -> None:
    """Name what knows who is here; called while Django starts."""
    _present[:] = [present]


def present_among(user_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these people who are here now; nobody while no feature knows."""
    return _present[0](user_ids) if _present and user_ids else set()
