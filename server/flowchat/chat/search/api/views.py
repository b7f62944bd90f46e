"""Search over HTTP."""

from zoneinfo import ZoneInfo

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.rooms.access import viewer_of
from flowchat.chat.search.answers import DayAnswer, SearchAnswer
from flowchat.chat.search.api.shapes import Asked, AskedDay
from flowchat.chat.search.cursors import unseal
from flowchat.chat.search.parsing import start_of
from flowchat.chat.search.queries import Search, find_messages, first_seq_since
from flowchat.http import limits
from flowchat.http.answers import answer, query_of, refusals
from flowchat.http.parsing import read_query

SEARCHING = limits.Rate(count=180, seconds=60)
"""A search at each pause in typing, for as long as somebody types."""


class SearchView(APIView):
    """Messages that somebody looks for."""

    @extend_schema(
        operation_id="search_messages",
        parameters=query_of(Asked),
        responses={200: SearchAnswer, **refusals(400, 401, 429, 503)},
    )
    def get(self, request: Request) -> Response:
        """Find messages in the rooms I am in, and in public rooms that `in:` names."""
        person = person_asking(request)
        limits.check("search", person.id, SEARCHING)
        asked = read_query(request, Asked)
        cursor = None if asked.cursor is None else unseal(asked.cursor)
        search = Search(user=person, text=asked.q, sort=asked.sort, limit=asked.limit, cursor=cursor)
        return answer(find_messages(search))


class DayView(APIView):
    """The messages of a room by day."""

    @extend_schema(
        operation_id="find_day",
        parameters=query_of(AskedDay),
        responses={200: DayAnswer, **refusals(400, 401, 404)},
    )
    def get(self, request: Request) -> Response:
        """Find where a day begins in a room."""
        person = person_asking(request)
        asked = read_query(request, AskedDay)
        viewer = viewer_of(person, asked.room)
        moment = start_of(asked.day, ZoneInfo(person.time_zone))
        return answer(DayAnswer(seq=first_seq_since(viewer.room.id, moment)))
