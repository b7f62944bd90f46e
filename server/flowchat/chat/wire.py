"""The base of everything that crosses to the browser, and the types shared by all of it."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema


def format_time(moment: datetime) -> str:
    """Return UTC ISO 8601 with milliseconds and `Z`, the one form of time on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Time = Annotated[
    datetime,
    PlainSerializer(format_time, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Wire(BaseModel):
    """An object the server sends. Every field is always present, unknown ones don't exist.

    Both settings matter for the generated TypeScript: without the first a tag with a default becomes
    optional and unions stop narrowing, without the second every type admits any key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class Body(BaseModel):
    """A request body. Unknown keys are refused, so that a misspelt field is an error and not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")
