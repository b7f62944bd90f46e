"""Responses that were made elsewhere, on their way through the middleware."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

PREPARED = "flowchat.prepared"
"""Where in a request's META such a response stands. No header's name has a dot there, so no client can set it."""


class Prepared:
    """The innermost middleware: it answers with what is prepared, so that the others dress it as they dress any."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or go on to the views."""
        prepared: HttpResponseBase | None = request.META.get(PREPARED)
        return prepared if prepared is not None else self._get_response(request)
