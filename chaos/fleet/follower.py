"""The streams of one device, put in order: the client's half of docs/protocol.md section 2.

Nothing here waits or asks. It says what is missing, and the device gets it.
"""

from dataclasses import dataclass, field
from typing import Any

from chaos.fleet.journal import Journal, Json, Segment, digest

_HELD = 500


@dataclass
class Reading:
    """How far this person has read a room, as this device knows it."""

    last_read_seq: int
    unread_count: int


@dataclass
class Room:
    """One of the person's rooms."""

    reading: Reading
    waiting: dict[int, Reading] = field(default_factory=dict)
    """Readings that are true at a seq of the room that this device has not reached."""
    asked: bool = False
    """A reading came for a seq that is behind us: the room's entry is needed."""
    last_message: int = 0


class Follower:
    """What a device knows, and what it knows to be missing."""

    def __init__(self, journal: Journal) -> None:
        self.rooms: dict[str, Room] = {}
        self.own: dict[str, tuple[str, int]] = {}
        """Messages of this person's, by id: the room and the version."""
        self._journal = journal
        self._segments: dict[str, Segment] = {}
        self._known: dict[str, int] = {}
        self._held: dict[str, dict[int, Json]] = {}

    # ---- snapshots

    def begin(self, bootstrap: Json) -> None:
        """Begin with what bootstrap told."""
        self.rooms.clear()
        self._segments.clear()
        for stream, seq in bootstrap["streams"].items():
            self._follow(stream, seq)
        for entry in bootstrap["rooms"]:
            self.enter(entry)

    def enter(self, entry: Json) -> None:
        """Begin with a room as its entry shows it."""
        room_id = entry["room"]["id"]
        waiting = {} if room_id not in self.rooms else self.rooms[room_id].waiting
        room = Room(_reading(entry), {seq: one for seq, one in waiting.items() if seq > entry["seq"]})
        self.rooms[room_id] = room
        self._follow(f"room.{room_id}", entry["seq"])

    def look_at(self, entry: Json) -> None:
        """Take a room's entry for its reading: true at the entry's seq."""
        room = self.rooms.get(entry["room"]["id"])
        if room is not None:
            room.asked = False
            self._take_reading(room, entry["room"]["id"], entry["seq"], _reading(entry))

    def leave(self, room_id: str) -> None:
        """A room is no longer the person's."""
        self.rooms.pop(room_id, None)
        self._segments.pop(f"room.{room_id}", None)

    def _follow(self, stream: str, seq: int) -> None:
        self._segments[stream] = segment = Segment(stream, seq)
        self._journal.segments.append(segment)
        self._held[stream] = {at: one for at, one in self._held.get(stream, {}).items() if at > seq}
        self._advance(stream)

    # ---- events

    def hear(self, envelope: Json) -> None:
        """Take an event in whatever order it comes. One of a room that is not known yet is kept: the person's own
        stream may be behind the room's.
        """
        stream, seq = envelope["stream"], envelope["seq"]
        held = self._held.setdefault(stream, {})
        if seq > self.position(stream) and len(held) < _HELD:
            held[seq] = envelope
        self.expect(stream, seq)
        self._advance(stream)

    def expect(self, stream: str, head: int) -> None:
        """Learn that a stream goes up to `head`."""
        self._known[stream] = max(head, self._known.get(stream, 0))

    def went_back(self, stream: str, head: int) -> None:
        """A stream's log ends before what was told of it: that must never happen."""
        self._journal.oddities.append(f"{stream} went back from {self.position(stream)} to {head}")

    def position(self, stream: str) -> int:
        """Return up to where this device has heard a stream; 0 for one that it doesn't follow."""
        segment = self._segments.get(stream)
        return segment.position if segment else 0

    def streams(self) -> list[str]:
        """Return the streams that this device follows."""
        return list(self._segments)

    def behind(self) -> list[str]:
        """Return the streams of which something is missing."""
        return [one for one in self._segments if self._known.get(one, 0) > self.position(one)]

    def asked(self) -> list[str]:
        """Return the rooms whose entry is needed to know the reading."""
        return [room_id for room_id, room in self.rooms.items() if room.asked]

    def _advance(self, stream: str) -> None:
        held = self._held.get(stream, {})
        # A room may be left, and its segment gone, in the middle.
        while (segment := self._segments.get(stream)) and (envelope := held.pop(segment.position + 1, None)):
            segment.digests.append(digest(envelope["event"]))
            self._apply(stream, envelope["seq"], envelope["event"])

    def _apply(self, stream: str, seq: int, event: Json) -> None:
        kind = event["type"]
        if kind == "room.joined":
            self.enter(event["entry"])
        elif kind == "room.left":
            self.leave(event["room_id"])
        elif kind == "reading.changed" and (room := self.rooms.get(event["room_id"])):
            self._take_reading(room, event["room_id"], event["room_seq"], _reading(event["reading"]))
        elif stream.startswith("room."):
            self._apply_in_room(stream.removeprefix("room."), seq, kind, event)

    def _apply_in_room(self, room_id: str, seq: int, kind: str, event: Json) -> None:
        room = self.rooms[room_id]
        if kind in ("message.sent", "message.edited"):
            message = event["message"]
            mine = message["author_id"] == self._journal.user_id
            if mine:
                self.own[message["id"]] = (room_id, message["version"])
            if kind == "message.sent":
                room.last_message = seq
                # Sending moves the author's position to this seq: nothing before it is unread.
                room.reading = (
                    Reading(seq, 0)
                    if mine
                    else Reading(room.reading.last_read_seq, room.reading.unread_count + 1)
                )
        if (reading := room.waiting.pop(seq, None)) is not None:
            room.reading = reading

    def _take_reading(self, room: Room, room_id: str, room_seq: int, reading: Reading) -> None:
        position = self.position(f"room.{room_id}")
        if room_seq == position:
            room.reading = reading
        elif room_seq > position:
            room.waiting[room_seq] = reading
            self.expect(f"room.{room_id}", room_seq)
        else:
            room.asked = True


def _reading(told: Any) -> Reading:
    return Reading(told["last_read_seq"], told["unread_count"])
