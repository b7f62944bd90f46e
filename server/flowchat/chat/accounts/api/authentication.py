"""Who is asking: the access token of a request."""

from typing import TYPE_CHECKING

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from flowchat.chat import errors
from flowchat.chat.accounts.access import authenticate_token, session_of_files_key
from flowchat.chat.accounts.api import cookies
from flowchat.chat.accounts.models import Session, User

if TYPE_CHECKING:
    # It loads Django REST framework's views, which load the classes below, which the settings name.
    from drf_spectacular.openapi import AutoSchema

__all__ = ["AccessToken", "FilesKey", "authenticate_token", "person_asking", "session_asking"]


class AccessToken(BaseAuthentication):
    """Sets `request.user` (the account) and `request.auth` (the session) from `Authorization: Bearer`."""

    def authenticate(self, request: Request) -> tuple[User, Session] | None:
        """Return who asks, None without a token; raises SignedOut for a bad one."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        who = authenticate_token(token.strip())
        return who.user, who.session

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme (RFC 6750); without it DRF would answer 403."""
        return 'Bearer realm="api"'


class FilesKey(AccessToken):
    """Knows people by their access token or, to read, by the cookie that browsers send with an <img> or <video>.

    For views below `cookies.FILES_PATH` only. The cookie changes nothing, so a page of another site that makes a
    browser send it gains nothing: it may not read the answer (Cross-Origin-Resource-Policy).
    """

    def authenticate(self, request: Request) -> tuple[User, Session] | None:
        """Return who asks, None without token and cookie; raises SignedOut for a bad one."""
        by_token = super().authenticate(request)
        key = request.COOKIES.get(cookies.FILES_NAME)
        if by_token is not None or not key or request.method not in ("GET", "HEAD"):
            return by_token
        session = session_of_files_key(key)
        return session.user, session


class AccessTokenScheme(OpenApiAuthenticationExtension):
    """Tells the API's description what the class above does."""

    target_class = AccessToken
    name = "accessToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme as OpenAPI writes it."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class FilesKeyScheme(OpenApiAuthenticationExtension):
    """Tells the API's description what the class for files does: one of two is enough."""

    target_class = FilesKey
    name = ["filesKey"]  # AccessTokenScheme defines the other

    def get_security_requirement(self, auto_schema: "AutoSchema") -> list[dict[str, list[str]]]:
        """Return the two as alternatives."""
        return [{"accessToken": []}, {"filesKey": []}]

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:
        """Return the schemes as OpenAPI writes them."""
        return [
            {"type": "apiKey", "in": "cookie", "name": cookies.FILES_NAME},
        ]


def person_asking(request: Request) -> User:
    """Return the signed-in account; only for views that let nobody else in."""
    if not isinstance(request.user, User):
        raise errors.SignedOut
    return request.user


def session_asking(request: Request) -> Session:
    """Return the session of the access token; only for views that let nobody else in."""
    if not isinstance(request.auth, Session):
        raise errors.SignedOut
    return request.auth
