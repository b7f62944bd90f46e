"""Reading back."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flowchat.chat.accounts.models import User
from flowchat.chat.gateway.tests.harness import sign_in
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.queries.pages import PageAsked, pages_each
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, make_room, say, seat_of


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Messages at seq 3..12 by Alice and Bob in turn; seq 1 and 2 are the room's beginning."""
    for number in range(10):
        say(cast.alice if number % 2 else cast.bob, cast.room, f"number {number}")
    return cast


def get(user: User | None, place: Room, **wanted: Any) -> Any:
    return client_of(user).get("/api/messages/", {"room": str(place.id), **wanted})


def seqs(response: Any) -> list[int]:
    assert response.status_code == 200
    return [message["seq"] for message in response.json()["messages"]]


@pytest.mark.parametrize(
    ("wanted", "expected", "has_before", "has_after"),
    [
        ({}, list(range(3, 13)), False, False),
        ({"limit": 3}, [10, 11, 12], True, False),
        ({"before": 6}, [3, 4, 5], False, True),
        ({"before": 6, "limit": 2}, [4, 5], True, True),
        ({"before": 3}, [], False, True),
        ({"before": 999, "limit": 1}, [12], True, False),
        ({"after": 10}, [11, 12], True, False),
        ({"after": 10, "limit": 1}, [11], True, True),
        ({"after": 0, "limit": 2}, [3, 4], False, True),
        ({"after": 12}, [], True, False),
        ({"around": 7, "limit": 4}, [5, 6, 7, 8], True, True),
        ({"around": 7, "limit": 1}, [7], True, True),
        ({"around": 1, "limit": 4}, [3, 4], False, True),
        ({"around": 99, "limit": 4}, [11, 12], True, False),
        ({"around": 7}, list(range(3, 13)), False, False),
    ],
)
def test_a_run(told: Cast, wanted: Any, expected: list[int], has_before: bool, has_after: bool) -> None:
    response = get(told.bob, told.room, **wanted)
    assert seqs(response) == expected
    body = response.json()
    assert (body["has_before"], body["has_after"]) == (has_before, has_after)
    assert body["seq"] == 12


def test_the_authors_come_along_even_when_they_left(told: Cast) -> None:
    actions.leave_room(leaver=seat_of(told.bob, told.room))
    body = get(told.alice, told.room).json()
    assert {one["username"] for one in body["people"]} == {"alice", "bob"}
    assert get(told.alice, told.room, after=999).json()["people"] == []


def test_by_client_id(told: Cast) -> None:
    client_id = new_id()
    mine = say(told.bob, told.room, "did it arrive", client_id)
    assert seqs(get(told.bob, told.room, client_id=str(client_id))) == [mine.seq]
    assert seqs(get(told.alice, told.room, client_id=str(client_id))) == []
    assert seqs(get(told.bob, told.room, client_id=str(new_id()))) == []
    other = make_room(told.bob)
    assert seqs(get(told.bob, other, client_id=str(client_id))) == []


def test_who_may_read(told: Cast) -> None:
    public = make_room(told.alice, kind=RoomKind.PUBLIC)
    say(told.alice, public, "for everyone")
    assert get(None, told.room).status_code == 401
    assert get(told.carol, told.room).status_code == 404
    assert get(told.carol, Room()).status_code == 404
    assert seqs(get(told.carol, public)) == [2]
    actions.remove_member(remover=seat_of(told.alice, told.room), user_id=told.bob.id)
    assert get(told.bob, told.room).status_code == 404


@pytest.mark.parametrize(
    "wanted",
    [
        {"before": -1},
        {"after": "x"},
        {"around": 2**60},
        {"limit": 0},
        {"limit": 101},
        {"before": 1, "after": 2},
        {"client_id": "x"},
        {"room": "x"},
        {"unknown": 1},
        {"limit": [1, 2]},
    ],
)
def test_garbage(told: Cast, wanted: Any) -> None:
    response = get(told.bob, told.room, **wanted)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid"


def test_the_number_of_queries_is_frozen(told: Cast) -> None:
    """The three hot paths: sending, history, entries. More messages or rooms must not mean more queries."""
    client = client_of(told.bob)

    def count(send: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert send().status_code < 300
        return len([one for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]])

    def send() -> Any:
        body = {"room": str(told.room.id), "client_id": str(new_id()), "text": "hi"}
        return client.post("/api/messages/", body, format="json")

    # The door, and one that stores everything.
    assert count(send) == 2
    # The door, messages, their reactions, previews and threads (two), head, people.
    assert count(lambda: get(told.bob, told.room)) == 8


def test_the_short_way_takes_one_statement_each(told: Cast) -> None:
    """One statement is one moment, so nobody's right is older than what they are told. Each answers for one alone."""
    seats = [(one, sign_in(one).id) for one in (told.bob, told.carol, told.alice)]
    asking = [PageAsked(user.id, session, told.room.id, None, 9, 3, 0) for user, session in seats]
    borrowed = asking[0]._replace(session_id=seats[1][1])
    with CaptureQueriesContext(connection) as queries:
        bob, carol, alice, stolen = pages_each([*asking, borrowed])
    assert len(queries) == 4
    assert bob is not None
    assert [one["seq"] for one in json.loads(bob)["messages"]] == [6, 7, 8]
    assert (carol, alice, stolen) == (None, bob, None)


def test_changes_cost_the_same_whatever_the_room_holds(told: Cast) -> None:
    client = client_of(told.bob)

    def cost(change: Any) -> list[int]:
        counts = []
        for _ in range(2):
            said = say(told.bob, told.room, "before")
            with CaptureQueriesContext(connection) as queries:
                assert change(f"/api/messages/{said.id}/").status_code < 300
            counts.append(len([one for one in queries.captured_queries if "SAVEPOINT" not in one["sql"]]))
            for number in range(5):
                say(told.alice, told.room, f"more {number}")
        return counts

    # Finding and holding it 6, the change 5, telling it 5; the rest is the index of search and the previews.
    assert cost(lambda path: client.patch(path, {"text": "after", "version": 0}, format="json")) == [19, 19]
    # The same, with what the log forgets, the room's last line and the job of wiping.
    assert cost(lambda path: client.delete(path, {}, format="json")) == [20, 20]
    assert cost(client.get) == [7, 7]
    assert cost(lambda path: client.put(f"{path}pin/")) == [8, 8]
