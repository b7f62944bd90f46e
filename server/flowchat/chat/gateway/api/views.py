"""Starting and catching up, over HTTP."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.events.queries import Backlog, backlog
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.gateway.access import stream_for
from flowchat.chat.gateway.api.shapes import Position
from flowchat.chat.gateway.queries import Bootstrap, bootstrap
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_query


class BootstrapView(APIView):
    """What a client starts with."""

    @extend_schema(operation_id="bootstrap", responses={200: Bootstrap, **refusals(401)})
    def get(self, request: Request) -> Response:
        """Return the account, the community, every room and the positions of the streams, as of one moment."""
        return answer(bootstrap(person_asking(request)))


class SyncView(APIView):
    """The log of a stream."""

    @extend_schema(
        operation_id="sync",
        parameters=[
            OpenApiParameter("stream", str, required=True),
            OpenApiParameter("after", int, required=True),
        ],
        responses={200: Backlog, **refusals(400, 401, 404)},
    )
    def get(self, request: Request) -> Response:
        """Return the events of one of your streams after a seq. `reset` means: fetch a fresh snapshot instead."""
        position = read_query(request, Position)
        person = person_asking(request)
        # The right and the events as of one moment: a removal in between would let out what came after it.
        with one_moment():
            return answer(backlog(stream_for(person, position.stream), after=position.after))
