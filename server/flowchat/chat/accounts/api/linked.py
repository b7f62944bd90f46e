"""Firebase sign-ins, as far as this server hears of them."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from flowchat.chat.accounts import guards, wire
from flowchat.chat.accounts.access import linked_identity
from flowchat.chat.accounts.api.views import PublicView
from flowchat.chat.accounts.shapes import FirebaseTokenBody
from flowchat.http.answers import answer, refusals
from flowchat.http.parsing import read_body


class FirebaseView(PublicView):
    """Who a Firebase ID token speaks for. It opens nothing here: access tokens do."""

    @extend_schema(
        operation_id="identify_firebase_token",
        request=FirebaseTokenBody,
        responses={200: wire.FirebaseIdentity, **refusals(400, 401, 404, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        """Say whose token this is, for programs beside this server that get one from a client. 404: Firebase is off."""
        guards.may_show_token(request)
        identity = linked_identity(read_body(request, FirebaseTokenBody).id_token)
        return answer(wire.FirebaseIdentity(user_id=identity.user_id, expires_at=identity.expires_at))
