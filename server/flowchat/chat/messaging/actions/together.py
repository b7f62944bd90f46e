"""Storing new messages together: many of them, in many rooms, with as many statements as one takes.

This is how plain messages are stored, by whichever door they come: words alone, which make up nearly all of a chat's
traffic. The rest (replies, threads, files, forwards, calls, links) needs statements of its own and takes the way of
`send`, and so does every message that is refused here: there it gets the answer that tells its sender why.
"""

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from django.db import Error as DatabaseError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pydantic_core import to_json

from flowchat.chat import exchange
from flowchat.chat.events import log, objects
from flowchat.chat.events.arrived import Arrived
from flowchat.chat.events.streams import room_stream
from flowchat.chat.exchange import array, text_array
from flowchat.chat.ids import new_id
from flowchat.chat.messaging import ports
from flowchat.chat.wire import format_time
from flowchat.http.postgresql.line import Line

logger = logging.getLogger(__name__)

Remainder = Callable[[], None]
"""What listeners want done after the commit, in a thread that may use the database."""

_MAY_BE_MORE = re.compile(r"@|://|www\.", re.IGNORECASE)
"""What begins a call or a link. A text with neither concerns nobody but the room, and nothing has to be read for it."""

_STORE = """
    SELECT place, seq, at, author{calls} FROM messaging_store_plain(
        %s::text[], %s, %s::timestamptz, %s, %s, %s, %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[],
        %s::text[], %s::text[], %s::text[]
    ) WITH ORDINALITY AS stored (place, seq, at, author, nth)
"""
"""The function is in migration 0006. It has stored everything before its first row is there."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KIND = "message.sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A plain message that somebody wants to send. `session_id` is their sign-in, to be checked with everything else,
    or None when whoever asks has just done so; `request_id` names the request in the log.
    """

    author_id: UUID
    room_id: UUID
    client_id: UUID
    text: str
    session_id: UUID | None
    request_id: str


def is_plain(text: str) -> bool:
    """Is this text, by itself, words alone? It may hold marks: they are its readers' concern."""
    return text != "" and _MAY_BE_MORE.search(text) is None


class Stored(NamedTuple):
    """A message that was stored, as JSON. The same bytes are in the answer, in the log and in the frames."""

    json: str

    def to_message(self) -> objects.Message:
        """Return it as an object."""
        return objects.Message.model_validate_json(self.json)


def store_together(waiting: Sequence[Waiting]) -> list[objects.Message | None]:
    """Store plain messages at the next seqs of their rooms, in their order, and announce them; their authors have
    thereby read up to them. Returns each as it is on the wire, or None for one that was not stored.

    Who is not stored takes nothing with it: no seq, and no other message. It may be refused (`send_message` says why),
    sent before, or part of a batch that the database failed, which by then has left no trace.
    """
    batch = Batch(waiting)
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            stored = batch.read(exchange.ask(batch.statement, batch.values))
    except IntegrityError:
        # Somebody used one of these client_ids in another room at this very moment. It must not cost the others.
        if len(waiting) == 1:
            return [None]
        half = len(waiting) // 2
        return [*store_together(waiting[:half]), *store_together(waiting[half:])]
    except DatabaseError as error:
        note_failure(len(waiting), error)
        return [None] * len(waiting)

    # robust: the messages are committed already; a failing listener must not turn the answer into an error.
    transaction.on_commit(batch.announce, robust=True)
    for remainder in batch.remainders():
        transaction.on_commit(remainder, robust=True)
    return [None if one is None else one.to_message() for one in stored]


async def store_soon(line: Line, waiting: Sequence[Waiting]) -> tuple[list[Stored | None], list[Remainder]]:
    """Do the same over a connection of the event loop, and return what is left to do in a thread. Raises
    psycopg.IntegrityError for a batch that has to be stored by `store_together`.
    """
    batch = Batch(waiting)
    try:
        rows = await line.ask(
            exchange.numbered(batch.statement), batch.values, prepare=exchange.may_prepare()
        )
    except psycopg.IntegrityError:
        raise
    except psycopg.Error as error:
        note_failure(len(waiting), error)
        return [None] * len(waiting), []
    stored = batch.read([[None if value is None else value.decode() for value in row] for row in rows])
    batch.announce()
    return stored, batch.remainders()


def note_failure(count: int, error: Exception) -> None:
    """Say that messages were not stored. The type alone: the text may quote one."""
    logger.warning(
        "%s messages could not be stored together: %s", count, type(error.__cause__ or error).__name__
    )


