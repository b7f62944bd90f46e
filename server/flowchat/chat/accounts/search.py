"""Finding people by what someone remembers of their name."""

from functools import reduce
from operator import and_

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from flowchat.chat.accounts.models import User
from flowchat.chat.text import fold, fold_name
from flowchat.chat.typos import is_close

_CANDIDATES = 200
_FEW = 3
"""With more found, whoever asks has hardly mistyped, and guesses would only crowd the list."""
_LOOSE = 0.3
"""The least share of trigrams: half of those of a five-letter word with two letters swapped."""


def search_key_of(name: str, username: str) -> str:
    """Return what search looks through: name and username folded. Never the e-mail address."""
    return fold(f"{name} {username}")[:240]


def find_users(search: str, *, limit: int) -> list[User]:
    """Return active accounts for a search, the best first: by whole e-mail, by name, then by name with typos.

    Only a whole address finds its owner: if a part of it did, anyone could guess addresses letter by letter.
    An empty search gives the first by name.
    """
    active = User.objects.filter(is_active=True)
    search = search.strip().removeprefix("@")
    if not fold(search):
        return list(active.order_by("search_key", "id")[:limit])
    if "@" in search:
        return list(active.filter(email=search.lower())[:limit])
    found = _by_words(active, search, limit)
    if len(found) < _FEW:
        found += _by_typos(active, search)
    return list(dict.fromkeys(found))[:limit]


def filter_by_words(rows: QuerySet[User], search: str) -> QuerySet[User]:
    """Keep accounts whose name or username holds every word of the search, in any order."""
    return rows.filter(reduce(and_, (Q(search_key__contains=word) for word in fold(search).split()), Q()))


def _by_words(rows: QuerySet[User], search: str, limit: int) -> list[User]:
    folded = fold(search)
    rank = Case(
        When(username_key=fold_name(search.strip()), then=Value(0)),
        When(search_key__startswith=folded, then=Value(1)),
        When(search_key__contains=f" {folded}", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return list(filter_by_words(rows, search).alias(rank=rank).order_by("rank", "search_key", "id")[:limit])


def _by_typos(rows: QuerySet[User], search: str) -> list[User]:
    """Let the trigram index name candidates, then keep those that are a slip of the fingers away."""
    folded = fold(search)
    alike = TrigramWordSimilarity(folded, "search_key")
    with transaction.atomic(), connection.cursor() as cursor:
        # The operator uses the index, a bare comparison of the function doesn't; it takes its bound from here.
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(_LOOSE)])
        candidates = list(
            rows.filter(search_key__trigram_word_similar=folded)
            .alias(alike=alike)
            .order_by("-alike", "search_key", "id")[:_CANDIDATES]
        )
    return [user for user in candidates if is_close(folded, user.search_key)]
