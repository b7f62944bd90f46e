"""Drafts over HTTP."""

from typing import Annotated
from uuid import UUID

from drf_spectacular.utils import extend_schema
from pydantic import AfterValidator, Field, StrictInt
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.events import objects
from flowchat.chat.messaging.actions.drafts import keep_draft
from flowchat.chat.messaging.api.shapes import MAX_SEQ, check_storable
from flowchat.chat.messaging.queries.drafts import Drafts, drafts_of
from flowchat.chat.rooms.access import member_of
from flowchat.chat.wire import Body
from flowchat.http import limits
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_body

KEEPING = limits.Rate(count=120, seconds=60)
"""A pause in typing every half second; clients wait longer."""
_DRAFT_LENGTH = 20_000
"""More than a message may have: what is too long to send must not be lost for that."""


class DraftBody(Body):
    """What someone has begun to write in a room, or in the thread of a root. Empty: take it away."""

    room: UUID
    thread: UUID | None
    text: Annotated[str, AfterValidator(check_storable), Field(max_length=_DRAFT_LENGTH)]
    reply_to: UUID | None
    version: Annotated[StrictInt, Field(ge=1, le=MAX_SEQ)]


class DraftsView(APIView):
    """One's own drafts."""

    @extend_schema(operation_id="list_drafts", responses={200: Drafts, **refusals(401)})
    def get(self, request: Request) -> Response:
        """Show what one has begun to write, the newest first."""
        return answer(Drafts(drafts=drafts_of(person_asking(request))))

    @extend_schema(
        operation_id="keep_draft",
        request=DraftBody,
        responses={200: objects.Draft, **refusals(400, 401, 403, 404, 409, 429)},
    )
    def put(self, request: Request) -> Response:
        """Keep a draft under its next version; 409 `draft_changed` when another device was faster."""
        person = person_asking(request)
        limits.check("draft", person.id, KEEPING)
        body = read_body(request, DraftBody)
        draft = keep_draft(
            writer=member_of(person, body.room),
            thread=body.thread,
            text=body.text,
            reply_to=body.reply_to,
            version=body.version,
        )
        return answer(draft)
