"""Starting and catching up over HTTP."""

from collections.abc import Callable
from threading import Thread
from types import ModuleType
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from flowchat.chat.accounts.models import Community, User
from flowchat.chat.events.streams import COMMUNITY, user_stream
from flowchat.chat.events.types import CONTRACT_LEVEL
from flowchat.chat.gateway.api import views as gateway_views
from flowchat.chat.gateway.tests.conftest import Cast
from flowchat.chat.gateway.tests.harness import make_user, token_for
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.api import views as messaging_views
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.actions import create_room, remove_member
from flowchat.chat.rooms.models import RoomKind


def api(user: User | None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token_for(user)}")
    return client


def test_bootstrap_is_everything_one_starts_with(cast: Cast) -> None:
    Community.objects.create(name="The garden club")
    seq = cast.say("Hello Bob")
    found = api(cast.bob).get("/api/bootstrap/").json()
    assert found["me"]["username"] == "bob"
    assert (found["community"]["name"], found["community"]["registration"]) == ("The garden club", "invite")
    assert found["contract_level"] == CONTRACT_LEVEL
    (entry,) = found["rooms"]
    assert (entry["room"]["name"], entry["seq"], entry["unread_count"]) == ("Garden", seq, 1)
    assert found["streams"] == {COMMUNITY: 0, user_stream(cast.bob.id): 1}
    assert api(cast.carol).get("/api/bootstrap/").json()["rooms"] == []


def test_bootstrap_costs_the_same_for_one_room_and_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    client = api(cast.alice)
    client.get("/api/bootstrap/")
    with django_assert_num_queries(9) as one:
        client.get("/api/bootstrap/")
    for name in ("Shed", "Pond", "Gate"):
        create_room(creator=cast.alice, kind=RoomKind.PUBLIC, name=name, description="", people=[cast.bob])
    with django_assert_num_queries(len(one)):
        client.get("/api/bootstrap/")


def sync(user: User | None, **query: Any) -> tuple[int, dict[str, Any]]:
    response = api(user).get("/api/sync/", query)
    return response.status_code, response.json()


def test_sync_tells_what_was_missed_in_order(cast: Cast) -> None:
    first = cast.say("One")
    last = [cast.say("Two"), cast.say("Three")][-1]
    status, backlog = sync(cast.bob, stream=cast.stream, after=first)
    assert (status, backlog["head"], backlog["more"], backlog["reset"]) == (200, last, False, False)
    events = backlog["events"]
    assert [(one["seq"], one["event"]["message"]["text"]) for one in events] == [
        (first + 1, "Two"),
        (first + 2, "Three"),
    ]


def test_sync_past_the_head_asks_for_a_fresh_snapshot(cast: Cast) -> None:
    assert sync(cast.bob, stream=cast.stream, after=1000)[1]["reset"] is True


def test_streams_of_others_do_not_exist(cast: Cast) -> None:
    public = create_room(creator=cast.alice, kind=RoomKind.PUBLIC, name="Open", description="", people=[])
    assert sync(cast.bob, stream=cast.stream, after=0)[0] == 200
    assert sync(cast.bob, stream=user_stream(cast.bob.id), after=0)[0] == 200
    assert sync(cast.bob, stream=COMMUNITY, after=0)[0] == 200
    assert sync(cast.carol, stream=cast.stream, after=0)[0] == 404
    assert sync(cast.bob, stream=user_stream(cast.alice.id), after=0)[0] == 404
    assert sync(cast.bob, stream=f"room.{new_id()}", after=0)[0] == 404
    assert sync(cast.bob, stream=f"room.{public.room_id}", after=0)[0] == 404, "looking in is not hearing"
    remove_member(remover=member_of(cast.alice, cast.room.id), user_id=cast.bob.id)
    assert sync(cast.bob, stream=cast.stream, after=0)[0] == 404


def test_signed_out_nobody_starts(cast: Cast) -> None:
    assert sync(None, stream=cast.stream, after=0)[0] == 401
    assert api(None).get("/api/bootstrap/").status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"stream": "community"},
        {"after": 0},
        {"stream": "community", "after": -1},
        {"stream": "community", "after": "x"},
        {"stream": "community", "after": 2**63},
        {"stream": "community", "after": 0, "limit": 5},
        {"stream": "rooms.1", "after": 0},
        {"stream": "room.", "after": 0},
        {"stream": "room.ABC\x00", "after": 0},
        {"stream": ["community", "community"], "after": 0},
    ],
)
def test_garbage_is_refused(db: None, query: dict[str, Any]) -> None:
    status, body = sync(make_user("Dora"), **query)
    assert status == 400
    assert body["error"]["code"] == "invalid"
    assert body["error"]["fields"]


@pytest.mark.parametrize(
    ("module", "name", "path"),
    [
        (gateway_views, "stream_for", "/api/sync/?stream={stream}&after=0"),
        (messaging_views, "viewer_of", "/api/messages/?room={room}"),
    ],
)
def test_who_is_removed_while_asking_gets_nothing_later(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, path: str
) -> None:
    before = cast.say("Before")
    look: Callable[..., Any] = getattr(module, name)

    def remove_and_say() -> None:
        remove_member(remover=member_of(cast.alice, cast.room.id), user_id=cast.bob.id)
        cast.say("Behind Bob's back")
        connection.close()

    def look_and_lose(*args: Any) -> Any:
        found = look(*args)
        other = Thread(target=remove_and_say)
        other.start()
        other.join()
        return found

    monkeypatch.setattr(module, name, look_and_lose)
    told = api(cast.bob).get(path.format(stream=cast.stream, room=cast.room.id)).json()
    assert [one["seq"] for one in told.get("events", told.get("messages"))][-1] == before
