"""What holds for every text, however hostile."""

import re
import sys
from collections.abc import Callable
from dataclasses import asdict
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowchat.chat.formatting.parser import MAX_DEPTH, parse
from flowchat.chat.formatting.reading import has_code, links_of, mentions_of, plain_text
from flowchat.chat.formatting.tests.hostile import UNITS, texts

CONTAINERS = {"quote", "list"}
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escape(text: str) -> str:
    return PUNCTUATION.sub(r"\\\1", text)


def depth_of(tree: Any) -> int:
    """How many quotes and lists stand in each other."""
    if isinstance(tree, dict):
        return (tree.get("type") in CONTAINERS) + max((depth_of(value) for value in tree.values()), default=0)
    return max((depth_of(part) for part in tree), default=0) if isinstance(tree, list | tuple) else 0


@settings(max_examples=400, deadline=None)
@given(texts)
def test_every_text_can_be_read(text: str) -> None:
    tree = [asdict(block) for block in parse(text)]
    assert depth_of(tree) <= MAX_DEPTH
    plain_text(text, spoilers=False)
    has_code(text)
    mentions_of(text)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_a_link_opens_only_http_https_and_mail(text: str) -> None:
    for url in links_of(text):
        assert re.match(r"(?i:https?://|mailto:)[^\s<>\"\x00-\x20]+\Z", url)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_nothing_that_was_typed_vanishes(text: str) -> None:
    """Every letter and digit of a text is in its plain text, or is the address or the language that it stood for."""
    told = plain_text(text) + "".join(links_of(text)) + "".join(_languages(text)) + "".join(_starts(text))
    for letter in set(filter(str.isalnum, text)):
        assert letter in told or letter.lower() in told


def _languages(text: str) -> list[str]:
    found: list[str] = []

    def walk(tree: Any) -> None:
        if isinstance(tree, dict):
            found.extend(value for key, value in tree.items() if key == "lang")
            tree = list(tree.values())
        for part in tree if isinstance(tree, list | tuple) else ():
            walk(part)

    walk([asdict(block) for block in parse(text)])
    return found


def _starts(text: str) -> list[str]:
    """Numbers of lists: "007." is told as 7."""
    return re.findall(r"[0-9]+(?=[.)])", text)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_an_escaped_text_says_itself(text: str) -> None:
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [line if line.strip(" \t") else "" for line in unified.split("\n")]
    expected = "\n".join(lines).strip("\n")
    assert plain_text(escape(text)) == expected


def steps_of(run: Callable[[], object]) -> int:
    """Count the lines of our own code that run: not time, which depends on the machine."""
    steps = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal steps
        if "formatting" not in frame.f_code.co_filename:
            return None
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_with_the_text_and_not_faster(unit: str) -> None:
    short, long = unit * 150, unit * 600
    allowed = 6 * steps_of(lambda: parse(short)) + 2000
    assert steps_of(lambda: parse(long)) <= allowed


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=5).map("".join))
def test_no_mixture_of_marks_makes_work_grow_faster_than_the_text(unit: str) -> None:
    assert steps_of(lambda: parse(unit * 200)) <= 6 * steps_of(lambda: parse(unit * 50)) + 2000
