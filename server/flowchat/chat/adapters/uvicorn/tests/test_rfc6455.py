"""RFC 6455, case by case, over real sockets: what the Autobahn|Testsuite asks of a server without extensions."""

from collections.abc import Callable

import pytest

from flowchat.chat.adapters.uvicorn.reading import FRAGMENTS
from flowchat.chat.adapters.uvicorn.tests.conftest import LIMIT, told
from flowchat.chat.adapters.uvicorn.tests.talk import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Frame,
    Talk,
    closing,
    frame,
)

Open = Callable[..., Talk]

SIZES = [0, 1, 125, 126, 127, 128, 65_535, 65_536, LIMIT]


@pytest.mark.parametrize("piece", [None, 997])
@pytest.mark.parametrize("size", SIZES)
def test_every_length_arrives(talk: Open, size: int, piece: int | None) -> None:
    one = talk()
    one.send(frame(TEXT, b"*" * size), piece=piece)
    assert one.next() == Frame(TEXT, b"*" * size)


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_over_the_limit_is_refused_before_it_came(talk: Open, opcode: int) -> None:
    one = talk()
    one.send(frame(opcode, b"*", announced=LIMIT + 1))
    assert one.ending() == 1009
    assert told(one) == [1009]


def test_fragments_count_together(talk: Open) -> None:
    one = talk()
    one.send(frame(TEXT, b"*" * LIMIT, fin=False), frame(CONTINUATION, b"*"))
    assert one.ending() == 1009


@pytest.mark.parametrize("kind", ["fragments", "pongs"])
def test_frames_without_a_message_have_an_end(talk: Open, kind: str) -> None:
    """Empty ones count for no size."""
    one = talk()
    idle = frame(PONG, b"") if kind == "pongs" else frame(CONTINUATION, b"", fin=False)
    first = [] if kind == "pongs" else [frame(TEXT, b"", fin=False)]
    one.send(*first, *[idle] * FRAGMENTS)
    if kind == "pongs":
        one.send(frame(TEXT, b"on"))
        assert one.next() == Frame(TEXT, b"on")
        one.send(*[idle] * (FRAGMENTS + 1))
    assert one.ending() == 1008


HELLO = "Hello-µ@ßöäüàá-UTF-8!! 😀".encode()
SHARDS = [HELLO[place : place + 1] for place in range(len(HELLO))]


@pytest.mark.parametrize("piece", [None, 1, 2, 3, 7])
def test_whatever_pieces_it_comes_in(talk: Open, piece: int | None) -> None:
    one = talk()
    one.send(
        frame(TEXT, HELLO),
        frame(PING, b"in between"),
        frame(TEXT, HELLO[:9], fin=False),
        frame(CONTINUATION, HELLO[9:]),
        frame(TEXT, b"*" * 200),
        piece=piece,
    )
    hello = Frame(TEXT, HELLO)
    assert {one.next(), one.next()} == {hello, Frame(PONG, b"in between")}
    assert [one.next(), one.next()] == [hello, Frame(TEXT, b"*" * 200)]


@pytest.mark.parametrize("piece", [None, 1])
def test_a_text_may_be_split_anywhere(talk: Open, piece: int | None) -> None:
    """Also within a character, and with empty fragments."""
    one = talk()
    one.send(
        frame(TEXT, b"", fin=False),
        *(frame(CONTINUATION, shard, fin=False) for shard in SHARDS),
        frame(CONTINUATION, b""),
        piece=piece,
    )
    assert one.next() == Frame(TEXT, HELLO)


def test_control_frames_may_come_between_fragments(talk: Open) -> None:
    one = talk()
    one.send(
        frame(TEXT, b"one ", fin=False),
        frame(PING, b"1"),
        frame(CONTINUATION, b"two ", fin=False),
        frame(PONG, b"nobody asked"),
        frame(PING, b"2"),
        frame(CONTINUATION, b"three"),
    )
    assert [one.next(), one.next()] == [Frame(PONG, b"1"), Frame(PONG, b"2")]
    assert one.next() == Frame(TEXT, b"one two three")


