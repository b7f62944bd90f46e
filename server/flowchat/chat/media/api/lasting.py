"""Who is asking, in requests that may take longer than an access token lives."""

from typing import TYPE_CHECKING

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.request import Request

from flowchat.chat.accounts.access import living_session
from flowchat.chat.accounts.api.authentication import AccessToken
from flowchat.chat.accounts.models import Session, User
from flowchat.http.streaming import incoming_of

if TYPE_CHECKING:
    from drf_spectacular.openapi import AutoSchema


class LastingToken(AccessToken):
    """Looks at the token before the first byte; after the last, at the session that it was of."""

    def authenticate(self, request: Request) -> tuple[User, Session] | None:
        """Return who asks; raises SignedOut, also when the session ended in between."""
        incoming = incoming_of(request)
        if incoming.who is None:
            found = incoming.who = super().authenticate(request)
            return found
        session = living_session(incoming.who[1].id)
        return session.user, session


class LastingTokenScheme(OpenApiAuthenticationExtension):
    """Tells the API's description that it is the same access token."""

    target_class = LastingToken
    name: list[str] = []  # defined once, with AccessToken

    def get_security_requirement(self, auto_schema: "AutoSchema") -> dict[str, list[str]]:
        """Name it."""
        return {"accessToken": []}

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:
        """Define nothing more."""
        return []
