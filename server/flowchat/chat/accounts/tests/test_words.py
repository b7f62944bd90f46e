"""Text: how it is compared, what it may hold, what is a slip of the fingers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowchat.chat.text import fold, fold_name, tidy_line, tidy_lines
from flowchat.chat.typos import is_close, slips


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zoë  MÜLLER", "zoe muller"),
        ("Łukasz Żak", "lukasz zak"),
        ("Bjørn Þór Œdipe", "bjorn thor oedipe"),
        ("Diyarbakır", "diyarbakir"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Ελλάς", "ελλασ"),
        ("Йорик", "иорик"),
        ("ｗｉｄｅ", "wide"),
        ("田中", "田中"),
        ("김민준", "김민준"),
        ("\t a \n b ", "a b"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text())
def test_tidy_text_is_tidy(text: str) -> None:
    for tidy in (tidy_line, tidy_lines):
        try:
            once = tidy(text)
        except ValueError:
            continue
        assert tidy(once) == once == once.strip()
        once.encode()
        assert "\0" not in once


@pytest.mark.parametrize("bad", ["\0", "\x07", "\x1b", "\ud800", "\u202e", "\u2066", "\u2028", "\x85"])
def test_what_no_text_may_hold(bad: str) -> None:
    for tidy in (tidy_line, tidy_lines):
        with pytest.raises(ValueError, match="can't be shown"):
            tidy(f"a{bad}b")


@pytest.mark.parametrize("good", ["a\u200db", "नमस्ते", "👩‍👩‍👧", "שלום", "\u200fא"])
def test_joiners_and_marks_stay(good: str) -> None:
    assert tidy_line(good) == good


def test_lines() -> None:
    assert tidy_lines(" a\r\nb\rc\td ") == "a\nb\nc\td"
    with pytest.raises(ValueError, match="can't be shown"):
        tidy_line("a\nb")


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "abx", 1),
        ("abc", "ab", 1),
        ("kitten", "sitting", 3),
        ("ca", "abc", 3),
    ],
)
def test_slips(one: str, other: str, count: int) -> None:
    assert slips(one, other) == slips(other, one) == count


@pytest.mark.parametrize(
    ("wanted", "text", "close"),
    [
        ("alcie", "alice archer", True),
        ("alice", "albert", False),
        ("acher alcie", "alice archer", True),
        ("margaert h", "margaret hamilton", True),
        ("bo", "bx", False),
        ("bob", "bxb", True),
        ("bob", "xxb", False),
        ("hamiltno", "hamilton", True),
    ],
)
def test_closeness(wanted: str, text: str, close: bool) -> None:
    assert is_close(wanted, text) is close
