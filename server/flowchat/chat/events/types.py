"""Every event there is, complete enough to apply without another request. docs/protocol.md section 2."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, PrivateAttr

from flowchat.chat.events.objects import (
    Community,
    CustomEmoji,
    Deletion,
    Draft,
    LinkPreview,
    Mark,
    Me,
    Member,
    Mentions,
    Message,
    Person,
    Quote,
    Reading,
    Room,
    RoomEntry,
    RoomSettings,
    Thread,
    ThreadReading,
)
from flowchat.chat.wire import Time, Wire

CONTRACT_LEVEL = 4
"""Raised with each visible change of the protocol: an old tab sees it and asks to reload."""


class RoomCreated(Wire):
    """The first event of a room's stream."""

    type: Literal["room.created"] = "room.created"
    room: Room
    members: list[Member]


class RoomUpdated(Wire):
    """Renamed, described, archived or restored."""

    type: Literal["room.updated"] = "room.updated"
    room: Room


class RoomDeleted(Wire):
    """The last event of a room's stream; the messages are gone."""

    type: Literal["room.deleted"] = "room.deleted"
    room_id: UUID


class MemberAdded(Wire):
    """Someone was added, or joined by themselves (`added_by` is then their own id)."""

    type: Literal["member.added"] = "member.added"
    member: Member
    added_by: UUID | None


class MemberRemoved(Wire):
    """Someone was removed, or left (`removed_by` is then their own id)."""

    type: Literal["member.removed"] = "member.removed"
    user_id: UUID
    removed_by: UUID


class MemberChanged(Wire):
    """A role changed."""

    type: Literal["member.changed"] = "member.changed"
    member: Member


class MessageSent(Wire):
    """A message, at the seq it carries. Its author has thereby read up to it.

    A reply in a thread brings what the thread's root shows from now on, and who follows the thread.
    """

    type: Literal["message.sent"] = "message.sent"
    message: Message
    author: Person
    people: list[Person]
    """Others it names: the author of what it quotes or forwards, whom it mentions."""
    thread: Thread | None
    thread_followers: list[UUID]


class MessageEdited(Wire):
    """A message says something else now; `mentions_before` is whom it called until then."""

    type: Literal["message.edited"] = "message.edited"
    message: Message
    quote: Quote
    """How answers to it show it from now on."""
    mentions_before: Mentions
    people: list[Person]


class MessageDeleted(Wire):
    """A message is gone: who may have seen it sees a tombstone. `last_message`: the room's newest from now on."""

    type: Literal["message.deleted"] = "message.deleted"
    message_id: UUID
    message_seq: int
    author_id: UUID
    thread_id: UUID | None
    mentions: Mentions
    deletion: Deletion
    thread: Thread | None
    last_message: Message | None
    people: list[Person]


class MessageRestored(Wire):
    """A deletion was undone: the message is back as it was."""

    type: Literal["message.restored"] = "message.restored"
    message: Message
    quote: Quote
    """How answers to it show it again."""
    author: Person
    people: list[Person]
    thread: Thread | None
    last_message: Message | None


class ReactionAdded(Wire):
    """Someone put an emoji under a message. Doing it twice changes nothing."""

    type: Literal["reaction.added"] = "reaction.added"
    message_id: UUID
    message_seq: int
    user_id: UUID
    emoji: str


class ReactionRemoved(Wire):
    """Someone took their emoji away."""

    type: Literal["reaction.removed"] = "reaction.removed"
    message_id: UUID
    message_seq: int
    user_id: UUID
    emoji: str


class MessagePinned(Wire):
    """A message was pinned to the room, or with None no longer is."""

    type: Literal["message.pinned"] = "message.pinned"
    message_id: UUID
    message_seq: int
    pinned: Mark | None


class MessagePreviewed(Wire):
    """What the links of a message lead to was found out, or taken away."""

    type: Literal["message.previewed"] = "message.previewed"
    message_id: UUID
    message_seq: int
    previews: list[LinkPreview]


