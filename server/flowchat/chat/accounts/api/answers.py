"""Answers that several endpoints share."""

import logging
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from flowchat.chat.accounts import wire
from flowchat.chat.accounts.api import cookies
from flowchat.chat.accounts.models import Session
from flowchat.chat.accounts.ports import linked_sign_in
from flowchat.chat.accounts.queries import to_me
from flowchat.chat.accounts.tokens import make_access_token
from flowchat.http.answers import answer

logger = logging.getLogger(__name__)

SignedInT = TypeVar("SignedInT", bound=wire.SignedIn)


def signed_in(session: Session) -> wire.SignedIn:
    """Return what a client needs to act as this session's person: a fresh access token, and who they are."""
    access, expires_at = make_access_token(user_id=session.user_id, session_id=session.id)
    return wire.SignedIn(
        access=access,
        expires_at=expires_at,
        me=to_me(session.user),
        firebase_token=_linked_token(session.user_id),
    )


def _linked_token(user_id: UUID) -> str | None:
    """Whatever ails another service's tokens, people sign in here: their client then does without that service."""
    linked = linked_sign_in()
    try:
        return linked.make_token(user_id) if linked else None
    except Exception:
        logger.exception("No token for the linked service could be made")
        return None


def answer_signed_in(session: Session, *, status: int = 200, body: wire.SignedIn | None = None) -> Response:
    """Answer with an access token, and the refresh token in its cookie."""
    response = answer(body or signed_in(session), status=status)
    cookies.keep(response, session)
    return response


def nothing() -> Response:
    """Answer that it is done and there is no more to say."""
    return Response(status=204)


def base_url(request: Request) -> str:
    """Return where people reach this server. The Host header was checked against the names it answers to."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
