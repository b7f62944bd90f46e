"""The cookies of a browser that is signed in: one keeps it so, the other shows it files."""

from django.conf import settings
from django.http import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request

from flowchat.chat import errors
from flowchat.chat.accounts.models import Session
from flowchat.chat.accounts.tokens import seal_files_key, seal_refresh
from flowchat.http.origins import is_ours

NAME = "flowchat_refresh"
PATH = "/api/auth/"
FILES_NAME = "flowchat_files"
FILES_PATH = "/api/files/"
"""The only place where that cookie is sent, and (`authentication.FilesKey`) where it counts."""


def refresh_token_of(request: Request) -> str:
    """Return the refresh token that came with the request, or nothing."""
    return request.COOKIES.get(NAME, "")


def keep(response: HttpResponseBase, session: Session) -> None:
    """Hand out the session's present refresh token and its key for files, out of reach of any script."""
    _set(response, NAME, seal_refresh(session.id, session.generation), path=PATH, session=session)
    _set(response, FILES_NAME, seal_files_key(session.id), path=FILES_PATH, session=session)


def drop(response: HttpResponseBase) -> None:
    """Make the browser forget them."""
    response.delete_cookie(NAME, path=PATH, samesite="Strict")
    response.delete_cookie(FILES_NAME, path=FILES_PATH, samesite="Strict")


def _set(response: HttpResponseBase, name: str, value: str, *, path: str, session: Session) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int((session.expires_at - timezone.now()).total_seconds()),
        path=path,
        secure=settings.TLS,
        httponly=True,
        samesite="Strict",
    )


def require_own_page(request: Request) -> None:
    """Raise Forbidden `cross_site` when the page of another site made the browser send this request.

    SameSite=Strict keeps the cookie from other sites, but a site is more than an origin: chat.example.org and
    blog.example.org are one. Origin (Fetch standard) tells them apart; programs that send neither header carry
    no cookie by accident.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        if is_ours(origin, request.get_host()):
            return
        raise _cross_site()
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise _cross_site()


def _cross_site() -> errors.Forbidden:
    return errors.Forbidden("This can only be asked from the chat's own page.", code="cross_site")
