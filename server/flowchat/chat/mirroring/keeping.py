"""Looking after a mirror from the command line: filling it, and comparing both sides."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from flowchat.chat.events.models import Stream
from flowchat.chat.events.streams import COMMUNITY, parse_stream, room_stream
from flowchat.chat.mirroring import positions
from flowchat.chat.mirroring.filling import Piece, people_piece, room_piece
from flowchat.chat.mirroring.lag import Lag, lag_of
from flowchat.chat.mirroring.lanes import PEOPLE_AT_ONCE, Lane
from flowchat.chat.mirroring.models import Position
from flowchat.chat.mirroring.people import read_people
from flowchat.chat.mirroring.port import Target
from flowchat.chat.mirroring.positions import UNTOLD
from flowchat.chat.mirroring.shelves import Difference
from flowchat.chat.mirroring.thread import give_lock_back, take_lock

_PAUSE = 0.5
_LOOKS, _BETWEEN_LOOKS = 4, 1.0
"""A running server tells on while we compare: what is still different after some looks is a difference."""


def fill_everything(lanes: Sequence[Lane], report: Callable[[Lag], None]) -> None:
    """Let a mirror be filled from the tables and the log, and wait for it. Raises Unreachable.

    Whoever runs a lane, this process or a server beside it, does the filling: never two at once. Whatever is filled
    already is compared and left as it is, so a second run costs reads. Stopped in the middle it goes on by itself.
    What can't be read is logged and left; the last report counts it.
    """
    target = lanes[0].target
    _find_what_is_left_over(target)
    positions.ask_for_filling(target.name)
    held: list[Lane] = []
    try:
        while True:
            held += [one for one in lanes if one not in held and take_lock(target.name, one.name)]
            worked = [one.round() for one in held]
            lag = lag_of(target.name)
            report(lag)
            if _is_filled(lag, ours=bool(held)):
                return
            if not any(worked):
                if _only_the_unreadable_is_left(held, lanes):
                    return
                time.sleep(_PAUSE)
    finally:
        for one in held:
            give_lock_back(target.name, one.name)


def _is_filled(lag: Lag, *, ours: bool) -> bool:
    """What is new all the while is told by whoever runs the lanes; if that is us, it comes to an end."""
    return not (lag.filling or lag.erasing or (lag.events and ours))


def _only_the_unreadable_is_left(held: Sequence[Lane], lanes: Sequence[Lane]) -> bool:
    return len(held) == len(lanes) and any(one.left_behind for one in held)


def _find_what_is_left_over(target: Target) -> None:
    there = {room_stream(one) for one in target.rooms()}
    here = set(Stream.objects.filter(key__in=there).values_list("key", flat=True))
    positions.ask_for_erasing(target.name, there - here)


class Compared(NamedTuple):
    """What comparing found; `waiting`: rooms that were not mirrored yet, so that there was nothing to compare."""

    rooms: int
    waiting: int
    differences: list[Difference]


def compare_everything(target: Target) -> Compared:
    """Compare everything that was mirrored. What is only on its way is no difference. Raises Unreachable."""
    known = {one.stream: one for one in positions.told_rooms(target.name)}
    streams = set(Stream.objects.filter(key__startswith="room.").values_list("key", flat=True))
    ready = [one for stream, one in known.items() if stream in streams and one.filled_up_to is None]
    found = [one for position in ready for one in _room_differences(target, position)]
    left = target.rooms() - {_room(one) for one in streams | known.keys()}
    found += [Difference(f"room {one}", "extra") for one in sorted(left)]
    if not Position.objects.filter(mirror=target.name, stream=COMMUNITY, filled_up_to__isnull=False).exists():
        found += _people_differences(target)
    return Compared(len(ready), len(streams) - len(ready), found)


def _room_differences(target: Target, position: Position) -> Iterator[Difference]:
    room_id, after = _room(position.stream), ""
    while True:

        def read(start: str = after) -> Piece | None:
            now = Position.objects.filter(id=position.id, filled_up_to=None).first()
            exists = Stream.objects.filter(key=position.stream).exists()
            return room_piece(room_id, after=start, told=now.seq) if now and exists else None

        piece, found = _persisting(target, read)
        yield from found
        if piece is None or piece.up_to is None:
            return
        after = piece.up_to


def _people_differences(target: Target) -> Iterator[Difference]:
    after = ""
    while True:

        def read(start: str = after) -> Piece:
            return people_piece(after=start, leave=_people_coming(target.name))

        piece, found = _persisting(target, read)
        yield from found
        if piece is None or piece.up_to is None:
            return
        after = piece.up_to


def _people_coming(mirror: str) -> set[UUID]:
    """Return who is about to be told of."""
    due = positions.people_with_news(mirror, limit=100 * PEOPLE_AT_ONCE)
    known = [one if one.seq is not None else one._replace(seq=UNTOLD) for one in due]
    return {one.user_id for one in read_people(known).people}


def _persisting(target: Target, read: Callable[[], Piece | None]) -> tuple[Piece | None, list[Difference]]:
    """Compare a piece, and look again at what differs: it may have been about to be told."""
    first = piece = read()
    suspects: set[str] | None = None
    found: list[Difference] = []
    for look in range(_LOOKS):
        if piece is None:
            return None, []
        found = [one for shelf in piece.shelves for one in target.compare(shelf)]
        found = [one for one in found if suspects is None or one.path in suspects]
        if not found:
            break
        suspects = {one.path for one in found}
        if look < _LOOKS - 1:
            time.sleep(_BETWEEN_LOOKS)
            piece = read()
    return first, found


def _room(stream: str) -> UUID:
    parsed = parse_stream(stream)
    assert parsed is not None
    assert parsed[1] is not None
    return parsed[1]
