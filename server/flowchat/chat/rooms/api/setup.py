"""The first minute of a server: its owner, its first room, its first invite."""

from uuid import UUID

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from flowchat.chat.accounts import actions as accounts
from flowchat.chat.accounts import guards, wire
from flowchat.chat.accounts.api.answers import answer_signed_in, base_url, signed_in
from flowchat.chat.accounts.api.devices import device_of
from flowchat.chat.accounts.api.views import PublicView
from flowchat.chat.accounts.models import Invite, Session
from flowchat.chat.accounts.queries import to_invite
from flowchat.chat.accounts.shapes import SetupBody
from flowchat.chat.rooms.actions import create_room
from flowchat.chat.rooms.models import RoomKind
from flowchat.http.answers import refusals
from flowchat.http.parsing import read_body

_FIRST_INVITE_HOURS = 7 * 24


class SetUp(wire.SignedIn):
    """Signed in as the owner, with a room to talk in and a link to send to friends."""

    room_id: UUID
    invite: wire.Invite


class SetupView(PublicView):
    """Setting the server up."""

    @extend_schema(
        operation_id="set_up_server",
        request=SetupBody,
        responses={201: SetUp, **refusals(400, 404, 429)},
    )
    def post(self, request: Request) -> Response:
        """Make the owner, the first public room and the first invite, by the set-up link."""
        body = read_body(request, SetupBody)
        guards.may_follow_link(request)
        session, room_id, invite = set_up(body, device=device_of(request))
        made = SetUp(
            **dict(signed_in(session)),
            room_id=room_id,
            invite=to_invite(invite, base_url=base_url(request)),
        )
        return answer_signed_in(session, status=201, body=made)


@transaction.atomic
def set_up(body: SetupBody, *, device: str) -> tuple[Session, UUID, Invite]:
    """Do all of it or nothing: a link that is used up must leave a server that works."""
    owner = accounts.set_up_owner(token=body.token, community_name=body.community_name, owner=body.owner())
    room = create_room(creator=owner, kind=RoomKind.PUBLIC, name=body.room_name, starting=True).room
    invite = accounts.create_invite(by=owner, expires_in_hours=_FIRST_INVITE_HOURS, use_limit=None)
    return accounts.start_session(user=owner, device=device), room.id, invite
