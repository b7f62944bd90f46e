"""Messages over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.messaging import queries
from flowchat.chat.messaging.actions import send_message
from flowchat.chat.messaging.api.shapes import Outgoing, SentMessage, Wanted
from flowchat.chat.rooms.access import Viewer, member_of, viewer_of
from flowchat.http import limits
from flowchat.http.answers import answer, query_of, refusals
from flowchat.http.parsing import read_body, read_query

SENDING = limits.Rate(count=120, seconds=60)
"""Faster than anyone types, and room for an outbox that was offline for a while."""


class MessagesView(APIView):
    """The messages of rooms."""

    @extend_schema(
        operation_id="send_message",
        request=Outgoing,
        responses={200: SentMessage, 201: SentMessage, **refusals(400, 401, 403, 404, 409, 413, 429)},
    )
    def post(self, request: Request) -> Response:
        """Send a message: 201 when it is stored now, 200 with the first result when this client_id was sent before."""
        person = person_asking(request)
        limits.check("send", person.id, SENDING)
        new = read_body(request, Outgoing)
        sender = member_of(person, new.room)
        sent = send_message(sender=sender, new=new.to_new())
        return answer(SentMessage(message=sent.message), status=201 if sent.created else 200)

    @extend_schema(
        operation_id="list_messages",
        parameters=query_of(Wanted),
        responses={200: queries.History, **refusals(400, 401, 404)},
    )
    def get(self, request: Request) -> Response:
        """Read messages before, after or around a seq, or the newest, with their authors."""
        wanted = read_query(request, Wanted)
        person = person_asking(request)
        # The right and the messages as of one moment: a removal in between would let out what came after it.
        with one_moment():
            return answer(_find(viewer_of(person, wanted.room), wanted))


def _find(viewer: Viewer, wanted: Wanted) -> queries.History:
    if wanted.client_id is not None:
        return queries.by_client_id(viewer, wanted.client_id)
    if wanted.before is not None:
        return queries.before(viewer, wanted.before, limit=wanted.limit, thread=wanted.thread)
    if wanted.after is not None:
        return queries.after(viewer, wanted.after, limit=wanted.limit, thread=wanted.thread)
    if wanted.around is not None:
        return queries.around(viewer, wanted.around, limit=wanted.limit, thread=wanted.thread)
    return queries.newest(viewer, limit=wanted.limit, thread=wanted.thread)
