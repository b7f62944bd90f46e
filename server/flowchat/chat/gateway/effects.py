"""What an event does to the audience. Removal works before the event is written, everything else after it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flowchat.chat.events import types
from flowchat.chat.events.arrived import Announced, kind_of
from flowchat.chat.events.streams import room_stream
from flowchat.chat.gateway.limits import CloseCode

if TYPE_CHECKING:
    from flowchat.chat.gateway.feed import Feed
    from flowchat.chat.gateway.hub import Hub

Effect = Callable[["Hub", "Feed", int, Any], None]


def before(hub: "Hub", feed: "Feed", envelope: Announced) -> None:
    """Change the audience before the event is written to it."""
    if (effect := _BEFORE.get(kind_of(envelope))) is not None:
        effect(hub, feed, envelope.seq, envelope.event)


def after(hub: "Hub", feed: "Feed", envelope: Announced) -> None:
    """Act on an event that its audience has heard."""
    kind = kind_of(envelope)
    if kind == "message.sent" and not hub.watcher.is_writing_in(feed):
        return  # the most frequent of all, and nothing to do: it stays the bytes that it came as
    if (effect := _AFTER.get(kind)) is not None:
        effect(hub, feed, envelope.seq, envelope.event)


def _member_added(hub: "Hub", feed: "Feed", seq: int, event: types.MemberAdded) -> None:
    person = hub.people.get(event.member.person.id)
    if person is not None:
        hub.join(person, feed.stream, at=seq)


def _member_removed(hub: "Hub", feed: "Feed", seq: int, event: types.MemberRemoved) -> None:
    person = hub.people.get(event.user_id)
    if person is not None:
        hub.leave(person, feed, at=seq)


def _room_joined(hub: "Hub", feed: "Feed", seq: int, event: types.RoomJoined) -> None:
    stream, at = room_stream(event.entry.room.id), event.entry.seq
    room = hub.feeds.get(stream)
    if room is not None and room.position < at:
        # The room's own stream is behind and will let them in at the right place: not before what they were
        # not there for.
        room.expect(at)
        return
    for person in list(feed.people):
        hub.join(person, stream, at=at)


def _room_left(hub: "Hub", feed: "Feed", seq: int, event: types.RoomLeft) -> None:
    """The room's own stream holds the removal and does the work; if that announcement was lost, look it up now."""
    room = hub.feeds.get(room_stream(event.room_id))
    if room is not None and not room.people.isdisjoint(feed.people):
        room.expect(room.position + 1)


def _room_deleted(hub: "Hub", feed: "Feed", seq: int, event: types.RoomDeleted) -> None:
    for person in list(feed.people):
        hub.leave(person, feed, at=seq)


def _message_sent(hub: "Hub", feed: "Feed", seq: int, event: types.MessageSent) -> None:
    hub.watcher.sent(event.message.author_id, feed)


def _sessions_ended(hub: "Hub", feed: "Feed", seq: int, event: types.SessionsEnded) -> None:
    ended = set(event.session_ids)
    for person in list(feed.people):
        for connection in list(person.connections.values()):
            if connection.session_id in ended:
                hub.end(connection, CloseCode.REFUSED)


def _account_changed(hub: "Hub", feed: "Feed", seq: int, event: types.AccountChanged) -> None:
    for person in feed.people:
        person.preferences = event.me.preferences


def _profile_changed(hub: "Hub", feed: "Feed", seq: int, event: types.ProfileChanged) -> None:
    """A deactivated account is out at once, whatever its sessions say."""
    person = hub.people.get(event.person.id)
    if person is not None and not event.person.active:
        for connection in list(person.connections.values()):
            hub.end(connection, CloseCode.REFUSED)


_BEFORE: dict[str, Effect] = {"member.added": _member_added, "member.removed": _member_removed}
_AFTER: dict[str, Effect] = {
    "room.joined": _room_joined,
    "room.left": _room_left,
    "room.deleted": _room_deleted,
    "message.sent": _message_sent,
    "sessions.ended": _sessions_ended,
    "account.changed": _account_changed,
    "profile.changed": _profile_changed,
}
