"""Reading what is to be told of a room. Everything in one moment, so that what is told belongs together."""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from pydantic import ValidationError

from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.events.queries import backlog, heads_of
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import Envelope
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import to_messages
from flowchat.chat.mirroring.news import MessageNews, ReadingNews, RoomNews
from flowchat.chat.mirroring.receipts import new_receipts
from flowchat.chat.mirroring.touched import MEMBERSHIP, Touched, members_named, touched_by
from flowchat.chat.rooms.models import Membership
from flowchat.chat.rooms.queries import to_member
from flowchat.chat.rooms.receipts import SHOWN_UP_TO

EVENTS_AT_ONCE = 200


class Batch(NamedTuple):
    """What is new in a room, and up to which seq. `news` None: the log can't tell it any more."""

    news: RoomNews | None
    reached: int


def read_room(room_id: UUID, *, after: int, receipt_messages: int) -> Batch:
    """Return what the events after a seq were about, as that is now."""
    stream = room_stream(room_id)
    with one_moment():
        try:
            found = backlog(stream, after=after, limit=EVENTS_AT_ONCE)
        except ValidationError:
            # What an older FlowChat wrote and this one can't read is told as it is now, like what was pruned.
            return Batch(None, heads_of([stream])[stream])
        if found.reset:
            return Batch(None, found.head)
        if not found.events:
            return Batch(RoomNews(room_id=room_id), after)
        touched, reached = touched_by(found.events), found.events[-1].seq
        if found.more:
            # Messages are told as they are now, so those who left meanwhile must be gone first.
            touched.members |= members_moved(stream, after=reached)
        return Batch(_news(room_id, touched, after=after, receipt_messages=receipt_messages), reached)


def _news(room_id: UUID, touched: Touched, *, after: int, receipt_messages: int) -> RoomNews:
    readings = readings_of(room_id, touched.readers)
    shown = [user_id for user_id, reading in readings.items() if reading is not None]
    return RoomNews(
        room_id=room_id,
        members=roles_of(room_id, touched.members),
        messages=_messages(room_id, touched),
        readings={
            user_id: reading and _told(reading, touched.readers[user_id])
            for user_id, reading in readings.items()
        },
        receipts=new_receipts(
            room_id,
            [one for user_id in shown for one in touched.readers[user_id]],
            after=after,
            newest=receipt_messages,
        ),
    )


def members_moved(stream: str, *, after: int) -> set[UUID]:
    """Return whose membership changed after a seq."""
    rows = LoggedEvent.objects.filter(stream_id=stream, seq__gt=after, body__type__in=MEMBERSHIP)
    return members_named(rows.values_list("body", flat=True))


def roles_of(room_id: UUID, user_ids: Collection[UUID]) -> dict[UUID, str | None]:
    """Return as what these people are in a room; None for who isn't."""
    if not user_ids:
        return {}
    seats = Membership.objects.filter(room_id=room_id, user_id__in=user_ids)
    found = dict(seats.values_list("user_id", "role"))
    return {one: found.get(one) for one in sorted(user_ids)}


def readings_of(room_id: UUID, user_ids: Collection[UUID]) -> dict[UUID, ReadingNews | None]:
    """Return how far these people have read, as others see it; None for who left or doesn't show it."""
    if not user_ids:
        return {}
    small = Membership.objects.filter(room_id=room_id)[: SHOWN_UP_TO + 1].count() <= SHOWN_UP_TO
    seats = Membership.objects.filter(room_id=room_id, user_id__in=user_ids).select_related("user")
    found = {seat.user_id: _reading(seat) for seat in seats} if small else {}
    return {one: found.get(one) for one in sorted(user_ids)}


def _reading(seat: Membership) -> ReadingNews | None:
    member = to_member(seat)
    if member.last_read_seq == 0 and member.delivered_seq == 0:
        return None
    return ReadingNews(
        user_id=seat.user_id,
        last_read_seq=member.last_read_seq,
        delivered_seq=member.delivered_seq,
        revision=max(member.last_read_seq, member.delivered_seq),
    )


def _told(reading: ReadingNews, envelopes: Collection[Envelope]) -> ReadingNews | None:
    if not envelopes:
        return reading
    return ReadingNews(
        user_id=reading.user_id,
        last_read_seq=reading.last_read_seq,
        delivered_seq=reading.delivered_seq,
        revision=max(one.seq for one in envelopes),
        events=_as_json(envelopes),
    )


def _messages(room_id: UUID, touched: Touched) -> list[MessageNews]:
    changed = Q(id__in=[*touched.messages, *touched.roots])
    # Of a deleted answer nothing is shown, so no quote either.
    answers = Q(reply_to_id__in=touched.quoted, deleted_at=None)
    rows = list(Message.objects.filter(changed | answers, room_id=room_id).order_by("seq"))
    return [
        MessageNews(
            message=message,
            events=_as_json(touched.messages.get(message.id, ())),
            revision=max(message.revision, touched.revisions.get(message.id, 0)),
        )
        for message in to_messages(rows)
    ]


def _as_json(envelopes: Iterable[Envelope]) -> list[str]:
    return [one.model_dump_json() for one in envelopes]
