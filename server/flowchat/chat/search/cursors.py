"""Where a page of hits ended: opaque to clients, and nothing secret. Access is decided anew with each page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, ValidationError

from flowchat.chat.errors import Invalid
from flowchat.chat.wire import Body


def _in_utc(moment: datetime) -> datetime:
    try:
        # PostgreSQL knows fewer offsets than Python, and none of a second.
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("There is no such moment.") from error


_Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Place(NamedTuple):
    """Where an entry stands in time. The id decides between two of one instant."""

    bucket: int
    sent_at: datetime
    message_id: UUID


class HeldPlace(Body):
    """A place as a cursor holds it."""

    bucket: Annotated[int, Field(ge=0, lt=2**31)]
    sent_at: _Moment
    message_id: UUID

    def place(self) -> Place:
        """Return the place."""
        return Place(self.bucket, self.sent_at, self.message_id)


def hold(place: Place) -> HeldPlace:
    """Return a place as a cursor holds it."""
    return HeldPlace(bucket=place.bucket, sent_at=place.sent_at, message_id=place.message_id)


class Ranked(Body):
    """How far a ranked block is shown: it ends with `last`, and what comes now ranks below `score` at `shown`.

    `more`: there may be another block after it.
    """

    last: HeldPlace
    score: Annotated[float, Field(allow_inf_nan=False)]
    shown: HeldPlace
    more: bool


class Cursor(Body):
    """What comes next is older than `below`: the next page by time, or the next block of entries to be ranked.

    Within a block, `ranked` says how far it is shown. `asked_at` is when the search began: ages count from there, so
    that ranks don't change between pages. All bounds lie in the past, so what is sent meanwhile changes no page.
    """

    forgiving: bool
    asked_at: _Moment
    below: HeldPlace
    ranked: Ranked | None = None


def seal(cursor: Cursor) -> str:
    """Return a cursor as text for an address."""
    return urlsafe_b64encode(cursor.model_dump_json(exclude_none=True).encode()).decode().rstrip("=")


def unseal(text: str) -> Cursor:
    """Return the cursor that `seal` made; raises Invalid for anything else."""
    try:
        held = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return Cursor.model_validate(held)
    except (ValueError, RecursionError, ValidationError) as error:
        raise Invalid(fields={"cursor": ["This is no place in a search."]}) from error
