"""Editing: by the author, for a while, nothing lost."""

from functools import partial
from typing import Any

import pytest

from flowchat.chat.accounts.models import Community
from flowchat.chat.errors import Conflict
from flowchat.chat.events.objects import Message as Said
from flowchat.chat.messaging.api import messages
from flowchat.chat.messaging.models import Message, MessageVersion
from flowchat.chat.messaging.tests.changes import (
    answer,
    delete,
    edit,
    forward,
    history,
    last_event,
    let_time_pass,
    look,
    make_edit,
)
from flowchat.chat.rooms.actions import leave_room, update_room
from flowchat.chat.rooms.models import RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import at_once, client_of, make_person, make_room, say, seat_of
from flowchat.chat.text import MESSAGE_LENGTH
from flowchat.http.limits import Rate


@pytest.fixture
def said(cast: Cast) -> Said:
    return say(cast.bob, cast.room, "Frist")


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_an_edit_is_shown_told_and_kept(cast: Cast, said: Said) -> None:
    response = edit(cast.bob, said, "  First @anna ")
    assert response.status_code == 200
    message = response.json()["message"]
    assert (message["text"], message["version"], message["seq"]) == ("First @anna", 1, said.seq)
    assert message["revision"] > said.revision
    assert message["edited_at"] > message["sent_at"]
    assert message["mentions"]["user_ids"] == [str(cast.anna.id)]
    assert history(cast.alice, cast.room) == [message]
    event = last_event(cast.room)
    assert event["message"] == message
    assert event["mentions_before"] == {"people": [], "group": None, "user_ids": []}
    assert event["quote"]["text"] == "First @anna"
    assert {one["username"] for one in event["people"]} == {"bob", "anna"}
    versions = look(cast.alice, said, "versions/").json()["versions"]
    assert [(one["version"], one["text"]) for one in versions] == [(0, "Frist"), (1, "First @anna")]
    assert [one["at"] for one in versions] == [message["sent_at"], message["edited_at"]]


def test_a_message_that_was_never_edited_has_one_version(cast: Cast, said: Said) -> None:
    versions = look(cast.bob, said, "versions/").json()["versions"]
    assert [(one["version"], one["text"]) for one in versions] == [(0, "Frist")]


def test_the_same_words_change_nothing(cast: Cast, said: Said) -> None:
    assert edit(cast.bob, said, "First").status_code == 200
    before = last_event(cast.room)
    # A repeat after a lost answer still names the version it saw.
    again = edit(cast.bob, said, "First", 0)
    assert again.status_code == 200
    assert again.json()["message"]["version"] == 1
    assert last_event(cast.room) == before
    assert MessageVersion.objects.count() == 1


def test_who_saw_an_older_version_is_told(cast: Cast, said: Said) -> None:
    edit(cast.bob, said, "Second")
    assert code(edit(cast.bob, said, "Third", 0)) == (409, "edited_meanwhile")
    assert edit(cast.bob, said, "Third", 1).status_code == 200


def test_quotes_of_it_say_it_too(cast: Cast, said: Said) -> None:
    answer(cast.alice, cast.room, said)
    edit(cast.bob, said, "**First** ||hidden||")
    assert history(cast.alice, cast.room)[-1]["reply_to"]["text"] == "First █████"


def test_only_the_author_may(cast: Cast, said: Said) -> None:
    assert edit(None, said, "x").status_code == 401
    assert edit(cast.carol, said, "x").status_code == 404
    assert code(edit(cast.alice, said, "x")) == (403, "forbidden")
    leave_room(leaver=seat_of(cast.bob, cast.room))
    assert edit(cast.bob, said, "x").status_code == 404
    assert look(cast.carol, said, "versions/").status_code == 404


def test_versions_are_for_members(cast: Cast) -> None:
    public = make_room(cast.alice, kind=RoomKind.PUBLIC)
    said = say(cast.alice, public, "Open")
    assert look(cast.carol, said).status_code == 200
    assert code(look(cast.carol, said, "versions/")) == (403, "not_a_member")


@pytest.mark.parametrize(
    ("minutes", "age", "allowed"), [(5, 299, True), (5, 301, False), (None, 10**8, True)]
)
def test_for_as_long_as_the_admins_decide(
    cast: Cast, said: Said, minutes: int | None, age: int, allowed: bool
) -> None:
    Community.objects.update_or_create(id=1, defaults={"name": "Ours", "edit_minutes": minutes})
    let_time_pass(said, age)
    response = edit(cast.bob, said, "First")
    if allowed:
        assert response.status_code == 200
    else:
        assert code(response) == (403, "edit_too_late")


def test_not_in_an_archived_room(cast: Cast, said: Said) -> None:
    update_room(editor=seat_of(cast.alice, cast.room), archived=True)
    assert code(edit(cast.bob, said, "First")) == (409, "room_archived")


def test_not_what_is_deleted(cast: Cast, said: Said) -> None:
    delete(cast.bob, said)
    assert code(edit(cast.bob, said, "First")) == (409, "message_deleted")
    assert code(look(cast.bob, said, "versions/")) == (409, "message_deleted")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "x"},
        {"text": "", "version": 0},
        {"text": " \n", "version": 0},
        {"text": "x", "version": -1},
        {"text": "x", "version": "0"},
        {"text": "x", "version": True},
        {"text": "x", "version": 2**60},
        {"text": "x\x00", "version": 0},
        {"text": "x" * (MESSAGE_LENGTH + 1), "version": 0},
        {"text": ["x"], "version": 0},
        {"text": "x", "version": 0, "seq": 1},
    ],
)
def test_garbage(cast: Cast, said: Said, body: Any) -> None:
    response = client_of(cast.bob).patch(f"/api/messages/{said.id}/", body, format="json")
    assert code(response) == (400, "invalid")
    assert Message.objects.get(id=said.id).text == "Frist"


def test_a_forward_may_lose_its_words(cast: Cast, said: Said) -> None:
    sent = Said.model_validate(forward(cast.alice, said, cast.room, "Look").json()["message"])
    assert edit(cast.alice, sent, "").status_code == 200
    assert history(cast.bob, cast.room)[-1]["text"] == ""


def test_here_goes_on_meaning_those_who_were_here(cast: Cast) -> None:
    said = say(cast.bob, cast.room, "@here lunch")
    Message.objects.filter(id=said.id).update(mentioned_ids=[cast.anna.id])
    assert edit(cast.bob, said, "@here supper, @alice").status_code == 200
    told = history(cast.bob, cast.room)[-1]["mentions"]
    assert told["group"] == "here"
    assert set(told["user_ids"]) == {str(cast.anna.id), str(cast.alice.id)}


def test_there_is_a_limit(cast: Cast, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "CHANGING", Rate(count=2, seconds=60))
    edit(cast.bob, said, "one", 0)
    edit(cast.bob, said, "two", 1)
    assert code(edit(cast.bob, said, "three", 2)) == (429, "slow_down")
    assert code(delete(cast.bob, said)) == (429, "slow_down")


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once() -> None:
    bob = make_person("Bob")
    room = make_room(bob)
    for _ in range(6):
        said = say(bob, room, "before")
        results = at_once(partial(make_edit, bob, said, "one"), partial(make_edit, bob, said, "two"))
        refused = [one for one in results if isinstance(one, Conflict)]
        assert [one.code for one in refused] == ["edited_meanwhile"]
        row = Message.objects.get(id=said.id)
        assert row.version == 1
        assert row.text in {"one", "two"}
        assert [one.text for one in MessageVersion.objects.filter(message=row)] == ["before"]
