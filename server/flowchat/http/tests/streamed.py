"""An address whose body is streamed, for the tests of streaming."""

from django.db import OperationalError
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat import errors
from flowchat.http.streaming import stream_body

UNREACHABLE = 7
"""A limit with which the database is away at the end."""


class Basket:
    """Collects what comes, and notes what happens to it."""

    heavy = False

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.batches: list[int] = []
        self.closed = 0

    def write(self, data: bytes) -> None:
        """Take it."""
        if b"bug" in data:
            raise LookupError("a bug")
        self.batches.append(len(data))
        if sum(self.batches) > self.limit:
            raise errors.TooLarge

    def close(self) -> None:
        """Count how often."""
        self.closed += 1
        if self.limit == UNREACHABLE:
            raise OperationalError("the database is away")


baskets: list[Basket] = []


class StreamedView(APIView):
    """Answers how much came."""

    authentication_classes = []
    permission_classes = []

    def post(self, request: Request) -> Response:
        """Take at most what `limit` says; 0 is refused at once."""
        return stream_body(request, lambda: self._begin(request), self._end)

    def get(self, request: Request) -> Response:
        """Answer without a body."""
        return Response({"size": 0})

    def _begin(self, request: Request) -> Basket:
        limit = int(request.query_params["limit"])
        if not limit:
            raise errors.Forbidden
        baskets.append(Basket(limit))
        return baskets[-1]

    def _end(self, basket: Basket) -> Response:
        assert basket.closed == 0
        return Response({"size": sum(basket.batches)}, status=201)


urlpatterns = [path("api/streamed/", StreamedView.as_view())]
