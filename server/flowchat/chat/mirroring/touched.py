"""Which documents the events of a room are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any
from uuid import UUID

from flowchat.chat.events import types
from flowchat.chat.events.types import Envelope

MEMBERSHIP = ("room.created", "member.added", "member.removed", "member.changed")
ALONE = (
    "message.sent",
    "message.edited",
    "reaction.added",
    "reaction.removed",
    "message.pinned",
    "message.previewed",
)
"""Events that tell of one message and nothing of others. A deletion brings the room's last message along, whose words
would stay in the deleted one's document after that message is deleted itself: who needs it asks the log."""


@dataclass(slots=True)
class Touched:
    """What a run of events touched."""

    messages: dict[UUID, list[Envelope]] = field(default_factory=dict)
    """With those of their events that stand alone."""
    revisions: dict[UUID, int] = field(default_factory=dict)
    quoted: set[UUID] = field(default_factory=set)
    """Messages that answers to them show differently now."""
    roots: set[UUID] = field(default_factory=set)
    members: set[UUID] = field(default_factory=set)
    readers: dict[UUID, list[Envelope]] = field(default_factory=dict)

    def note(self, message_id: UUID, envelope: Envelope) -> None:
        """Note that an event changed a message."""
        alone = self.messages.setdefault(message_id, [])
        if envelope.event.type in ALONE:
            alone.append(envelope)
        self.revisions[message_id] = envelope.seq


def touched_by(envelopes: Iterable[Envelope]) -> Touched:
    """Return what events of one room, in their order, touched."""
    touched = Touched()
    for envelope in envelopes:
        _note(envelope.event, envelope, touched)
    return touched


@singledispatch
def _note(event: Any, envelope: Envelope, touched: Touched) -> None:
    """What is no document, such as a room's name, reaches browsers in another way."""


@_note.register
def _(event: types.MessageSent, envelope: Envelope, touched: Touched) -> None:
    touched.note(event.message.id, envelope)
    if event.message.thread_id is not None:
        touched.roots.add(event.message.thread_id)


@_note.register
def _(event: types.MessageEdited, envelope: Envelope, touched: Touched) -> None:
    touched.note(event.message.id, envelope)
    touched.quoted.add(event.message.id)


@_note.register
def _(event: types.MessageDeleted, envelope: Envelope, touched: Touched) -> None:
    touched.note(event.message_id, envelope)
    touched.quoted.add(event.message_id)
    if event.thread_id is not None:
        touched.roots.add(event.thread_id)


@_note.register
def _(event: types.MessageRestored, envelope: Envelope, touched: Touched) -> None:
    touched.note(event.message.id, envelope)
    touched.quoted.add(event.message.id)
    if event.message.thread_id is not None:
        touched.roots.add(event.message.thread_id)


@_note.register(types.ReactionAdded)
@_note.register(types.ReactionRemoved)
@_note.register(types.MessagePinned)
@_note.register(types.MessagePreviewed)
def _(event: Any, envelope: Envelope, touched: Touched) -> None:
    touched.note(event.message_id, envelope)


@_note.register
def _(event: types.ThreadChanged, envelope: Envelope, touched: Touched) -> None:
    touched.note(event.thread_id, envelope)


@_note.register
def _(event: types.RoomCreated, envelope: Envelope, touched: Touched) -> None:
    touched.members.update(one.person.id for one in event.members)


@_note.register(types.MemberAdded)
@_note.register(types.MemberChanged)
def _(event: Any, envelope: Envelope, touched: Touched) -> None:
    touched.members.add(event.member.person.id)


@_note.register
def _(event: types.MemberRemoved, envelope: Envelope, touched: Touched) -> None:
    touched.members.add(event.user_id)
    touched.readers.setdefault(event.user_id, [])


@_note.register(types.RoomRead)
@_note.register(types.RoomDelivered)
def _(event: Any, envelope: Envelope, touched: Touched) -> None:
    touched.readers.setdefault(event.user_id, []).append(envelope)


def members_named(bodies: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """Return whom the bodies of logged events of MEMBERSHIP are about."""
    found: set[UUID] = set()
    for body in bodies:
        if body["type"] == "member.removed":
            found.add(UUID(body["user_id"]))
            continue
        members = body["members"] if body["type"] == "room.created" else [body["member"]]
        found.update(UUID(one["person"]["id"]) for one in members)
    return found
