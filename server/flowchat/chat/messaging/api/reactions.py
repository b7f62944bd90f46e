"""Reactions over HTTP."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions.reactions import add_reaction, remove_reaction
from flowchat.chat.wire import Wire
from flowchat.http import limits
from flowchat.http.answers import answer, refusals

REACTING = limits.Rate(count=120, seconds=60)
_EMOJI = OpenApiParameter(
    "emoji", str, OpenApiParameter.PATH, description="One emoji, or `:name:` of a custom one."
)


class Reacted(Wire):
    """The message's revision from now on. A client that is there shows what everyone sees."""

    revision: int


class ReactionView(APIView):
    """One's own emoji under a message."""

    @extend_schema(
        operation_id="add_reaction",
        parameters=[_EMOJI],
        request=None,
        responses={200: Reacted, **refusals(400, 401, 403, 404, 409, 429)},
    )
    def put(self, request: Request, message_id: UUID, emoji: str) -> Response:
        """Put it there. Again changes nothing."""
        person = person_asking(request)
        limits.check("react", person.id, REACTING)
        proof = member_message_of(person, message_id)
        return answer(Reacted(revision=add_reaction(proof=proof, emoji=emoji)))

    @extend_schema(
        operation_id="remove_reaction",
        parameters=[_EMOJI],
        responses={200: Reacted, **refusals(401, 403, 404, 409, 429)},
    )
    def delete(self, request: Request, message_id: UUID, emoji: str) -> Response:
        """Take it away. Again changes nothing."""
        person = person_asking(request)
        limits.check("react", person.id, REACTING)
        proof = member_message_of(person, message_id)
        return answer(Reacted(revision=remove_reaction(proof=proof, emoji=emoji)))
