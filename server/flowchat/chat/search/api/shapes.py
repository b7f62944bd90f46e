"""What the endpoints of search take."""

import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from flowchat.chat.search.parsing import day_of
from flowchat.chat.wire import Body

QUERY_LENGTH = 400


def _check_words(text: str) -> str:
    if "\x00" in text:
        raise ValueError("A search can't hold the NUL character.")
    return text


def _check_day(text: str) -> str:
    if day_of(text) is None:
        raise ValueError("Write a day as YYYY-MM-DD.")
    return text


class Asked(Body):
    """A search. Without `cursor` the first page; `cursor` is the `next` of the page before, of the same search."""

    q: Annotated[str, Field(max_length=QUERY_LENGTH), AfterValidator(_check_words)]
    sort: Literal["relevance", "newest"] = "relevance"
    cursor: Annotated[str, Field(max_length=1000)] | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class AskedDay(Body):
    """A room and a day, which begins when it does where the person is."""

    room: UUID
    date: Annotated[str, AfterValidator(_check_day), Field(json_schema_extra={"format": "date"})]

    @property
    def day(self) -> datetime.date:
        """Return the day that was asked for."""
        day = day_of(self.date)
        assert day is not None  # checked above
        return day
