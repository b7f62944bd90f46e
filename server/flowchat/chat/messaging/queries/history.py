"""Reading the messages of a room."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import QuerySet

from flowchat.chat.accounts.queries import people_by_id
from flowchat.chat.events import objects
from flowchat.chat.events.queries import heads_of
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.events.streams import room_stream
from flowchat.chat.messaging.access import shown_to
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import to_messages
from flowchat.chat.rooms.access import Viewer
from flowchat.chat.wire import Wire


class History(Wire):
    """A run of messages, ascending, with their authors, at `seq` of the room's stream."""

    seq: int
    messages: list[objects.Message]
    people: list[objects.Person]
    has_before: bool
    has_after: bool


def newest(viewer: Viewer, *, limit: int, thread: UUID | None = None) -> History:
    """Return the last messages of a room."""
    with one_moment():
        found = _last(_messages(viewer, thread), limit + 1)
        return _history(viewer, found[-limit:], has_before=len(found) > limit, has_after=False)


def before(viewer: Viewer, seq: int, *, limit: int, thread: UUID | None = None) -> History:
    """Return the last messages before `seq`."""
    with one_moment():
        found = _last(_messages(viewer, thread).filter(seq__lt=seq), limit + 1)
        later = _messages(viewer, thread).filter(seq__gte=seq).exists()
        return _history(viewer, found[-limit:], has_before=len(found) > limit, has_after=later)


def after(viewer: Viewer, seq: int, *, limit: int, thread: UUID | None = None) -> History:
    """Return the first messages after `seq`."""
    with one_moment():
        found = _first(_messages(viewer, thread).filter(seq__gt=seq), limit + 1)
        earlier = _messages(viewer, thread).filter(seq__lte=seq).exists()
        return _history(viewer, found[:limit], has_before=earlier, has_after=len(found) > limit)


def around(viewer: Viewer, seq: int, *, limit: int, thread: UUID | None = None) -> History:
    """Return messages on both sides of `seq`, the one at `seq` among them; half of the limit on each side."""
    with one_moment():
        past, coming = limit // 2, limit - limit // 2
        earlier = _last(_messages(viewer, thread).filter(seq__lt=seq), past + 1)
        later = _first(_messages(viewer, thread).filter(seq__gte=seq), coming + 1)
        kept = earlier[max(0, len(earlier) - past) :] + later[:coming]
        return _history(viewer, kept, has_before=len(earlier) > past, has_after=len(later) > coming)


def by_client_id(viewer: Viewer, client_id: UUID) -> History:
    """Return the viewer's own message with this client_id, or none: did a send whose answer was lost arrive?"""
    with one_moment():
        found = list(_messages(viewer).filter(author_id=viewer.user.id, client_id=client_id))
        edges = [_messages(viewer).filter(seq__lt=one.seq).exists() for one in found]
        later = [_messages(viewer).filter(seq__gt=one.seq).exists() for one in found]
        return _history(viewer, found, has_before=any(edges), has_after=any(later))


def _messages(viewer: Viewer, thread: UUID | None = None) -> QuerySet[Message]:
    """Everything in a room, or the replies in one of its threads."""
    if thread is not None:
        return Message.objects.filter(shown_to(viewer), room_id=viewer.room.id, thread_id=thread)
    return Message.objects.filter(shown_to(viewer), room_id=viewer.room.id)


def _last(messages: QuerySet[Message], count: int) -> list[Message]:
    return list(reversed(messages.order_by("-seq")[:count]))


def _first(messages: QuerySet[Message], count: int) -> list[Message]:
    return list(messages.order_by("seq")[:count])


def _history(viewer: Viewer, rows: list[Message], *, has_before: bool, has_after: bool) -> History:
    stream = room_stream(viewer.room.id)
    messages = to_messages(rows)
    return History(
        seq=heads_of([stream])[stream],
        messages=messages,
        people=people_in(messages),
        has_before=has_before,
        has_after=has_after,
    )


def people_in(messages: Iterable[objects.Message]) -> list[objects.Person]:
    """Return everyone whom these messages name: authors, of quotes and forwards too, and who was mentioned."""
    people = people_by_id({one for message in messages for one in named_in(message)})
    return [people[one] for one in sorted(people)]


def named_in(message: objects.Message) -> Iterator[UUID]:
    """Name the people that showing a message needs."""
    yield message.author_id
    if message.reply_to is not None:
        yield message.reply_to.author_id
    if message.forwarded is not None:
        yield message.forwarded.author_id
    if message.thread is not None:
        yield from message.thread.participant_ids
    yield from (one.user_id for one in message.mentions.people)
