"""What one device did, was told and saw: the evidence that the checks work on."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Send:
    """A message this device tried to send. Every text begins with its token, which names it."""

    client_id: str
    room: str
    text: str
    tries: int = 0
    acks: list[tuple[str, int]] = field(default_factory=list)
    """The message's id and seq, as each answer of success told them."""
    refused: str = ""
    """The code of the refusal that ended it."""
    file: str = ""
    """The id of the upload that went along."""

    @property
    def token(self) -> str:
        """What names the message in its text."""
        return self.text.partition(" ")[0]


@dataclass
class Edit:
    """A new text for one of the person's messages."""

    message_id: str
    text: str
    version: int | None = None
    """As acknowledged; None when no answer of success came."""


@dataclass
class File:
    """An upload that was acknowledged."""

    id: str
    digest: str


@dataclass
class Segment:
    """A stretch in which a device followed a stream: from a snapshot at `start` on, each event in its order."""

    stream: str
    start: int
    digests: list[str] = field(default_factory=list)

    @property
    def position(self) -> int:
        """How far it got."""
        return self.start + len(self.digests)


@dataclass
class Journal:
    """Everything about one device."""

    name: str
    user_id: str
    sends: dict[str, Send] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    reads: dict[str, int] = field(default_factory=dict)
    """The furthest seq in each room whose reading was acknowledged."""
    heard: dict[str, dict[int, str]] = field(default_factory=dict)
    """What came over the socket, by stream and seq, as digests."""
    fetched: dict[str, dict[int, int]] = field(default_factory=dict)
    """What `sync` or the history brought: the latest head of the stream that was told beside each seq."""
    segments: list[Segment] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)
    """What the protocol does not allow, as it happened: an answer 500, a stream that went back."""
    answers: dict[int, int] = field(default_factory=dict)
    """How often each status came; 0 for no answer."""
    sockets: int = 0

    @property
    def edited(self) -> int:
        """How many edits were acknowledged."""
        return sum(one.version is not None for one in self.edits)

    def hear(self, envelope: Json) -> None:
        """Note an event that came over the socket. Two different ones at one seq are an oddity."""
        stream, seq, told = envelope["stream"], envelope["seq"], digest(envelope["event"])
        known = self.heard.setdefault(stream, {})
        if known.setdefault(seq, told) != told:
            self.oddities.append(f"two different events came as {stream}#{seq}")

    def fetch(self, stream: str, seqs: list[int], head: int) -> None:
        """Note what an answer brought, and the position of the stream that it speaks of. The earlier head weighs more:
        it says more about who may have it.
        """
        known = self.fetched.setdefault(stream, {})
        for seq in seqs:
            known[seq] = min(head, known.get(seq, head))


def digest(event: Json) -> str:
    """Return a short name of an event's whole content."""
    text = json.dumps(event, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