@pytest.mark.parametrize("payload", [b"", b"hello", b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff", b"\xfe" * 125])
def test_a_ping_is_answered_with_what_it_said(talk: Open, payload: bytes) -> None:
    one = talk()
    one.send(*[frame(PING, payload)] * 10)
    assert [one.next() for _ in range(10)] == [Frame(PONG, payload)] * 10


@pytest.mark.parametrize("payload", [b"", b"unasked", b"*" * 125])
def test_a_pong_is_not_answered(talk: Open, payload: bytes) -> None:
    one = talk()
    one.send(frame(PONG, payload), frame(TEXT, b"go on"))
    assert one.next() == Frame(TEXT, b"go on")


BROKEN = {
    "not masked": frame(TEXT, b"hello", masked=False),
    "not masked and empty": frame(TEXT, masked=False),
    "a ping that is not masked": frame(PING, b"hello", masked=False),
    "a close that is not masked": frame(CLOSE, b"\x03\xe8", masked=False),
    **{f"reserved bits {bits:03b}": frame(TEXT, b"hello", reserved=bits) for bits in range(1, 8)},
    "reserved bits of a ping": frame(PING, b"hello", reserved=4),
    "reserved bits of a close": frame(CLOSE, reserved=2),
    "reserved bits of a continuation": frame(TEXT, b"a", fin=False) + frame(CONTINUATION, b"b", reserved=1),
    **{f"opcode {opcode}": frame(opcode, b"hello") for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)},
    "an unknown opcode in the midst of a message": frame(TEXT, b"a", fin=False) + frame(5),
    "a long ping": frame(PING, b"*" * 126),
    "a long pong": frame(PONG, b"*" * 126),
    "a long close": frame(CLOSE, b"\x03\xe8" + b"*" * 124),
    "a ping in fragments": frame(PING, b"a", fin=False) + frame(CONTINUATION, b"b"),
    "a pong in fragments": frame(PONG, b"a", fin=False) + frame(CONTINUATION, b"b"),
    "a close in fragments": frame(CLOSE, b"\x03\xe8", fin=False),
    "a continuation of nothing": frame(CONTINUATION, b"hello"),
    "an unfinished continuation of nothing": frame(CONTINUATION, b"hello", fin=False),
    "a continuation of what was whole": frame(TEXT, b"a", fin=False)
    + frame(CONTINUATION, b"b")
    + frame(CONTINUATION, b"c"),
    "a text within a text": frame(TEXT, b"a", fin=False) + frame(TEXT, b"b"),
    "a binary message within a text": frame(TEXT, b"a", fin=False) + frame(BINARY, b"b", fin=False),
    "a length with the topmost bit": frame(BINARY, b"", width=8, announced=1 << 63),
    "a length of two bytes that fits into none": frame(TEXT, b"*" * 125, width=2),
    "a length of eight bytes that fits into two": frame(TEXT, b"*" * 65_535, width=8),
    "a close of one byte": frame(CLOSE, b"\x03"),
}


@pytest.mark.parametrize("piece", [None, 1])
@pytest.mark.parametrize("what", [name for name in BROKEN if "65" not in name and "eight" not in name])
def test_what_breaks_the_protocol(talk: Open, what: str, piece: int | None) -> None:
    one = talk()
    one.send(BROKEN[what], frame(TEXT, b"not heard any more"), piece=piece)
    answers: list[Frame] = []
    while (found := one.next()).opcode != CLOSE:
        answers.append(found)
    assert found.payload == b"\x03\xea", "1002"
    assert Frame(TEXT, b"not heard any more") not in answers
    assert told(one) == [1002]


@pytest.mark.parametrize("what", [name for name in BROKEN if "eight" in name])
def test_a_long_length_for_something_short(talk: Open, what: str) -> None:
    one = talk()
    one.send(BROKEN[what])
    assert one.ending() == 1002


INVALID_UTF8 = {
    "a byte that never is": b"hello\xff",
    "a continuation byte alone": b"\x80",
    "an overlong slash": b"\xc0\xaf",
    "an overlong null": b"\xe0\x80\x80",
    "a surrogate": b"\xed\xa0\x80",
    "both surrogates": b"\xed\xa0\x80\xed\xb0\x80",
    "past the last character": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "cut short": "Hello µ".encode()[:-1],
    "Autobahn's": b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited",
}


@pytest.mark.parametrize("what", INVALID_UTF8)
def test_a_text_must_be_utf8(talk: Open, what: str) -> None:
    one = talk()
    one.send(frame(TEXT, INVALID_UTF8[what]))
    assert one.ending() == 1007
    assert told(one) == [1007]


@pytest.mark.parametrize("what", INVALID_UTF8)
def test_so_must_one_in_fragments(talk: Open, what: str) -> None:
    one = talk()
    text = INVALID_UTF8[what]
    one.send(
        *(
            frame(TEXT if place == 0 else CONTINUATION, text[place : place + 1], fin=place == len(text) - 1)
            for place in range(len(text))
        )
    )
    assert one.ending() == 1007


@pytest.mark.parametrize("text", ["￿", "\u0000", "\U0010ffff", "\ufeff", "e\u0301"])
def test_every_character_is_let_through(talk: Open, text: str) -> None:
    one = talk()
    one.send(frame(TEXT, text.encode()))
    assert one.next() == Frame(TEXT, text.encode())


GOOD_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
BAD_CODES = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535]


