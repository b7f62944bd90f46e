"""Me and other people over HTTP."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat import errors
from flowchat.chat.accounts import actions, guards, wire
from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.accounts.queries import find_people, people_by_id, to_me
from flowchat.chat.accounts.shapes import PeopleQuery, ProfileChanges
from flowchat.chat.events.objects import Me
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_body, read_query

_MOST_IDS = 100


class MeView(APIView):
    """My account."""

    @extend_schema(operation_id="get_me", responses={200: Me, **refusals(401)})
    def get(self, request: Request) -> Response:
        """Return my account."""
        return answer(to_me(person_asking(request)))

    @extend_schema(
        operation_id="change_profile",
        request=ProfileChanges,
        responses={200: Me, **refusals(400, 401, 409, 429)},
    )
    def patch(self, request: Request) -> Response:
        """Change my profile; another e-mail address needs the password."""
        user = person_asking(request)
        changes = read_body(request, ProfileChanges)
        if "email" in changes.model_fields_set:
            guards.may_try_own_password(user)
        return answer(to_me(actions.change_profile(user=user, changes=changes)))


class PeopleView(APIView):
    """People."""

    @extend_schema(
        operation_id="find_people",
        parameters=[
            OpenApiParameter("search", str, description="A name, a username or a whole e-mail address."),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 50, "default": 20}),
            OpenApiParameter("ids", str, description="Instead of a search: up to 100 ids, with commas."),
        ],
        responses={200: wire.People, **refusals(400, 401, 429)},
    )
    def get(self, request: Request) -> Response:
        """Find people by name, or fetch them by id."""
        asked = read_query(request, PeopleQuery)
        user = person_asking(request)
        if asked.ids:
            found = people_by_id(ids := _read_ids(asked.ids))
            return answer(wire.People(people=[found[one] for one in dict.fromkeys(ids) if one in found]))
        guards.may_search(user)
        return answer(wire.People(people=find_people(asked.search, limit=asked.limit)))


def _read_ids(text: str) -> list[UUID]:
    try:
        ids = [UUID(one) for one in text.split(",")]
    except ValueError as error:
        raise errors.Invalid(fields={"ids": ["Give ids, separated by commas."]}) from error
    if len(ids) > _MOST_IDS:
        raise errors.Invalid(fields={"ids": [f"At most {_MOST_IDS} at once, please."]})
    return ids
