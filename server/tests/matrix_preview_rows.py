"""Rows of the permission matrix: the previews of a message's links."""

from typing import Any
from uuid import UUID

from flowchat.chat.messaging.models import Message
from flowchat.chat.previews.keys import picture_key
from flowchat.chat.previews.models import LinkPreview, Picture
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests.factories import say
from tests.matrix_cast import Cast
from tests.matrix_rows import (
    EVERYONE,
    MEMBERS,
    ONE_OF_PAIR,
    PUBLIC_ADMINS,
    ROOM_ADMINS,
    Maker,
    Row,
    instead,
    of,
)

LINK = "https://pages.example/news"


def _previewed(cast: Cast, kind: str, author: str = "subject") -> LinkPreview:
    place: Room = getattr(cast, kind)
    sender = cast.subject if author == "subject" else cast.people[author]
    message = Message.objects.get(id=say(sender, place, LINK).id)
    picture, _ = Picture.objects.get_or_create(
        digest="0", defaults={"width": 1, "height": 1, "data": b"RIFF"}
    )
    return LinkPreview.objects.create(message=message, position=0, url=LINK, title="News", picture=picture)


def message_in(kind: str, author: str = "subject") -> Maker:
    """Name a previewed message of a room in the path."""
    return lambda cast: {"message_id": _previewed(cast, kind, author).message_id}


class _Preview:
    """Names one preview in the path, and its key in the query."""

    def __init__(self) -> None:
        self.id: UUID | None = None

    def path(self, cast: Cast) -> dict[str, Any]:
        self.id = _previewed(cast, "private").id
        return {"preview_id": self.id}

    def query(self, cast: Cast) -> dict[str, Any]:
        assert self.id is not None
        return {"key": picture_key(self.id)}


_PREVIEW = _Preview()

PREVIEW_ROWS = [
    Row("remove_previews", instead(ROOM_ADMINS, ok=204), path=message_in("private"), on="private"),
    Row("remove_previews", instead(PUBLIC_ADMINS, ok=204), path=message_in("public"), on="public"),
    Row("remove_previews", instead(ONE_OF_PAIR, ok=403), path=message_in("direct"), on="direct"),
    Row(
        "remove_previews",
        instead(MEMBERS, ok=204),
        path=message_in("private", "member"),
        on="the member's own",
    ),
    Row("get_preview_picture", EVERYONE, path=_PREVIEW.path, query=_PREVIEW.query),
    Row("get_preview_picture", (404,) * 8, path=_PREVIEW.path, query=of(key="0" * 32), on="wrong key"),
]
