"""Pages of hits that stay where they are while new messages arrive."""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from flowchat.chat.search.cursors import Cursor, Place, Ranked, hold
from flowchat.chat.search.finding import Conditions, Found, newest_matches

Sort = Literal["relevance", "newest"]

BLOCK = 400
"""So many matching entries are ranked against each other, the newest first; older ones follow as the next block."""


class Page(NamedTuple):
    """The ids of the messages to show, in their order, and where to go on."""

    message_ids: list[UUID]
    next: Cursor | None


class Asking(NamedTuple):
    """What stays the same from page to page, and where the last one ended."""

    forgiving: bool
    asked_at: datetime
    cursor: Cursor | None
    limit: int


def page_of(wanted: Conditions, sort: Sort, asking: Asking) -> Page:
    """Return one page. Without words there is nothing to rank by, and all are shown by time."""
    return _ranked(wanted, asking) if sort == "relevance" and wanted.exact else _by_time(wanted, asking)


def _by_time(wanted: Conditions, asking: Asking) -> Page:
    below = asking.cursor.below.place() if asking.cursor else None
    found = newest_matches(wanted, below=below, limit=asking.limit + 1)
    return _page(found, asking)


def _page(found: list[Found], asking: Asking) -> Page:
    shown = found[: asking.limit]
    more = len(found) > asking.limit
    return Page([one.place.message_id for one in shown], _next(asking, shown[-1].place) if more else None)


def _ranked(wanted: Conditions, asking: Asking) -> Page:
    ranked = asking.cursor.ranked if asking.cursor else None
    return _next_block(wanted, asking) if ranked is None else _rest_of_block(wanted, asking, ranked)


def _next_block(wanted: Conditions, asking: Asking) -> Page:
    below = asking.cursor.below.place() if asking.cursor else None
    block = newest_matches(wanted, below=below, limit=BLOCK, now=asking.asked_at)
    if not block:
        return Page([], None)
    span = _Span(below or _just_above(block[0].place), block[-1].place, more=len(block) == BLOCK)
    return _shown(asking, sorted(block, key=_rank, reverse=True), span)


def _rest_of_block(wanted: Conditions, asking: Asking, ranked: Ranked) -> Page:
    assert asking.cursor is not None
    span = _Span(asking.cursor.below.place(), ranked.last.place(), more=ranked.more)
    block = newest_matches(wanted, below=span.below, down_to=span.last, limit=BLOCK, now=asking.asked_at)
    before = (ranked.score, ranked.shown.place())
    return _shown(
        asking, sorted((one for one in block if _rank(one) < before), key=_rank, reverse=True), span
    )


class _Span(NamedTuple):
    """A block from just before `below` back to `last`, and whether there may be `more` after it.

    What was true on its first page still is: a part of it may have been deleted since.
    """

    below: Place
    last: Place
    more: bool


def _shown(asking: Asking, rest: list[Found], span: _Span) -> Page:
    shown = rest[: asking.limit]
    ids = [one.place.message_id for one in shown]
    if len(rest) <= asking.limit:
        return Page(ids, _next(asking, span.last) if span.more else None)
    place = hold(shown[-1].place)
    ranked = Ranked(last=hold(span.last), score=shown[-1].score, shown=place, more=span.more)
    return Page(ids, _next(asking, span.below, ranked))


def _rank(found: Found) -> tuple[float, Place]:
    return found.score, found.place


def _just_above(place: Place) -> Place:
    return place._replace(sent_at=place.sent_at + timedelta(microseconds=1), message_id=UUID(int=0))


def _next(asking: Asking, below: Place, ranked: Ranked | None = None) -> Cursor:
    return Cursor(forgiving=asking.forgiving, asked_at=asking.asked_at, below=hold(below), ranked=ranked)
