"""Whom a text calls: `@name`, `@here`, `@all`, read by the one grammar of messages and resolved at sending.

What a name meant is settled then: people are renamed, come and go, and an old message must go on meaning them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.events.objects import MentionedPerson
from flowchat.chat.formatting.reading import mentions_of
from flowchat.chat.messaging import ports
from flowchat.chat.messaging.models import MentionGroup, Message
from flowchat.chat.rooms.models import Membership
from flowchat.chat.text import fold_name

MOST_NAMED = 50
"""So many names of one text can call somebody; further ones are text. Who wants more has groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Members named in a text, the name as written; the group called; everyone told, save by `@all` and the author."""

    people: Collection[MentionedPerson] = ()
    group: MentionGroup = MentionGroup.NONE
    user_ids: Collection[UUID] = ()

    def write_to(self, row: Message) -> None:
        """Put it into the columns of a message."""
        row.mentioned_people = [one.model_dump(mode="json") for one in self.people]
        row.mention_group = self.group
        row.mentioned_ids = list(self.user_ids)


def called_in(text: str, *, room_id: UUID, author_id: UUID) -> Called:
    """Return whom a text calls in a room. Costs no query without an `@`; names of nobody here call nobody."""
    if "@" not in text:
        return Called()
    found = mentions_of(text)
    seats = Membership.objects.filter(room_id=room_id, user__is_active=True)
    by_key = _keys(found.names)
    members = seats.filter(user__username_key__in=by_key)
    named: dict[str, UUID] = dict(members.values_list("user__username_key", "user_id"))
    people = [
        MentionedPerson(user_id=named[key], username=name)
        for key, names in by_key.items()
        if key in named
        for name in names
    ]
    group = _group(found.groups)
    told = set(named.values())
    if group == MentionGroup.HERE:
        told |= ports.present_among(set(seats.values_list("user_id", flat=True)))
    return Called(people=people, group=group, user_ids=sorted(told - {author_id}))


def named_outside(text: str, *, room_id: UUID) -> list[User]:
    """Return the people a text names who are not in the room: they would not see it."""
    if "@" not in text:
        return []
    inside = Membership.objects.filter(room_id=room_id).values("user_id")
    named = User.objects.filter(username_key__in=_keys(mentions_of(text).names), is_active=True)
    return list(named.exclude(id__in=inside).order_by("search_key", "id")[:20])


def _keys(names: Iterable[str]) -> dict[str, list[str]]:
    """Gather the first names by how they are compared: `@Bob` and `@bob` are one person, but two names."""
    keys: dict[str, list[str]] = {}
    for name in islice(names, MOST_NAMED):
        keys.setdefault(fold_name(name), []).append(name)
    return keys


def _group(groups: Collection[str]) -> MentionGroup:
    """The larger of those called: whoever is here is among all."""
    if MentionGroup.ALL in groups:
        return MentionGroup.ALL
    return MentionGroup.HERE if MentionGroup.HERE in groups else MentionGroup.NONE
