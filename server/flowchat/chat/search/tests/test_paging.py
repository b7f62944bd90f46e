"""Pages: complete, without repeats, and undisturbed by what is sent meanwhile."""

import json
import random
from base64 import urlsafe_b64encode
from itertools import chain
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.ports import tell
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import make_room
from flowchat.chat.search import paging
from flowchat.chat.search.buckets import windows
from flowchat.chat.search.models import Entry
from flowchat.chat.search.tests.conftest import Say
from flowchat.chat.search.tests.finding import answer_to, ask, found_by


def pages(cast: Cast, q: str, between: Any = None, **parameters: Any) -> list[list[str]]:
    """All pages of a search, as texts; `between` is done after each."""
    found: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = answer_to(cast.bob, q, **parameters, **cursor)
        found.append([hit["message"]["text"] for hit in answer["hits"]])
        if answer["next"] is None:
            return found
        cursor = {"cursor": answer["next"]}
        if between is not None:
            between()


def sealed(**cursor: Any) -> str:
    """A cursor of one's own making."""
    return urlsafe_b64encode(json.dumps({"forgiving": False, **cursor}).encode()).decode().rstrip("=")


@pytest.mark.parametrize("sort", ["newest", "relevance"])
def test_every_hit_once(cast: Cast, say: Say, sort: str) -> None:
    texts = [f"tea {number}" for number in range(11)]
    for text in texts:
        say(cast.alice, cast.room, text)
    found = pages(cast, "tea", limit=3, sort=sort)
    assert [len(page) for page in found] == [3, 3, 3, 2]
    assert sorted(chain.from_iterable(found)) == sorted(texts)


@pytest.mark.parametrize("sort", ["newest", "relevance"])
def test_new_messages_move_no_page(cast: Cast, say: Say, sort: str) -> None:
    for number in range(8):
        say(cast.alice, cast.room, f"tea {number}")
    calm = pages(cast, "tea", limit=3, sort=sort)
    busy = pages(cast, "tea", between=lambda: say(cast.alice, cast.room, "tea later"), limit=3, sort=sort)
    assert busy == calm


def test_newest_is_by_time_and_relevance_by_words(cast: Cast, say: Say) -> None:
    say(cast.alice, cast.room, "tea")
    say(cast.alice, cast.room, "teapots and steam")
    assert pages(cast, "tea", sort="newest") == [["teapots and steam", "tea"]]
    assert pages(cast, "tea", sort="relevance") == [["tea", "teapots and steam"]]


def test_blocks_follow_each_other(cast: Cast, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "BLOCK", 4)
    texts = [f"tea {number}" for number in range(11)]
    for text in texts:
        say(cast.alice, cast.room, text)
    found = pages(cast, "tea", limit=3, sort="relevance")
    assert sorted(chain.from_iterable(found)) == sorted(texts)


def test_far_apart_in_time(cast: Cast, say: Say) -> None:
    """One hit in every third bucket over a long history: no window leaves any out."""
    texts = [f"tea {number}" for number in range(12)]
    for number, text in enumerate(texts):
        message = say(cast.alice, cast.room, text)
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('search_position', %s)", [(number + 1) * 3 * 8192 * 7])
        assert Entry.objects.filter(message_id=message.id).exists()
    assert pages(cast, "tea", limit=5, sort="newest") == [texts[:6:-1], texts[6:1:-1], texts[1::-1]]


@pytest.mark.parametrize("sort", ["newest", "relevance"])
def test_a_forged_cursor_costs_no_more_than_a_real_one(cast: Cast, say: Say, sort: str) -> None:
    """A place in the far future would otherwise be walked back from, a few million empty windows long."""
    text = say(cast.alice, cast.room, "tea").text
    below = {"bucket": 200_000, "sent_at": "2999-01-01T00:00:00Z", "message_id": str(UUID(int=0))}
    cursor = sealed(asked_at="2026-01-01T00:00:00Z", below=below)
    with CaptureQueriesContext(connection) as asked:
        assert found_by(cast.bob, "tea", sort=sort, cursor=cursor) == [text]
    assert len(asked) < 40


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2026-01-01T00:00:00+23:59", 200),
        ("0001-01-01T00:00:00+23:59", 400),
        ("9999-12-31T23:59:59-23:59", 400),
    ],
)
def test_forged_moments_are_no_faults_of_ours(cast: Cast, say: Say, moment: str, status: int) -> None:
    say(cast.alice, cast.room, "tea")
    below = {"bucket": 1, "sent_at": "2026-01-01T00:00:00Z", "message_id": str(UUID(int=0))}
    for cursor in (
        sealed(asked_at=moment, below=below),
        sealed(asked_at="2026-01-01T00:00:00Z", below={**below, "sent_at": moment}),
    ):
        assert ask(cast.bob, "tea", cursor=cursor).status_code == status


@given(st.integers(0, 5000), st.data())
def test_windows_leave_nothing_out(newest: int, data: st.DataObject) -> None:
    oldest = data.draw(st.integers(0, newest))
    covered: list[int] = []
    for window in windows(newest, oldest):
        for tag in reversed(window):
            number = int(tag[2:])
            covered += [number] if tag[1] == "b" else range(number * 16 + 15, number * 16 - 1, -1)
    assert len(covered) == len(set(covered))
    assert covered == sorted(covered, reverse=True)
    assert set(range(oldest, newest + 1)) <= set(covered)


WORDS = ["harbour", "Tea", "köln", "京都", "한국", "don't", "a", "x1", "ёлка"]


@pytest.mark.parametrize("seed", range(4))
def test_found_iff_a_plain_look_finds_it(cast: Cast, say: Say, seed: int) -> None:
    """After any mix of sends, edits, deletes and undoing, exact words find what comparing every message would."""
    rng = random.Random(seed)
    elsewhere = make_room(cast.alice, cast.carol)
    truth: dict[str, list[str]] = {}
    sent: list[tuple[str, bool]] = []
    for _ in range(40):
        deed = rng.choice(["send", "send", "edit", "delete", "restore"])
        words = rng.choices(WORDS, k=rng.randint(1, 4))
        if deed == "send":
            mine = rng.random() < 0.7
            message = say(cast.alice, cast.room if mine else elsewhere, " ".join(words))
            sent.append((str(message.id), mine))
            truth[str(message.id)] = words if mine else []
        elif sent:
            message_id, mine = rng.choice(sent)
            row = Message.objects.get(id=message_id)
            if deed == "edit" and Entry.objects.filter(message_id=message_id).exists():
                Message.objects.filter(id=message_id).update(text=" ".join(words))
                tell(Message.objects.get(id=message_id), "edited")
                truth[message_id] = words if mine else []
            elif deed == "delete":
                tell(row, "deleted")
                truth[message_id] = []
            elif deed == "restore":
                tell(row, "restored")
                truth[message_id] = row.text.split() if mine else []
    for word in WORDS:
        hits = answer_to(cast.bob, f'"{word}"', sort="newest", limit=50)["hits"]
        assert {hit["message"]["id"] for hit in hits} == {
            one for one, words in truth.items() if word in words
        }
