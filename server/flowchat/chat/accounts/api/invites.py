"""Invites over HTTP."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat import errors
from flowchat.chat.accounts import actions, guards, wire
from flowchat.chat.accounts.access import invite_by_token, visible_invite
from flowchat.chat.accounts.api.answers import base_url, nothing
from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.accounts.api.views import PublicReadView
from flowchat.chat.accounts.queries import community, invites_for, to_invite
from flowchat.chat.accounts.shapes import NewInvite
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_body


class InvitesView(APIView):
    """Links that let people register."""

    @extend_schema(operation_id="list_invites", responses={200: wire.Invites, **refusals(401)})
    def get(self, request: Request) -> Response:
        """List my invites; whoever runs the server sees all."""
        return answer(wire.Invites(invites=invites_for(person_asking(request), base_url=base_url(request))))

    @extend_schema(
        operation_id="create_invite",
        request=NewInvite,
        responses={201: wire.Invite, **refusals(400, 401, 403, 429)},
    )
    def post(self, request: Request) -> Response:
        """Make an invite."""
        user = person_asking(request)
        body = read_body(request, NewInvite)
        guards.may_invite(user)
        invite = actions.create_invite(
            by=user, expires_in_hours=body.expires_in_hours, use_limit=body.use_limit, note=body.note
        )
        return answer(to_invite(invite, base_url=base_url(request)), status=201)


class InviteView(PublicReadView):
    """One invite: GET knows it by its token, DELETE by its id."""

    @extend_schema(
        operation_id="look_at_invite",
        auth=[],
        parameters=[OpenApiParameter("key", str, OpenApiParameter.PATH, description="The token.")],
        responses={200: wire.Invitation, **refusals(404, 429)},
    )
    def get(self, request: Request, key: str) -> Response:
        """Say who invites, and where to."""
        guards.may_follow_link(request)
        invite = invite_by_token(key)
        return answer(wire.Invitation(community=community(), invited_by=invite.created_by.name))

    @extend_schema(
        operation_id="revoke_invite",
        parameters=[OpenApiParameter("key", UUID, OpenApiParameter.PATH, description="The id.")],
        responses={204: None, **refusals(401, 404)},
    )
    def delete(self, request: Request, key: str) -> Response:
        """Revoke an invite."""
        user = person_asking(request)
        try:
            invite_id = UUID(key)
        except ValueError as error:
            raise errors.NotFound from error
        actions.revoke_invite(visible_invite(user, invite_id))
        return nothing()
