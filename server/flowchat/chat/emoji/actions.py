"""Adding and removing this server's own emoji."""

from django.db import transaction

from flowchat.chat import errors
from flowchat.chat.accounts.access import Administrator
from flowchat.chat.emoji.access import ManagedEmoji
from flowchat.chat.emoji.models import CustomEmoji
from flowchat.chat.emoji.pictures import make_emoji_picture
from flowchat.chat.emoji.queries import custom_emoji_exists, to_emoji
from flowchat.chat.events import log, objects
from flowchat.chat.events.streams import COMMUNITY
from flowchat.chat.events.types import EmojiAdded, EmojiRemoved

MOST = 500
"""Every client gets the whole list at its start."""


def add_emoji(by: Administrator, *, name: str, picture: bytes) -> objects.CustomEmoji:
    """Make an emoji of a picture, and tell everyone.

    Raises Invalid for what is no picture, Conflict `emoji_name_taken`, `too_many_emoji`.
    """
    # Before the transaction: nobody should wait for a decoder at the community's lock.
    ours = make_emoji_picture(picture)
    with transaction.atomic():
        log.lock(COMMUNITY)
        if custom_emoji_exists(name):
            raise errors.Conflict("There is an emoji with this name already.", code="emoji_name_taken")
        if CustomEmoji.objects.count() >= MOST:
            raise errors.Conflict(f"A server can have {MOST} emoji of its own.", code="too_many_emoji")
        added = to_emoji(CustomEmoji.objects.create(name=name, picture=ours, created_by=by.user))
        log.append(COMMUNITY, EmojiAdded(emoji=added))
    return added


@transaction.atomic
def remove_emoji(managed: ManagedEmoji) -> None:
    """Delete an emoji, and tell everyone. Where it was used its name stays, as text."""
    log.lock(COMMUNITY)
    deleted, _ = CustomEmoji.objects.filter(id=managed.emoji.id).delete()
    if deleted:
        log.append(COMMUNITY, EmojiRemoved(emoji_id=managed.emoji.id))
