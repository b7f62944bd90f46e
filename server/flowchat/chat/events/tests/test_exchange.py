"""A statement in one exchange: as if Django's own cursor had sent it."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowchat.chat.events.models import Stream
from flowchat.chat.exchange import array, ask, numbered, text_array
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.models import Saved

KEEP = "INSERT INTO events_stream (key, head) VALUES (%s, %s) RETURNING head"
SAVE = "INSERT INTO messaging_saved (user_id, message_id, saved_at) VALUES (%s, %s, now()) RETURNING id"


def answer(statement: str, *values: str) -> list[tuple[Any, ...]]:
    return ask(statement, values)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20), max_size=5
    )
)
def test_texts_arrive_as_they_are(db: None, texts: list[str]) -> None:
    assert answer("SELECT %s::text[]", text_array(texts)) == [(texts,)]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "NULL", "{}", "a,b", '"', "\\", '\\"', " ", "\n", "'", "%s", '{\\"a'])
def test_texts_that_look_like_something_else(text: str) -> None:
    assert answer("SELECT %s::text[]", text_array([text, "x", text])) == [([text, "x", text],)]


@pytest.mark.django_db
def test_ids_and_numbers_arrive_as_they_are() -> None:
    ids: list[UUID | None] = [new_id(), None, new_id()]
    assert answer("SELECT %s::uuid[], %s::bigint[]", array(ids), array([1, -5, 2**62])) == [
        (ids, [1, -5, 2**62])
    ]
    assert answer("SELECT %s::uuid[], %s::text[]", array([None]), text_array([])) == [([None], [])]


@pytest.mark.django_db
@pytest.mark.parametrize("direct", [None, {"NAME": "behind a pooler"}], ids=["prepared", "unprepared"])
def test_it_is_counted_and_prepared_only_where_that_is_safe(direct: Any, settings: Any) -> None:
    settings.DIRECT_DATABASE = direct
    for turn in range(7):
        with CaptureQueriesContext(connection) as asked:
            assert ask(KEEP, [f"user.{turn}", str(turn)]) == [(turn,)]
        assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO events_stream%%'"
        )
        prepared = cursor.fetchone()
    assert prepared == ((1,) if direct is None else (0,))


@pytest.mark.django_db(transaction=True)
def test_by_itself_it_is_committed_and_within_a_transaction_it_is_a_part_of_it() -> None:
    ask(KEEP, ["user.1", "1"])
    with pytest.raises(IntegrityError):
        ask(KEEP, ["user.1", "1"])
    assert ask(KEEP, ["user.2", "2"]) == [(2,)]
    with transaction.atomic():
        ask(KEEP, ["user.3", "3"])
        transaction.set_rollback(True)
    assert list(Stream.objects.order_by("key").values_list("key", flat=True)) == ["user.1", "user.2"]


@pytest.mark.django_db(transaction=True)
def test_what_fails_only_at_the_commit_is_an_error() -> None:
    """Of somebody who doesn't exist: foreign keys are looked at when the transaction ends."""
    with pytest.raises(IntegrityError):
        ask(SAVE, [new_id(), new_id()])
    assert not Saved.objects.exists()


def test_a_statement_without_psycopg_has_numbers() -> None:
    assert numbered("SELECT %s::text, f(%s)") == "SELECT $1::text, f($2)"
