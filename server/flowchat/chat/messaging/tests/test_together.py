"""Storing together: as if each had been stored by itself, and never a hole."""

import contextlib
import re
import threading
import time
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.tests.factories import somebody_waits_for_a_lock
from flowchat.chat.events import log, objects
from flowchat.chat.events.arrived import Announced
from flowchat.chat.events.bus import get_bus
from flowchat.chat.events.models import LoggedEvent, Stream
from flowchat.chat.events.streams import room_stream
from flowchat.chat.gateway.tests.harness import sign_in
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.actions import together
from flowchat.chat.messaging.actions.send import NewMessage, send_message
from flowchat.chat.messaging.actions.together import Waiting, is_plain, store_together
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import at_once, logged, make_person, make_room, say, seat_of
from flowchat.chat.search.models import Entry, Word


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine a room may be held for longer than a batch waits. That it gives up has a test of its own."""
    monkeypatch.setattr(log, "HOLD_PATIENCE", "60s")


def waiting(person: User, room: Room, text: str = "Hello", **more: Any) -> Waiting:
    known: dict[str, Any] = {"client_id": new_id(), "session_id": None, "request_id": "", **more}
    return Waiting(author_id=person.id, room_id=room.id, text=text, **known)


def head_of(room: Room) -> int:
    return Stream.objects.get(key=room_stream(room.id)).head


def seqs(found: Sequence[objects.Message | None]) -> list[int | None]:
    return [None if one is None else one.seq for one in found]


def test_messages_of_several_rooms_keep_their_order(cast: Cast) -> None:
    other = make_room(cast.bob, cast.alice, name="Other")
    found = store_together(
        [
            waiting(cast.alice, cast.room, "a"),
            waiting(cast.bob, other, "b"),
            waiting(cast.bob, cast.room, "c"),
            waiting(cast.alice, cast.room, "d"),
        ]
    )
    assert seqs(found) == [3, 2, 4, 5]
    assert [row.text for row in Message.objects.filter(room=cast.room).order_by("seq")] == ["a", "c", "d"]
    assert [body["message"]["text"] for body in logged(room_stream(cast.room.id))[2:]] == ["a", "c", "d"]
    assert (head_of(cast.room), head_of(other)) == (5, 2)
    assert [seat_of(one, cast.room).last_read_seq for one in (cast.alice, cast.anna, cast.bob)] == [5, 1, 4]
    assert [entry.seq for entry in Entry.objects.filter(room_id=cast.room.id).order_by("seq")] == [3, 4, 5]


def test_one_that_is_refused_takes_nothing_with_it(cast: Cast) -> None:
    known = say(cast.bob, cast.room, "known")
    archived = make_room(cast.alice, name="Archived")
    actions.update_room(editor=seat_of(cast.alice, archived), archived=True)
    before = head_of(archived)
    found = store_together(
        [
            waiting(cast.alice, cast.room),
            waiting(cast.carol, cast.room),
            waiting(cast.bob, cast.room, client_id=known.client_id),
            waiting(cast.alice, archived),
            Waiting(
                author_id=cast.bob.id,
                room_id=new_id(),
                client_id=new_id(),
                text="a",
                session_id=None,
                request_id="",
            ),
            waiting(cast.bob, cast.room),
        ]
    )
    assert seqs(found) == [4, None, None, None, None, 5]
    assert (head_of(cast.room), head_of(archived)) == (5, before)
    assert Message.objects.count() == 3


def test_the_same_twice_in_one_batch_is_stored_once(cast: Cast) -> None:
    client_id = new_id()
    other = make_room(cast.bob, name="Other")
    found = store_together(
        [
            waiting(cast.bob, cast.room, "first", client_id=client_id),
            waiting(cast.bob, cast.room, "again", client_id=client_id),
            waiting(cast.bob, other, "elsewhere", client_id=client_id),
            waiting(cast.alice, cast.room, "hers", client_id=client_id),
        ]
    )
    assert seqs(found) == [3, None, None, 4]
    assert [head_of(cast.room), head_of(other)] == [4, 1]


def test_sessions_are_looked_at_in_the_same_moment(cast: Cast) -> None:
    good, over, others = sign_in(cast.bob), sign_in(cast.bob), sign_in(cast.alice)
    over.ended_at = over.created_at
    over.save()
    mine = [waiting(cast.bob, cast.room, session_id=one.id) for one in (good, over, others)]
    strange = waiting(cast.bob, cast.room, session_id=new_id())
    assert seqs(store_together([*mine, strange])) == [3, None, None, None]
    User.objects.filter(id=cast.bob.id).update(is_active=False)
    assert store_together([waiting(cast.bob, cast.room, session_id=good.id)]) == [None]
    assert head_of(cast.room) == 3


def test_it_is_what_the_longer_way_makes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is kept of a message, but for its ids, its times and its place."""
    kept: list[Any] = []
    for plain in (True, False):
        monkeypatch.setattr(together, "_MAY_BE_MORE", together._MAY_BE_MORE if plain else re.compile(""))
        message = say(cast.bob, cast.room, "Über the *garden* `wall`, 東京")
        row = Message.objects.filter(id=message.id).values().get()
        entry = Entry.objects.filter(message_id=message.id).values().get()
        own = ("id", "message_id", "client_id", "seq", "revision", "sent_at", "bucket")
        kept.append(
            [
                {name: value for name, value in row.items() if name not in own},
                {name: value for name, value in entry.items() if name not in own},
                {**logged(room_stream(cast.room.id))[-1], "message": None},
                {**message.model_dump(mode="json"), **dict.fromkeys(own)},
            ]
        )
        assert logged(room_stream(cast.room.id))[-1]["message"] == message.model_dump(mode="json")
        assert message == objects.Message.model_validate(message.model_dump())
    assert kept[0] == kept[1]


