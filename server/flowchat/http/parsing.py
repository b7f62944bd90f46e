"""The door in: JSON bodies and query strings, checked against a declared shape."""

import json
from collections.abc import Mapping
from typing import IO, Any, TypeVar

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from flowchat.chat import errors
from flowchat.chat.wire import Body

BodyT = TypeVar("BodyT", bound=Body)


class StrictJSON(BaseParser):
    """RFC 8259 and nothing beside it: UTF-8 only, no NaN, no endless nesting, no repeated keys."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the parsed body or raise ParseError."""
        try:
            return strict_json(stream.read())
        except (ValueError, RecursionError) as error:
            raise ParseError from error


def strict_json(body: bytes) -> Any:
    """Return what a body says in JSON; raises ValueError or RecursionError."""
    text = body.decode("utf-8")
    return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_repeats)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _refuse_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two parsers that pick different ones of two equal keys are how checks are talked around."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


def read_body(request: Request, shape: type[BodyT]) -> BodyT:
    """Return the request's JSON body as `shape`; raises Invalid with the fields at fault."""
    if not isinstance(request.data, dict):
        raise errors.Invalid("The request body must be a JSON object.")
    return shape.model_validate(request.data)


def read_query(request: Request, shape: type[BodyT]) -> BodyT:
    """Return the query string as `shape`. A repeated parameter is refused rather than half of it dropped."""
    repeated = [name for name, values in request.query_params.lists() if len(values) > 1]
    if repeated:
        raise errors.Invalid(fields={name: ["Give this once."] for name in repeated})
    return shape.model_validate(request.query_params.dict())
