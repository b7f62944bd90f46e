"""The door out: whatever goes wrong becomes the one error shape of docs/protocol.md section 1."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from pydantic import ValidationError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from flowchat.chat import errors

logger = logging.getLogger(__name__)


def error_body(error: errors.ChatError) -> dict[str, Any]:
    """Return the one shape: `{"error": {"code", "message", "fields"}}`."""
    return {"error": {"code": error.code, "message": error.message, "fields": error.fields}}


def error_headers(error: errors.ChatError) -> dict[str, str]:
    """Return the headers that go with a refusal (RFC 9110: Retry-After, WWW-Authenticate)."""
    if isinstance(error, errors.SlowDown | errors.Unavailable):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, errors.SignedOut):
        return {"WWW-Authenticate": 'Bearer realm="api"'}
    return {}


def handle(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Answer for any exception of a DRF view; None (an unforeseen one) becomes a 500 in the same shape."""
    error = as_chat_error(exception)
    if error is None:
        return None
    set_rollback()
    return Response(error_body(error), status=error.status, headers=error_headers(error))


def as_chat_error(exception: Exception) -> errors.ChatError | None:
    """Translate an exception of ours, Django's, DRF's or pydantic's; None when it is a bug."""
    if isinstance(exception, errors.ChatError):
        return exception
    if isinstance(exception, ValidationError):
        return errors.Invalid(fields=fields_of(exception))
    if isinstance(exception, Http404):
        return errors.NotFound()
    if isinstance(exception, PermissionDenied):
        return errors.Forbidden()
    if isinstance(exception, exceptions.APIException):
        return _from_drf(exception)
    if isinstance(exception, OperationalError | InterfaceError):
        # No connection, one that broke, or a deadlock's victim. The type alone: the text may quote the statement.
        logger.error("The database failed a request: %s", type(exception.__cause__ or exception).__name__)
        return errors.Unavailable()
    return None


class _FromDRF(errors.ChatError):
    """A refusal that DRF's own machinery raised, under its status."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message, code=code)
        self.status = status


def _from_drf(exception: exceptions.APIException) -> errors.ChatError:
    if isinstance(exception, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return errors.SignedOut()
    if isinstance(exception, exceptions.ParseError):
        return errors.Invalid("The request body is not valid JSON.")
    code = exception.get_codes()
    return _FromDRF(
        exception.status_code, code if isinstance(code, str) else "invalid", str(exception.detail)
    )


def fields_of(exception: ValidationError) -> dict[str, list[str]]:
    """Turn pydantic's findings into sentences per input field."""
    fields: dict[str, list[str]] = {}
    for finding in exception.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in finding["loc"]) or "body"
        fields.setdefault(name, []).append(_sentence(finding["type"], finding["msg"], finding.get("ctx", {})))
    return fields


def _sentence(kind: str, message: str, context: dict[str, Any]) -> str:
    match kind:
        case "missing":
            return "This is needed."
        case "extra_forbidden":
            return "There is no such field."
        case "string_too_short":
            return f"At least {context['min_length']} characters, please."
        case "string_too_long":
            return f"At most {context['max_length']} characters, please."
        case "value_error":
            return str(context.get("error", message))
        case _:
            return f"{message}."


def error_response(error: errors.ChatError) -> JsonResponse:
    """Answer with an error from outside a DRF view."""
    return JsonResponse(error_body(error), status=error.status, headers=error_headers(error))


def respond_bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    """Answer for a request that Django refuses before any view, such as one for a host this server isn't."""
    return error_response(errors.Invalid("This request can't be answered here."))


def respond_not_found(request: HttpRequest, *_: str | None) -> JsonResponse:
    """Answer for a path under /api/ that no view has."""
    return error_response(errors.NotFound())


def respond_server_error(request: HttpRequest) -> JsonResponse:
    """Answer for a bug: the log has the traceback, the caller has a plain sentence."""
    return error_response(errors.ChatError())
