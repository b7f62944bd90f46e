"""Every frame of the WebSocket, explained in docs/protocol.md section 5. The exporter reads the two unions."""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, TypeAdapter

from flowchat.chat.events.arrived import Announced, Arrived, kind_of
from flowchat.chat.events.types import Envelope, Event
from flowchat.chat.presence.objects import Others, Presence, TypingNow
from flowchat.chat.wire import Body, Time, Wire


class Authenticate(Body):
    """The first frame, and again before the access token ends. Only the first says whether this client gets messages,
    receipts, typing and presence elsewhere (Firebase mode) and wants to hear of the rest alone.
    """

    type: Literal["authenticate"]
    token: str
    notices_only: StrictBool = False


class ClientHeartbeat(Body):
    """I am here; `active` says whether the person touched this page in the last minutes."""

    type: Literal["heartbeat"]
    active: StrictBool


class ClientTyping(Body):
    """I am writing in this room, or stopped."""

    type: Literal["typing"]
    room_id: UUID
    typing: StrictBool


ClientFrame = Annotated[Authenticate | ClientHeartbeat | ClientTyping, Field(discriminator="type")]


class Ready(Wire):
    """The answer to the first authenticate: what you hear from now on, and where each stream stands."""

    type: Literal["ready"] = "ready"
    connection_id: UUID
    user_id: UUID
    contract_level: int
    expires_at: Time
    now: Time
    heads: dict[str, int]
    presence: list[Presence]
    others: Others
    typing: list[TypingNow]


class Authenticated(Wire):
    """The answer to a later authenticate."""

    type: Literal["authenticated"] = "authenticated"
    expires_at: Time


class EventFrame(Wire):
    """An envelope."""

    type: Literal["event"] = "event"
    stream: str
    seq: int
    at: Time
    event: Event


class ServerHeartbeat(Wire):
    """The server lives; `heads` are those that moved since the last one, so that a lost last event is noticed."""

    type: Literal["heartbeat"] = "heartbeat"
    now: Time
    heads: dict[str, int]


class PresenceFrame(Wire):
    """These people came, went, or may no longer be seen. `others`: what all are who are neither online nor away by what
    was told.
    """

    type: Literal["presence"] = "presence"
    people: list[Presence]
    others: Others


class ServerTyping(Wire):
    """Someone else is writing in a room, or stopped. Forget it after 6 s."""

    type: Literal["typing"] = "typing"
    room_id: UUID
    user_id: UUID
    typing: bool


ServerFrame = Annotated[
    Ready | Authenticated | EventFrame | ServerHeartbeat | PresenceFrame | ServerTyping,
    Field(discriminator="type"),
]

_client_frame: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)


_SHORT = 48
"""No frame of so few letters holds anything about anyone: neither a token nor the id of a room."""


def read_client_frame(text: str) -> Authenticate | ClientHeartbeat | ClientTyping:
    """Parse a frame of a client. Raises ValueError (pydantic's ValidationError is one) for anything else."""
    return _read_short(text) if len(text) <= _SHORT else _client_frame.validate_json(text)


@lru_cache(maxsize=16)
def _read_short(text: str) -> Authenticate | ClientHeartbeat | ClientTyping:
    """Read what nearly all frames are: one of two heartbeats, again and again. Refusals are not remembered."""
    return _client_frame.validate_json(text)


_MIRRORED = frozenset(
    {
        "message.sent",
        "message.edited",
        "message.deleted",
        "message.restored",
        "message.pinned",
        "message.previewed",
        "reaction.added",
        "reaction.removed",
        "room.read",
        "room.delivered",
    }
)
"""What Firestore tells those who listen there. Whatever is missed, the heads reveal."""


TEXT = 0x1


def make_frame(opcode: int, payload: bytes) -> bytes:
    """Return an unmasked, whole frame of RFC 6455 section 5.2, ready for the transport of any connection."""
    first, size = 0x80 | opcode, len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 1 << 16:
        return bytes((first, 126)) + size.to_bytes(2, "big") + payload
    return bytes((first, 127)) + size.to_bytes(8, "big") + payload


class Encoded:
    """A frame made once for all who get it: as JSON, and as the bytes of a WebSocket frame.

    `mirrored` frames are for those who don't hear the same elsewhere.
    """

    __slots__ = ("_text", "mirrored", "payload", "wire")

    def __init__(self, frame: Wire | bytes, *, mirrored: bool = False) -> None:
        """Take a frame, or the JSON of one."""
        self.payload = frame if isinstance(frame, bytes) else frame.model_dump_json().encode()
        self.wire = make_frame(TEXT, self.payload)
        self.mirrored = mirrored
        self._text: str | None = None

    @property
    def text(self) -> str:
        """The JSON, for servers that frame it by themselves."""
        if self._text is None:
            self._text = self.payload.decode()
        return self._text


def encode_event(announced: Announced) -> Encoded:
    """Encode an event. What was encoded by whoever published it, here or in another process, is taken as it is."""
    mirrored = kind_of(announced) in _MIRRORED
    if isinstance(announced, Arrived):
        return Encoded(b'{"type":"event",' + announced.json[1:], mirrored=mirrored)
    envelope = announced if isinstance(announced, Envelope) else None
    assert envelope is not None
    # Its parts were checked when it was made, so they aren't checked again.
    frame = EventFrame.model_construct(
        stream=envelope.stream, seq=envelope.seq, at=envelope.at, event=envelope.event
    )
    return Encoded(frame, mirrored=mirrored)


_NOBODY = b'"presence":[]'


def encode_ready(ready: Ready, presence: bytes) -> Encoded:
    """Encode the ready frame of someone who sees these people: the inside of a JSON array, while `ready` names nobody.
    In a large room that array is most of it, and was written before.
    """
    # Nothing that comes before it in the frame is text that somebody wrote: the first one is the field.
    told = ready.model_dump_json().encode().replace(_NOBODY, b'"presence":[%b]' % presence, 1)
    return Encoded(told)


def encode_heartbeat(now: datetime, heads: dict[str, int]) -> Encoded:
    """Encode the server's heartbeat."""
    return Encoded(ServerHeartbeat(now=now, heads=heads))
