"""Paths that work with and without the final slash."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class OptionalSlash:
    """Adds the final slash to API paths inside the server: a redirect would lose the body of a POST."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Resolve `/api/x` as `/api/x/`."""
        if request.path_info.startswith("/api/") and not request.path_info.endswith("/"):
            request.path_info += "/"
        return self._get_response(request)
