"""Writing the past: many messages at once, at times that have gone by, with the same rows that sending one leaves."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.queries import to_person
from flowchat.chat.events import log
from flowchat.chat.events.models import LoggedEvent, Stream
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import MessageSent
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import describe
from flowchat.chat.rooms.models import Membership, Room
from flowchat.chat.search.actions import follow_message
from flowchat.chat.wire import format_time
from flowchat.cli.demo.talk import Conversation

_OPENING, _CLOSING = 8 * 60, 18 * 60  # minutes of the day


class Said(NamedTuple):
    """One message of the past."""

    author: User
    text: str
    at: datetime


def spread(
    told: Sequence[Conversation],
    people: dict[str, User],
    *,
    first: datetime,
    last: datetime,
    chance: Random,
) -> list[Said]:
    """Lay conversations between two moments, in their order and mostly in working hours."""
    said: list[Said] = []
    for start, conversation in zip(_starts(len(told), first, last, chance), told, strict=True):
        moment = max(start, said[-1].at + timedelta(minutes=2)) if said else start
        for line in conversation:
            moment += timedelta(seconds=chance.randint(6, 45) + min(90, len(line.text) // 4))
            said.append(Said(people[line.who], line.text, moment))
    overrun = max(timedelta(0), said[-1].at - last)
    return [one._replace(at=one.at - overrun) for one in said]


def _starts(count: int, first: datetime, last: datetime, chance: Random) -> list[datetime]:
    span = (last - first).total_seconds()
    moments = [first + timedelta(seconds=span * chance.random()) for _ in range(count - 1)]
    return sorted([*(_in_working_hours(one, last, chance) for one in moments), last - timedelta(minutes=4)])


def _in_working_hours(moment: datetime, last: datetime, chance: Random) -> datetime:
    minute = chance.randint(_OPENING, _CLOSING)
    at_work = moment.replace(hour=minute // 60, minute=minute % 60)
    return at_work if at_work < last else moment


@transaction.atomic
def write_past(room: Room, said: Sequence[Said]) -> None:
    """Store messages and their events, move the stream's head and every author's position."""
    stream = room_stream(room.id)
    head = log.lock(stream)
    rows = [
        Message(
            id=new_id(),
            room_id=room.id,
            author=one.author,
            client_id=new_id(),
            seq=head + index,
            revision=head + index,
            text=one.text,
            sent_at=one.at,
        )
        for index, one in enumerate(said, start=1)
    ]
    Message.objects.bulk_create(rows, batch_size=500)
    LoggedEvent.objects.bulk_create((_event_of(row, stream) for row in rows), batch_size=500)
    for row in rows:
        follow_message(row, "sent")
    Stream.objects.filter(key=stream).update(head=head + len(rows))
    for author_id, seq in {row.author_id: row.seq for row in rows}.items():
        Membership.objects.filter(room=room, user_id=author_id).update(last_read_seq=seq, seen_seq=seq)


def _event_of(row: Message, stream: str) -> LoggedEvent:
    event = MessageSent(
        message=describe(row), author=to_person(row.author), people=[], thread=None, thread_followers=[]
    )
    return LoggedEvent(stream_id=stream, seq=row.seq, at=row.sent_at, body=event.model_dump(mode="json"))


@transaction.atomic
def backdate(rooms: dict[UUID, datetime]) -> None:
    """Let rooms have begun at these moments: the rows, and what the log says of them."""
    for room_id, moment in rooms.items():
        Room.objects.filter(id=room_id).update(created_at=moment)
        Membership.objects.filter(room_id=room_id).update(joined_at=moment)
    changed = []
    for row in LoggedEvent.objects.filter(body__type__in=["room.created", "room.updated", "room.joined"]):
        body = row.body
        room = body["entry"]["room"] if "entry" in body else body["room"]
        moment = rooms[UUID(room["id"])]
        _set_times(body, room, moment)
        row.at = max(moment, row.at) if body["type"] == "room.updated" else moment
        changed.append(row)
    LoggedEvent.objects.bulk_update(changed, ["at", "body"], batch_size=200)


def _set_times(body: dict[str, Any], room: dict[str, Any], moment: datetime) -> None:
    room["created_at"] = format_time(moment)
    for member in body.get("members", ()):
        member["joined_at"] = format_time(moment)
