"""Finding messages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.queries import people_by_id
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.messaging.models import Message, Saved
from flowchat.chat.messaging.objects import to_messages
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.queries import to_room
from flowchat.chat.search.access import people_named, reach_of
from flowchat.chat.search.answers import (
    SearchAnswer,
    SearchFilter,
    SearchHit,
    SearchQuery,
)
from flowchat.chat.search.columns import shown_text
from flowchat.chat.search.cursors import Cursor, seal
from flowchat.chat.search.finding import Conditions
from flowchat.chat.search.matching import Matcher, matchers_of, phrase_query
from flowchat.chat.search.models import Entry
from flowchat.chat.search.paging import Asking, Page, Sort, page_of
from flowchat.chat.search.parsing import Query, parse, span_of
from flowchat.chat.search.snippets import snippet_of
from flowchat.chat.search.tags import author_tag

_FEW = 3
"""With more found, whoever asks has hardly mistyped, and guesses would only crowd the list."""
_MOST_MARKED = 5_000
"""Of pinned and saved messages the newest so many are searched."""
_STATEMENT_MS = 2_000
# The word index is always the way; a plan that was compiled takes longer to compile than to run.
_BOUNDS = """
    SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true),
           set_config('jit', 'off', true)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Who asks for what. `cursor` is where the last page ended."""

    user: User
    text: str
    sort: Sort
    limit: int
    cursor: Cursor | None = None


@dataclass(frozen=True, slots=True)
class _Understood:
    """A search with its names looked up."""

    query: Query
    filters: tuple[SearchFilter, ...]
    room_ids: frozenset[UUID]
    author_ids: frozenset[UUID] | None
    only: tuple[UUID, ...] | None

    @property
    def can_match(self) -> bool:
        return not self.query.is_empty and bool(self.room_ids) and self.author_ids != frozenset()


def find_messages(search: Search) -> SearchAnswer:
    """Return a page of what `search.user` may read and asks for; deleted messages are in no index.

    When hardly anything is found as it was typed, words that are a slip of the fingers away count as well.
    Raises OperationalError when the database takes too long, so that no search can hold on to a connection.
    """
    with one_moment():
        with connection.cursor() as cursor:
            cursor.execute(_BOUNDS, [str(_STATEMENT_MS)])
        asked_at = search.cursor.asked_at if search.cursor else timezone.now()
        understood = _understand(parse(search.text), search.user)
        forgiving = search.cursor is not None and search.cursor.forgiving
        matchers, page = _try(search, understood, asked_at, forgiving=forgiving)
        if search.cursor is None and len(page.message_ids) < min(_FEW, search.limit):
            forgiven = _try(search, understood, asked_at, forgiving=True)
            if len(forgiven[1].message_ids) > len(page.message_ids):
                forgiving, (matchers, page) = True, forgiven
        return _answer(understood, matchers, page, forgiving=forgiving)


def _understand(query: Query, user: User) -> _Understood:
    authors = people_named(query.values("from"), user)
    reach = reach_of(user, query.values("in"))
    known = {"from": set(authors), "in": set(reach.known)}
    filters = tuple(
        SearchFilter(operator=one.kind, value=one.value, known=one.value in known.get(one.kind, {one.value}))
        for one in query.filters
    )
    author_ids = frozenset(authors.values()) if query.values("from") else None
    marks = [mark.lower() for mark in query.values("is")]
    return _Understood(query, filters, reach.room_ids, author_ids, _marked(marks, user, reach.room_ids))


def _marked(marks: list[str], user: User, room_ids: frozenset[UUID]) -> tuple[UUID, ...] | None:
    """Return the pinned or saved messages that are asked for: few, so they are named one by one."""
    if not marks:
        return None
    pinned = Message.objects.filter(room_id__in=room_ids, pinned_at__isnull=False).order_by("-pinned_at")
    saved = Saved.objects.filter(user_id=user.id).order_by("-id")
    lists = {
        "pinned": pinned.values_list("id", flat=True),
        "saved": saved.values_list("message_id", flat=True),
    }
    found = [set(lists[mark][:_MOST_MARKED]) for mark in marks]
    return tuple(set.intersection(*found))


def _try(
    search: Search, understood: _Understood, asked_at: datetime, *, forgiving: bool
) -> tuple[list[Matcher], Page]:
    if not understood.can_match:
        return [], Page([], None)
    matchers = matchers_of(understood.query.terms, forgiving=forgiving)
    asking = Asking(forgiving, asked_at, search.cursor, search.limit)
    return matchers, page_of(_conditions(understood, matchers, search.user), search.sort, asking)


def _conditions(understood: _Understood, matchers: list[Matcher], user: User) -> Conditions:
    query = understood.query
    since, until = span_of(query, ZoneInfo(user.time_zone))
    tags = [f"'={kind.lower()}'" for kind in query.values("has")]
    if understood.author_ids is not None:
        tags.append(" | ".join(f"'{author_tag(one)}'" for one in sorted(understood.author_ids)))
    return Conditions(
        queries=(*(matcher.query for matcher in matchers), *tags),
        exact=" & ".join(matcher.exact for matcher in matchers),
        excluded=tuple(phrase_query(term.tokens) for term in query.excluded),
        room_ids=understood.room_ids,
        since=since,
        until=until,
        only=understood.only,
    )


def _answer(understood: _Understood, matchers: list[Matcher], page: Page, *, forgiving: bool) -> SearchAnswer:
    rows = {row.id: row for row in Message.objects.filter(id__in=page.message_ids, deleted_at=None)}
    found = [rows[one] for one in page.message_ids if one in rows]
    people = people_by_id({row.author_id for row in found})
    rooms = Room.objects.filter(id__in={row.room_id for row in found}).order_by("id")
    hits = [
        SearchHit(message=message, room_id=row.room_id, snippet=snippet_of(shown_text(row), matchers))
        for row, message in zip(found, to_messages(found), strict=True)
    ]
    return SearchAnswer(
        query=_described(understood, forgiving=forgiving),
        hits=hits,
        people=[people[one] for one in sorted(people)],
        rooms=[to_room(room) for room in rooms],
        next=seal(page.next) if page.next else None,
    )


def _described(understood: _Understood, *, forgiving: bool) -> SearchQuery:
    terms = understood.query.terms
    return SearchQuery(
        words=[term.text for term in terms if not term.exact],
        phrases=[term.text for term in terms if term.exact],
        excluded=[term.text for term in understood.query.excluded],
        filters=list(understood.filters),
        forgiving=forgiving,
    )


def first_seq_since(room_id: UUID, moment: datetime) -> int | None:
    """Return the seq of the first message of a room at or after a moment; None when there is none."""
    later = Entry.objects.filter(room_id=room_id, sent_at__gte=moment)
    return later.order_by("sent_at", "seq").values_list("seq", flat=True).first()
