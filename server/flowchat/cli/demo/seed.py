"""Filling an empty server with the demo."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Conflict
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.actions import mark_read, update_room
from flowchat.chat.rooms.models import Membership, Room
from flowchat.cli.demo.album import fill_album
from flowchat.cli.demo.history import backdate, spread, write_past
from flowchat.cli.demo.people import PASSWORD, make_people
from flowchat.cli.demo.places import PLACES, Place, open_place
from flowchat.cli.demo.talk import Conversation, tell, templates
from flowchat.cli.demo.workshop import hold_workshop

_SEED = 20


class DemoAccounts(NamedTuple):
    """How to sign in to the demo."""

    usernames: tuple[str, ...]
    password: str


@transaction.atomic
def fill() -> DemoAccounts:
    """Make people, rooms and a few weeks of conversations; the same ones every time, relative to now.

    Raises Conflict when there is any account: the demo never mixes with real use.
    """
    if User.objects.exists():
        raise Conflict("This server has accounts already; the demo needs an empty one.")
    chance = Random(_SEED)  # noqa: S311 - the same story every time, nothing secret
    now = timezone.now()
    people = make_people()
    began: dict[UUID, datetime] = {}
    for place in PLACES:
        opener = open_place(place, people)
        began[opener.room_id] = now - timedelta(days=place.days[0], hours=2)
        _talk(place, opener.room, people, now=now, chance=chance)
        _read(place, opener.room, chance=chance)
        if place.archived:
            update_room(editor=opener, archived=True)
    backdate(began)
    hold_workshop(people)
    fill_album(people)
    return DemoAccounts(usernames=("alice", "bob", "carol"), password=PASSWORD)


def sign_in_lines() -> list[str]:
    """Return the lines that tell how to sign in to the demo."""
    return [f"Sign in as alice, bob or carol, each with the password {PASSWORD}"]


def _talk(place: Place, room: Room, people: dict[str, User], *, now: datetime, chance: Random) -> None:
    told = spread(
        _conversations(place, chance),
        people,
        first=now - timedelta(days=place.days[0]),
        last=now - timedelta(days=place.days[1], minutes=chance.randint(1, 90)),
        chance=chance,
    )
    write_past(room, told)


def _conversations(place: Place, chance: Random) -> list[Conversation]:
    """Choose who says what; last come those without the people who are to have unread messages."""
    names = list(dict.fromkeys(place.people))
    present = [name for name in names if name not in place.unread]
    topics = place.topics if len(present) > 1 else ["asides"]
    ending = _enough(templates(topics, present, chance), max(place.unread.values(), default=0))
    start = _enough(templates(place.topics, names, chance, except_for=ending), place.messages)
    return [tell(one, names, chance) for one in start] + [tell(one, present, chance) for one in ending]


def _enough(chosen: Iterator[Conversation], count: int) -> list[Conversation]:
    enough: list[Conversation] = []
    while sum(len(one) for one in enough) < count:
        enough.append(next(chosen))
    return enough


def _read(place: Place, room: Room, *, chance: Random) -> None:
    """Let everyone have read up to somewhere: most to the end, those in `unread` exactly that much less."""
    for membership in Membership.objects.filter(room=room).select_related("user").order_by("id"):
        name = membership.user.username
        others = Message.objects.filter(room=room).exclude(author_id=membership.user_id)
        seqs = others.order_by("-seq").values_list("seq", flat=True)
        left = place.unread.get(
            name, 0 if name in ("alice", "bob", "carol") else chance.choice((0, 0, 0, 1, 5))
        )
        target = seqs[left : left + 1].first()
        if target is not None:
            mark_read(reader=member_of(membership.user, room.id), seq=target)
