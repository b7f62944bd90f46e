"""The language of searches: words, "exact phrases", -excluded words, and operators such as `from:@anna`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from flowchat.chat.search.words import Token, normal, tokens_of

FilterKind = Literal["from", "in", "before", "after", "on", "has", "is"]

_OPERATORS = "|".join(get_args(FilterKind))
_PIECE = re.compile(
    rf'(?P<kind>{_OPERATORS}):(?P<value>"[^"]*"|[^\s"]*)(?=\s|$)|(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"：": ":", "＠": "@", "＃": "#"})
"""What keyboards of phones and of East Asia write for the marks of this language."""
_FIXED = {"has": ("link", "code", "file", "picture"), "is": ("pinned", "saved")}


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find: a word, or several tokens that must follow each other. `exact`: it was put in quotes."""

    text: str
    tokens: tuple[Token, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One operator and what stands behind its colon, as it was typed."""

    kind: FilterKind
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """A search, taken apart. All terms must be there, none of the excluded ones."""

    terms: tuple[Term, ...]
    excluded: tuple[Term, ...]
    filters: tuple[Filter, ...]

    @property
    def is_empty(self) -> bool:
        """Does this ask for nothing?"""
        return not (self.terms or self.excluded or self.filters)

    def values(self, kind: FilterKind) -> list[str]:
        """Return what was asked for by one operator."""
        return [one.value for one in self.filters if one.kind == kind]


def parse(text: str) -> Query:
    """Take a search apart. Nothing is an error: what is no operator is a word, an unclosed quote closes at the end."""
    terms: list[Term] = []
    excluded: list[Term] = []
    filters: list[Filter] = []
    for piece in _PIECE.finditer(normal(text).translate(_QUOTES)):
        if piece["kind"] and (found := _filter(piece["kind"].lower(), piece["value"].strip('"').strip())):
            filters += [found] if found.value else []
            continue
        phrase = piece["phrase"]
        typed = phrase if phrase is not None else piece["word"] or piece.group()
        term = Term(typed, tuple(tokens_of(typed)), exact=phrase is not None)
        if term.tokens:
            (excluded if piece["minus"] else terms).append(term)
    return Query(tuple(terms), tuple(excluded), tuple(dict.fromkeys(filters)))


def _filter(kind: str, value: str) -> Filter | None:
    """Return the filter, one of an empty value while it is being typed, or None when these are just words."""
    checks: dict[str, Callable[[str], object]] = {
        **dict.fromkeys(_FIXED, lambda asked: asked.lower() in _FIXED[kind]),
        **dict.fromkeys(("before", "after", "on"), day_of),
    }
    if value and kind in checks and not checks[kind](value):
        return None
    return next(Filter(one, value) for one in get_args(FilterKind) if one == kind)


def day_of(text: str) -> date | None:
    """Return the day that YYYY-MM-DD names, or None. The last year is 9998, so that it has a day after it."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        return None
    return day if day is None or 1970 <= day.year < 9999 else None


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins for people in a time zone."""
    return datetime.combine(day, time(), zone)


def span_of(query: Query, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Return since when and until when (not included) messages are wanted: `before` and `after` exclude their day."""
    one_day = timedelta(days=1)
    since, until = [], []
    for one in query.filters:
        day = day_of(one.value)
        if day is None:
            continue
        if one.kind in ("after", "on"):
            since.append(start_of(day + one_day if one.kind == "after" else day, zone))
        if one.kind in ("before", "on"):
            until.append(start_of(day + one_day if one.kind == "on" else day, zone))
    return max(since, default=None), min(until, default=None)
