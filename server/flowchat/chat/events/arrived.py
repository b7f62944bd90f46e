"""Committed events on their way to those who listen, as objects or as the bytes that another process made of them."""

from datetime import datetime
from functools import cached_property
from typing import Protocol

from flowchat.chat.events.types import Envelope, Event


class Announced(Protocol):
    """What an announcement tells. An `Envelope` is one, and so is what came from another process."""

    @property
    def stream(self) -> str:
        """The stream."""
        ...

    @property
    def seq(self) -> int:
        """The event's place in it."""
        ...

    @property
    def at(self) -> datetime:
        """When it was written."""
        ...

    @property
    def event(self) -> Event:
        """The event itself."""
        ...

    @property
    def request_id(self) -> str:
        """The id of the request that wrote it, "" when unknown."""
        ...


class Arrived:
    """An envelope with its JSON, made once by whoever published it. It becomes an object only if someone asks for the
    event: most are handed on as they are.
    """

    def __init__(
        self,
        *,
        stream: str,
        seq: int,
        at: datetime,
        kind: str,
        json: bytes,
        request_id: str = "",
        envelope: Envelope | None = None,
    ) -> None:
        self.stream = stream
        self.seq = seq
        self.at = at
        self.request_id = request_id
        self.kind = kind
        self.json = json
        if envelope is not None:
            self.envelope = envelope

    @classmethod
    def made_of(cls, envelope: Envelope) -> "Arrived":
        """Encode an envelope of this process."""
        return cls(
            stream=envelope.stream,
            seq=envelope.seq,
            at=envelope.at,
            kind=envelope.event.type,
            json=envelope.model_dump_json().encode(),
            request_id=envelope.request_id,
            envelope=envelope,
        )

    @cached_property
    def envelope(self) -> Envelope:
        """The envelope as an object; raises ValueError when another version of FlowChat made it."""
        return Envelope.model_validate_json(self.json)

    @property
    def event(self) -> Event:
        """The event as an object."""
        return self.envelope.event


def kind_of(announced: Announced) -> str:
    """Return the type of an event, without making an object of it."""
    return announced.kind if isinstance(announced, Arrived) else announced.event.type
