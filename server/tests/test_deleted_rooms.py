"""A deleted room is gone for everybody at once, however much it held, and then also from the disk."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import Model

from flowchat.chat.events.models import LoggedEvent, Stream
from flowchat.chat.events.streams import room_stream
from flowchat.chat.ids import new_id
from flowchat.chat.media.models import Upload
from flowchat.chat.messaging import contents
from flowchat.chat.messaging.models import (
    Draft,
    Message,
    MessageVersion,
    Reaction,
    Removal,
    Saved,
    Thread,
    ThreadSeat,
)
from flowchat.chat.previews.models import Linked, LinkPreview
from flowchat.chat.rooms.actions import delete_room
from flowchat.chat.rooms.actions.removing import REMOVING, do_removing, remove_portion
from flowchat.chat.rooms.models import Membership, Room, RoomKind
from flowchat.chat.rooms.tests.factories import (
    client_of,
    finish_deleting,
    make_person,
    make_room,
    say,
    seat_of,
)
from flowchat.chat.search.models import Entry
from flowchat.http.pool import WorkerPool
from flowchat.jobs.pace import Pace
from flowchat.jobs.runner import Runner
from tests.growing import Growing, ask, statements

SERVER = Path(__file__).parents[1]
OF_THE_ROOM = [
    "messages/?room={room}",
    "messages/?room={room}&thread={root}",
    "messages/{root}/",
    "messages/{root}/versions/",
    "rooms/{room}/",
    "rooms/{room}/files/",
    "rooms/{room}/members/",
    "rooms/{room}/mentionable/?search=p",
    "rooms/{room}/pins/",
    "rooms/{room}/removals/",
    "search/?q=tea+in:{room}",
    "sync/?stream=room.{room}&after=0",
    "threads/{root}/",
    "files/{upload}/",
]
OF_A_PERSON = [
    "bootstrap/",
    "drafts/",
    "rooms/?browse=public",
    "saved/",
    "search/?q=tea",
    "threads/?filter=following",
]


@pytest.fixture
def growing(db: None) -> Iterator[Growing]:
    cache.clear()
    grown = Growing()
    for _ in range(3):
        grown.grow()
    yield grown
    cache.clear()


def delete(room: Room, growing: Growing) -> None:
    delete_room(owner=seat_of(growing.alice, room), confirm=room.name)


@pytest.mark.parametrize("kind", [RoomKind.PRIVATE, RoomKind.PUBLIC])
def test_nobody_reads_it_while_everything_is_still_there(growing: Growing, kind: RoomKind) -> None:
    room = growing.room
    Room.objects.filter(id=room.id).update(kind=kind)
    upload = Upload.objects.filter(room_id=room.id).first()
    assert upload
    names = {"room": room.id, "root": growing.root, "upload": upload.id}
    paths = ["/api/" + path.format(**names) for path in OF_THE_ROOM]
    client = growing.client
    before = {path: client.get(path) for path in paths}
    # Otherwise a wrong address would pass for a refusal.
    assert {path: answer.status_code for path, answer in before.items()} == dict.fromkeys(paths, 200)
    assert str(room.id) in str(ask(client, "/api/bootstrap/"))
    held = Message.objects.filter(room_id=room.id).count()
    assert held > 20
    delete(room, growing)
    assert Message.objects.filter(room_id=room.id).count() == held
    for person in (growing.alice, growing.people[0], make_person("Stranger")):
        reader = client_of(person)
        for path in paths:
            answer = reader.get(path)
            found = answer.status_code == 200 and answer.json().get("hits")
            assert answer.status_code == 404 or found == [], f"{person}: {path}"
        for path in OF_A_PERSON:
            assert str(room.id) not in str(ask(reader, f"/api/{path}")), f"{person}: {path}"
        for refused in changes(reader, room, growing.root):
            assert refused.status_code == 404, refused.content


def changes(client: Any, room: Room, root: str) -> Iterator[Any]:
    body = {"room": str(room.id), "client_id": str(new_id()), "text": "Anyone?"}
    yield client.post("/api/messages/", body, format="json")
    yield client.post(f"/api/rooms/{room.id}/join/")
    yield client.put(f"/api/messages/{root}/reactions/👍/")
    yield client.put(f"/api/messages/{root}/saved/")
    yield client.delete(f"/api/messages/{root}/", {"reason": "Why not"}, format="json")
    yield client.post(f"/api/rooms/{room.id}/read/", {"seq": 1}, format="json")


def test_it_goes_in_portions_with_all_that_hung_on_it(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "PORTION", 3)
    here = Message.objects.filter(room_id=growing.room.id)
    others = Message.objects.exclude(room_id=growing.room.id).count()
    draft = {
        "room": str(growing.room.id),
        "thread": growing.root,
        "text": "So",
        "reply_to": None,
        "version": 1,
    }
    assert growing.client.put("/api/drafts/", draft, format="json").status_code == 200
    delete(growing.room, growing)
    left = here.count()
    while remove_portion():
        assert left - here.count() <= 3
        left = here.count()
    assert left == 0
    assert not Room.objects.filter(id=growing.room.id).exists()
    assert not Stream.objects.filter(key=growing.stream).exists()
    assert not LoggedEvent.objects.filter(stream_id=growing.stream).exists()
    of_the_room: list[type[Model]] = [Upload, Draft, ThreadSeat, Removal, Membership]
    for model in of_the_room:
        assert not model._default_manager.filter(room_id=growing.room.id).exists(), model
    of_messages: list[type[Model]] = [Reaction, MessageVersion, Saved, LinkPreview, Linked, Thread]
    for model in of_messages:
        assert not model._default_manager.exists(), model
    assert not Entry.objects.filter(room_id=growing.room.id).exists()
    assert Message.objects.count() == others > 0
    assert Entry.objects.count() == others


def test_it_takes_no_longer_the_more_it_held(db: None) -> None:
    alice = make_person("Alice")
    small, large = make_room(alice, name="Small"), make_room(alice, name="Large")
    for number in range(30):
        say(alice, large, f"Number {number}")
    asked = [
        statements(partial(delete_room, owner=seat_of(alice, room), confirm=room.name))
        for room in (small, large)
    ]
    assert len(asked[0]) == len(asked[1])


def test_one_that_was_given_up_goes_with_the_next(db: None) -> None:
    alice = make_person("Alice")
    rooms = [make_room(alice, name=name) for name in ("First", "Second")]
    for room in rooms:
        say(alice, room)
        delete_room(owner=seat_of(alice, room), confirm=room.name)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [REMOVING])
    assert finish_deleting() > 4
    assert not Room.objects.exists()
    assert not LoggedEvent.objects.filter(stream_id__in=[room_stream(one.id) for one in rooms]).exists()


WORKER = """
import asyncio, sys, time, django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from flowchat.chat.messaging import contents
from flowchat.chat.rooms.actions.removing import REMOVING, do_removing
from flowchat.http.pool import WorkerPool
from flowchat.jobs.pace import Pace
from flowchat.jobs.runner import Runner

