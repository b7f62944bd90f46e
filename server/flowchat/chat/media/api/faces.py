"""The pictures of people and rooms over HTTP."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.accounts.queries import to_me
from flowchat.chat.events.objects import Me, RoomEntry
from flowchat.chat.media.access import picture_to_show, pictured_room
from flowchat.chat.media.actions import faces
from flowchat.chat.rooms.access import as_viewer
from flowchat.chat.rooms.queries import entry_of
from flowchat.chat.wire import Body
from flowchat.http import limits
from flowchat.http.answers import answer, refusals
from flowchat.http.limits import Rate
from flowchat.http.parsing import read_body

_CHANGING = Rate(30, 3600)
"""Each is told to everyone, and costs a moment of a processor."""


class ChosenPicture(Body):
    """A picture that I uploaded and nothing shows yet."""

    upload_id: UUID


class MyPictureView(APIView):
    """The picture beside my name."""

    @extend_schema(
        operation_id="set_my_picture",
        request=ChosenPicture,
        responses={200: Me, **refusals(400, 401, 404, 409, 429, 503, 507)},
    )
    def put(self, request: Request) -> Response:
        """Show a picture that I uploaded, cut to a square."""
        person = person_asking(request)
        wanted = read_body(request, ChosenPicture).upload_id
        if wanted == person.picture_id:
            return answer(to_me(person))  # its first answer was lost
        upload = picture_to_show(person, wanted)
        limits.check("faces", person.id, _CHANGING)
        return answer(to_me(faces.set_my_picture(upload)))

    @extend_schema(operation_id="drop_my_picture", responses={200: Me, **refusals(401)})
    def delete(self, request: Request) -> Response:
        """Show none."""
        return answer(to_me(faces.drop_my_picture(person_asking(request))))


class RoomPictureView(APIView):
    """The picture beside a room's name."""

    @extend_schema(
        operation_id="set_room_picture",
        request=ChosenPicture,
        responses={200: RoomEntry, **refusals(400, 401, 403, 404, 409, 429, 503, 507)},
    )
    def put(self, request: Request, room_id: UUID) -> Response:
        """Show a picture that I uploaded, cut to a square. For admins of the room."""
        person = person_asking(request)
        editor = pictured_room(person, room_id)
        wanted = read_body(request, ChosenPicture).upload_id
        if wanted == editor.room.picture_id:
            return answer(entry_of(as_viewer(editor)))
        upload = picture_to_show(person, wanted)
        limits.check("faces", person.id, _CHANGING)
        return answer(entry_of(as_viewer(faces.set_room_picture(upload, editor=editor))))

    @extend_schema(
        operation_id="drop_room_picture", responses={200: RoomEntry, **refusals(401, 403, 404, 409)}
    )
    def delete(self, request: Request, room_id: UUID) -> Response:
        """Show none. For admins of the room."""
        editor = pictured_room(person_asking(request), room_id)
        return answer(entry_of(as_viewer(faces.drop_room_picture(editor=editor))))
