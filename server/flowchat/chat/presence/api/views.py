"""People as one may know them, over HTTP."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.presence.objects import Profile
from flowchat.chat.presence.queries import profile_of
from flowchat.http.answers import answer, refusals


class PersonView(APIView):
    """One person."""

    @extend_schema(operation_id="get_person", responses={200: Profile, **refusals(401, 404)})
    def get(self, request: Request, user_id: UUID) -> Response:
        """Show a person: the address to themselves and admins, when they were last here to who shares a room."""
        return answer(profile_of(person_asking(request), user_id))