class ThreadChanged(Wire):
    """A thread was marked as resolved, or reopened."""

    type: Literal["thread.changed"] = "thread.changed"
    thread_id: UUID
    thread_seq: int
    """The seq of the root."""
    thread: Thread


class RoomRead(Wire):
    """For the others: someone has read up to `last_read_seq`. Not told of those who don't show it, nor in rooms of
    more than 100. One's own position comes as `reading.changed`.
    """

    type: Literal["room.read"] = "room.read"
    user_id: UUID
    last_read_seq: int


class RoomDelivered(Wire):
    """In a direct room: the other side's devices have received up to `delivered_seq`."""

    type: Literal["room.delivered"] = "room.delivered"
    user_id: UUID
    delivered_seq: int


class ReadingChanged(Wire):
    """Your own position or settings in a room changed, here or on another device. True at `room_seq` of the room's
    stream: a client that is not there yet waits, one that is further asks for the entry again.
    """

    type: Literal["reading.changed"] = "reading.changed"
    room_id: UUID
    room_seq: int
    reading: Reading
    settings: RoomSettings
    threads: list[ThreadReading]
    """The threads whose position or following changed."""


class DraftChanged(Wire):
    """What you have begun to write in a room or thread changed on one of your devices; empty: it is gone."""

    type: Literal["draft.changed"] = "draft.changed"
    draft: Draft


class SavedChanged(Wire):
    """You saved a message for later, or took it off the list."""

    type: Literal["saved.changed"] = "saved.changed"
    room_id: UUID
    message_id: UUID
    saved: bool


class EmojiAdded(Wire):
    """The server knows one more emoji."""

    type: Literal["emoji.added"] = "emoji.added"
    emoji: CustomEmoji


class EmojiRemoved(Wire):
    """The server no longer knows this emoji."""

    type: Literal["emoji.removed"] = "emoji.removed"
    emoji_id: UUID


class RoomJoined(Wire):
    """A room is now yours: created with you, you were added, or you joined."""

    type: Literal["room.joined"] = "room.joined"
    entry: RoomEntry


class RoomLeft(Wire):
    """A room is no longer yours."""

    type: Literal["room.left"] = "room.left"
    room_id: UUID
    reason: Literal["left", "removed", "deleted"]


class AccountChanged(Wire):
    """Your own profile, role or preferences changed, here or on another device."""

    type: Literal["account.changed"] = "account.changed"
    me: Me


class SessionsEnded(Wire):
    """These sessions of yours are over; their sockets are closed."""

    type: Literal["sessions.ended"] = "sessions.ended"
    session_ids: list[UUID]


class ProfileChanged(Wire):
    """What everyone may know of a person changed."""

    type: Literal["profile.changed"] = "profile.changed"
    person: Person


class CommunityChanged(Wire):
    """The server's name or registration mode changed."""

    type: Literal["community.changed"] = "community.changed"
    community: Community


Event = Annotated[
    RoomCreated
    | RoomUpdated
    | RoomDeleted
    | MemberAdded
    | MemberRemoved
    | MemberChanged
    | MessageSent
    | MessageEdited
    | MessageDeleted
    | MessageRestored
    | ReactionAdded
    | ReactionRemoved
    | MessagePinned
    | MessagePreviewed
    | ThreadChanged
    | RoomRead
    | RoomDelivered
    | ReadingChanged
    | DraftChanged
    | SavedChanged
    | EmojiAdded
    | EmojiRemoved
    | RoomJoined
    | RoomLeft
    | AccountChanged
    | SessionsEnded
    | ProfileChanged
    | CommunityChanged,
    Field(discriminator="type"),
]


class Envelope(Wire):
    """One event at its place in one stream."""

    stream: str
    seq: int
    at: Time
    event: Event
    _request_id: str = PrivateAttr(default="")

    @property
    def request_id(self) -> str:
        """The id of the request that wrote it, for the log of who delivers it; no part of the wire. "" when unknown."""
        return self._request_id

    def of_request(self, request_id: str) -> Self:
        """Note which request wrote it, and return it."""
        self._request_id = request_id
        return self
