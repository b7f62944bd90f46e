"""Signing in and out over HTTP."""

import contextlib
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat import errors
from flowchat.chat.accounts import actions, wire
from flowchat.chat.accounts.access import own_session
from flowchat.chat.accounts.api import cookies
from flowchat.chat.accounts.api.answers import answer_signed_in, nothing
from flowchat.chat.accounts.api.authentication import AccessToken, person_asking, session_asking
from flowchat.chat.accounts.api.devices import device_of
from flowchat.chat.accounts.api.views import PublicView
from flowchat.chat.accounts.guards import SignInTry
from flowchat.chat.accounts.queries import sessions_of
from flowchat.chat.accounts.shapes import SignInBody
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_body

_COOKIE = OpenApiParameter(cookies.NAME, str, OpenApiParameter.COOKIE, description="The refresh token.")


class SignInView(PublicView):
    """The door."""

    @extend_schema(
        operation_id="sign_in",
        request=SignInBody,
        responses={200: wire.SignedIn, **refusals(400, 401, 403, 429)},
    )
    def post(self, request: Request) -> Response:
        """Sign in with a username or e-mail address and a password."""
        body = read_body(request, SignInBody)
        attempt = SignInTry(request, body.login)
        attempt.begin()
        session = actions.sign_in(login=body.login, password=body.password, device=device_of(request))
        attempt.succeeded()
        return answer_signed_in(session)


class RefreshView(PublicView):
    """Staying signed in."""

    @extend_schema(
        operation_id="refresh_session",
        request=None,
        parameters=[_COOKIE],
        responses={200: wire.SignedIn, **refusals(401, 403)},
    )
    def post(self, request: Request) -> Response:
        """Trade the refresh cookie for a new access token and the next cookie."""
        cookies.require_own_page(request)
        return answer_signed_in(actions.refresh_session(cookies.refresh_token_of(request)))


class SignOutView(PublicView):
    """The way out. Open to all: whoever is signed out already gets the same answer."""

    @extend_schema(
        operation_id="sign_out", request=None, parameters=[_COOKIE], responses={204: None, **refusals(403)}
    )
    def post(self, request: Request) -> Response:
        """End the session of the access token and that of the cookie."""
        cookies.require_own_page(request)
        with contextlib.suppress(errors.SignedOut):
            who = AccessToken().authenticate(request)
            if who is not None:
                actions.sign_out(who[1])
        actions.sign_out_by_refresh_token(cookies.refresh_token_of(request))
        response = nothing()
        cookies.drop(response)
        return response


class SignOutEverywhereView(APIView):
    """The way out, on every device."""

    @extend_schema(operation_id="sign_out_everywhere", request=None, responses={204: None, **refusals(401)})
    def post(self, request: Request) -> Response:
        """End every session of mine, this one too."""
        actions.sign_out_everywhere(person_asking(request))
        response = nothing()
        cookies.drop(response)
        return response


class SessionsView(APIView):
    """Where I am signed in."""

    @extend_schema(operation_id="list_sessions", responses={200: wire.Sessions, **refusals(401)})
    def get(self, request: Request) -> Response:
        """List my sessions, the last used first."""
        session = session_asking(request)
        return answer(wire.Sessions(sessions=sessions_of(session.user, current=session.id)))


class SessionView(APIView):
    """One place where I am signed in."""

    @extend_schema(operation_id="end_session", responses={204: None, **refusals(401, 404)})
    def delete(self, request: Request, session_id: UUID) -> Response:
        """End one of my sessions."""
        actions.sign_out(own_session(person_asking(request), session_id))
        return nothing()
