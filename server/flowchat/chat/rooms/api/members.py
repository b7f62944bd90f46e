"""The people in a room over HTTP."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.events.objects import Member, Reading, RoomEntry
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.access import as_viewer, member_of, viewer_of
from flowchat.chat.rooms.api.shapes import Added, Heir, Newcomers, ReadUpTo, RoleChange
from flowchat.chat.rooms.models import RoomRole
from flowchat.chat.rooms.queries import MemberList, described_member, entry_of, members_of, people_named
from flowchat.http import limits
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_body

READING = limits.Rate(count=600, seconds=60)
"""Every message someone sees may be confirmed, by each of their devices."""


class JoinView(APIView):
    """The way into a public room."""

    @extend_schema(
        operation_id="join_room", request=None, responses={200: RoomEntry, **refusals(401, 404, 409)}
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        """Join a public room; being in it already is fine."""
        joined = actions.join_room(viewer=viewer_of(person_asking(request), room_id))
        return answer(entry_of(as_viewer(joined)))


class LeaveView(APIView):
    """The way out."""

    @extend_schema(
        operation_id="leave_room", request=None, responses={204: None, **refusals(401, 403, 404, 409)}
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        """Leave a room; its last owner hands it over first."""
        actions.leave_room(leaver=member_of(person_asking(request), room_id))
        return Response(status=204)


class MembersView(APIView):
    """Everyone in a room."""

    @extend_schema(operation_id="list_members", responses={200: MemberList, **refusals(401, 404)})
    def get(self, request: Request, room_id: UUID) -> Response:
        """Show who is in a room."""
        return answer(members_of(viewer_of(person_asking(request), room_id)))

    @extend_schema(
        operation_id="add_members",
        request=Newcomers,
        responses={201: Added, **refusals(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        """Add people to a room."""
        adder = member_of(person_asking(request), room_id)
        people = people_named(read_body(request, Newcomers).user_ids, field="user_ids")
        added = actions.add_members(adder=adder, people=people)
        return answer(Added(members=[described_member(one) for one in added]), status=201)


class MemberView(APIView):
    """One person in a room."""

    @extend_schema(
        operation_id="change_role",
        request=RoleChange,
        responses={200: Member, **refusals(400, 401, 403, 404, 409)},
    )
    def patch(self, request: Request, room_id: UUID, user_id: UUID) -> Response:
        """Give a member another role."""
        changer = member_of(person_asking(request), room_id)
        role = RoomRole(read_body(request, RoleChange).role)
        return answer(described_member(actions.change_role(changer=changer, user_id=user_id, role=role)))

    @extend_schema(operation_id="remove_member", responses={204: None, **refusals(401, 403, 404, 409)})
    def delete(self, request: Request, room_id: UUID, user_id: UUID) -> Response:
        """Remove someone from a room."""
        remover = member_of(person_asking(request), room_id)
        actions.remove_member(remover=remover, user_id=user_id)
        return Response(status=204)


class HandOverView(APIView):
    """Passing a room on."""

    @extend_schema(
        operation_id="hand_over_room",
        request=Heir,
        responses={204: None, **refusals(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        """Make another member the owner and the caller an admin."""
        owner = member_of(person_asking(request), room_id)
        actions.hand_over(owner=owner, user_id=read_body(request, Heir).user_id)
        return Response(status=204)


class ReadView(APIView):
    """How far the caller has read."""

    @extend_schema(
        operation_id="mark_read",
        request=ReadUpTo,
        responses={200: Reading, **refusals(400, 401, 403, 404, 429)},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        """Move the caller's read position forward."""
        limits.check("reading", person_asking(request).id, READING)
        reader = member_of(person_asking(request), room_id)
        return answer(actions.mark_read(reader=reader, seq=read_body(request, ReadUpTo).seq))


class DeliveredView(APIView):
    """How far the caller's devices have received a direct room."""

    @extend_schema(
        operation_id="mark_delivered",
        request=ReadUpTo,
        responses={204: None, **refusals(400, 401, 403, 404, 409, 429)},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        """Say that messages up to a seq have arrived."""
        limits.check("reading", person_asking(request).id, READING)
        receiver = member_of(person_asking(request), room_id)
        actions.mark_delivered(receiver=receiver, seq=read_body(request, ReadUpTo).seq)
        return Response(status=204)
