"""Filling a database by COPY: people, rooms, a million messages, and their index."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from bench.sample_talk import Script, talk

ROOMS = 200
PEOPLE = 300
ROOM_NAMES = [f"Room {number}" for number in range(ROOMS)]
DAYS = 730
_START = datetime(2024, 11, 1, tzinfo=UTC)
_MESSAGES = """COPY messaging_message (id, room_id, author_id, client_id, seq, revision, text, sent_at, version,
    delete_reason, mention_group, mentioned_ids, mentioned_people) FROM STDIN"""


class Filled(NamedTuple):
    """Who searches: one person in most rooms, one in two small ones."""

    busy: UUID
    quiet: UUID
    room_names: list[str]
    usernames: list[str]


def fill(rng: random.Random, scripts: dict[str, Script], count: int) -> Filled:
    """Make everything but the index. The busy searcher is in 150 rooms of 200, whose sizes follow Zipf's law, too."""
    from django.db import connection

    from flowchat.chat.accounts.models import User
    from flowchat.chat.rooms.models import Membership, Room
    from flowchat.chat.text import fold

    people = User.objects.bulk_create(
        User(username=name, username_key=name, name=name, password="!", search_key=name)
        for name in (f"person{number}" for number in range(PEOPLE))
    )
    rooms = Room.objects.bulk_create(
        Room(kind="private", name=name, search_key=fold(name), created_by=people[0]) for name in ROOM_NAMES
    )
    person_ids, room_ids = (list(map(attrgetter("id"), some)) for some in (people, rooms))
    busy, quiet = people[0], people[1]
    seats = [(room, busy) for room in rng.sample(rooms, 150)] + [(room, quiet) for room in rooms[-2:]]
    Membership.objects.bulk_create(Membership(room=room, user=user) for room, user in seats)
    with connection.cursor() as cursor, cursor.copy(_MESSAGES) as copy:
        for row in _rows(rng, talk(rng, scripts, count), room_ids, person_ids, count):
            copy.write_row(row)
    return Filled(busy.id, quiet.id, ROOM_NAMES, list(map(attrgetter("username"), people)))


def _rows(
    rng: random.Random, texts: Iterator[str], rooms: list[UUID], people: list[UUID], count: int
) -> Iterator[tuple[Any, ...]]:
    heads = dict.fromkeys(rooms, 0)
    sizes = list(accumulate(1 / (rank + 10) for rank in range(len(rooms))))
    places = rng.choices(rooms, cum_weights=sizes, k=count)
    step = timedelta(days=DAYS) / count
    for number, (room, text) in enumerate(zip(places, texts, strict=True)):
        heads[room] += 1
        sent_at = _START + step * number
        message_id = _id_at(sent_at, rng)
        row = (message_id, room, rng.choice(people), message_id, heads[room], heads[room], text, sent_at)
        yield (*row, 0, "", "", "{}", "[]")


def _id_at(moment: datetime, rng: random.Random) -> UUID:
    """Return a UUIDv7 of a moment in the past."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62))
