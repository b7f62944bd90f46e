"""The lines of a hit: the part of a message around what was found, in pieces that match and pieces that don't."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from flowchat.chat.search.matching import Matcher, ranges_of
from flowchat.chat.search.words import normal, tokens_of
from flowchat.chat.wire import Wire

LENGTH = 240
_BEFORE = 48
"""So much of what leads up to the first find is shown."""
_SPACES = re.compile(r"\s+")

Range = tuple[int, int]


class SnippetPart(Wire):
    """A piece of plain text; `match` where it is what was looked for."""

    text: str
    match: bool


def snippet_of(text: str, matchers: Sequence[Matcher]) -> list[SnippetPart]:
    """Return the best LENGTH characters of a text; what was left out shows as an ellipsis."""
    text = normal(text)
    ranges = ranges_of(matchers, text, tokens_of(text))
    start, end = _window(text, ranges)
    inside = [(max(start, one), min(end, other)) for one, other in ranges if one < end and other > start]
    parts: list[SnippetPart] = []
    place = start
    for one, other in [*inside, (end, end)]:
        parts += [_piece(text[place:one], match=False), _piece(text[one:other], match=True)]
        place = other
    lead, rest = "…" if start > 0 else "", "…" if end < len(text) else ""
    pieces = [SnippetPart(text=lead, match=False), *parts, SnippetPart(text=rest, match=False)]
    return [piece for piece in pieces if piece.text]


def _window(text: str, ranges: Sequence[Range]) -> Range:
    """Return the stretch that holds the most finds, moved to the borders of words."""
    if len(text) <= LENGTH or not ranges:
        return 0, _word_end(text, LENGTH)
    starts = [start for start, _ in ranges]
    most = max(
        range(len(starts)), key=lambda i: (bisect_right(starts, starts[i] + LENGTH - 2 * _BEFORE) - i, -i)
    )
    start = _word_start(text, max(0, starts[most] - _BEFORE))
    return start, max(_word_end(text, start + LENGTH), ranges[most][1])


def _word_start(text: str, at: int) -> int:
    gap = text.find(" ", at, at + _BEFORE // 2)
    return at if at == 0 or gap < 0 else gap + 1


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    gap = text.rfind(" ", at - _BEFORE // 2, at)
    return at if gap < 0 else gap


def _piece(text: str, *, match: bool) -> SnippetPart:
    return SnippetPart(text=_SPACES.sub(" ", text), match=match)
