"""From what somebody typed to words that people wrote: parts of words, and slips of the fingers."""

from django.db import connection

from flowchat.chat.search.words import is_teachable
from flowchat.chat.typos import slips

MOST_PARTS = 60
_MOST_NEAR = 20
_CANDIDATES = 150
_ALIKE = "0.3"
"""The least share of trigrams in common. Two swapped letters in a short word leave fewer, so swaps are tried out."""
_BEGINNING = "SELECT text FROM search_word WHERE text LIKE %s ORDER BY length(text), text LIMIT %s"
# The words that begin with it first, then the shortest: those of which it is the largest part.
_CONTAINING = """
    SELECT text FROM search_word WHERE text LIKE %s ORDER BY text NOT LIKE %s, length(text), text LIMIT %s
"""
_AMONG = "SELECT text FROM search_word WHERE text = ANY(%s)"
_SIMILAR = "SELECT text FROM search_word WHERE text %% %s ORDER BY similarity(text, %s) DESC, text LIMIT %s"


def words_with(part: str) -> list[str]:
    """Return words that hold `part`, those that begin with it first, at most MOST_PARTS.

    Two letters are looked for at the beginning of words only, one letter not at all.
    """
    if len(part) < 2 or not _is_asked_for(part):
        return []
    if len(part) == 2:
        return _ask(_BEGINNING, f"{part}%", MOST_PARTS)
    return _ask(_CONTAINING, f"%{part}%", f"{part}%", MOST_PARTS)


def words_near(word: str) -> list[str]:
    """Return words that `word` may have been meant to be, the likeliest first.

    Up to five letters may hold one slip, longer words two, shorter than three none (as in `typos.is_close`).
    """
    if not is_teachable(word):
        return []
    with connection.cursor() as cursor:
        # The operator uses the index and takes its bound from here.
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [_ALIKE])
    allowed = 1 if len(word) <= 5 else 2
    candidates = _ask(_AMONG, _swapped_or_shorter(word)) + _ask(_SIMILAR, word, word, _CANDIDATES)
    near = {text: slips(word, text) for text in candidates if text != word}
    return sorted((text for text in near if near[text] <= allowed), key=lambda text: near[text])[:_MOST_NEAR]


def _swapped_or_shorter(word: str) -> list[str]:
    """Return the word with each two neighbours swapped, and with each letter left out."""
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    return swapped + [word[:at] + word[at + 1 :] for at in range(len(word))]


def _is_asked_for(part: str) -> bool:
    """Words with digits are not in the vocabulary; the index itself finds those by their beginning."""
    return not any(letter.isdigit() for letter in part)


def _ask(statement: str, *values: str | int | list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return [text for (text,) in cursor.fetchall()]
