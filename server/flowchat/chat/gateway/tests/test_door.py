"""A crowd at the door: asked about together, let in or not one by one."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from flowchat.chat.accounts.actions.sessions import sign_out
from flowchat.chat.accounts.models import Session, User
from flowchat.chat.events.streams import user_stream
from flowchat.chat.gateway.door import Knock
from flowchat.chat.gateway.queries import Admission, Asking, admissions_of
from flowchat.chat.gateway.tests.conftest import Cast
from flowchat.chat.gateway.tests.harness import Client, RunningServer, make_user, sign_in, token_for, until
from flowchat.chat.gateway.tests.test_membership import add, remove


@contextmanager
def crowd(server: RunningServer, sessions: Sequence[Session]) -> Iterator[list[Client]]:
    """Let all of these knock while the database answers nobody."""
    pool, go_on = server.app.gateway.lobby._pool, threading.Event()
    for _ in range(pool.use().threads):
        threading.Thread(target=lambda: asyncio.run(pool.hop(go_on.wait, 60))).start()
    until(lambda: pool.use().busy == pool.use().threads)
    knocked, door = list[Knock](), server.app.gateway.lobby.door
    ask = door.ask

    def note(knock: Knock) -> None:
        ask(knock)
        knocked.append(knock)

    door.ask = note  # type: ignore[method-assign]  # the server is this test's own
    clients = [Client(server.ws) for _ in sessions]
    for client, session in zip(clients, sessions, strict=True):
        client.send(type="authenticate", token=token_for(session.user, session))
    until(lambda: len(knocked) == len(sessions))
    go_on.set()
    yield clients
    for client in clients:
        client.close()


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many asked together, each time the database was asked."""
    sizes: list[int] = []

    def count(asking: Sequence[Asking]) -> list[Admission | None]:
        sizes.append(len(asking))
        return admissions_of(asking)

    monkeypatch.setattr("flowchat.chat.gateway.door.admissions_of", count)
    return sizes


def test_those_who_come_together_are_asked_about_together(
    server: RunningServer, cast: Cast, batches: list[int]
) -> None:
    people = [make_user(f"Guest{number}") for number in range(8)]
    with crowd(server, [sign_in(one) for one in people]) as clients:
        for person, client in zip(people, clients, strict=True):
            ready = client.next("ready")
            assert ready["user_id"] == str(person.id)
            assert ready["heads"] == {"community": 0, user_stream(person.id): 0}
    assert sum(batches) == 8
    assert len(batches) <= 2, "the first alone, and the others"


def test_one_who_may_not_come_in_keeps_nobody_out(server: RunningServer, cast: Cast) -> None:
    ended, inactive, good = sign_in(cast.alice), sign_in(cast.carol), sign_in(cast.bob)
    sign_out(ended)
    User.objects.filter(id=cast.carol.id).update(is_active=False)
    with crowd(server, [good, ended, inactive]) as (bob, alice, carol):
        assert alice.closed_with() == 4401
        assert carol.closed_with() == 4401
        assert cast.stream in bob.next("ready")["heads"]


def test_one_whose_row_cannot_be_read_keeps_nobody_out(
    server: RunningServer, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    User.objects.filter(id=cast.alice.id).update(preferences={"theme": 17})
    with crowd(server, [sign_in(one) for one in (cast.carol, cast.alice, cast.bob)]) as (carol, alice, bob):
        assert alice.closed_with() == 1013
        assert bob.next("ready")
        assert carol.next("ready")
    assert "could not be authenticated" in caplog.text
    caplog.clear()


def test_a_question_that_fails_is_asked_for_each_alone(
    server: RunningServer, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(asking: Sequence[Asking]) -> list[Admission | None]:
        if any(one.user_id == cast.alice.id for one in asking):
            raise DataError
        return admissions_of(asking)

    monkeypatch.setattr("flowchat.chat.gateway.door.admissions_of", fails)
    with crowd(server, [sign_in(one) for one in (cast.carol, cast.alice, cast.bob)]) as (carol, alice, bob):
        assert alice.closed_with() == 1013
        assert bob.next("ready")
        assert carol.next("ready")
    assert caplog.text.count("could not be authenticated: DataError") == 1
    caplog.clear()


def test_a_removal_while_one_waits_at_the_door_counts(server: RunningServer, cast: Cast) -> None:
    """The announcement of it comes before anyone here listens to the room."""
    session = sign_in(cast.bob)
    with crowd(server, [session]) as (bob,):
        assert cast.stream in bob.next("ready")["heads"]
        remove(cast, cast.bob)
        cast.say("Not for Bob")
        assert bob.next("event", where=lambda frame: frame["event"]["type"] == "room.left")
        told = [f for f in bob.everything(for_seconds=0.3) if f["type"] == "event"]
        assert "message.sent" not in {one["event"]["type"] for one in told}


def test_the_statements_do_not_grow_with_the_crowd(cast: Cast) -> None:
    people = [make_user(f"Guest{number}") for number in range(5)]
    for person in people:
        add(cast, person)
    asking = [Asking(person.id, sign_in(person).id, True) for person in people]
    counts = []
    for crowd_of in (asking[:1], asking):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = admissions_of(crowd_of)
        counts.append(len(queries))
        assert all(one is not None and cast.stream in one.heads for one in found)
    assert counts == [1, 1]


def test_only_a_session_of_ones_own_counts(cast: Cast) -> None:
    session = sign_in(cast.bob)
    one, other, stays = admissions_of(
        [
            Asking(cast.bob.id, session.id, True),
            Asking(cast.carol.id, session.id, True),
            Asking(cast.bob.id, session.id, False),
        ]
    )
    assert one is not None
    assert cast.stream in one.heads
    assert other is None
    assert stays is not None
    assert stays.heads == {}
    Session.objects.filter(id=session.id).update(expires_at=timezone.now())
    assert admissions_of([Asking(cast.bob.id, session.id, True)]) == [None]
    assert admissions_of([]) == []
