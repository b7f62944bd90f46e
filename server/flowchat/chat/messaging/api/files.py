"""The files of a room over HTTP."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.messaging.api.shapes import Seq
from flowchat.chat.messaging.queries.files import Kind, RoomFiles, files_in
from flowchat.chat.rooms.access import viewer_of
from flowchat.chat.wire import Body
from flowchat.http.answers import answer, query_of, refusals
from flowchat.http.parsing import read_query


class FilesWanted(Body):
    """Which files of a room: those of messages before a seq, all or of one kind."""

    before: Seq | None = None
    kind: Kind | None = None


class RoomFilesView(APIView):
    """The files of a room."""

    @extend_schema(
        operation_id="list_room_files",
        parameters=query_of(FilesWanted),
        responses={200: RoomFiles, **refusals(400, 401, 404)},
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        """List what was sent to a room, the latest first, fifty at a time. For whoever may read it."""
        viewer = viewer_of(person_asking(request), room_id)
        wanted = read_query(request, FilesWanted)
        return answer(files_in(viewer, before=wanted.before, kind=wanted.kind))
