"""Which emoji this server has of its own."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import JSONObject

from flowchat.chat.emoji.models import CustomEmoji
from flowchat.chat.events import objects


def custom_emoji() -> list[objects.CustomEmoji]:
    """Return all of them by name."""
    return [read_emoji(one) for one in told_emoji()]


def told_emoji() -> QuerySet[CustomEmoji, Any]:
    """Find the same, to be asked for with something else and read by `read_emoji`."""
    told = JSONObject(id="id", name="name", created_by="created_by_id", created_at="created_at")
    return CustomEmoji.objects.order_by("name").values_list(told, flat=True)


def read_emoji(found: Mapping[str, object]) -> objects.CustomEmoji:
    """Return what was found as the wire shows it."""
    return objects.CustomEmoji.model_validate({**found, "url": _picture_url(found["id"])})


def custom_emoji_exists(name: str) -> bool:
    """Is there one that is written `:name:`?"""
    return CustomEmoji.objects.filter(name=name).exists()


def to_emoji(row: CustomEmoji) -> objects.CustomEmoji:
    """Return the row as the wire shows it."""
    return objects.CustomEmoji(
        id=row.id,
        name=row.name,
        url=_picture_url(row.id),
        created_by=row.created_by_id,
        created_at=row.created_at,
    )


def _picture_url(emoji_id: object) -> str:
    return f"/api/emoji/{emoji_id}/picture/"
