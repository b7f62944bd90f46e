"""The objects that events and answers carry. docs/protocol.md section 3 explains each."""

from typing import Literal
from uuid import UUID

from flowchat.chat.wire import Time, Wire

RoomKind = Literal["direct", "private", "public"]
RoomRole = Literal["owner", "admin", "member"]
AccountRole = Literal["owner", "admin", "member"]
Registration = Literal["invite", "open", "closed"]
Theme = Literal["system", "light", "dark"]
Notify = Literal["all", "mentions", "nothing"]
View = Literal["flat", "threaded"]
Group = Literal["here", "all"]
AttachmentKind = Literal["picture", "video", "audio", "file"]


class Person(Wire):
    """What every account may know of another. `revision` grows with each change: keep the newest."""

    id: UUID
    username: str
    name: str
    about: str
    time_zone: str
    active: bool
    picture_id: UUID | None
    """The upload that shows their face (`/api/files/<id>/`), or None: their initials do."""
    revision: int


class Preferences(Wire):
    """Choices that follow a person from device to device."""

    theme: Theme = "system"
    show_receipts: bool = True
    """May others see how far I have read? Theirs are shown to me all the same."""
    show_typing: bool = True
    show_last_seen: bool = True
    sections: list[str] = []
    """The sections of the sidebar, in their order."""


class Me(Person):
    """One's own account, with what nobody else is told."""

    email: str | None
    role: AccountRole
    language: str
    preferences: Preferences
    created_at: Time


class Community(Wire):
    """The one community this install serves."""

    name: str
    registration: Registration
    link_previews: bool
    edit_minutes: int | None
    """For how long an author may edit a message; None: for ever."""
    confirm_mentions_above: int
    """A group mention that tells more people than this is confirmed before it is sent."""


class Room(Wire):
    """A room as everyone in it sees it. `name` is empty in direct rooms: each side shows the other."""

    id: UUID
    kind: RoomKind
    name: str
    description: str
    archived: bool
    created_at: Time
    created_by: UUID | None
    picture_id: UUID | None
    """The upload that is the room's picture, or None."""


class Member(Wire):
    """A person's place in a room: role, and how far they have read."""

    person: Person
    role: RoomRole
    joined_at: Time
    last_read_seq: int
    """0 when they don't show it; it never goes back, even when they mark a message as unread for themselves."""
    delivered_seq: int
    """How far their devices have received; only in direct rooms, 0 elsewhere."""


class MentionedPerson(Wire):
    """Someone named in a text as `@username`, as they were called then."""

    user_id: UUID
    username: str


class Mentions(Wire):
    """Whom a message calls. `user_ids`: everyone told by name, or by `@here`; `@all` tells every member."""

    people: list[MentionedPerson]
    group: Group | None
    user_ids: list[UUID]


class Attachment(Wire):
    """A file that a message carries, to be had at `/api/files/<id>/` by whoever may read the message."""

    id: UUID
    kind: AttachmentKind
    """By its content, never by its name: what is shown as a picture was read and written anew by this server."""
    name: str
    content_type: str
    size: int
    """In bytes."""
    width: int | None
    height: int | None
    """Of a picture in pixels, upright, so that its place is kept before it is there."""
    animated: bool
    thumbhash: str
    """Of a picture: some 25 bytes in base64 that look like it from afar (ThumbHash); "" otherwise."""


class Quote(Wire):
    """The message that this one answers: a short plain text, empty once it is deleted."""

    message_id: UUID
    seq: int
    author_id: UUID
    text: str
    attachment: Attachment | None
    """The first of its files."""
    deleted: bool


class Forwarded(Wire):
    """A message taken over from elsewhere, as it was then."""

    message_id: UUID
    room_id: UUID
    author_id: UUID
    text: str
    attachments: list[Attachment]
    sent_at: Time


class Deletion(Wire):
    """Who took a message away, and why when it wasn't the author."""

    at: Time
    by: UUID
    reason: str


class Mark(Wire):
    """That someone set a mark, and when: pinned, resolved."""

    at: Time
    by: UUID


class Reaction(Wire):
    """One emoji under a message, and who put it there, first come first. Custom ones are written `:name:`."""

    emoji: str
    user_ids: list[UUID]


class Thread(Wire):
    """What a thread's root shows of it. `participant_ids`: the last five to write, newest first."""

    reply_count: int
    last_reply_seq: int
    last_reply_at: Time | None
    participant_ids: list[UUID]
    resolved: Mark | None


class Picture(Wire):
    """A picture at an address of this server, with the room it takes in pixels."""

    url: str
    width: int
    height: int


class LinkPreview(Wire):
    """What a link leads to."""

    id: UUID
    url: str
    title: str
    description: str
    site: str
    picture: Picture | None


class CustomEmoji(Wire):
    """A picture that this server knows as `:name:`."""

    id: UUID
    name: str
    url: str
    created_by: UUID | None
    created_at: Time


class Message(Wire):
    """One message. `seq` is its place in the room's stream; of two versions the one with the higher `revision`,
    the seq of the last event that changed it, is the newer.
    """

    id: UUID
    room_id: UUID
    author_id: UUID
    client_id: UUID
    seq: int
    revision: int
    text: str
    sent_at: Time
    version: int
    """How often it was edited."""
    edited_at: Time | None
    deletion: Deletion | None
    reply_to: Quote | None
    thread_id: UUID | None
    """The root of the thread that this is a reply in."""
    thread: Thread | None
    """Of a root: its thread."""
    mentions: Mentions
    attachments: list[Attachment]
    reactions: list[Reaction]
    pinned: Mark | None
    forwarded: Forwarded | None
    previews: list[LinkPreview]


class MessageVersion(Wire):
    """What a message said before or after an edit; version 0 is what was sent."""

    version: int
    text: str
    at: Time


class Draft(Wire):
    """What someone has begun to write. `version` grows with each change: the last writer wins."""

    room_id: UUID
    thread_id: UUID | None
    text: str
    reply_to_id: UUID | None
    version: int
    updated_at: Time


class RoomSettings(Wire):
    """How one person wants one room: what tells them, how threads are shown, where it stands in the sidebar."""

    notify: Notify = "all"
    muted: bool = False
    view: View = "flat"
    follow_threads: bool = False
    favourite: bool = False
    section: str = ""


class Reading(Wire):
    """How far one person has read a room, and what is left: docs/protocol.md section 3 has the rules."""

    last_read_seq: int
    unread_count: int
    mention_count: int
    thread_unread_count: int
    thread_mention_count: int


class ThreadReading(Wire):
    """How far one person has read a thread, and what is left of it."""

    thread_id: UUID
    following: bool
    last_read_seq: int
    unread_count: int
    mention_count: int


class RoomEntry(Reading):
    """A room as one person sees it at `seq`. `role` is None for someone who only looks in."""

    room: Room
    seq: int
    role: RoomRole | None
    settings: RoomSettings
    member_count: int
    last_message: Message | None
    """The newest one that is not deleted."""
    people: list[Person]
