"""Reading previews."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from django.conf import settings
from django.db.models import Exists

from flowchat.chat.accounts.models import Community
from flowchat.chat.events import objects
from flowchat.chat.previews.keys import picture_key
from flowchat.chat.previews.models import LinkPreview

_FIELDS = ("message_id", "id", "url", "title", "description", "site", "picture__width", "picture__height")
OF_MESSAGE = """
    (
        SELECT json_agg(
            json_build_array(p.id, p.url, p.title, p.description, p.site, q.width, q.height) ORDER BY p.position
        )
        FROM previews_linkpreview AS p LEFT JOIN previews_picture AS q ON q.id = p.picture_id
        WHERE p.message_id = m.id
        AND NOT EXISTS (SELECT FROM accounts_community WHERE NOT link_previews)
    )
"""
"""The same for the row m of a statement that reads messages (`messaging.ports.PreviewsWithin`)."""


def previews_of(message_ids: Collection[UUID]) -> Mapping[UUID, list[objects.LinkPreview]]:
    """Return the previews of those messages that have some (`messaging.ports.Previews`); none while they are off."""
    if not settings.LINK_PREVIEWS:
        return {}
    rows = LinkPreview.objects.filter(
        ~Exists(Community.objects.filter(link_previews=False)), message_id__in=message_ids
    )
    found: dict[UUID, list[objects.LinkPreview]] = defaultdict(list)
    for message_id, *told in rows.order_by("position").values_list(*_FIELDS):
        found[message_id].append(_preview(*told))
    return dict(found)


def read_found(found: str) -> list[objects.LinkPreview]:
    """Return the previews of one message as `OF_MESSAGE` found them; none while they are off."""
    if not settings.LINK_PREVIEWS:
        return []
    return [_preview(UUID(preview_id), *told) for preview_id, *told in json.loads(found)]


def _preview(
    preview_id: UUID,
    url: str,
    title: str,
    description: str,
    site: str,
    width: int | None,
    height: int | None,
) -> objects.LinkPreview:
    picture = None
    if width is not None and height is not None:
        picture = objects.Picture(url=picture_url(preview_id), width=width, height=height)
    return objects.LinkPreview(
        id=preview_id, url=url, title=title, description=description, site=site, picture=picture
    )


def picture_url(preview_id: UUID) -> str:
    """Return where the picture of a preview is, on this server."""
    return f"/api/previews/{preview_id}/picture/?key={picture_key(preview_id)}"
