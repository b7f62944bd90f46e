"""The headers that keep a page from doing what we never ask of it."""

import secrets
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# No 'unsafe-inline' anywhere: the page's few style elements carry the nonce of their answer (CSP Level 3).
# connect-src 'self' covers the WebSocket of the same host in every browser of the last years.
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:{storages}; "
    "media-src 'self' blob:{storages}; font-src 'self'; connect-src 'self'{connections}; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# The Django admin and the API's docs page bring scripts and styles of their own, from this origin.
_OPERATOR = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_DATA = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_HSTS = "max-age=31536000; includeSubDomains"
_storages = ""
_connections = ""


def show_from(origins: Iterable[str]) -> None:
    """Let the page show pictures and play media from these origins as well: our answers lead there (CSP Level 3,
    section 4.2.2, holds a redirect's end against the policy, too). Called while Django starts.
    """
    global _storages  # noqa: PLW0603  # set once, before the first request
    _storages = "".join(f" {origin}" for origin in origins)


def connect_to(origins: Iterable[str]) -> None:
    """Let the page's scripts talk to these origins as well. Called while Django starts."""
    global _connections  # noqa: PLW0603  # set once, before the first request
    _connections = "".join(f" {origin}" for origin in origins)


def headers_for_machines() -> dict[str, str]:
    """Return the headers of answers that are no pages, for those that Django doesn't make."""
    return {"Content-Security-Policy": _DATA, "Cache-Control": "no-store", **_common()}


def _common() -> dict[str, str]:
    return {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        **({"Strict-Transport-Security": _HSTS} if settings.TLS else {}),
    }


class SecurityHeaders:
    """Adds the headers to every answer, and a fresh nonce to every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the answer be made, then dress it."""
        nonce = secrets.token_urlsafe(16)
        request.META["flowchat.csp_nonce"] = nonce
        response = self._get_response(request)
        headers = response.headers
        policy = _policy(request.path_info).format(nonce=nonce, storages=_storages, connections=_connections)
        headers.setdefault("Content-Security-Policy", policy)
        if request.path_info.startswith("/api/"):
            headers.setdefault("Cache-Control", "no-store")
            if settings.CORS_ALLOWED_ORIGINS:
                # A page of another origin shows pictures with <img>, to which CORS doesn't apply. Of the same site
                # only: no other gets the cookie that opens them.
                headers.setdefault("Cross-Origin-Resource-Policy", "same-site")
        for name, value in _common().items():
            headers.setdefault(name, value)
        return response


def csp_nonce(request: HttpRequest) -> str:
    """Return the nonce that this request's answer allows."""
    nonce: str = request.META["flowchat.csp_nonce"]
    return nonce


def _policy(path: str) -> str:
    if path.startswith(("/admin/", "/api/docs")):
        return _OPERATOR
    return _DATA if path.startswith("/api/") else _PAGE
