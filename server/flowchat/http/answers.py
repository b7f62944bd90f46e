"""Answers: wire objects as JSON, and the error shape for the API's description."""

from typing import Any

from django.http import HttpRequest
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.wire import Body, Wire


class ErrorDetail(Wire):
    """What went wrong: `code` for programs, `message` for people, `fields` names the inputs at fault."""

    code: str
    message: str
    fields: dict[str, list[str]]


class ErrorAnswer(Wire):
    """The one error shape."""

    error: ErrorDetail


def answer(body: Wire, *, status: int = 200) -> Response:
    """Answer with a wire object."""
    return Response(body, status=status)


def allowed_at(kind: type[APIView]) -> str:
    """Return the methods of a view as its answers name them in `Allow`, for what is answered in its place."""
    view = kind()
    view.setup(HttpRequest())
    return ", ".join(view.allowed_methods)


def refusals(*statuses: int) -> dict[int, type[Wire]]:
    """Describe these statuses as answers of the error shape, for `extend_schema(responses=...)`."""
    return dict.fromkeys(statuses, ErrorAnswer)


def query_of(shape: type[Body]) -> list[OpenApiParameter]:
    """Describe the query string that `read_query` reads as `shape`, for `extend_schema(parameters=...)`."""
    schema = shape.model_json_schema()
    needed = schema.get("required", ())
    return [
        OpenApiParameter(name, _without_null(field), required=name in needed)
        for name, field in schema["properties"].items()
    ]


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    """A query string can leave a parameter away but can't say null. The title repeats the name."""
    kinds = [kind for kind in field.get("anyOf", [field]) if kind.get("type") != "null"]
    outer = {key: value for key, value in field.items() if key != "anyOf"}
    whole = {**kinds[0], **outer}
    return {key: value for key, value in whole.items() if key != "title" and value is not None}
