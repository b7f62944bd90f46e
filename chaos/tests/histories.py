"""A small true history, for tests to spoil: two rooms' worth of events, two people, what their devices noted."""

from dataclasses import dataclass, field

from chaos.checking.truth import DeviceView, PersonView, Row, StoredMessage, Truth
from chaos.fleet.journal import Edit, File, Journal, Segment, Send

ALICE, BOB, ROOM = "alice", "bob", "room-1"
STREAM = f"room.{ROOM}"


@dataclass
class History:
    """A run in which everything was right: Bob is in from 2, out at 4, and in again from 6."""

    truth: Truth = field(default_factory=Truth)
    alice: Journal = field(default_factory=lambda: Journal("alice-0", ALICE))
    bob: Journal = field(default_factory=lambda: Journal("bob-0", BOB))

    @property
    def journals(self) -> list[Journal]:
        """Both."""
        return [self.alice, self.bob]


def true_history() -> History:
    """Make it."""
    history = History()
    history.truth.log[STREAM] = [
        Row(1, "room.created", "d1", (ALICE,)),
        Row(2, "member.added", "d2", (BOB,)),
        Row(3, "message.sent", "d3", message_id="m1"),
        Row(4, "member.removed", "d4", (BOB,)),
        Row(5, "message.sent", "d5", message_id="m2"),
        Row(6, "member.added", "d6", (BOB,)),
        Row(7, "message.edited", "d7"),
    ]
    history.truth.heads = {STREAM: 7}
    history.truth.messages = [
        StoredMessage("m1", ROOM, ALICE, "c1", 3, ("alice-0/1 one", "alice-0/1 edited")),
        StoredMessage("m2", ROOM, ALICE, "c2", 5, ("alice-0/2 two",)),
    ]
    history.truth.positions = {(ROOM, ALICE): 5, (ROOM, BOB): 6}
    alice, bob = history.alice, history.bob
    alice.sends["c1"] = Send("c1", ROOM, "alice-0/1 one", tries=2, acks=[("m1", 3), ("m1", 3)])
    alice.sends["c2"] = Send("c2", ROOM, "alice-0/2 two", tries=1)
    alice.edits.append(Edit("m1", "alice-0/1 edited", version=1))
    alice.files.append(File("f1", "bytes"))
    alice.reads[ROOM] = 5
    alice.heard[STREAM] = {seq: f"d{seq}" for seq in (3, 5, 7)}
    bob.heard[STREAM] = {2: "d2", 3: "d3", 6: "d6"}
    bob.fetched[STREAM] = {5: 7, 7: 7}
    alice.segments.append(Segment(STREAM, 2, ["d3", "d4", "d5", "d6", "d7"]))
    bob.segments += [Segment(STREAM, 2, ["d3"]), Segment(STREAM, 6, ["d7"])]
    return history


def device_view() -> DeviceView:
    """What Alice's device shows in the end."""
    positions = {"community": 0, f"user.{ALICE}": 0, STREAM: 7}
    return DeviceView("alice-0", ALICE, positions, {ROOM: (5, 0)}, {ALICE: "online", BOB: "away"})


def person_view() -> PersonView:
    """What Bob sees who comes anew."""
    texts = [("m1", 3, "alice-0/1 edited"), ("m2", 5, "alice-0/2 two")]
    return PersonView(BOB, {ROOM: (6, 0)}, {ROOM: texts})
