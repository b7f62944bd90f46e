"""Positions and settings over HTTP: everything about reading that needs to know messages."""

from typing import Annotated
from uuid import UUID

from drf_spectacular.utils import extend_schema
from pydantic import Field, StrictBool, StrictInt
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.events.objects import Notify, Reading, RoomSettings, View
from flowchat.chat.messaging.actions.positions import (
    Position,
    mark_everything_read,
    mark_unread,
    set_positions,
)
from flowchat.chat.messaging.actions.settings import change_settings
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.api.members import READING
from flowchat.chat.rooms.api.shapes import MAX_SEQ
from flowchat.chat.text import Line
from flowchat.chat.wire import Body, Wire
from flowchat.http import limits
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_body

__all__ = ["READING", "AllReadView", "PositionsView", "SettingsView", "UnreadView"]

EVERYWHERE = limits.Rate(count=20, seconds=60)
SETTING = limits.Rate(count=120, seconds=60)
_Seq = Annotated[StrictInt, Field(ge=0, le=MAX_SEQ)]


class UnreadFrom(Body):
    """The seq of the first message to be unread again."""

    seq: Annotated[StrictInt, Field(ge=1, le=MAX_SEQ)]


class SettingsChanges(Body):
    """What to change of one's settings of a room; what is left out stays."""

    notify: Notify = Field(default_factory=lambda: "all")
    muted: StrictBool = Field(default_factory=bool)
    view: View = Field(default_factory=lambda: "flat")
    follow_threads: StrictBool = Field(default_factory=bool)
    favourite: StrictBool = Field(default_factory=bool)
    section: Annotated[Line, Field(max_length=40)] = Field(default_factory=str)


class RoomPosition(Body):
    """How far someone has read a room, and all of its threads."""

    room_id: UUID
    last_read_seq: _Seq
    threads_read_seq: _Seq


class Positions(Body):
    """Where to stand from now on."""

    rooms: Annotated[list[RoomPosition], Field(max_length=1000)]


class PositionBefore(Wire):
    """Where someone stood in a room."""

    room_id: UUID
    last_read_seq: int
    threads_read_seq: int


class PositionsBefore(Wire):
    """Where someone stood in the rooms that changed: send it back to undo that."""

    before: list[PositionBefore]


class UnreadView(APIView):
    """Going back."""

    @extend_schema(
        operation_id="mark_unread",
        request=UnreadFrom,
        responses={200: Reading, **refusals(400, 401, 403, 404, 429)},
    )
    def post(self, request: Request, room_id: UUID) -> Response:
        """Make a message and those after it unread again."""
        person = person_asking(request)
        limits.check("reading", person.id, READING)
        reader = member_of(person, room_id)
        return answer(mark_unread(reader=reader, seq=read_body(request, UnreadFrom).seq))


class SettingsView(APIView):
    """How the caller wants a room."""

    @extend_schema(
        operation_id="change_room_settings",
        request=SettingsChanges,
        responses={200: RoomSettings, **refusals(400, 401, 403, 404, 429)},
    )
    def patch(self, request: Request, room_id: UUID) -> Response:
        """Change what tells the caller, how threads are shown, and where the room stands in the sidebar."""
        person = person_asking(request)
        limits.check("settings", person.id, SETTING)
        member = member_of(person, room_id)
        changes = read_body(request, SettingsChanges).model_dump(exclude_unset=True)
        return answer(change_settings(member=member, changes=changes))


class AllReadView(APIView):
    """Everything at once."""

    @extend_schema(
        operation_id="mark_everything_read",
        request=None,
        responses={200: PositionsBefore, **refusals(401, 429)},
    )
    def post(self, request: Request) -> Response:
        """Mark all rooms and threads of the caller as read."""
        person = person_asking(request)
        limits.check("reading-all", person.id, EVERYWHERE)
        return answer(_before(mark_everything_read(user=person)))


class PositionsView(APIView):
    """Several rooms at once."""

    @extend_schema(
        operation_id="set_positions",
        request=Positions,
        responses={200: PositionsBefore, **refusals(400, 401, 413, 429)},
    )
    def post(self, request: Request) -> Response:
        """Put the caller exactly where they say, such as back to before everything was marked as read."""
        person = person_asking(request)
        limits.check("reading-all", person.id, EVERYWHERE)
        wanted = {
            one.room_id: Position(one.last_read_seq, one.threads_read_seq)
            for one in read_body(request, Positions).rooms
        }
        return answer(_before(set_positions(user=person, wanted=wanted)))


def _before(positions: dict[UUID, Position]) -> PositionsBefore:
    return PositionsBefore(
        before=[
            PositionBefore(
                room_id=room_id,
                last_read_seq=position.last_read_seq,
                threads_read_seq=position.threads_read_seq,
            )
            for room_id, position in positions.items()
        ]
    )
