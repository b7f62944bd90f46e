"""Which marks belong together. One pass, each mark put on the stack and taken off it once."""

from dataclasses import dataclass
from typing import Literal

from flowchat.chat.formatting.tree import Inline, Link, Styled, Text

Style = Literal["bold", "italic", "strike", "spoiler"]
STYLES: dict[str, Style] = {"**": "bold", "*": "italic", "_": "italic", "~~": "strike", "||": "spoiler"}


@dataclass(slots=True)
class Mark:
    """A mark in the text. Until its partner is found it is text."""

    text: str
    role: Literal["text", "open", "close"] = "text"
    inner: bool = False
    """The second half of "***": it may change places with the first, whichever is closed first."""
    url: str = ""


class Tokens:
    """Text, finished nodes and marks in the order of the text, and the stack of marks that wait for a partner."""

    def __init__(self) -> None:
        self.list: list[str | Inline | Mark] = []
        self._waiting: list[int] = []
        self._newest: dict[str, int] = {}
        """Where the newest waiting mark of each kind stands; older ones of the kind stay text."""

    def add(self, token: str | Inline) -> None:
        """Add text, or a node that is finished."""
        self.list.append(token)

    def open(self, text: str, *, inner: bool = False) -> None:
        """Add a mark that may open something."""
        self._newest[text] = len(self.list)
        self._waiting.append(len(self.list))
        self.list.append(Mark(text, inner=inner))

    def close(self, kinds: list[str], *, url: str = "") -> str:
        """Close the innermost open mark of these kinds; returns its kind, "" when none is open."""
        kind = max(kinds, key=lambda kind: self._newest.get(kind, -1))
        start = self._newest.pop(kind, -1)
        if start < 0:
            return ""
        self._drop_above(start)
        if self._waiting[-1] != start:
            start = self._swap(start)
        self._waiting.pop()
        self._mark(start).role = "open"
        self.list.append(Mark(kind, role="close", url=url))
        return kind

    def begun(self, kind: str) -> int:
        """Return where the newest waiting mark of a kind stands; -1 when there is none."""
        return self._newest.get(kind, -1)

    def give_up(self, kind: str) -> None:
        """Leave the newest mark of a kind as text."""
        self._newest.pop(kind, None)

    def _mark(self, index: int) -> Mark:
        mark = self.list[index]
        assert isinstance(mark, Mark)
        return mark

    def _drop_above(self, start: int) -> None:
        while (top := self._waiting[-1]) != start and not (top == start + 1 and self._mark(top).inner):
            self._waiting.pop()
            if self._newest.get(self._mark(top).text) == top:
                del self._newest[self._mark(top).text]

    def _swap(self, outer: int) -> int:
        """Let the halves of "***" change places: the outer one is closed first."""
        first, second = self._mark(outer), self._mark(outer + 1)
        if self._newest.get(second.text) == outer + 1:
            self._newest[second.text] = outer
        first.text, second.text = second.text, first.text
        return outer + 1


class _Frame:
    """What is inside one pair of marks, while it is built."""

    def __init__(self) -> None:
        self.children: list[Inline] = []
        self._words: list[str] = []

    def write(self, words: str) -> None:
        self._words.append(words)

    def add(self, node: Inline) -> None:
        self.finish()
        self.children.append(node)

    def finish(self) -> tuple[Inline, ...]:
        if self._words:
            self.children.append(Text("".join(self._words)))
            self._words = []
        return tuple(self.children)


def built(tokens: list[str | Inline | Mark]) -> tuple[Inline, ...]:
    """Return the tree of the tokens, whose marks are properly nested."""
    frames = [_Frame()]
    labels = 0
    for token in tokens:
        if isinstance(token, str):
            frames[-1].write(token)
        elif isinstance(token, Mark):
            labels += _apply(token, frames)
        elif labels and (words := _as_words(token)) is not None:
            frames[-1].write(words)
        else:
            frames[-1].add(token)
    return frames[0].finish()


def _apply(mark: Mark, frames: list[_Frame]) -> int:
    """Open or close what a mark opens or closes; returns by how much the text goes deeper into labels of links."""
    if mark.role == "text":
        frames[-1].write(mark.text)
    elif mark.role == "open":
        frames.append(_Frame())
        return int(mark.text == "[")
    else:
        children = frames.pop().finish()
        if mark.text == "[":
            frames[-1].add(Link(mark.url, children))
            return -1
        frames[-1].add(Styled(STYLES[mark.text], children))
    return 0


def _as_words(node: Inline) -> str | None:
    """Return what a node reads inside the label of a link, where nothing else may be pressed; None: it may stay."""
    if isinstance(node, Link):
        return "".join(child.text for child in node.children if isinstance(child, Text))
    return f"@{node.name}" if node.type in {"mention", "group"} else None
