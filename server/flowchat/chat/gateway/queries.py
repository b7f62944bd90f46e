"""What a client starts with."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.queries import as_preferences, read_community, to_me, told_community
from flowchat.chat.emoji.queries import read_emoji, told_emoji
from flowchat.chat.events.objects import Community, CustomEmoji, Draft, Me, Preferences, RoomEntry
from flowchat.chat.events.queries import told_head
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.events.streams import COMMUNITY, user_stream
from flowchat.chat.events.types import CONTRACT_LEVEL
from flowchat.chat.gateway.access import Admitted, admitted
from flowchat.chat.messaging.queries.drafts import told_drafts
from flowchat.chat.messaging.queries.saved import saved_by
from flowchat.chat.rooms.queries import entries_of
from flowchat.chat.wire import Wire


class Bootstrap(Wire):
    """Everything the first screen needs, as of one moment. `streams` says where the streams stood that no room
    entry speaks for.
    """

    me: Me
    community: Community
    contract_level: int
    rooms: list[RoomEntry]
    emoji: list[CustomEmoji]
    drafts: list[Draft]
    saved_ids: list[UUID]
    streams: dict[str, int]


def bootstrap(user: User) -> Bootstrap:
    """Return what a client of this person starts with."""
    with one_moment():
        # Read again: the row that proved who is asking was read before this moment. With it, in the same statement,
        # the small things beside the rooms, each of which would else cost a way to PostgreSQL and back.
        row = User.objects.annotate(
            told_community=ArraySubquery(told_community()),
            told_drafts=ArraySubquery(told_drafts(user)),
            told_saved=ArraySubquery(saved_by(user)),
            told_emoji=ArraySubquery(told_emoji()),
            community_head=told_head(COMMUNITY),
            own_head=told_head(user_stream(user.id)),
        ).get(id=user.id)
        return Bootstrap(
            me=to_me(row),
            community=read_community(row.told_community),
            contract_level=CONTRACT_LEVEL,
            rooms=entries_of(user),
            drafts=[Draft.model_validate(one) for one in row.told_drafts],
            saved_ids=row.told_saved,
            emoji=[read_emoji(one) for one in row.told_emoji],
            streams={COMMUNITY: row.community_head, user_stream(user.id): row.own_head},
        )


class Asking(NamedTuple):
    """Somebody with a token: is this session of theirs alive, and, if they want to come in, what do they hear?"""

    user_id: UUID
    session_id: UUID
    enters: bool


class Admission(NamedTuple):
    """Every stream someone hears with its head, and what they let others see; of who is in already, nothing."""

    heads: dict[str, int]
    preferences: Preferences


def admissions_of(asking: Sequence[Asking]) -> list[Admission | None]:
    """Return what the connections of these people start with, None where the session or the account has ended.

    All of it as of one moment, and with one statement however many ask.
    """
    found = admitted(asking)
    return [_admission(one, found.get(place)) for place, one in enumerate(asking)]


def _admission(one: Asking, found: Admitted | None) -> Admission | None:
    if found is None or not one.enters:
        return _STAYS if found is not None else None
    return Admission(found.heads, as_preferences(found.preferences))


_STAYS = Admission({}, Preferences())
