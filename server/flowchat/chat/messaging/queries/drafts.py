"""Reading what someone has begun to write."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import JSONObject

from flowchat.chat.accounts.models import User
from flowchat.chat.events import objects
from flowchat.chat.messaging.models import Draft
from flowchat.chat.wire import Wire

DRAFTS_LIMIT = 200


class Drafts(Wire):
    """Everything one has begun to write, the newest first."""

    drafts: list[objects.Draft]


def drafts_of(user: User) -> list[objects.Draft]:
    """Return this person's drafts in the rooms they are in."""
    return [objects.Draft.model_validate(one) for one in told_drafts(user)]


def told_drafts(user: User) -> QuerySet[Draft, Any]:
    """Find the same, to be asked for with something else."""
    told = JSONObject(
        room_id="room_id",
        thread_id="thread_id",
        text="text",
        reply_to_id="reply_to_id",
        version="version",
        updated_at="updated_at",
    )
    return begun_by(user).order_by("-updated_at")[:DRAFTS_LIMIT].values_list(told, flat=True)


def begun_by(user: User) -> QuerySet[Draft]:
    """Find this person's drafts in the rooms they are in. What is empty only keeps its version."""
    mine = Draft.objects.filter(user_id=user.id, room__memberships__user_id=user.id)
    return mine.exclude(text="", reply_to=None)


def is_begun(text: str, reply_to: UUID | None) -> bool:
    """Is there anything in a draft?"""
    return bool(text) or reply_to is not None


def to_draft(row: Draft) -> objects.Draft:
    """Return what the wire says of a draft."""
    return objects.Draft(
        room_id=row.room_id,
        thread_id=row.thread_id,
        text=row.text,
        reply_to_id=row.reply_to_id,
        version=row.version,
        updated_at=row.updated_at,
    )
