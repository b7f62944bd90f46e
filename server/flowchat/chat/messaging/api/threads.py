"""Threads over HTTP."""

from typing import Annotated
from uuid import UUID

from drf_spectacular.utils import extend_schema
from pydantic import AfterValidator, Field
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.events import objects
from flowchat.chat.events.objects import ThreadReading
from flowchat.chat.messaging.access import member_message_of, message_of
from flowchat.chat.messaging.actions import threads as actions
from flowchat.chat.messaging.api.reading import READING
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.queries.threads import (
    Filter,
    FollowedThreads,
    ThreadPage,
    read_cursor,
    require_root,
    thread_of,
    threads_followed,
)
from flowchat.chat.rooms.api.shapes import ReadUpTo
from flowchat.chat.rooms.models import Membership
from flowchat.chat.wire import Body, Wire
from flowchat.http import limits
from flowchat.http.answers import answer, query_of, refusals
from flowchat.http.parsing import read_body, read_query

MARKING = limits.Rate(count=60, seconds=60)


def _check_cursor(text: str) -> str:
    read_cursor(text)
    return text


class Wanted(Body):
    """Which threads: those followed, or of them those with something unread."""

    filter: Filter = "following"
    room: UUID | None = None
    before: Annotated[str, Field(max_length=100), AfterValidator(_check_cursor)] | None = None


class ChangedThread(Wire):
    """What the thread's root shows now."""

    thread: objects.Thread


class ThreadsView(APIView):
    """The threads someone follows."""

    @extend_schema(
        operation_id="list_threads",
        parameters=query_of(Wanted),
        responses={200: FollowedThreads, **refusals(400, 401)},
    )
    def get(self, request: Request) -> Response:
        """List the threads the caller follows, the last answered first, twenty at a time."""
        wanted = read_query(request, Wanted)
        before = read_cursor(wanted.before) if wanted.before else None
        person = person_asking(request)
        found = threads_followed(person, wanted=wanted.filter, room_id=wanted.room, before=before)
        return answer(found)


class ThreadView(APIView):
    """One thread."""

    @extend_schema(operation_id="get_thread", responses={200: ThreadPage, **refusals(401, 404)})
    def get(self, request: Request, root_id: UUID) -> Response:
        """Show a thread's root, and where the caller stands in it."""
        return answer(thread_of(message_of(person_asking(request), root_id)))


class ReadThreadView(APIView):
    """How far the caller has read a thread."""

    @extend_schema(
        operation_id="read_thread",
        request=ReadUpTo,
        responses={200: ThreadReading, **refusals(400, 401, 403, 404, 429)},
    )
    def post(self, request: Request, root_id: UUID) -> Response:
        """Move the caller's position in a thread forward."""
        limits.check("reading", person_asking(request).id, READING)
        seq = read_body(request, ReadUpTo).seq
        reader, root = _seat(request, root_id)
        return answer(actions.read_thread(reader=reader, root=root, seq=seq))


class FollowingView(APIView):
    """Whether the caller follows a thread."""

    @extend_schema(
        operation_id="follow_thread",
        request=None,
        responses={200: ThreadReading, **refusals(401, 403, 404, 429)},
    )
    def put(self, request: Request, root_id: UUID) -> Response:
        """Follow a thread."""
        limits.check("marking", person_asking(request).id, MARKING)
        follower, root = _seat(request, root_id)
        return answer(actions.follow_thread(follower=follower, root=root))

    @extend_schema(
        operation_id="unfollow_thread", responses={200: ThreadReading, **refusals(401, 403, 404, 429)}
    )
    def delete(self, request: Request, root_id: UUID) -> Response:
        """Follow a thread no more."""
        limits.check("marking", person_asking(request).id, MARKING)
        follower, root = _seat(request, root_id)
        return answer(actions.unfollow_thread(follower=follower, root=root))


class ResolvedView(APIView):
    """Whether a thread is resolved."""

    @extend_schema(
        operation_id="resolve_thread",
        request=None,
        responses={200: ChangedThread, **refusals(401, 403, 404, 409, 429)},
    )
    def put(self, request: Request, root_id: UUID) -> Response:
        """Mark a thread as resolved."""
        limits.check("marking", person_asking(request).id, MARKING)
        member, root = _seat(request, root_id)
        return answer(ChangedThread(thread=actions.resolve_thread(member=member, root=root)))

    @extend_schema(
        operation_id="reopen_thread", responses={200: ChangedThread, **refusals(401, 403, 404, 409, 429)}
    )
    def delete(self, request: Request, root_id: UUID) -> Response:
        """Mark a thread as open again."""
        limits.check("marking", person_asking(request).id, MARKING)
        member, root = _seat(request, root_id)
        return answer(ChangedThread(thread=actions.reopen_thread(member=member, root=root)))


def _seat(request: Request, root_id: UUID) -> tuple[Membership, Message]:
    found = member_message_of(person_asking(request), root_id)
    return found.member, require_root(found.row)
