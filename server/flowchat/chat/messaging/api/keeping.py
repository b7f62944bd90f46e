"""What is kept, over HTTP: pins and removals of a room, one's own saved messages."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.messaging.access import member_message_of, message_of
from flowchat.chat.messaging.actions.pin import set_pinned
from flowchat.chat.messaging.actions.save import save_message, unsave_message
from flowchat.chat.messaging.api.change_shapes import SavedBefore
from flowchat.chat.messaging.queries.kept import Pins, Removals, pins_of, removals_of
from flowchat.chat.messaging.queries.saved import SavedPage, saved_page
from flowchat.chat.rooms.access import member_of, viewer_of
from flowchat.chat.rooms.models import RoomRole
from flowchat.http import limits
from flowchat.http.answers import answer, query_of, refusals
from flowchat.http.parsing import read_query

KEEPING = limits.Rate(count=120, seconds=60)


class PinView(APIView):
    """The pin of one message."""

    @extend_schema(
        operation_id="pin_message", request=None, responses={204: None, **refusals(401, 403, 404, 409, 429)}
    )
    def put(self, request: Request, message_id: UUID) -> Response:
        """Pin it to the room, as any member may. Again changes nothing."""
        return _pin(request, message_id, pinned=True)

    @extend_schema(operation_id="unpin_message", responses={204: None, **refusals(401, 403, 404, 409, 429)})
    def delete(self, request: Request, message_id: UUID) -> Response:
        """Take the pin away. Again changes nothing."""
        return _pin(request, message_id, pinned=False)


def _pin(request: Request, message_id: UUID, *, pinned: bool) -> Response:
    person = person_asking(request)
    limits.check("keep-message", person.id, KEEPING)
    set_pinned(member=member_message_of(person, message_id), pinned=pinned)
    return Response(status=204)


class PinsView(APIView):
    """The pins of a room."""

    @extend_schema(operation_id="list_pins", responses={200: Pins, **refusals(401, 404)})
    def get(self, request: Request, room_id: UUID) -> Response:
        """Read a room's last hundred pins, the latest first."""
        return answer(pins_of(viewer_of(person_asking(request), room_id)))


class RemovalsView(APIView):
    """What admins of a room took away."""

    @extend_schema(operation_id="list_removals", responses={200: Removals, **refusals(401, 403, 404)})
    def get(self, request: Request, room_id: UUID) -> Response:
        """Read who took whose messages away lately, and why; for admins of the room."""
        return answer(removals_of(member_of(person_asking(request), room_id, role=RoomRole.ADMIN)))


class SavedMessageView(APIView):
    """One message on one's own list."""

    @extend_schema(
        operation_id="save_message", request=None, responses={204: None, **refusals(401, 404, 409, 429)}
    )
    def put(self, request: Request, message_id: UUID) -> Response:
        """Keep it for later. Again changes nothing."""
        person = person_asking(request)
        limits.check("keep-message", person.id, KEEPING)
        save_message(reader=message_of(person, message_id))
        return Response(status=204)

    @extend_schema(operation_id="unsave_message", responses={204: None, **refusals(401, 429)})
    def delete(self, request: Request, message_id: UUID) -> Response:
        """Take it off one's own list, also when one may no longer read it. What isn't there changes nothing."""
        person = person_asking(request)
        limits.check("keep-message", person.id, KEEPING)
        unsave_message(user=person, message_id=message_id)
        return Response(status=204)


class SavedView(APIView):
    """What one keeps for later."""

    @extend_schema(
        operation_id="list_saved",
        parameters=query_of(SavedBefore),
        responses={200: SavedPage, **refusals(400, 401)},
    )
    def get(self, request: Request) -> Response:
        """Read what one saved and may still read, the latest first, fifty at a time."""
        person = person_asking(request)
        return answer(saved_page(person, before=read_query(request, SavedBefore).before))