contents.PORTION = 2

async def main():
    Runner(WorkerPool(1), {REMOVING: do_removing}, Pace(heartbeat=0.5)).start()
    await asyncio.sleep(3600)

asyncio.run(main())
"""


def remove_until_killed(room_id: UUID, held: int) -> None:
    name = str(connection.settings_dict["NAME"])
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, name], env={**os.environ, "PYTHONPATH": str(SERVER)}
    ) as worker:
        try:
            wait_for(lambda: Message.objects.filter(room_id=room_id).count() < held - 5)
        finally:
            worker.send_signal(signal.SIGKILL)


def wait_for(true: Any) -> None:
    for _ in range(2000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came true")


async def work_until_done(room_id: UUID) -> None:
    pool = WorkerPool(1)
    pace = Pace(look=0.5, heartbeat=0.5, dead_after=2.0, first_pause=0.2, longest_pause=0.5, retry=1)
    runner = Runner(pool, {REMOVING: do_removing}, pace)
    runner.start()
    try:
        for _ in range(600):
            if not await pool.run(Room.objects.filter(id=room_id).exists):
                break
            await asyncio.sleep(0.1)
    finally:
        await runner.stop()
        await pool.close()


@pytest.mark.django_db(transaction=True)
def test_who_is_killed_in_the_midst_of_it_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        # Django empties only tables that it manages itself between tests.
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    alice = make_person("Alice")
    room, other = make_room(alice, name="Hall"), make_room(alice, name="Stays")
    for number in range(60):
        say(alice, room, f"Number {number}")
    kept = say(alice, other, "Stays")
    delete_room(owner=seat_of(alice, room), confirm=room.name)
    remove_until_killed(room.id, 60)
    left = Message.objects.filter(room_id=room.id).count()
    assert 0 < left < 60
    monkeypatch.setattr(contents, "PORTION", 2)
    asyncio.run(work_until_done(room.id))
    assert [one.id for one in Message.objects.all()] == [kept.id]
    assert list(Room.objects.all()) == [other]
