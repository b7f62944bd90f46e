"""Running the server over HTTP."""

from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts import actions, guards, wire
from flowchat.chat.accounts.access import administrator, managed_account, one_time_link
from flowchat.chat.accounts.api.answers import base_url
from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.accounts.api.views import PublicReadView, PublicView
from flowchat.chat.accounts.models import OneTimeLink
from flowchat.chat.accounts.ports import upload_limits
from flowchat.chat.accounts.queries import account, accounts, community, firebase_config, needs_setup
from flowchat.chat.accounts.shapes import AccountChanges, AccountsQuery, CommunityChanges
from flowchat.chat.events.objects import Community
from flowchat.chat.events.types import CONTRACT_LEVEL
from flowchat.chat.text import MESSAGE_LENGTH
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_body, read_query
from flowchat.version import VERSION


class CommunityView(PublicReadView):
    """The server itself."""

    @extend_schema(operation_id="get_community", auth=[], responses={200: wire.CommunityStatus})
    def get(self, request: Request) -> Response:
        """Say what a client needs to know before anyone signs in."""
        return answer(
            wire.CommunityStatus(
                **community().model_dump(),
                needs_setup=needs_setup(),
                contract_level=CONTRACT_LEVEL,
                version=VERSION,
                mail=settings.MAIL_ENABLED,
                previews=settings.LINK_PREVIEWS,
                firebase=firebase_config(),
                limits=wire.Limits(
                    message_length=MESSAGE_LENGTH,
                    request_bytes=settings.REQUEST_BYTES_LIMIT,
                    uploads=upload_limits(),
                ),
            )
        )

    @extend_schema(
        operation_id="change_community",
        request=CommunityChanges,
        responses={200: Community, **refusals(400, 401, 403)},
    )
    def patch(self, request: Request) -> Response:
        """Change the server's name or who may register."""
        by = administrator(person_asking(request))
        body = read_body(request, CommunityChanges)
        return answer(actions.change_community(by, body))


class SetupLinkView(PublicView):
    """A set-up link before it is used."""

    @extend_schema(operation_id="look_at_setup_link", responses={200: wire.Nothing, **refusals(404, 429)})
    def get(self, request: Request, token: str) -> Response:
        """Say whether the link works."""
        guards.may_follow_link(request)
        one_time_link(token, OneTimeLink.Purpose.SETUP)
        return answer(wire.Nothing())


class AccountsView(APIView):
    """Every account."""

    @extend_schema(
        operation_id="list_accounts",
        parameters=[OpenApiParameter("search", str), OpenApiParameter("before", UUID)],
        responses={200: wire.Accounts, **refusals(400, 401, 403)},
    )
    def get(self, request: Request) -> Response:
        """List accounts, newest first."""
        administrator(person_asking(request))
        asked = read_query(request, AccountsQuery)
        return answer(wire.Accounts(accounts=accounts(search=asked.search, before=asked.before)))


class AccountView(APIView):
    """One account."""

    @extend_schema(
        operation_id="change_account",
        request=AccountChanges,
        responses={200: wire.Account, **refusals(400, 401, 403, 404, 409)},
    )
    def patch(self, request: Request, user_id: UUID) -> Response:
        """Change someone's role, or deactivate or restore them."""
        managed = managed_account(person_asking(request), user_id)
        body = read_body(request, AccountChanges)
        changed = actions.change_account(managed, role=body.role, active=body.active)
        return answer(account(changed.id))


class AccountResetView(APIView):
    """Help for who forgot their password."""

    @extend_schema(
        operation_id="create_reset_link",
        request=None,
        responses={201: wire.ResetLink, **refusals(401, 403, 404)},
    )
    def post(self, request: Request, user_id: UUID) -> Response:
        """Make a link with which this person sets a new password: one use, 24 hours."""
        link = actions.create_reset_link(managed_account(person_asking(request), user_id))
        return answer(
            wire.ResetLink(url=base_url(request) + link.path, expires_at=link.expires_at), status=201
        )
