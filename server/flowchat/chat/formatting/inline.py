"""What stands within lines: one pass from left to right, no way back further than a bounded number of letters."""

import re
from collections.abc import Callable
from typing import Literal

from flowchat.chat.formatting.addresses import address_at, destination_at
from flowchat.chat.formatting.characters import is_space, is_word, joins_words
from flowchat.chat.formatting.marks import Tokens, built
from flowchat.chat.formatting.tree import Break, Code, Emoji, Group, Inline, Link, Mention, Text

_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_RUN = {mark: re.compile(f"{re.escape(mark)}+") for mark in "`*_~|"}
_BACKTICKS = re.compile(r"`+|\n")
_WORD = re.compile(r"[A-Za-z0-9]+")
_OTHER = re.compile(r"[^\\`*_~|\[\]\n:@A-Za-z0-9]+")
_SHORTCODE = re.compile(r":([a-z0-9_+-]{1,64}):")
_UNITS = {"*": ["*"], "**": ["**"], "_": ["_"], "~~": ["~~"], "||": ["||"], "***": ["*", "**"]}
"""The runs of marks that mean something; every other run is text."""
_NAME_LENGTH = 32


def parse_inline(text: str) -> tuple[Inline, ...]:
    """Return the nodes of some lines of text without a blank one among them."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.tokens = Tokens()
        self.labels: dict[int, int] = {}
        self.code_ends: dict[int, list[int]] | None = None
        self.emoji_end = -1

    def read(self) -> tuple[Inline, ...]:
        while self.at < len(self.text):
            read = _READERS.get(self.text[self.at])
            if read:
                read(self)
            else:
                self.read_words()
        return built(self.tokens.list)

    def around(self, end: int) -> tuple[str, str]:
        """Return the letters before the place and behind `end`; "" at the edges."""
        return self.text[self.at - 1] if self.at else "", self.text[end : end + 1]

    def take(self, end: int, node: Inline | None = None) -> None:
        """Go on at `end`; what lies before it is this node, or text."""
        self.tokens.add(self.text[self.at : end] if node is None else node)
        self.at = end

    def read_words(self) -> None:
        word = _WORD.match(self.text, self.at)
        if not word:
            other = _OTHER.match(self.text, self.at)
            self.take(other.end() if other else self.at + 1)
            return
        address = address_at(self.text, self.at)
        if address and address.url:
            self.take(address.end, Link(address.url, (Text(self.text[self.at : address.end]),)))
        else:
            self.take(address.end if address else word.end())

    def read_escape(self) -> None:
        escaped = self.text[self.at + 1 : self.at + 2]
        if escaped in _PUNCTUATION:
            self.at += 1
            self.take(self.at + 1)
        else:
            self.take(self.at + 1)

    def read_break(self) -> None:
        self.take(self.at + 1, Break())

    def read_code(self) -> None:
        start = self.run_end()
        end = self.closing_backticks(start - self.at, start)
        if end < 0:
            self.take(start)
            return
        code = self.text[start:end]
        if len(code) > 2 and code[0] == " " == code[-1] and code.strip(" "):
            code = code[1:-1]
        self.take(end + start - self.at, Code(code))

    def run_end(self) -> int:
        found = _RUN[self.text[self.at]].match(self.text, self.at)
        return found.end() if found else self.at + 1

    def closing_backticks(self, length: int, after: int) -> int:
        """Return where the next run of exactly so many backticks in this line begins; -1 when there is none."""
        if self.code_ends is None:
            self.code_ends = _runs_of_backticks(self.text)
        for kind in (length, 0):
            runs = self.code_ends.get(kind, [])
            while runs and runs[-1] < after:
                runs.pop()
        runs, lines = self.code_ends.get(length, []), self.code_ends.get(0, [])
        line_end = lines[-1] if lines else len(self.text)
        return runs[-1] if runs and runs[-1] < line_end else -1

    def read_marks(self) -> None:
        end = self.run_end()
        run = self.text[self.at : end]
        before, after = self.around(end)
        opens, closes = not is_space(after), not is_space(before)
        if run == "_":
            opens = opens and not joins_words(before)
            closes = closes and not joins_words(after)
        units = _UNITS.get(run)
        if not units:
            self.take(end)
            return
        self.at = end
        left = list(units)
        while closes and left and (closed := self.tokens.close(left)):
            left.remove(closed)
        for index, unit in enumerate(left):
            if opens:
                self.tokens.open(unit, inner=index == 1)
            else:
                self.tokens.add(unit)

    def read_label(self) -> None:
        self.labels[len(self.tokens.list)] = self.at
        self.tokens.open("[")
        self.at += 1

    def read_destination(self) -> None:
        begun = self.tokens.begun("[")
        address = None
        if begun >= 0 and self.text[self.at + 1 : self.at + 2] == "(":
            address = destination_at(self.text, self.at + 2)
        if not address:
            self.take(self.at + 1)
        elif all(is_space(letter) for letter in self.text[self.labels[begun] + 1 : self.at]):
            self.tokens.give_up("[")
            self.take(self.at + 1)
        else:
            self.tokens.close(["["], url=address.url)
            self.at = address.end + 1

    def read_emoji(self) -> None:
        found = _SHORTCODE.match(self.text, self.at)
        before, _ = self.around(self.at)
        inside = joins_words(before) or (before == ":" and self.emoji_end != self.at)
        if not found or inside:
            self.take(self.at + 1)
            return
        self.emoji_end = found.end()
        self.take(found.end(), Emoji(found[1]))

    def read_mention(self) -> None:
        end = self.name_end()
        before, after = self.around(end)
        name = self.text[self.at + 1 : end]
        kept = name.rstrip("._-")
        outside = not joins_words(before) and before not in {"@", "/"} and after != "@"
        if not outside or not 2 <= len(kept) <= _NAME_LENGTH or kept[0] in "._-":
            self.take(self.at + 1)
            return
        node = _group(kept.lower()) or Mention(kept)
        self.take(self.at + 1 + len(kept), node)

    def name_end(self) -> int:
        end = self.at + 1
        while end < len(self.text) and (self.text[end] in "._-" or is_word(self.text[end])):
            end += 1
        return end


def _group(name: str) -> Group | None:
    groups: dict[str, Literal["here", "all"]] = {"here": "here", "all": "all"}
    return Group(groups[name]) if name in groups else None


def _runs_of_backticks(text: str) -> dict[int, list[int]]:
    """Return where runs of backticks begin, by their length, the last first; line ends under 0."""
    runs: dict[int, list[int]] = {}
    for found in _BACKTICKS.finditer(text):
        runs.setdefault(0 if found[0] == "\n" else len(found[0]), []).append(found.start())
    for places in runs.values():
        places.reverse()
    return runs


_READERS: dict[str, Callable[[_Reader], None]] = {
    "\\": _Reader.read_escape,
    "`": _Reader.read_code,
    "*": _Reader.read_marks,
    "_": _Reader.read_marks,
    "~": _Reader.read_marks,
    "|": _Reader.read_marks,
    "[": _Reader.read_label,
    "]": _Reader.read_destination,
    "\n": _Reader.read_break,
    ":": _Reader.read_emoji,
    "@": _Reader.read_mention,
}
