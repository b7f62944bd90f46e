"""Reacting with an emoji. Set and unset, never toggled: what two devices do at once ends as both wanted."""

from django.db import transaction
from django.db.models import QuerySet

from flowchat.chat.emoji.queries import custom_emoji_exists
from flowchat.chat.emoji.unicode import canonical_emoji, custom_name
from flowchat.chat.errors import Conflict, Invalid
from flowchat.chat.events import log
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import ReactionAdded, ReactionRemoved
from flowchat.chat.messaging.access import Reachable
from flowchat.chat.messaging.actions.changing import Held, hold_message, refuse_deleted
from flowchat.chat.messaging.models import Message, Reaction
from flowchat.chat.rooms.actions.holding import refuse_archived

MOST_KINDS = 50


@transaction.atomic
def add_reaction(*, proof: Reachable, emoji: str) -> int:
    """Put an emoji under a message; twice is once. Returns the message's revision from now on.

    Raises Invalid for what is neither one emoji nor `:name:` of one of this server's own, Conflict for the 51st kind
    (`too_many_reactions`), a deleted message or an archived room.
    """
    value = _known(emoji)
    held = _hold(proof)
    if _mine(held, value).exists():
        return held.row.revision
    kinds = dict(Reaction.objects.filter(message=held.row).values_list("emoji", "kind_seq").distinct())
    if value not in kinds and len(kinds) >= MOST_KINDS:
        raise Conflict(f"A message can have {MOST_KINDS} kinds of reactions.", code="too_many_reactions")
    seq = log.claim(room_stream(held.row.room_id))
    Reaction.objects.create(
        message=held.row, user_id=held.member.user_id, emoji=value, kind_seq=kinds.get(value, seq)
    )
    return _announce(held, seq, ReactionAdded, value)


@transaction.atomic
def remove_reaction(*, proof: Reachable, emoji: str) -> int:
    """Take one's emoji away from a message; what is not there is gone already. Returns the message's revision.

    Raises Conflict for a deleted message or an archived room.
    """
    # Not `_known`: a custom one may have been deleted since.
    value = emoji if custom_name(emoji) else canonical_emoji(emoji)
    held = _hold(proof)
    if value is None or not _mine(held, value).delete()[0]:
        return held.row.revision
    return _announce(held, log.claim(room_stream(held.row.room_id)), ReactionRemoved, value)


def _known(emoji: str) -> str:
    """Return the one form of an emoji; raises Invalid when there is none such."""
    name = custom_name(emoji)
    value = emoji if name and custom_emoji_exists(name) else canonical_emoji(emoji)
    if value is None:
        raise Invalid(fields={"emoji": ["This is not one emoji, or not known here."]})
    return value


def _hold(proof: Reachable) -> Held:
    held = hold_message(proof)
    refuse_archived(held.member.room)
    refuse_deleted(held.row)
    return held


def _mine(held: Held, value: str) -> QuerySet[Reaction]:
    return Reaction.objects.filter(message=held.row, emoji=value, user_id=held.member.user_id)


def _announce(held: Held, seq: int, kind: type[ReactionAdded] | type[ReactionRemoved], value: str) -> int:
    Message.objects.filter(id=held.row.id).update(revision=seq)
    event = kind(message_id=held.row.id, message_seq=held.row.seq, user_id=held.member.user_id, emoji=value)
    log.write(room_stream(held.row.room_id), seq, event)
    return seq
