"""Nobody finds what they may not read, and nobody finds what was taken back."""

import json
from typing import Any

import pytest

from flowchat.chat.events import objects
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.ports import Change, tell
from flowchat.chat.rooms.actions import delete_room, remove_member
from flowchat.chat.rooms.models import RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, finish_deleting, make_person, make_room, seat_of
from flowchat.chat.search.actions import follow_message
from flowchat.chat.search.api import views
from flowchat.chat.search.models import Entry, Word
from flowchat.chat.search.tests.conftest import Say
from flowchat.chat.search.tests.finding import answer_to, ask, found_by
from flowchat.http.limits import Rate


def test_members_find_and_strangers_do_not(cast: Cast, say: Say) -> None:
    say(cast.alice, cast.room, "the harbour plan")
    for person in (cast.alice, cast.anna, cast.bob):
        assert found_by(person, "harbour") == ["the harbour plan"]
    for q in ("harbour", "harb", "habrour", "from:@alice", f"harbour in:{cast.room.id}", "in:#garden"):
        answer = answer_to(cast.carol, q)
        assert (answer["hits"], answer["people"], answer["rooms"], answer["next"]) == ([], [], [], None)
        assert not any(one["known"] for one in answer["query"]["filters"] if one["operator"] == "in")
    assert ask(None, "harbour").status_code == 401


def test_a_removed_member_finds_nothing_any_more(cast: Cast, say: Say) -> None:
    say(cast.bob, cast.room, "my own words")
    cursor = None
    for number in range(3):
        say(cast.alice, cast.room, f"harbour {number}")
    cursor = answer_to(cast.bob, "harbour", sort="newest", limit=1)["next"]
    assert cursor
    remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    assert found_by(cast.bob, "harbour") == []
    assert found_by(cast.bob, "own words from:me") == []
    assert found_by(cast.bob, f"harbour in:{cast.room.id}") == []
    # A place in an old search is no key, either.
    assert found_by(cast.bob, "harbour", sort="newest", cursor=cursor) == []


def test_public_rooms_are_searched_when_named(cast: Cast, say: Say) -> None:
    square = make_room(cast.alice, kind=RoomKind.PUBLIC, name="Town square")
    say(cast.alice, square, "market day")
    assert found_by(cast.carol, "market") == []
    assert found_by(cast.carol, "market in:#town-square") == ["market day"]
    assert found_by(cast.carol, f"market in:{square.id}") == ["market day"]


def test_my_room_comes_before_a_public_one_of_its_name(cast: Cast, say: Say) -> None:
    public = make_room(cast.carol, kind=RoomKind.PUBLIC, name="Garden")
    say(cast.carol, public, "roses in public")
    say(cast.alice, cast.room, "roses at home")
    assert found_by(cast.bob, "roses in:#garden") == ["roses at home"]
    assert found_by(make_person("Dora"), "roses in:#garden") == ["roses in public"]


def change(message: Any, how: Change, **fields: Any) -> None:
    """What an action does, as far as search can see: the row, then the port."""
    Message.objects.filter(id=message.id).update(**fields)
    tell(Message.objects.get(id=message.id), how)


def test_an_edit_counts_at_once(cast: Cast, say: Say) -> None:
    message = say(cast.alice, cast.room, "the harbour plan")
    change(message, "edited", text="the market plan https://example.org")
    assert found_by(cast.bob, "harbour") == []
    assert found_by(cast.bob, "market has:link") == ["the market plan https://example.org"]


def test_deleted_is_gone_and_restored_is_back(cast: Cast, say: Say) -> None:
    first = say(cast.alice, cast.room, "harbour one")
    say(cast.alice, cast.room, "harbour two")
    assert found_by(cast.bob, "harbour", sort="newest") == ["harbour two", "harbour one"]
    change(first, "deleted")
    assert found_by(cast.bob, "harbour") == ["harbour two"]
    assert not Entry.objects.filter(message_id=first.id).exists()
    change(first, "restored")
    # In its old place, not as the newest.
    assert found_by(cast.bob, "harbour", sort="newest") == ["harbour two", "harbour one"]


def test_the_vocabulary_forgets_what_was_deleted(cast: Cast, say: Say) -> None:
    secret = say(cast.alice, cast.room, "password hunterzwei")
    say(cast.alice, cast.room, "another password")
    change(secret, "deleted")
    assert set(Word.objects.values_list("text", flat=True)) == {"another", "password"}


def test_a_forwarded_text_is_found(cast: Cast, say: Say) -> None:
    message = say(cast.alice, cast.room, "look")
    original = say(cast.anna, make_room(cast.anna), "the lighthouse keeper")
    passed_on = objects.Forwarded(
        message_id=original.id,
        room_id=original.room_id,
        author_id=original.author_id,
        text=original.text,
        attachments=[],
        sent_at=original.sent_at,
    )
    change(message, "edited", forwarded=passed_on.model_dump(mode="json"))
    assert [hit["message"]["id"] for hit in answer_to(cast.bob, "lighthouse")["hits"]] == [str(message.id)]


def test_a_deleted_room_takes_its_entries_along(cast: Cast, say: Say) -> None:
    say(cast.alice, cast.room, "harbour")
    delete_room(owner=seat_of(cast.alice, cast.room), confirm=cast.room.name)
    finish_deleting()
    assert not Entry.objects.exists()


def test_a_repeat_stores_once(cast: Cast, say: Say) -> None:
    message = say(cast.alice, cast.room, "harbour")
    follow_message(Message.objects.get(id=message.id), "restored")
    assert Entry.objects.count() == 1


REFUSED = [
    ({"q": "x" * 401}, "q"),
    ({"q": "a\x00b"}, "q"),
    ({"q": "a", "sort": "best"}, "sort"),
    ({"q": "a", "limit": 0}, "limit"),
    ({"q": "a", "limit": 51}, "limit"),
    ({"q": "a", "cursor": "!"}, "cursor"),
    ({"q": "a", "cursor": "W10"}, "cursor"),
    ({"q": "a", "cursor": "é"}, "cursor"),
    ({"q": "a", "page": 2}, "page"),
    ({}, "q"),
]


@pytest.mark.parametrize(("parameters", "field"), REFUSED)
def test_refused(cast: Cast, parameters: dict[str, Any], field: str) -> None:
    response = client_of(cast.bob).get("/api/search/", parameters)
    assert response.status_code == 400
    assert field in response.json()["error"]["fields"]


HOSTILE = [
    *("'", "''", "\\", "a'b\\c", "'a' | 'b'", "a:*", "!a", "a & b", "<->", "%", "_", "%%%", "=b0", "'=b0'"),
    *('"', '""', "-", '-"', "((", "\u202e", "ﷺ", "⑴", "\u0301", "\ufffd", "in:", "in:@", "in:#", "from:@"),
    *("a" * 400, "ab " * 130, "手" * 400, "is:saved " * 30, "a" * 63 + "éé", "{0} {score}", "%(id)s"),
]


@pytest.mark.parametrize("q", HOSTILE)
def test_nothing_typed_breaks_it(cast: Cast, say: Say, q: str) -> None:
    say(cast.alice, cast.room, f"before {q} after"[:8000])
    answer = answer_to(cast.bob, q)
    assert json.dumps(answer)
    for hit in answer["hits"]:
        assert "".join(part["text"] for part in hit["snippet"])


def test_not_too_often(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SEARCHING", Rate(count=2, seconds=3600))
    statuses = [ask(cast.bob, "tea").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
