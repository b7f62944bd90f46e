"""What a mirror does, one round at a time: one lane for rooms, another for people.

Two, because a Realtime Database or a sign-in service that is away must not hold up the messages. Each lane writes
documents that the other never touches, and of each lane only one runs at a time, in whichever process: two that write
the same document could leave the older state behind.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar, Protocol, TypeVar
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone

from flowchat.chat.accounts.queries import sign_ins_ended
from flowchat.chat.events.streams import COMMUNITY, parse_stream
from flowchat.chat.mirroring import positions
from flowchat.chat.mirroring.filling import people_piece, room_piece
from flowchat.chat.mirroring.models import Position
from flowchat.chat.mirroring.news import RoomNews
from flowchat.chat.mirroring.people import read_people, states_of
from flowchat.chat.mirroring.port import Target
from flowchat.chat.mirroring.positions import SEATS, UNTOLD, Due, Move
from flowchat.chat.mirroring.receipts import hidden_receipts
from flowchat.chat.mirroring.rooms import EVENTS_AT_ONCE, Batch, read_room

T = TypeVar("T")
logger = logging.getLogger(__name__)

ROOMS_AT_ONCE = 40
PEOPLE_AT_ONCE = 400
_LOOKS_BACK = timedelta(days=1)


class Lane(Protocol):
    """A part of the mirror's work."""

    name: ClassVar[str]
    target: Target
    left_behind: set[str]
    """Streams that can't be read."""

    def take_back(self) -> None:
        """Let what may have been told half be told again."""
        ...

    def round(self, only: Collection[str] | None = None) -> bool:
        """Tell some of what is new, in these streams or in all; True when there may be more.

        Raises Unreachable, or what the database raises.
        """
        ...


