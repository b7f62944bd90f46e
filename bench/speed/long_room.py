"""What the browser is measured with: an install whose owner has two hundred rooms, one of them very long."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench.sample_talk import make_scripts, talk
from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from tools.person import Person
from tools.prepared import copy_prepared
from tools.stack import Stack

ROOMS = 200
PEOPLE = 20
_COPY = """COPY messaging_message (id, room_id, author_id, client_id, seq, revision, text, sent_at, version,
    delete_reason, mention_group, mentioned_ids, mentioned_people) FROM STDIN"""


@dataclass(frozen=True)
class LongRoom:
    """A running install, its owner, and what an event of the long room needs to be made up."""

    server: Stack
    owner: Person
    long_room: str
    messages: int
    other_rooms: list[str]


@contextmanager
def long_room(messages: int) -> Iterator[LongRoom]:
    """Start a server on a folder of its own and fill it past the API, whose limits are for people."""
    with ExitStack() as open_things:
        folder = Path(tempfile.mkdtemp(prefix="flowchat-browser-"))
        open_things.callback(shutil.rmtree, folder, ignore_errors=True)
        copy_prepared(folder)
        postgres = open_things.enter_context(EmbeddedPostgres(data=folder))
        settings = {"DATABASE_URL": postgres.url}
        server = open_things.enter_context(Stack(environment=settings))
        owner = Person(server.url)
        open_things.enter_context(closing(owner.http))
        owner.set_up(server.setup_token, name="Owner")
        os.environ |= {
            **settings,
            "FLOWCHAT_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "flowchat.config.settings",
        }
        long, *others = map(str, _fill(owner.id, messages))
        yield LongRoom(server, owner, long, messages, others)


def _fill(owner: str, messages: int) -> list[UUID]:
    import django

    django.setup()
    from django.db import connections

    people = _make_people()
    rooms = _make_rooms([UUID(owner), people[0]], people[1:], messages)
    with connections["default"].cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in _rows(rooms, people, messages):
            copy.write_row(row)
    connections.close_all()
    return rooms


def _make_people() -> list[UUID]:
    from flowchat.chat.accounts.models import User

    names = [f"person{number}" for number in range(PEOPLE)]
    made = User.objects.bulk_create(
        User(username=name, username_key=name, name=name.title(), password="!", search_key=name)
        for name in names
    )
    return [one.id for one in made]


def _make_rooms(everywhere: list[UUID], in_long: list[UUID], messages: int) -> list[UUID]:
    """Make the long room, which is the first, and the others; whoever is everywhere has read everything."""
    from flowchat.chat.events.models import Stream
    from flowchat.chat.rooms.models import Membership, Room

    names = ["Long", *(f"Room {number}" for number in range(1, ROOMS))]
    rooms = [
        one.id
        for one in Room.objects.bulk_create(
            Room(kind="private", name=name, search_key=name.lower()) for name in names
        )
    ]
    heads = dict.fromkeys(rooms, 1) | {rooms[0]: messages}
    Membership.objects.bulk_create(
        Membership(room_id=room, user_id=who, role="owner", last_read_seq=head, seen_seq=head)
        for room, head in heads.items()
        for who in everywhere
    )
    Membership.objects.bulk_create(Membership(room_id=rooms[0], user_id=who) for who in in_long)
    Stream.objects.bulk_create(Stream(key=f"room.{room}", head=head) for room, head in heads.items())
    return rooms


def _rows(rooms: list[UUID], people: list[UUID], messages: int) -> Iterator[tuple[Any, ...]]:
    """Yield the long room's messages, and one for each other room."""
    rng = random.Random(7)
    texts = talk(rng, make_scripts(rng), messages + len(rooms) - 1)
    begun = datetime.now(UTC) - timedelta(days=400)
    step = timedelta(days=399) / (messages + len(rooms) - 1)
    places = [(rooms[0], seq) for seq in range(1, messages + 1)] + [(room, 1) for room in rooms[1:]]
    author = people[0]
    for number, ((room, seq), text) in enumerate(zip(places, texts, strict=True)):
        # People say a few things in a row.
        author = rng.choice(people) if rng.random() < 0.6 else author
        if seq == 1:
            author = people[0]
        yield uuid4(), room, author, uuid4(), seq, seq, text, begun + step * number, 0, "", "", "{}", "[]"
