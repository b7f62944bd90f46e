"""Text taken apart into what can be found.

Words of scripts with spaces are one token each. Chinese, Japanese, Korean, Thai and their like have no spaces to go
by: each character is a token, and neighbours are indexed in pairs, so that any two characters in a row are found
without a dictionary that guesses where words end.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from flowchat.chat.search.scripts import RUNS, UNITS, fold_accents

LEXEME_LENGTH = 64
"""Longer words are cut: what is longer is an address or a key, and its beginning finds it."""
_ASCII_WORD = re.compile("[a-z0-9]+")
_POSITIONS = 255
"""PostgreSQL keeps no more of one word in one text."""


class Token(NamedTuple):
    """One searchable piece of a text, from `start` to `end`. `joined`: a unit that follows a unit without a gap."""

    start: int
    end: int
    text: str
    is_word: bool
    joined: bool


def normal(text: str) -> str:
    """Return the text in the form that tokens count in: composed, so that a letter and its accent are one place."""
    return unicodedata.normalize("NFC", text)


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a `normal` text in their order."""
    found: list[Token] = []
    for run in RUNS.finditer(text):
        if run.lastgroup == "units":
            found += _units(text, run.start(), run.end())
        else:
            folded = _fold(run.group())[:LEXEME_LENGTH]
            if folded:
                word = run.lastgroup == "word"
                found.append(Token(run.start(), run.end(), folded, is_word=word, joined=False))
    return found


def _units(text: str, start: int, end: int) -> list[Token]:
    return [
        Token(unit.start(), unit.end(), _fold(unit.group()), is_word=False, joined=unit.start() > start)
        for unit in UNITS.finditer(text, start, end)
    ]


def lexemes_of(tokens: Sequence[Token]) -> dict[str, list[int]]:
    """Return every lexeme with its positions, which count tokens from 1; a pair stands at its first unit."""
    found: dict[str, list[int]] = {}
    for position, token in enumerate(tokens, 1):
        found.setdefault(token.text, []).append(position)
        following = tokens[position] if position < len(tokens) else None
        if following is not None and following.joined:
            found.setdefault(token.text + following.text, []).append(position)
    return found


def to_tsvector(text: str) -> str:
    """Return a text as a literal of PostgreSQL's tsvector. No dictionary takes part, so no language is preferred."""
    lexemes = _ascii_lexemes(text) if text.isascii() else lexemes_of(tokens_of(normal(text)))
    return " ".join(f"'{lexeme}':{_places(places)}" for lexeme, places in lexemes.items())


def _places(positions: Sequence[int]) -> str:
    return ",".join(map(str, positions[:_POSITIONS]))


def teachable(text: str) -> set[str]:
    """Return the words of a text that the vocabulary keeps: those a person may mistype or remember a part of."""
    if text.isascii():
        # With no digit among them, ASCII's words are letters.
        return {word for word in _ascii_words(text) if 3 <= len(word) <= 32 and word.isalpha()}
    return {token.text for token in tokens_of(normal(text)) if token.is_word and is_teachable(token.text)}


def _ascii_words(text: str) -> list[str]:
    """Return the words of a text of ASCII alone: half of all messages, in which nothing has to be composed or folded
    and no character is a unit. A fifth of what `tokens_of` takes.
    """
    return [word[:LEXEME_LENGTH] for word in _ASCII_WORD.findall(text.lower())]


def _ascii_lexemes(text: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, word in enumerate(_ascii_words(text), 1):
        found.setdefault(word, []).append(position)
    return found


def is_teachable(word: str) -> bool:
    """Is this a word of letters, not too short to be mistyped and not too long to be one?"""
    return 3 <= len(word) <= 32 and not any(letter.isdigit() for letter in word)


def _fold(text: str) -> str:
    # Numbers, names of files and other words said once would push the rest out, and cost 0.5 KB for each message.
    return text.lower() if text.isascii() else _fold_letters(text)


@lru_cache(maxsize=16_384)
def _fold_letters(text: str) -> str:
    return fold_accents(text)
