"""Every script: what somebody writes and what somebody else types to find it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from flowchat.chat.messaging.tests.changes import delete
from flowchat.chat.rooms.tests import factories
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.search import learning, words
from flowchat.chat.search.tests.conftest import Say
from flowchat.chat.search.tests.finding import found_by, marked_in

FOUND = [
    ("plain", "The harbour is closed today", "harbour", ["harbour"]),
    ("case", "The Harbour is closed", "HARBOUR", ["Harbour"]),
    ("German umlaut", "Grüße aus Köln", "grusse koln", ["Grüße", "Köln"]),
    ("German sharp s", "An der Hauptstraße", "hauptstrasse", ["Hauptstraße"]),
    ("Turkish dotted", "İstanbul'da IŞIK var", "istanbul isik", ["İstanbul", "IŞIK"]),
    ("Turkish typed right", "Kapı açık", "kapı", ["Kapı"]),
    ("Vietnamese", "Hẹn gặp ở Đà Nẵng", "da nang", ["Đà", "Nẵng"]),
    ("Greek", "Καλημέρα ο κόσμος", "ΚΟΣΜΟΣ καλημερα", ["Καλημέρα", "κόσμος"]),
    ("Russian", "Ещё одна ёлка", "еще елка", ["Ещё", "ёлка"]),
    ("Arabic vowels", "مُحَمَّد في القاهرة", "محمد القاهره", ["مُحَمَّد", "القاهرة"]),
    ("Arabic alef", "أهلا وسهلا", "اهلا", ["أهلا"]),
    ("Persian joiner", "می\u200cخواهم بروم", "میخواهم", ["می\u200cخواهم"]),
    ("Hebrew points", "שָׁלוֹם עולם", "שלום", ["שָׁלוֹם"]),
    ("Hindi", "नमस्ते दुनिया", "दुनिया", ["दुनिया"]),
    ("Thai, inside a line", "วันนี้กินข้าวที่บ้าน", "กินข้าว", ["กินข้าว"]),
    ("Chinese", "我们明天去北京开会", "北京", ["北京"]),
    ("Chinese, one character", "我们明天去北京开会", "京", ["京"]),
    ("Chinese, three", "我们明天去北京开会", "去北京", ["去北京"]),
    ("Japanese kanji", "東京都の会議は中止です", "京都の会議", ["京都の会議"]),
    ("Japanese kana", "ありがとうございます", "とうご", ["とうご"]),
    ("Japanese half-width", "ｶﾞｷﾞ", "ガギ", ["ｶﾞｷﾞ"]),
    ("Korean", "서울에서 만나요", "서울", ["서울"]),
    ("Korean particle", "서울에서 만나요", "에서", ["에서"]),
    ("emoji", "Well done 👍🏽", "👍", ["👍"]),
    ("full width", "ＡＢＣ１２３", "abc123", ["ＡＢＣ１２３"]),
    ("Arabic digits", "عدد ۱۲۳", "123", ["۱۲۳"]),
    ("mixed", "新しいiPhoneケース", "iphone", ["iPhone"]),
    ("address", "Mail anna@example.org please", "anna@example.org", ["anna@example.org"]),
    ("snake case", "call mark_read now", "mark_read", ["mark_read"]),
    ("apostrophe", "We don't know", "don't", ["don't"]),
    ("version", "Release v1.24.3 is out", "v1.24", ["v1.24"]),
    ("beginning", "The presentation is ready", "present", ["present"]),
    ("middle", "The presentation is ready", "sentat", ["sentat"]),
    ("two letters", "A presentation", "pr", ["pr"]),
    ("swapped letters", "The server is down", "srever", ["server"]),
    ("swapped in a short word", "He sat on the form", "fomr", ["form"]),
    ("a letter short", "The accommodation is booked", "acommodation", ["accommodation"]),
    ("a letter wrong", "Deployment on Friday", "deploiment", ["Deployment"]),
    ("umlaut written out", "Herr Müller ruft an", "Mueller", ["Müller"]),
    ("number", "Ticket 48213 is done", "48213", ["48213"]),
    ("part of a number", "Ticket 48213 is done", "482", ["482"]),
    ("quoted", "see you at the old harbour", '"the old harbour"', ["the old harbour"]),
]


@pytest.mark.parametrize(
    ("text", "typed", "marked"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND]
)
def test_found(cast: Cast, say: Say, text: str, typed: str, marked: list[str]) -> None:
    say(cast.alice, cast.room, "Something else entirely")
    say(cast.alice, cast.room, text)
    assert found_by(cast.bob, typed) == [text]
    assert marked_in(cast.bob, typed) == marked


MISSED = [
    ("voiced kana is another letter", "かき", "かぎ"),
    ("Chinese in another order", "我们明天去北京", "京北"),
    ("Thai tone", "ข่าว", "ข้าว"),
    ("another word", "The harbour is closed", "market"),
    ("one word of two", "The harbour is closed", "harbour market"),
    ("quoted in another order", "the old harbour", '"harbour old"'),
    ("quoted part", "the old harbours", '"old harbour"'),
    ("excluded", "the old harbour", "harbour -old"),
    ("excluded phrase", "the old harbour", 'harbour -"old harbour"'),
    ("nothing at all", "the old harbour", "  "),
    ("marks alone", "the old harbour", "!? …"),
    ("short words are not guessed", "The cat sat", "cot"),
]


@pytest.mark.parametrize(("text", "typed"), [row[1:] for row in MISSED], ids=[row[0] for row in MISSED])
def test_not_found(cast: Cast, say: Say, text: str, typed: str) -> None:
    say(cast.alice, cast.room, text)
    assert found_by(cast.bob, typed) == []


def test_a_word_that_can_not_be_learned_does_not_take_the_message_along(
    transactional_db: None,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As when the database goes between the commit and what follows it: the message is there, and is answered for."""
    monkeypatch.setattr(learning, "_TEACH", "SELECT %s FROM nowhere")
    said = factories.say(cast.bob, cast.room, "Zanzibar")
    assert found_by(cast.bob, "zanzibar") == [said.text]
    assert [one.message for one in caplog.records] == ["Words could not be learned: ProgrammingError"]


def test_a_word_is_learned_once_and_again_after_it_was_forgotten(cast: Cast, say: Say) -> None:
    def lessons() -> int:
        with CaptureQueriesContext(connection) as asked:
            said.append(say(cast.bob, cast.room, "Zanzibar"))
        return len([one for one in asked if "INSERT INTO search_word" in one["sql"]])

    said: list[Any] = []
    assert [lessons(), lessons()] == [1, 0]
    for one in said:
        delete(cast.bob, one)
    assert found_by(cast.alice, "anziba") == []
    assert lessons() == 1
    assert found_by(cast.alice, "anziba") == ["Zanzibar"]


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=200))
def test_the_short_way_through_ascii_finds_the_same(text: str) -> None:
    lexemes = words.lexemes_of(words.tokens_of(text))
    assert words._ascii_lexemes(text) == lexemes
    assert list(words._ascii_lexemes(text)) == list(lexemes)
    assert words.teachable(text) == {
        token.text for token in words.tokens_of(text) if token.is_word and words.is_teachable(token.text)
    }
