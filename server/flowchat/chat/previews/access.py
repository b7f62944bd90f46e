"""The only door to a picture."""

from uuid import UUID

from flowchat.chat.errors import NotFound
from flowchat.chat.previews.keys import opens
from flowchat.chat.previews.links import previews_are_on
from flowchat.chat.previews.models import LinkPreview


def preview_picture(preview_id: UUID, key: str) -> bytes:
    """Return the picture of a preview, a WebP, to whoever has the key. Raises NotFound; also while previews are off."""
    if not opens(key, preview_id) or not previews_are_on():
        raise NotFound
    rows = LinkPreview.objects.filter(id=preview_id, picture__isnull=False)
    data = rows.values_list("picture__data", flat=True).first()
    if data is None:
        raise NotFound
    return bytes(data)