class Batch:
    """Messages on their way into the database: the statement that stores them, and what comes of its answer."""

    def __init__(self, waiting: Sequence[Waiting]) -> None:
        self._waiting = waiting
        self._places = _first_of_each(waiting)
        self._new = [_New(waiting[place]) for place in self._places]
        self._stored: list[_New] = []
        self._told: list[Arrived] = []
        self.statement = _statement(tuple(listener.call for listener in ports.plain_listeners()))

    @property
    def values(self) -> list[str]:
        """The values of the statement, in the order in which it names them."""
        keys = text_array(sorted({one.stream for one in self._new}))
        known = [keys, log.HOLD_PATIENCE, timezone.now().isoformat(), _OPENING, _TURNING, _ENDING]
        messages = [one.plain for one in self._new]
        theirs = [value for listener in ports.plain_listeners() for value in listener.values_of(messages)]
        return [*theirs, *known, *_columns(self._new)]

    def read(self, rows: Iterable[Sequence[Any]]) -> list[Stored | None]:
        """Return for each message what was stored of it, from the rows of the statement."""
        found: list[Stored | None] = [None] * len(self._waiting)
        for place, seq, at, author, *_ in rows:
            one = self._new[int(place) - 1]
            message = f'{one.head}{seq},"revision":{seq}{one.middle}{at}{_TAIL}'
            found[self._places[int(place) - 1]] = Stored(message)
            self._stored.append(one)
            self._told.append(
                _announcement(one, int(seq), at, f'{_OPENING}{message},"author":{author}{_ENDING}')
            )
        return found

    def announce(self) -> None:
        """Announce what was stored, once it is committed."""
        log.announce(self._told)

    def remainders(self) -> list[Remainder]:
        """Return what listeners want done after that."""
        messages = [one.plain for one in self._stored]
        found = [listener.remainder_of(messages) for listener in ports.plain_listeners()] if messages else []
        return [one for one in found if one is not None]


class _New:
    """A message that is being stored: its JSON up to its place, and from there up to its time."""

    __slots__ = ("asked", "head", "id", "middle", "stream")

    def __init__(self, asked: Waiting) -> None:
        self.asked = asked
        self.id = new_id()
        self.stream = room_stream(asked.room_id)
        self.head = (
            f'{{"id":"{self.id}","room_id":"{asked.room_id}","author_id":"{asked.author_id}",'
            f'"client_id":"{asked.client_id}","seq":'
        )
        self.middle = f',"text":{to_json(asked.text).decode()},"sent_at":"'

    @property
    def plain(self) -> ports.PlainMessage:
        """What listeners are told."""
        asked = self.asked
        return ports.PlainMessage(
            id=self.id, room_id=asked.room_id, author_id=asked.author_id, text=asked.text
        )


def _columns(new: Sequence[_New]) -> list[str]:
    return [
        array(one.id for one in new),
        array(one.asked.room_id for one in new),
        array(one.asked.author_id for one in new),
        array(one.asked.client_id for one in new),
        array(one.asked.session_id for one in new),
        text_array(one.asked.text for one in new),
        text_array(one.head for one in new),
        text_array(one.middle for one in new),
    ]


def _first_of_each(waiting: Sequence[Waiting]) -> list[int]:
    """Return the places of those to store. Twice in one batch: the second is a repeat, which is answered once the first
    is there.
    """
    seen: set[tuple[UUID, UUID]] = set()
    places = []
    for place, one in enumerate(waiting):
        named = (one.author_id, one.client_id)
        if named not in seen:
            seen.add(named)
            places.append(place)
    return places


@cache
def _statement(calls: tuple[str, ...]) -> str:
    told = "".join(f", CASE WHEN nth = 1 THEN {call} END" for call in calls)
    return _STORE.format(calls=told)


def _announcement(one: _New, seq: int, at: str, event: str) -> Arrived:
    return Arrived(
        stream=one.stream,
        seq=seq,
        at=datetime.fromisoformat(at),
        kind=_KIND,
        json=f'{{"stream":"{one.stream}","seq":{seq},"at":"{at}","event":{event}}}'.encode(),
        request_id=one.asked.request_id,
    )


def _tail() -> str:
    """Return what follows a new message's time in its JSON: that nothing has happened to it yet."""
    blank = objects.Message(
        id=UUID(int=0),
        room_id=UUID(int=0),
        author_id=UUID(int=0),
        client_id=UUID(int=0),
        seq=0,
        revision=0,
        text="",
        sent_at=_EPOCH,
        version=0,
        edited_at=None,
        deletion=None,
        reply_to=None,
        thread_id=None,
        thread=None,
        mentions=objects.Mentions(people=[], group=None, user_ids=[]),
        attachments=[],
        reactions=[],
        pinned=None,
        forwarded=None,
        previews=[],
    )
    return blank.model_dump_json().partition(format_time(_EPOCH))[2]


_TAIL = _tail()
_OPENING = f'{{"type":"{_KIND}","message":'
_TURNING = f'{_TAIL},"author":'
_ENDING = ',"people":[],"thread":null,"thread_followers":[]}'
