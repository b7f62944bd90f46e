"""One message over HTTP: reading it, changing it, taking it away."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.messaging.access import member_message_of, message_of
from flowchat.chat.messaging.actions import NewMessage, send_message, sent_before
from flowchat.chat.messaging.actions.delete import delete_message, restore_message
from flowchat.chat.messaging.actions.edit import edit_message
from flowchat.chat.messaging.api.change_shapes import Edit, Forwarding, Taking
from flowchat.chat.messaging.api.shapes import SentMessage
from flowchat.chat.messaging.api.views import SENDING
from flowchat.chat.messaging.queries.one import FoundMessage, Versions, found, versions_of
from flowchat.chat.rooms.access import member_of
from flowchat.http import limits
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_body

CHANGING = limits.Rate(count=120, seconds=60)
"""Edits, deletions and undoing them, together."""


class MessageView(APIView):
    """One message."""

    @extend_schema(operation_id="get_message", responses={200: FoundMessage, **refusals(401, 404)})
    def get(self, request: Request, message_id: UUID) -> Response:
        """Read a message whose room one may read, with whom it names."""
        return answer(found(message_of(person_asking(request), message_id)))

    @extend_schema(
        operation_id="edit_message",
        request=Edit,
        responses={200: SentMessage, **refusals(400, 401, 403, 404, 409, 413, 429)},
    )
    def patch(self, request: Request, message_id: UUID) -> Response:
        """Say it differently; the same words again change nothing."""
        person = person_asking(request)
        limits.check("change-message", person.id, CHANGING)
        edit = read_body(request, Edit)
        editor = member_message_of(person, message_id)
        return answer(SentMessage(message=edit_message(editor=editor, text=edit.text, version=edit.version)))

    @extend_schema(
        operation_id="delete_message",
        request=Taking,
        responses={204: None, **refusals(400, 401, 403, 404, 429)},
    )
    def delete(self, request: Request, message_id: UUID) -> Response:
        """Take away one's own message, or with a reason another's as an admin of the room. Again changes nothing."""
        person = person_asking(request)
        limits.check("change-message", person.id, CHANGING)
        taking = read_body(request, Taking)
        delete_message(deleter=member_message_of(person, message_id), reason=taking.reason)
        return Response(status=204)


class RestoreView(APIView):
    """Undoing a deletion."""

    @extend_schema(
        operation_id="restore_message",
        request=None,
        responses={200: SentMessage, **refusals(401, 403, 404, 409, 429)},
    )
    def post(self, request: Request, message_id: UUID) -> Response:
        """Bring back what one has just deleted, as it was."""
        person = person_asking(request)
        limits.check("change-message", person.id, CHANGING)
        message = restore_message(restorer=member_message_of(person, message_id))
        return answer(SentMessage(message=message))


class VersionsView(APIView):
    """What a message said before."""

    @extend_schema(operation_id="list_versions", responses={200: Versions, **refusals(401, 403, 404, 409)})
    def get(self, request: Request, message_id: UUID) -> Response:
        """Read everything a message said, oldest first; for members of its room."""
        return answer(versions_of(member_message_of(person_asking(request), message_id)))


class ForwardView(APIView):
    """Taking a message over into another room."""

    @extend_schema(
        operation_id="forward_message",
        request=Forwarding,
        responses={200: SentMessage, 201: SentMessage, **refusals(400, 401, 403, 404, 409, 413, 429)},
    )
    def post(self, request: Request, message_id: UUID) -> Response:
        """Send a copy of a message that one may read: 201, or 200 when this client_id was sent before."""
        person = person_asking(request)
        limits.check("send", person.id, SENDING)
        body = read_body(request, Forwarding)
        # Asked first: whoever repeats it may have lost the source in between, but not what they sent.
        sent = sent_before(person, room_id=body.room, client_id=body.client_id)
        if sent is None:
            source = message_of(person, message_id)
            new = NewMessage(client_id=body.client_id, text=body.text, forward=source.row.id)
            sent = send_message(sender=member_of(person, body.room), new=new)
        return answer(SentMessage(message=sent.message), status=201 if sent.created else 200)
