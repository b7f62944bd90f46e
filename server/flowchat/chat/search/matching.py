"""What a search asks the word index, and what of a text that was meant by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flowchat.chat.search.parsing import Term
from flowchat.chat.search.vocabulary import MOST_PARTS, words_near, words_with
from flowchat.chat.search.words import Token

_EXPANDED_TERMS = 6
"""Further words are looked for as they are. Who types so many has said enough."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """One term as the index understands it. `query` and `exact` are in the language of PostgreSQL's tsquery.

    A single word also matches `others`; `open_ended`: the last word may go on.
    """

    query: str
    exact: str
    tokens: tuple[Token, ...]
    others: frozenset[str]
    open_ended: bool


def matchers_of(terms: Sequence[Term], *, forgiving: bool) -> list[Matcher]:
    """Return what to ask for each term; `forgiving`: also for words that were hardly meant to be typed like this."""
    return [
        _matcher(term, expanded=index < _EXPANDED_TERMS, forgiving=forgiving)
        for index, term in enumerate(terms)
    ]


def phrase_query(tokens: Sequence[Token], *, open_ended: bool = False) -> str:
    """Return the tsquery of tokens that follow each other; units of scripts without spaces go in pairs."""
    parts: list[tuple[int, str]] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following is not None and following.joined:
            parts.append((index, f"'{token.text}{following.text}'"))
        elif not token.joined:
            parts.append((index, f"'{token.text}'"))
    if open_ended:
        parts[-1] = (parts[-1][0], f"{parts[-1][1]}:*")
    query, before = parts[0][1], parts[0][0]
    for index, lexeme in parts[1:]:
        query, before = f"{query} <{index - before}> {lexeme}", index
    return f"({query})"


def _matcher(term: Term, *, expanded: bool, forgiving: bool) -> Matcher:
    exact = phrase_query(term.tokens)
    last = term.tokens[-1]
    if term.exact or not expanded or not last.is_word:
        return Matcher(exact, exact, term.tokens, frozenset(), open_ended=False)
    if len(term.tokens) > 1 or any(letter.isdigit() for letter in last.text):
        open_ended = len(last.text) >= 3
        query = phrase_query(term.tokens, open_ended=open_ended)
        return Matcher(query, exact, term.tokens, frozenset(), open_ended)
    return _word_matcher(term, exact, forgiving=forgiving)


def _word_matcher(term: Term, exact: str, *, forgiving: bool) -> Matcher:
    word = term.tokens[0].text
    parts = words_with(word)
    others = frozenset([*parts, *(words_near(word) if forgiving else ())]) - {word}
    # More words than were fetched begin like this: the index knows them all, and with four letters they are not many.
    open_ended = len(parts) == MOST_PARTS and len(word) >= 4
    choices = [f"'{word}'", *(f"'{other}'" for other in sorted(others))]
    if open_ended:
        choices[0] += ":*"
    return Matcher(f"({' | '.join(choices)})", exact, term.tokens, others, open_ended)


def ranges_of(matchers: Iterable[Matcher], text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return where a text holds what was looked for: ordered, and without overlaps."""
    found = sorted(place for matcher in matchers for place in _places(matcher, text, tokens))
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _places(matcher: Matcher, text: str, tokens: Sequence[Token]) -> Iterable[tuple[int, int]]:
    wanted = matcher.tokens
    for index in range(len(tokens) - len(wanted) + 1):
        here = tokens[index : index + len(wanted)]
        *firsts, last = zip(wanted, here, strict=True)
        if all(asked.text == token.text for asked, token in firsts) and _is_meant(matcher, *last):
            start, end = _part(last[0].text, last[1])
            yield (here[0].start if firsts else start, end)


def _is_meant(matcher: Matcher, asked: Token, token: Token) -> bool:
    if token.text == asked.text or (matcher.open_ended and token.text.startswith(asked.text)):
        return True
    return token.text in matcher.others


def _part(asked: str, token: Token) -> tuple[int, int]:
    """Return the part of a word that was typed, or the whole word where folding moved its letters."""
    at = token.text.find(asked)
    if at < 0 or len(token.text) != token.end - token.start:
        return token.start, token.end
    return token.start + at, token.start + at + len(asked)
