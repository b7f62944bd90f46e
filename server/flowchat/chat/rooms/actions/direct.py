"""Chats with people instead of rooms with names."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Invalid
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.actions.rooms import create_room, found_room
from flowchat.chat.rooms.models import Membership, Room, RoomKind, RoomRole, direct_key
from flowchat.chat.rooms.queries import NO_SUCH_PERSON

_NAME_LENGTH = 80


class Opened(NamedTuple):
    """A room that was opened, and whether it was made just now."""

    membership: Membership
    created: bool


def start_conversation(*, starter: User, people: Sequence[User]) -> Opened:
    """Open the room for these people: nobody else → notes to self, one → the pair's direct room, more → a new room.

    A direct room never gains a third person; three people get a private room that is named after them.
    """
    others = list({one.id: one for one in people if one.id != starter.id}.values())
    if len(others) > 1:
        _refuse_deactivated(others)
        name = automatic_name([starter, *others])
        made = create_room(creator=starter, kind=RoomKind.PRIVATE, name=name, people=others)
        return Opened(made, created=True)
    return open_direct_room(starter=starter, other=others[0] if others else starter)


@transaction.atomic
def open_direct_room(*, starter: User, other: User) -> Opened:
    """Return the one direct room of a pair, made now if they had none.

    The room of someone who was deactivated stays open to the other; a new one isn't made (Invalid).
    """
    key = direct_key(starter.id, other.id)
    room = Room(kind=RoomKind.DIRECT, direct_key=key, created_by=starter)
    # Both may do this at once. The second insert waits for the first and then does nothing, so nobody checks
    # before writing and nobody fails.
    Room.objects.bulk_create([room], ignore_conflicts=True)
    standing = Room.objects.get(direct_key=key)
    if standing.id != room.id:
        return Opened(member_of(starter, standing.id), created=False)
    _refuse_deactivated([other])
    pair = {one.id: one for one in (starter, other)}
    mine, *_ = found_room(room, [(one, RoomRole.MEMBER) for one in pair.values()])
    return Opened(mine, created=True)


def _refuse_deactivated(people: Sequence[User]) -> None:
    if not all(person.is_active for person in people):
        raise Invalid(fields={"user_ids": [NO_SUCH_PERSON]})


def automatic_name(people: Sequence[User]) -> str:
    """Name a room after its people, as many as fit: "Ann, Ben, +3"."""
    name = people[0].name
    for index, person in enumerate(people[1:], start=1):
        rest = f", +{len(people) - index - 1}" if index < len(people) - 1 else ""
        longer = f"{name}, {person.name}"
        if len(longer) + len(rest) > _NAME_LENGTH:
            return f"{name[: _NAME_LENGTH - 6]}, +{len(people) - index}"
        name = longer
    return name
