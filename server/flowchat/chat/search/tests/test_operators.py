"""The language of searches: operators, dates, quotes, and what is none of them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.models import Message, Saved
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.actions import start_conversation
from flowchat.chat.rooms.models import RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, make_room
from flowchat.chat.search.models import Entry
from flowchat.chat.search.parsing import parse
from flowchat.chat.search.tests.conftest import Say
from flowchat.chat.search.tests.finding import answer_to, found_by

PARSED = [
    ("from:@anna lunch", ["lunch"], [("from", "@anna")]),
    ("From:anna IN:#launch-plans", [], [("from", "anna"), ("in", "#launch-plans")]),
    ('in:"Launch plans" today', ["today"], [("in", "Launch plans")]),
    ("before:2026-01-31 after:2025-12-01", [], [("before", "2026-01-31"), ("after", "2025-12-01")]),
    ("before:soon", ["before:soon"], []),
    ("on:2026-02-30", ["on:2026-02-30"], []),
    ("on:2026-1-3", ["on:2026-1-3"], []),
    ("has:link has:code has:cake", ["has:cake"], [("has", "link"), ("has", "code")]),
    ("is:pinned is:it", ["is:it"], [("is", "pinned")]),
    ("colour:red", ["colour:red"], []),
    ("from: ", [], []),
    ("from：＠anna 会议", ["会议"], [("from", "@anna")]),
    ("https://example.org/in:depth", ["https://example.org/in:depth"], []),
    ("after:9999-12-31", ["after:9999-12-31"], []),
]


@pytest.mark.parametrize(("text", "words", "filters"), PARSED, ids=[row[0] for row in PARSED])
def test_parsing(text: str, words: list[str], filters: list[tuple[str, str]]) -> None:
    query = parse(text)
    assert [term.text for term in query.terms] == words
    assert [(one.kind, one.value) for one in query.filters] == filters


def test_quotes_and_minus() -> None:
    query = parse('one "two three" -four -"five six" "seven')
    assert [(term.text, term.exact) for term in query.terms] == [
        ("one", False),
        ("two three", True),
        ("seven", True),
    ]
    assert [term.text for term in query.excluded] == ["four", "five six"]


@pytest.mark.parametrize("typed", ['"two three"', "“two three”", "„two three“", "«two three»"])
def test_quotes_of_many_keyboards(typed: str) -> None:
    (term,) = parse(typed).terms
    assert (term.text, term.exact) == ("two three", True)


def test_who_and_where(cast: Cast, say: Say) -> None:
    other = make_room(cast.bob, cast.alice, name="Launch plans")
    say(cast.alice, cast.room, "tea with alice")
    say(cast.bob, cast.room, "tea with bob")
    say(cast.bob, other, "tea in the other room")
    assert set(found_by(cast.bob, "tea from:@alice")) == {"tea with alice"}
    assert set(found_by(cast.bob, "tea from:me")) == {"tea with bob", "tea in the other room"}
    assert len(found_by(cast.bob, "tea from:@alice from:bob")) == 3
    assert found_by(cast.bob, "tea in:#launch-plans") == ["tea in the other room"]
    assert found_by(cast.bob, f"tea in:{other.id}") == ["tea in the other room"]
    assert found_by(cast.bob, 'in:"launch plans"') == ["tea in the other room"]
    assert found_by(cast.bob, "tea from:@nobody") == []
    assert found_by(cast.bob, "tea in:#nowhere") == []
    chips = answer_to(cast.bob, "tea from:@nobody in:#launch-plans")["query"]
    assert chips["words"] == ["tea"]
    assert chips["filters"] == [
        {"operator": "from", "value": "@nobody", "known": False},
        {"operator": "in", "value": "#launch-plans", "known": True},
    ]


def sent_at(text: str, when: str) -> None:
    """Let a message have been sent at a moment (UTC)."""
    moment = datetime.fromisoformat(when).replace(tzinfo=UTC)
    message = Message.objects.get(text=text)
    Message.objects.filter(id=message.id).update(sent_at=moment)
    Entry.objects.filter(message_id=message.id).update(sent_at=moment)


def test_days_are_those_of_the_searcher(cast: Cast, say: Say) -> None:
    User.objects.filter(id=cast.bob.id).update(time_zone="Asia/Tokyo")
    cast.bob.refresh_from_db()
    for text in ("tea late on Friday", "tea early on Saturday"):
        say(cast.alice, cast.room, text)
    # Tokyo is nine hours ahead: its Saturday, the 10th of January 2026, begins at 15:00 UTC on Friday.
    sent_at("tea late on Friday", "2026-01-09 14:59")
    sent_at("tea early on Saturday", "2026-01-09 15:00")
    assert found_by(cast.bob, "tea on:2026-01-10") == ["tea early on Saturday"]
    assert found_by(cast.bob, "tea before:2026-01-10") == ["tea late on Friday"]
    assert found_by(cast.bob, "tea after:2026-01-09") == ["tea early on Saturday"]
    assert found_by(cast.bob, "tea after:2026-01-10") == []
    assert set(found_by(cast.alice, "tea on:2026-01-09")) == {"tea late on Friday", "tea early on Saturday"}
    assert found_by(cast.alice, "on:1970-01-01") == []


def test_what_a_message_holds(cast: Cast, say: Say) -> None:
    say(cast.alice, cast.room, "see https://example.org/tea")
    say(cast.alice, cast.room, "run `make tea`")
    say(cast.alice, cast.room, "tea\n```\nboil()\n```")
    say(cast.alice, cast.room, "plain tea")
    assert found_by(cast.bob, "has:link") == ["see https://example.org/tea"]
    assert set(found_by(cast.bob, "has:code")) == {"run `make tea`", "tea\n```\nboil()\n```"}
    assert found_by(cast.bob, "has:link has:code") == []
    assert found_by(cast.bob, "tea -make -boil -example") == ["plain tea"]


def test_a_snippet_is_plain_and_keeps_spoilers(cast: Cast, say: Say) -> None:
    say(cast.alice, cast.room, "the **green** tea of ||Marienbad||")
    (hit,) = answer_to(cast.bob, "green marienbad")["hits"]
    assert [part["text"] for part in hit["snippet"] if part["match"]] == ["green"]
    shown = "".join(part["text"] for part in hit["snippet"])
    assert shown.startswith("the green tea of")
    assert "arienbad" not in shown


@pytest.mark.parametrize("words", ["Look || here", "Look\n```"])
def test_words_around_a_forward_bare_no_spoiler(cast: Cast, say: Say, words: str) -> None:
    source = say(cast.alice, cast.room, "the tea of ||Marienbad||")
    row = NewMessage(client_id=new_id(), text=words, forward=source.id)
    send_message(sender=member_of(cast.bob, cast.room.id), new=row)
    hits = answer_to(cast.bob, "tea")["hits"]
    assert len(hits) == 2
    for hit in hits:
        assert "arienbad" not in "".join(part["text"] for part in hit["snippet"])


def test_an_address_in_code_is_no_link(cast: Cast, say: Say) -> None:
    say(cast.alice, cast.room, "`curl https://example.org`")
    assert found_by(cast.bob, "has:link") == []
    assert len(found_by(cast.bob, "has:code")) == 1


def test_pinned_and_saved(cast: Cast, say: Say) -> None:
    pinned, saved = (say(cast.alice, cast.room, text) for text in ("pinned tea", "saved tea"))
    Message.objects.filter(id=pinned.id).update(pinned_at=timezone.now(), pinned_by=cast.anna)
    Saved.objects.create(user=cast.bob, message_id=saved.id)
    assert found_by(cast.bob, "tea is:pinned") == ["pinned tea"]
    assert found_by(cast.bob, "is:saved") == ["saved tea"]
    assert found_by(cast.alice, "is:saved") == []
    assert found_by(cast.bob, "is:saved is:pinned") == []


def at_day(person: User | None, room: Any, day: str) -> Any:
    return client_of(person).get("/api/messages/at/", {"room": room, "date": day})


def test_jump_to_a_day(cast: Cast, say: Say) -> None:
    first, second = (say(cast.alice, cast.room, text) for text in ("one", "two"))
    sent_at("one", "2026-01-09 12:00")
    sent_at("two", "2026-03-01 00:00")
    days = {"2026-01-09": first.seq, "2026-01-10": second.seq, "2026-03-01": second.seq, "2026-03-02": None}
    for day, seq in days.items():
        assert at_day(cast.bob, cast.room.id, day).json() == {"seq": seq}
    assert at_day(cast.carol, cast.room.id, "2026-01-09").status_code == 404
    assert at_day(None, cast.room.id, "2026-01-09").status_code == 401
    assert at_day(cast.bob, cast.room.id, "9 January").status_code == 400
    assert at_day(cast.bob, "x", "2026-01-09").status_code == 400


def test_a_direct_chat_by_the_other_name(cast: Cast, say: Say) -> None:
    chat = start_conversation(starter=cast.bob, people=[cast.carol]).membership.room
    assert chat.kind == RoomKind.DIRECT
    say(cast.carol, chat, "tea for two")
    say(cast.alice, cast.room, "tea for all")
    assert found_by(cast.bob, "tea in:@carol") == ["tea for two"]
    assert found_by(cast.carol, "tea in:@bob") == ["tea for two"]
    assert found_by(cast.alice, "tea in:@carol") == []
