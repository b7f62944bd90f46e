"""What a person may search: the only place that decides in which rooms something can be found."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Replace

from flowchat.chat.accounts.models import User
from flowchat.chat.rooms.access import rooms_of
from flowchat.chat.rooms.models import Room, RoomKind, direct_key
from flowchat.chat.text import fold, fold_name


@dataclass(frozen=True, slots=True)
class Reach:
    """The rooms to search, and which of the asked-for names are known. Nothing is found anywhere else."""

    room_ids: frozenset[UUID]
    known: frozenset[str]


def reach_of(user: User, names: Collection[str]) -> Reach:
    """Return the rooms that `user` is in now or, when some are named, those of them that `user` may read.

    A public room can be read by whoever looks into it, but is searched only when it is named: nobody wants to wade
    through every room of the server. A room one was removed from is as unknown as one that never was.
    """
    mine = frozenset(rooms_of(user))
    if not names:
        return Reach(mine, frozenset())
    found = {name: _rooms_named(name, user, mine) for name in names}
    known = frozenset(name for name, rooms in found.items() if rooms)
    return Reach(frozenset[UUID]().union(*found.values()), known)


def _rooms_named(name: str, user: User, mine: frozenset[UUID]) -> set[UUID]:
    if name.startswith("@"):
        return _direct_with(name, user) & mine
    room_id = as_id(name)
    if room_id is not None:
        rooms = Room.objects.filter(id=room_id)
    else:
        # What is typed has no spaces: `in:#launch-plans` is the room "Launch plans".
        plain = Replace(F("search_key"), Value("-"), Value(" "))
        wanted = fold(name.removeprefix("#").replace("-", " "))
        rooms = Room.objects.alias(plain=plain).filter(plain=wanted).exclude(kind=RoomKind.DIRECT)
    kinds = dict(rooms.values_list("id", "kind"))
    inside = {one for one in kinds if one in mine}
    return inside or {one for one, kind in kinds.items() if kind == RoomKind.PUBLIC}


def _direct_with(name: str, user: User) -> set[UUID]:
    other = people_named([name], user).get(name)
    if other is None:
        return set()
    return set(Room.objects.filter(direct_key=direct_key(user.id, other)).values_list("id", flat=True))


def people_named(names: Collection[str], user: User) -> dict[str, UUID]:
    """Return the accounts that these usernames mean, `me` and `@me` among them; unknown ones are left out."""
    keys = {name: fold_name(name.removeprefix("@")) for name in names}
    rows = User.objects.filter(username_key__in=set(keys.values()))
    ids = {**dict(rows.values_list("username_key", "id")), "me": user.id}
    return {name: ids[key] for name, key in keys.items() if key in ids}


def as_id(text: str) -> UUID | None:
    """Return the id that a text is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
