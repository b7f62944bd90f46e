"""Single statements: alone or several on one way, prepared or not, each answers for itself."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from flowchat.chat.reading import Question, read_each, time_of
from flowchat.chat.wire import format_time

WAYS = pytest.mark.parametrize("direct", [None, {"NAME": "behind a pooler"}], ids=["piped", "one by one"])
DOUBLE = "SELECT $1::bigint * 2 AS doubled"


def prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%AS doubled'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
@WAYS
@pytest.mark.parametrize("number", [1, 3])
def test_each_answers_for_itself(number: int, direct: Any, settings: Any) -> None:
    settings.DIRECT_DATABASE = direct
    connection.close()
    for turn in range(7):
        questions = [Question(DOUBLE, [str(turn + one)]) for one in range(number)]
        with CaptureQueriesContext(connection) as asked:
            assert read_each(questions) == [[((turn + one) * 2,)] for one in range(number)]
        assert len(asked) == number
    assert prepared() == (1 if direct is None else 0)


@pytest.mark.django_db(transaction=True)
def test_what_is_prepared_is_planned_once() -> None:
    connection.close()
    for turn in range(7):
        read_each([Question(DOUBLE, [str(turn)])])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%AS doubled'"
        )
        assert cursor.fetchone() == (7, 0)


@pytest.mark.django_db(transaction=True)
@WAYS
@pytest.mark.parametrize("number", [1, 3])
def test_after_an_error_the_connection_goes_on(number: int, direct: Any, settings: Any) -> None:
    settings.DIRECT_DATABASE = direct
    for _ in range(3):
        with pytest.raises(DatabaseError):
            read_each([Question("SELECT $1::bigint / 0", ["1"])] * number)
        assert read_each([Question(DOUBLE, ["2"])]) == [[(4,)]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 23, 18, 0, 0, 999_999, UTC),
        datetime(2026, 1, 2, 3, 4, 5, 600, UTC),
        datetime(987, 6, 5, 4, 3, 2, 1000, UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_500, UTC),
    ],
)
def test_moments_look_as_on_the_wire(moment: datetime) -> None:
    statement = f"SELECT {time_of('$1::timestamptz')}"
    assert read_each([Question(statement, [moment.isoformat()])]) == [[(format_time(moment),)]]
