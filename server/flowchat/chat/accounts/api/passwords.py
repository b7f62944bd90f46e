"""New passwords over HTTP."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat import errors
from flowchat.chat.accounts import actions, guards, mails, wire
from flowchat.chat.accounts.access import one_time_link
from flowchat.chat.accounts.api.answers import answer_signed_in, base_url
from flowchat.chat.accounts.api.authentication import session_asking
from flowchat.chat.accounts.api.devices import device_of
from flowchat.chat.accounts.api.views import PublicView
from flowchat.chat.accounts.models import OneTimeLink
from flowchat.chat.accounts.shapes import ChangePasswordBody, ResetBody, ResetMailBody
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_body


class PasswordView(APIView):
    """My password."""

    @extend_schema(
        operation_id="change_password",
        request=ChangePasswordBody,
        responses={200: wire.SignedIn, **refusals(400, 401, 409, 429)},
    )
    def post(self, request: Request) -> Response:
        """Change my password. Every other session of mine ends."""
        body = read_body(request, ChangePasswordBody)
        session = session_asking(request)
        guards.may_try_own_password(session.user)
        kept = actions.change_password(
            session=session, current_password=body.current_password, new_password=body.new_password
        )
        return answer_signed_in(kept)


class ResetLinkView(PublicView):
    """A reset link before it is used."""

    @extend_schema(
        operation_id="look_at_reset_link", responses={200: wire.ResetWelcome, **refusals(404, 429)}
    )
    def get(self, request: Request, token: str) -> Response:
        """Say whose password the link changes."""
        guards.may_follow_link(request)
        user = one_time_link(token, OneTimeLink.Purpose.RESET).user
        return answer(wire.ResetWelcome(username=user.username if user else ""))


class ResetView(PublicView):
    """A reset link in use."""

    @extend_schema(
        operation_id="reset_password",
        request=ResetBody,
        responses={200: wire.SignedIn, **refusals(400, 404, 409, 429)},
    )
    def post(self, request: Request) -> Response:
        """Set a new password by link. Every session ends, and one starts here."""
        body = read_body(request, ResetBody)
        guards.may_follow_link(request)
        session = actions.reset_password(
            token=body.token, new_password=body.new_password, device=device_of(request)
        )
        return answer_signed_in(session)


class ResetMailView(PublicView):
    """A forgotten password."""

    @extend_schema(
        operation_id="mail_reset_link",
        request=ResetMailBody,
        responses={202: wire.Nothing, **refusals(400, 404, 429)},
    )
    def post(self, request: Request) -> Response:
        """Mail a reset link. The answer never tells whether there is such an account."""
        body = read_body(request, ResetMailBody)
        if not settings.MAIL_ENABLED:
            raise errors.NotFound("This server sends no mail. Ask an admin for a link.", code="mail_off")
        guards.may_ask_for_mail(request, body.login)
        mails.post_reset_link(body.login, base_url=base_url(request))
        return answer(wire.Nothing(), status=202)
