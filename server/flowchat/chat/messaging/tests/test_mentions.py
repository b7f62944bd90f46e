"""Whom a message calls, whom a text would call, and whom to offer."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache

from flowchat.chat.accounts.models import User
from flowchat.chat.messaging import ports
from flowchat.chat.messaging.actions import calling
from flowchat.chat.messaging.mentions import MOST_NAMED
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, make_person, make_room, say


def names(called: Any) -> list[str]:
    return [one.username for one in called.mentions.people]


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Rate limits live in the cache, which no transaction rolls back."""
    cache.clear()


@pytest.fixture
def present(monkeypatch: pytest.MonkeyPatch) -> set[Any]:
    """Who is here, as the gateway would say."""
    here: set[Any] = set()
    monkeypatch.setattr(ports, "_present", [here.intersection])
    return here


def test_names_of_members_are_called(cast: Cast) -> None:
    sent = say(cast.alice, cast.room, "Hello @bob and @Bob, @carol, @nobody; write to x@anna, `@anna`")
    assert names(sent) == ["bob", "Bob"]
    assert {one.user_id for one in sent.mentions.people} == {cast.bob.id}
    assert sent.mentions.user_ids == [cast.bob.id]
    assert sent.mentions.group is None


def test_so_many_names_call_somebody_and_no_more(cast: Cast) -> None:
    strangers = " ".join(f"@nobody{number}" for number in range(MOST_NAMED - 1))
    sent = say(cast.alice, cast.room, f"{strangers} @bob @anna")
    assert (names(sent), sent.mentions.user_ids) == (["bob"], [cast.bob.id])
    body = {"text": f"{strangers} @bob @carol"}
    told = client_of(cast.alice).post(f"/api/rooms/{cast.room.id}/mentions/", body, format="json").json()
    assert (told["tells"], told["outside"]) == (1, [])


def test_who_writes_does_not_call_themselves(cast: Cast) -> None:
    sent = say(cast.alice, cast.room, "@alice reminds @bob")
    assert names(sent) == ["alice", "bob"]
    assert sent.mentions.user_ids == [cast.bob.id]


def test_all_is_everyone_and_here_is_who_is_here(cast: Cast, present: set[Any]) -> None:
    present.update((cast.alice.id, cast.bob.id, cast.carol.id))
    here = say(cast.alice, cast.room, "@here lunch").mentions
    assert (here.group, here.user_ids) == ("here", [cast.bob.id])
    everyone = say(cast.alice, cast.room, "@here and @all: lunch").mentions
    assert (everyone.group, everyone.user_ids) == ("all", [])


def test_a_deactivated_member_is_not_called(cast: Cast) -> None:
    User.objects.filter(id=cast.bob.id).update(is_active=False)
    assert say(cast.alice, cast.room, "@bob").mentions.people == []


def post(user: User, room: Room, text: str, client_id: UUID | None = None, **fields: object) -> Any:
    body = {"room": str(room.id), "client_id": str(client_id or uuid4()), "text": text, **fields}
    return client_of(user).post("/api/messages/", body, format="json")


def test_nobody_calls_everyone_of_a_large_room_all_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "SMALL", 1)
    first = uuid4()
    assert post(cast.alice, cast.room, "@all 0", first).status_code == 201
    for number in range(1, calling.CALLING.count):
        assert post(cast.alice, cast.room, f"@here {number}").status_code == 201
    refused = post(cast.alice, cast.room, "@all again")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert post(cast.alice, cast.room, "@all 0", first).status_code == 200
    assert post(cast.bob, cast.room, "@all of you").status_code == 201
    sent = post(cast.alice, cast.room, "@bob or others").json()["message"]
    edit = {"text": "@all again", "version": 0}
    assert client_of(cast.alice).patch(f"/api/messages/{sent['id']}/", edit, format="json").status_code == 429
    assert Message.objects.get(id=sent["id"]).text == "@bob or others"


def test_in_a_small_room_everyone_may_be_called_at_any_time(cast: Cast) -> None:
    for number in range(calling.CALLING.count + 1):
        assert post(cast.alice, cast.room, f"@all {number}").status_code == 201


def reach(user: User | None, cast: Cast, text: object) -> Any:
    return client_of(user).post(f"/api/rooms/{cast.room.id}/mentions/", {"text": text}, format="json")


def test_how_far_a_text_would_reach(cast: Cast, present: set[Any]) -> None:
    present.add(cast.bob.id)
    found = reach(cast.alice, cast, "@carol and @bob").json()
    assert [one["username"] for one in found["outside"]] == ["carol"]
    assert (found["tells"], found["group"]) == (1, None)
    everyone = reach(cast.alice, cast, "@all").json()
    assert (everyone["tells"], everyone["group"], everyone["outside"]) == (2, "all", [])
    here = reach(cast.alice, cast, "@here").json()
    assert (here["tells"], here["group"]) == (1, "here")
    assert reach(cast.alice, cast, "no names").json() == {"outside": [], "tells": 0, "group": None}


def offered(user: User, room: object, search: str, **more: str) -> list[tuple[str, str]]:
    answer = client_of(user).get(f"/api/rooms/{room}/mentionable/", {"search": search, **more})
    assert answer.status_code == 200, answer.content
    return [(one["person"]["username"], one["place"]) for one in answer.json()["people"]]


def test_whom_to_offer(cast: Cast) -> None:
    say(cast.bob, cast.room, "I was here")
    room = cast.room.id
    assert offered(cast.alice, room, "") == [("bob", "recent"), ("anna", "member")]
    assert offered(cast.alice, room, "caro") == [("carol", "outside")]
    assert offered(cast.alice, room, "an") == [("anna", "member")]
    assert offered(cast.alice, room, "caorl") == [("carol", "outside")]
    assert offered(cast.alice, room, "zzz") == []


def test_members_come_before_others_of_the_same_name(cast: Cast) -> None:
    far = make_person("Bobby")
    assert offered(cast.alice, cast.room.id, "bob") == [("bob", "member"), (far.username, "outside")]
    say(cast.anna, cast.room, "hello")
    assert offered(cast.alice, cast.room.id, "")[0] == ("anna", "recent")


def test_who_may_ask(cast: Cast) -> None:
    path = f"/api/rooms/{cast.room.id}/mentionable/"
    assert client_of(None).get(path).status_code == 401
    assert client_of(cast.carol).get(path).status_code == 404
    assert client_of(cast.bob).get(path, {"search": "x" * 101}).status_code == 400
    assert client_of(cast.bob).get(path, {"thread": "x"}).status_code == 400
    assert reach(None, cast, "@bob").status_code == 401
    assert reach(cast.carol, cast, "@bob").status_code == 404
    public = make_room(cast.alice, kind=RoomKind.PUBLIC)
    looking_in = client_of(cast.carol).get(f"/api/rooms/{public.id}/mentionable/")
    assert looking_in.status_code == 403
    for wrong in (None, 5, "", "a\x00b", "x" * 8001):
        assert reach(cast.bob, cast, wrong).status_code == 400
