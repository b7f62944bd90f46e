"""The doors to this server's own emoji."""

from dataclasses import dataclass
from uuid import UUID

from flowchat.chat import errors
from flowchat.chat.accounts.access import administrator
from flowchat.chat.accounts.models import User
from flowchat.chat.emoji.models import CustomEmoji


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedEmoji:
    """Proof that `by` may decide about an emoji."""

    by: User
    emoji: CustomEmoji


def managed_emoji(user: User, emoji_id: UUID) -> ManagedEmoji:
    """Return proof that `user` may decide about an emoji; raises Forbidden or NotFound."""
    by = administrator(user).user
    row = CustomEmoji.objects.defer("picture").filter(id=emoji_id).first()
    if row is None:
        raise errors.NotFound
    return ManagedEmoji(by=by, emoji=row)


def emoji_picture(emoji_id: UUID) -> bytes:
    """Return a picture to whoever knows its id; raises NotFound.

    For everyone, because an <img> sends no access token. The id has 74 random bits (UUIDv7) and is told to the
    signed-in only.
    """
    picture = CustomEmoji.objects.filter(id=emoji_id).values_list("picture", flat=True).first()
    if picture is None:
        raise errors.NotFound
    return bytes(picture)