@pytest.mark.parametrize("code", GOOD_CODES)
def test_a_close_is_answered_with_its_code(talk: Open, code: int) -> None:
    one = talk()
    one.send(closing(code, "because µ".encode()))
    assert one.ending() == code
    assert told(one) == [code]


@pytest.mark.parametrize("code", BAD_CODES)
def test_codes_that_must_not_be_sent(talk: Open, code: int) -> None:
    one = talk()
    one.send(closing(code))
    assert one.ending() == 1002


def test_a_close_may_say_nothing(talk: Open) -> None:
    one = talk()
    one.send(closing(None))
    assert one.ending() == 1005
    assert told(one) == [1005]


def test_a_close_may_say_much(talk: Open) -> None:
    one = talk()
    one.send(closing(1000, b"*" * 123))
    assert one.ending() == 1000


@pytest.mark.parametrize("what", INVALID_UTF8)
def test_a_reason_must_be_utf8(talk: Open, what: str) -> None:
    one = talk()
    one.send(closing(1000, INVALID_UTF8[what]))
    assert one.ending() == 1007


@pytest.mark.parametrize("late", [frame(TEXT, b"late"), frame(PING, b"late"), closing(1000), b"\xff\xff\xff"])
def test_nothing_counts_after_a_close(talk: Open, late: bytes) -> None:
    one = talk()
    one.send(frame(TEXT, b"in time"))
    assert one.next() == Frame(TEXT, b"in time")
    one.send(closing(1001), late)
    assert one.next() == Frame(CLOSE, b"\x03\xe9")
    with pytest.raises(ConnectionError):
        one.next()
    assert told(one) == [1001]


def test_a_close_in_the_midst_of_a_message(talk: Open) -> None:
    one = talk()
    one.send(frame(TEXT, b"never ", fin=False), closing(1000), frame(CONTINUATION, b"complete"))
    assert one.ending() == 1000


def test_our_close_waits_for_theirs(talk: Open) -> None:
    """What a client sent before it saw our close is read and dropped, and its close ends the connection."""
    one = talk()
    one.send(frame(TEXT, b"leave"))
    assert one.next() == Frame(CLOSE, b"\x0f\xa0")
    one.send(frame(TEXT, b"too late"), frame(PING, b"too late"))
    one.raw.settimeout(0.3)
    with pytest.raises(TimeoutError):
        one.next()
    one.raw.settimeout(10)
    one.send(closing(4000))
    with pytest.raises(ConnectionError):
        one.next()


def test_who_vanishes_is_told_as_lost(talk: Open) -> None:
    one = talk()
    one.send(frame(TEXT, b"here"))
    assert one.next() == Frame(TEXT, b"here")
    one.close()
    assert told(one) == [1006]
