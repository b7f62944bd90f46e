"""This server's own emoji over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.access import administrator
from flowchat.chat.accounts.api.answers import nothing
from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.accounts.api.views import PublicView
from flowchat.chat.emoji import actions, wire
from flowchat.chat.emoji.access import emoji_picture, managed_emoji
from flowchat.chat.emoji.queries import custom_emoji
from flowchat.chat.emoji.shapes import NewEmoji
from flowchat.chat.events.objects import CustomEmoji
from flowchat.http import limits
from flowchat.http.answers import answer, refusals
from flowchat.http.limits import Rate
from flowchat.http.negotiation import AnyAccept
from flowchat.http.parsing import read_body

_ADDING = Rate(120, 3600)


class EmojiListView(APIView):
    """This server's own emoji."""

    @extend_schema(operation_id="list_emoji", responses={200: wire.CustomEmojiList, **refusals(401)})
    def get(self, request: Request) -> Response:
        """List them by name."""
        return answer(wire.CustomEmojiList(emoji=custom_emoji()))

    @extend_schema(
        operation_id="add_emoji",
        request=NewEmoji,
        responses={201: CustomEmoji, **refusals(400, 401, 403, 409, 413, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        """Make an emoji of a picture. Only for who runs the server."""
        by = administrator(person_asking(request))
        body = read_body(request, NewEmoji)
        limits.check("emoji", by.user.id, _ADDING)
        return answer(actions.add_emoji(by, name=body.name, picture=body.picture), status=201)


class EmojiView(APIView):
    """One of them."""

    @extend_schema(operation_id="remove_emoji", responses={204: None, **refusals(401, 403, 404)})
    def delete(self, request: Request, emoji_id: UUID) -> Response:
        """Delete an emoji. Only for who runs the server."""
        actions.remove_emoji(managed_emoji(person_asking(request), emoji_id))
        return nothing()


class EmojiPictureView(PublicView):
    """The picture of one of them."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="get_emoji_picture",
        auth=[],
        responses={(200, "image/webp"): OpenApiTypes.BINARY, **refusals(404)},
    )
    def get(self, request: Request, emoji_id: UUID) -> HttpResponse:
        """Return the picture, a WebP. For whoever knows the id: an <img> sends no access token."""
        response = HttpResponse(emoji_picture(emoji_id), content_type="image/webp")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        # Opened as a page of its own it may do nothing at all.
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
