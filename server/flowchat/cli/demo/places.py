"""The rooms of the demo."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from flowchat.chat.accounts.models import User
from flowchat.chat.rooms.actions import create_room, start_conversation
from flowchat.chat.rooms.models import Membership, RoomKind
from flowchat.cli.demo.people import CAST

EVERYONE = tuple(one.username for one in CAST)
Kind = Literal["public", "private", "people"]


class Place(NamedTuple):
    """A room: who is in it (the first owns it), and how much they talked about what.

    `unread` names who has not read its last messages, with how many those are.
    """

    kind: Kind
    name: str
    description: str
    people: Sequence[str]
    topics: Sequence[str]
    messages: int
    unread: dict[str, int] = {}
    starting: bool = False
    archived: bool = False
    days: tuple[int, int] = (35, 0)
    """From how many days ago until how many days ago they talked."""


PLACES = (
    Place("public", "Town hall", "News for everyone, and good mornings", EVERYONE, ["everyday"], 420,
          {"alice": 4, "bob": 6, "carol": 2}, starting=True),
    Place("private", "Product", "What we build next, and what we don't",
          ["alice", "bob", "carol", "dimitris", "yulia", "omar", "zoe"], ["product"], 380, {"alice": 3, "carol": 9}),
    Place("public", "Engineering", "Code, machines and the reasons for things",
          ["bob", "alice", "jihoon", "lukasz", "arjun", "fang", "yulia", "carol"], ["engineering"], 640,
          {"alice": 12, "carol": 31}),
    Place("private", "Design", "Shapes, words, and people who use both",
          ["carol", "alice", "layla", "noa", "zoe", "misaki"], ["design"], 240, {"alice": 2}),
    Place("public", "Language café", "One word a day, in any language you like", ["zoe", *EVERYONE], ["cafe"], 75,
          {"alice": 7, "bob": 15, "carol": 5}),
    Place("public", "Kitchen", "Food, and where to find it",
          ["jose", "alice", "bob", "carol", "omar", "arjun", "jihoon", "dimitris", "fang"], ["kitchen"], 330,
          {"bob": 3, "carol": 8}),
    Place("public", "Weekend walks", "Boots, trains and sandwiches",
          ["lukasz", "misaki", "zoe", "dimitris", "noa"], ["hikes"], 110),
    Place("private", "Book club", "Slowly, and with tea",
          ["noa", "carol", "alice", "yulia", "layla"], ["books"], 90, {"carol": 1}),
    Place("private", "Launch 1.0", "Done. Kept for what we learned",
          ["alice", "bob", "carol", "jihoon", "zoe"], ["launch"], 120, archived=True, days=(34, 18)),
    Place("people", "", "", ["carol", "alice", "bob"], ["close", "product"], 130, {"bob": 1}, days=(20, 0)),
    Place("people", "", "", ["alice", "bob"], ["close"], 160, {"alice": 2}),
    Place("people", "", "", ["carol", "alice"], ["close"], 90, {"carol": 1}),
    Place("people", "", "", ["bob", "carol"], ["close"], 60, {"bob": 2}),
    Place("people", "", "", ["yulia", "alice"], ["close"], 40, {"alice": 1}, days=(16, 0)),
    Place("people", "", "", ["jihoon", "bob"], ["close", "engineering"], 50, days=(12, 1)),
    Place("people", "", "", ["alice"], ["notes"], 12, days=(25, 1)),
)  # fmt: skip


def open_place(place: Place, people: dict[str, User]) -> Membership:
    """Make the room through the same actions that everyone uses; returns its owner's (or opener's) membership."""
    opener, *others = (people[name] for name in dict.fromkeys(place.people))
    if place.kind == "people":
        return start_conversation(starter=opener, people=others or [opener]).membership
    return create_room(
        creator=opener,
        kind=RoomKind(place.kind),
        name=place.name,
        description=place.description,
        people=others,
        starting=place.starting,
    )
