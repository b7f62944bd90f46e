"""What people in the demo say: short conversations from talk/*.txt, their gaps filled from slots.txt.

A conversation is a block of lines `who: text`; a line without `who:` goes on with the one before. `who` is a letter
that stands for anyone in the room, or a username. `{word}` is filled once for each telling, the same all through it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from random import Random
from typing import NamedTuple

_LINE = re.compile(r"^([A-D]|[a-z]{3,}): (.*)$")
_SLOT = re.compile(r"\{(\w+)\}")


class Line(NamedTuple):
    """One message of a conversation."""

    who: str
    text: str


Conversation = tuple[Line, ...]


def templates(
    topics: Sequence[str], people: Sequence[str], chance: Random, *, except_for: Collection[Conversation] = ()
) -> Iterator[Conversation]:
    """Choose conversations on these topics that these people can have, without end.

    Every one comes once before any comes again.
    """
    known = [one for topic in topics for one in _read(topic) if _can_be_told(one, people)]
    usable = [one for one in known if one not in except_for]
    while True:
        yield from chance.sample(usable, len(usable))


def _can_be_told(conversation: Conversation, people: Sequence[str]) -> bool:
    """Are its people here: the named ones, and as many others as it has letters?"""
    names = {line.who for line in conversation}
    letters = {name for name in names if len(name) == 1}
    return len(letters) <= len(people) and names - letters <= set(people)


def tell(conversation: Conversation, people: Sequence[str], chance: Random) -> Conversation:
    """Let some of these people have this conversation, with words of today in its gaps."""
    letters = sorted({line.who for line in conversation if len(line.who) == 1})
    parts = dict(zip(letters, chance.sample(list(people), len(letters)), strict=True))
    words: dict[str, str] = {}

    def fill(gap: re.Match[str]) -> str:
        name = gap[1]
        if name not in words:
            words[name] = chance.choice(_slots()[name])
        return words[name]

    return tuple(
        Line(parts.get(line.who, line.who), _upper_first(_SLOT.sub(fill, line.text))) for line in conversation
    )


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _read(topic: str) -> list[Conversation]:
    return [_parse(block) for block in _text(topic).strip().split("\n\n")]


def _parse(block: str) -> Conversation:
    lines: list[Line] = []
    for line in block.split("\n"):
        found = _LINE.match(line)
        if found:
            lines.append(Line(found[1], found[2]))
        else:
            lines[-1] = Line(lines[-1].who, f"{lines[-1].text}\n{line}")
    return tuple(lines)


@cache
def _slots() -> dict[str, list[str]]:
    rows = (line.partition(": ") for line in _text("slots").strip().split("\n"))
    return {name: words.split(" | ") for name, _, words in rows}


def _text(name: str) -> str:
    return files("flowchat.cli.demo").joinpath("talk", f"{name}.txt").read_text(encoding="utf-8")
