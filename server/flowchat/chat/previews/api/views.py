"""Previews over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.answers import nothing
from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.accounts.api.views import PublicView
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.previews import actions
from flowchat.chat.previews.access import preview_picture
from flowchat.chat.previews.api.shapes import PictureQuery
from flowchat.http.answers import query_of, refusals
from flowchat.http.negotiation import AnyAccept
from flowchat.http.parsing import read_query


class MessagePreviewsView(APIView):
    """The previews of one message."""

    @extend_schema(operation_id="remove_previews", responses={204: None, **refusals(401, 403, 404, 409)})
    def delete(self, request: Request, message_id: UUID) -> Response:
        """Take them away for everyone: one's own message's, or as an admin of the room any."""
        actions.remove_previews(proof=member_message_of(person_asking(request), message_id))
        return nothing()


class PreviewPictureView(PublicView):
    """The picture of one preview."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="get_preview_picture",
        auth=[],
        parameters=query_of(PictureQuery),
        responses={(200, "image/webp"): OpenApiTypes.BINARY, **refusals(400, 404)},
    )
    def get(self, request: Request, preview_id: UUID) -> HttpResponse:
        """Return the picture, a WebP, to whoever has its key: an <img> sends no access token."""
        picture = preview_picture(preview_id, read_query(request, PictureQuery).key)
        response = HttpResponse(picture, content_type="image/webp")
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        # Opened as a page of its own it may do nothing at all.
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