class _Telling:
    """Positions, from before something is told until they are moved."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.left_behind: set[str] = set()
        self._told: dict[str, Move] = {}
        self._filling: Position | None = None

    def take_back(self) -> None:
        """Let what was told, or filled, when something went wrong be told again.

        Meanwhile another process may have been the mirror and told something newer, over which the late words of this
        one came. Nothing is to be done where nobody moved the position on.
        """
        if self._told:
            positions.take_back(self.target.name, self._told)
            self._told = {}
        if self._filling:
            positions.fill_again(self._filling)
            self._filling = None

    def _begin(self, moves: dict[str, Move]) -> None:
        self._told = moves

    def _end(self) -> None:
        positions.advance(self.target.name, self._told)
        self._told = {}

    def _next_to_fill(self, *, rooms: bool, but: Collection[str] = ()) -> Position | None:
        self._filling = positions.being_filled(self.target.name, rooms=rooms, but=but)
        return self._filling

    def _filled(self, position: Position, up_to: str | None) -> None:
        positions.filled(position, up_to=up_to)
        self._filling = None


class RoomsLane(_Telling):
    """Messages, memberships, reading positions and receipts."""

    name: ClassVar[str] = "rooms"
    _last = ""
    """The room told last. However busy some are, all have their turn."""
    _again: Collection[str] = ()
    """Where something was new a moment ago, and more may be."""
    _everywhere = False

    def round(self, only: Collection[str] | None = None) -> bool:
        """First what is new, then a piece of what is being filled, then of what is to be erased."""
        everywhere = only is None or self._everywhere
        due = self._due(None if everywhere else {*(only or ()), *self._again})
        told = bool(due) and self._tell(due)
        if due:
            self._last = due[-1].stream
        return any([told, self._fill(), everywhere and self._erase()])

    def _due(self, only: set[str] | None) -> list[Due]:
        due = []
        if only is None or only:
            due = positions.rooms_with_news(
                self.target.name, only=only, after=self._last, limit=ROOMS_AT_ONCE
            )
        # Were there more than fit into a round, it is unknown where.
        self._everywhere = len(due) == ROOMS_AT_ONCE
        self._again = {one.stream for one in due}
        return due

    def _tell(self, due: list[Due]) -> bool:
        """Return whether anything could be told."""
        # Known from before the first word: a room that is deleted in between must be found and erased.
        new = [one.stream for one in due if one.seq is None]
        positions.add_positions(self.target.name, dict.fromkeys(new, 0))
        news: list[RoomNews] = []
        moves: dict[str, Move] = {}
        jumped = False
        for stream, seq, head in due:
            if seq is None and head > EVENTS_AT_ONCE:
                # A long life before there was a mirror: its messages are told once, not once for each event.
                positions.jump(self.target.name, stream, head=head)
                jumped = True
                continue
            began = seq or 0
            found = self._readable(stream, partial(self._read, stream, began))
            if found is None:
                continue
            if found.news is not None:
                news.append(found.news)
                moves[stream] = Move(began, found.reached)
            elif found.reached:
                positions.jump(self.target.name, stream, head=found.reached)
                jumped = True
        self._begin(moves)
        self.target.tell_rooms(news)
        self._end()
        return jumped or bool(moves)

    def _read(self, stream: str, began: int) -> Batch:
        return read_room(_room(stream), after=began, receipt_messages=self.target.receipt_messages)

    def _readable(self, stream: str, read: Callable[[], T]) -> T | None:
        """Return what is read of a room; None when that can't be read, which must not hold up the other rooms.

        It stays behind, which the lag tells. What is new in it is tried again whenever it is looked at.
        """
        try:
            found = read()
        except DatabaseError:
            raise
        except Exception:
            if stream not in self.left_behind:
                logger.exception("The mirror can't read %s and leaves it behind", stream)
            self.left_behind.add(stream)
            return None
        self.left_behind.discard(stream)
        return found

    def _fill(self) -> bool:
        position = self._next_to_fill(rooms=True, but=self.left_behind)
        if position is None:
            return False
        room_id = _room(position.stream)
        after = position.filled_up_to or ""
        piece = self._readable(position.stream, lambda: room_piece(room_id, after=after, told=position.seq))
        if piece is None:
            return True
        seats = after in ("", SEATS)
        hidden = hidden_receipts(room_id, newest=self.target.receipt_messages) if seats else ()
        self.target.tell_rooms([RoomNews(room_id=room_id, members=piece.members, hidden=hidden)])
        for shelf in piece.shelves:
            self.target.mend(shelf)
        self._filled(position, piece.up_to)
        return True

    def _erase(self) -> bool:
        erased = positions.erased_rooms(self.target.name, limit=1)
        for stream in erased:
            if self.target.erase_room(_room(stream)):
                positions.forget_position(self.target.name, stream)
        return bool(erased)


class PeopleLane(_Telling):
    """Who may be here, and since when a sign-in counts."""

    name: ClassVar[str] = "people"
    _late: datetime | None = None
    """Up to when it was told whose sign-ins ended by the passing of time."""

    def round(self, only: Collection[str] | None = None) -> bool:
        """First what is new, then a piece of what is being filled. Looks everywhere: news of people are rare."""
        due = positions.people_with_news(self.target.name, limit=PEOPLE_AT_ONCE)
        if due:
            self._tell(due)
        self._tell_late()
        return any([len(due) == PEOPLE_AT_ONCE, self._fill()])

    def _tell(self, due: list[Due]) -> None:
        new = {one.stream: one.head if one.stream == COMMUNITY else UNTOLD for one in due if one.seq is None}
        positions.add_positions(self.target.name, new)
        known = [one if one.seq is not None else one._replace(seq=new[one.stream]) for one in due]
        found = read_people(known)
        if found.everyone:
            head = next(one.head for one in due if one.stream == COMMUNITY)
            positions.jump(self.target.name, COMMUNITY, head=head)
        positions.ask_for_seats(self.target.name, found.shown_otherwise)
        self._begin({one.stream: Move(one.seq or 0, one.head) for one in known})
        self.target.tell_people(found.people, signed_out=found.signed_out)
        self._end()

    def _tell_late(self) -> None:
        """No event tells of it. After a start what was due in the last day is told, perhaps for the second time."""
        now = timezone.now()
        ended = sorted(sign_ins_ended(after=self._late or now - _LOOKS_BACK, until=now))
        for first in range(0, len(ended), PEOPLE_AT_ONCE):
            some = ended[first : first + PEOPLE_AT_ONCE]
            self.target.tell_people(states_of(some), signed_out=some)
        self._late = now

    def _fill(self) -> bool:
        position = self._next_to_fill(rooms=False)
        if position is None:
            return False
        piece = people_piece(after=position.filled_up_to or "")
        for shelf in piece.shelves:
            self.target.mend(shelf)
        self._filled(position, piece.up_to)
        return True


def _room(stream: str) -> UUID:
    parsed = parse_stream(stream)
    assert parsed is not None
    assert parsed[1] is not None
    return parsed[1]
