"""Rooms over HTTP."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.events.objects import RoomEntry
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.access import as_viewer, member_of, viewer_of
from flowchat.chat.rooms.api.shapes import Browsing, Deletion, NewConversation, NewRoom, RoomChanges
from flowchat.chat.rooms.models import RoomKind
from flowchat.chat.rooms.queries import PublicRooms, browse_public_rooms, entry_of, people_named
from flowchat.http import limits
from flowchat.http.answers import answer, query_of, refusals
from flowchat.http.parsing import read_body, read_query

SEARCHING = limits.Rate(count=120, seconds=60)
"""A search at each pause in typing, and no walk through the alphabet."""


class RoomsView(APIView):
    """All rooms."""

    @extend_schema(
        operation_id="browse_rooms",
        parameters=query_of(Browsing),
        responses={200: PublicRooms, **refusals(400, 401, 429)},
    )
    def get(self, request: Request) -> Response:
        """Find public rooms to look into or join."""
        person = person_asking(request)
        wanted = read_query(request, Browsing)
        if wanted.search:
            limits.check("search-rooms", person.id, SEARCHING)
        return answer(browse_public_rooms(person, search=wanted.search))

    @extend_schema(
        operation_id="create_room", request=NewRoom, responses={201: RoomEntry, **refusals(400, 401)}
    )
    def post(self, request: Request) -> Response:
        """Make a private or public room; the caller owns it."""
        body = read_body(request, NewRoom)
        membership = actions.create_room(
            creator=person_asking(request),
            kind=RoomKind(body.kind),
            name=body.name,
            description=body.description,
            people=people_named(body.member_ids, field="member_ids"),
        )
        return answer(entry_of(as_viewer(membership)), status=201)


class DirectRoomsView(APIView):
    """Chats with people."""

    @extend_schema(
        operation_id="start_conversation",
        request=NewConversation,
        responses={200: RoomEntry, 201: RoomEntry, **refusals(400, 401)},
    )
    def post(self, request: Request) -> Response:
        """Open the chat with these people: 200 when the pair had one, 201 when it was made now."""
        body = read_body(request, NewConversation)
        people = people_named(body.user_ids, field="user_ids", active_only=False)
        opened = actions.start_conversation(starter=person_asking(request), people=people)
        return answer(entry_of(as_viewer(opened.membership)), status=201 if opened.created else 200)


class RoomView(APIView):
    """One room."""

    @extend_schema(operation_id="get_room", responses={200: RoomEntry, **refusals(401, 404)})
    def get(self, request: Request, room_id: UUID) -> Response:
        """Show a room as the caller sees it; public ones can be looked into."""
        return answer(entry_of(viewer_of(person_asking(request), room_id)))

    @extend_schema(
        operation_id="update_room",
        request=RoomChanges,
        responses={200: RoomEntry, **refusals(400, 401, 403, 404, 409)},
    )
    def patch(self, request: Request, room_id: UUID) -> Response:
        """Rename, describe, archive or restore a room."""
        editor = member_of(person_asking(request), room_id)
        changes = read_body(request, RoomChanges).model_dump(exclude_unset=True)
        return answer(entry_of(as_viewer(actions.update_room(editor=editor, **changes))))

    @extend_schema(
        operation_id="delete_room",
        request=Deletion,
        responses={204: None, **refusals(400, 401, 403, 404, 409)},
    )
    def delete(self, request: Request, room_id: UUID) -> Response:
        """Delete a room and its messages for good."""
        owner = member_of(person_asking(request), room_id)
        actions.delete_room(owner=owner, confirm=read_body(request, Deletion).confirm)
        return Response(status=204)