def test_a_batch_costs_as_many_statements_as_one(cast: Cast) -> None:
    rooms = [make_room(cast.bob, name=f"Room {number}") for number in range(5)]
    costs = []
    for batch in (
        [waiting(cast.bob, cast.room)],
        [waiting(cast.bob, rooms[n % 5], f"word{n}") for n in range(40)],
    ):
        with CaptureQueriesContext(connection) as asked:
            assert None not in store_together(batch)
        costs.append(len(asked))
    # A savepoint and its release; outside of a transaction there is neither.
    assert costs == [3, 3]


def test_everything_is_announced_after_commit_in_its_order(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    heard: list[Announced] = []
    stop = get_bus().listen(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            store_together(
                [waiting(cast.bob, cast.room, request_id=f"request-{number}") for number in range(3)]
            )
            assert heard == []
        assert [(one.seq, one.request_id) for one in heard] == [
            (3, "request-0"),
            (4, "request-1"),
            (5, "request-2"),
        ]
        with (
            django_capture_on_commit_callbacks(execute=True),
            contextlib.suppress(RuntimeError),
            transaction.atomic(),
        ):
            store_together([waiting(cast.bob, cast.room)])
            raise RuntimeError
    finally:
        stop()
    assert len(heard) == 3
    assert Word.objects.filter(text="hello").exists()


def test_a_batch_that_fails_leaves_no_trace(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    good, bad = waiting(cast.bob, cast.room, "secret words"), waiting(cast.bob, cast.room, "a\x00b")
    assert store_together([good, bad]) == [None, None]
    assert (Message.objects.count(), head_of(cast.room)) == (0, 2)
    assert "2 messages could not be stored together" in caplog.text
    assert "secret" not in caplog.text
    assert seqs(store_together([good])) == [3]


@pytest.mark.parametrize("text", ["", "@bob", "see www.example.org", "a://b", "HTTPS://x", "me@example.org"])
def test_what_may_concern_others_is_not_plain(text: str) -> None:
    assert not is_plain(text)
    assert is_plain("words, *marks* and `code` :tada:")


@pytest.mark.django_db(transaction=True)
def test_many_batches_at_once_leave_no_hole() -> None:
    people = [make_person(f"Person{number}") for number in range(4)]
    rooms = [make_room(*people, name=f"Room {number}") for number in range(3)]

    def talk(person: User, way: int) -> list[int | None]:
        found: list[int | None] = []
        for number in range(8):
            # Each in another order of rooms: the lock order is the writer's business.
            turned = rooms[(number * way) % 3 :] + rooms[: (number * way) % 3]
            batch = [
                waiting(person, room, f"{person.name} {number} {place}")
                for room in turned
                for place in range(2)
            ]
            found += seqs(store_together(batch))
        return found

    def talk_alone(person: User) -> None:
        for number in range(8):
            send_message(
                sender=seat_of(person, rooms[number % 3]),
                new=NewMessage(client_id=new_id(), text=f"@all {number}"),
            )

    results = at_once(
        partial(talk, people[0], 1),
        partial(talk, people[1], 2),
        partial(talk, people[2], 1),
        partial(talk_alone, people[3]),
    )
    assert all(None not in found for found in results[:3])
    assert results[3] is None
    for room in rooms:
        events = logged(room_stream(room.id))
        sent = [body["message"] for body in events if body["type"] == "message.sent"]
        rows = list(Message.objects.filter(room=room).order_by("seq").values_list("seq", "text"))
        assert [(one["seq"], one["text"]) for one in sent] == rows
        assert [seq for seq, _ in rows] == list(range(2, head_of(room) + 1))
        for person in people[:3]:
            own = [text for _, text in rows if text.startswith(person.name)]
            assert own == sorted(own)
            assert len(own) == 16
    assert Message.objects.count() == 3 * 48 + 8


@pytest.mark.django_db(transaction=True)
def test_one_who_is_removed_while_a_batch_waits_sends_nothing() -> None:
    alice, bob = make_person("Alice"), make_person("Bob")
    room, other = make_room(alice, bob), make_room(bob, name="Other")
    held, found = threading.Event(), []

    def remove() -> None:
        with transaction.atomic():
            actions.remove_member(remover=seat_of(alice, room), user_id=bob.id)
            held.set()
            _wait_for_a_waiting_lock()

    def send() -> None:
        assert held.wait(20)
        found.extend(store_together([waiting(bob, room), waiting(bob, other), waiting(alice, room)]))

    assert at_once(remove, send) == [None, None]
    assert [one is not None for one in found] == [False, True, True]
    assert logged(room_stream(room.id))[-1]["message"]["author_id"] == str(alice.id)
    assert LoggedEvent.objects.filter(stream_id=room_stream(room.id)).count() == head_of(room)


def _wait_for_a_waiting_lock() -> None:
    deadline = time.monotonic() + 20
    while not somebody_waits_for_a_lock():
        assert time.monotonic() < deadline, "nobody waited"
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_the_same_client_id_in_two_batches_at_once_is_stored_once() -> None:
    alice = make_person("Alice")
    rooms = [make_room(alice, name="One"), make_room(alice, name="Two")]
    for _ in range(5):
        client_id: UUID = new_id()
        results = at_once(
            *(
                lambda room=room, client_id=client_id: store_together(
                    [waiting(alice, room, client_id=client_id), waiting(alice, room, "beside it")]
                )
                for room in rooms
            )
        )
        kept = Message.objects.filter(client_id=client_id)
        assert kept.count() == 1
        assert sum(found[0] is not None for found in results) == 1
    for room in rooms:
        logged(room_stream(room.id))


@pytest.mark.django_db(transaction=True)
def test_a_room_that_is_held_for_long_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch gives up; each of its messages then goes its own way, and only the room's own one waits."""
    monkeypatch.setattr(log, "HOLD_PATIENCE", "50ms")
    alice = make_person("Alice")
    room, other = make_room(alice), make_room(alice, name="Other")
    held, gave_up = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            log.lock(room_stream(room.id))
            held.set()
            assert gave_up.wait(20)

    def send() -> list[objects.Message | None]:
        assert held.wait(20)
        batch = [waiting(alice, other), waiting(alice, room)]
        found = [*store_together(batch), *store_together(batch[:1])]
        gave_up.set()
        return found

    _, found = at_once(hold, send)
    assert [one is not None for one in found] == [False, False, True]
    assert seqs(store_together([waiting(alice, room)])) == [2]
