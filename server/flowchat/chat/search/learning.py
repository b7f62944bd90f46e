"""Learning words: what the vocabulary is told of messages, once for each word as long as it is in use.

After commit and by itself: two senders of one new word would otherwise wait for each other's transaction. A word that
is lost to a crash in between is only missing from guesses, and comes back with its next use.
"""

import logging
import time
from collections.abc import Callable, Collection

from django.db import Error as DatabaseError
from django.db import connection, transaction

logger = logging.getLogger(__name__)

REMEMBERED_SECONDS = 60.0
"""For so long a word that is in the table is believed to stay there. This process knows what it forgets itself; what
another one forgets and somebody writes again here may be missing from guesses until then.
"""
REMEMBERED_WORDS = 50_000

_TEACH = "INSERT INTO search_word (text) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"


class _Known:
    """Words that are in the table. Its methods are steps of the interpreter, so threads may share it."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._until = 0.0

    def unknown_of(self, words: Collection[str]) -> list[str]:
        """Return those that have to be taught."""
        if time.monotonic() > self._until or len(self._words) > REMEMBERED_WORDS:
            self._words, self._until = set(), time.monotonic() + REMEMBERED_SECONDS
        return [word for word in words if word not in self._words]

    def add(self, words: Collection[str]) -> None:
        """Know these."""
        self._words.update(words)

    def discard(self, words: Collection[str]) -> None:
        """Know them no more."""
        self._words.difference_update(words)

    def clear(self) -> None:
        """Know nothing."""
        self._until = 0.0


known = _Known()


def lesson_of(words: Collection[str]) -> Callable[[], None] | None:
    """Return how to teach those of these words that are new, after the commit of who wrote them; None: none is."""
    new = sorted(known.unknown_of(words))

    # A function with a name: Django 5.2 can't report the failure of a `partial`, and raises for that instead.
    def teach() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(_TEACH, [new])
        except DatabaseError as error:
            logger.warning("Words could not be learned: %s", type(error).__name__)
        else:
            known.add(new)

    return teach if new else None


def unlearn(words: Collection[str]) -> None:
    """Learn these words anew with their next use: they are being forgotten."""

    def forget() -> None:
        known.discard(words)

    forget()
    # Whoever taught one of them meanwhile may not have seen yet that it goes.
    transaction.on_commit(forget, robust=True)
