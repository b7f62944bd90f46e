"""Mentions over HTTP: whom to offer, and whom a text would call."""

from typing import Annotated
from uuid import UUID

from drf_spectacular.utils import extend_schema
from pydantic import AfterValidator, Field
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.messaging.api.shapes import check_text
from flowchat.chat.messaging.queries.mentionable import MentionablePeople, mentionable
from flowchat.chat.messaging.queries.reach import Reach, reach_of
from flowchat.chat.rooms.access import member_of
from flowchat.chat.text import Line
from flowchat.chat.wire import Body
from flowchat.http import limits
from flowchat.http.answers import answer, query_of, refusals
from flowchat.http.parsing import read_body, read_query

OFFERING = limits.Rate(count=120, seconds=60)


class Typed(Body):
    """What stands behind the `@` so far, and the root of the thread it is typed in."""

    search: Annotated[Line, Field(max_length=100)] = ""
    thread: UUID | None = None


class MentioningText(Body):
    """A text before it is sent."""

    text: Annotated[str, AfterValidator(check_text)]


class MentionableView(APIView):
    """The people one may mean in a room."""

    @extend_schema(
        operation_id="list_mentionable",
        parameters=query_of(Typed),
        responses={200: MentionablePeople, **refusals(400, 401, 403, 404, 429)},
    )
    def get(self, request: Request, room_id: UUID) -> Response:
        """Offer people for what was typed behind an `@`, the likeliest first, at most 20."""
        person = person_asking(request)
        limits.check("mentionable", person.id, OFFERING)
        wanted = read_query(request, Typed)
        member = member_of(person, room_id)
        return answer(mentionable(member, search=wanted.search, thread=wanted.thread))


class MentionsView(APIView):
    """Whom a text would call."""

    @extend_schema(
        operation_id="check_mentions",
        request=MentioningText,
        responses={200: Reach, **refusals(400, 401, 403, 404, 429)},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        """Say before sending who is named but not in the room, and how many people the text calls."""
        person = person_asking(request)
        limits.check("mentionable", person.id, OFFERING)
        member = member_of(person, room_id)
        return answer(reach_of(member, read_body(request, MentioningText).text))
