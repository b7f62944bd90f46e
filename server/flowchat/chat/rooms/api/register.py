"""Registering: a new account, and a seat in the rooms where everyone starts."""

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from flowchat.chat.accounts import actions as accounts
from flowchat.chat.accounts import guards, wire
from flowchat.chat.accounts.api.answers import answer_signed_in
from flowchat.chat.accounts.api.devices import device_of
from flowchat.chat.accounts.api.views import PublicView
from flowchat.chat.accounts.models import Session
from flowchat.chat.accounts.shapes import RegisterBody
from flowchat.chat.rooms.actions import join_starting_rooms
from flowchat.http.answers import refusals
from flowchat.http.parsing import read_body


class RegisterView(PublicView):
    """The way in for newcomers."""

    @extend_schema(
        operation_id="register",
        request=RegisterBody,
        responses={201: wire.SignedIn, **refusals(400, 403, 404, 409, 429)},
    )
    def post(self, request: Request) -> Response:
        """Make an account, by invite or where registration is open."""
        body = read_body(request, RegisterBody)
        guards.may_register(request)
        return answer_signed_in(register(body, device=device_of(request)), status=201)


@transaction.atomic
def register(body: RegisterBody, *, device: str) -> Session:
    """Do all of it or nothing: a failed seat gives the invite's use back."""
    user = accounts.register(account=body.account(), invite=body.invite)
    join_starting_rooms(user)
    return accounts.start_session(user=user, device=device)
