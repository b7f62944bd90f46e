"""Making, changing and deleting rooms."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Invalid
from flowchat.chat.events import log
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import RoomCreated, RoomDeleted, RoomUpdated
from flowchat.chat.rooms.access import require
from flowchat.chat.rooms.actions.holding import hold, refuse_archived, refuse_direct
from flowchat.chat.rooms.actions.notices import tell_joined, tell_left
from flowchat.chat.rooms.actions.removing import REMOVING
from flowchat.chat.rooms.models import Membership, Room, RoomKind, RoomRole
from flowchat.chat.rooms.queries import to_member, to_room
from flowchat.chat.rooms.receipts import SHOWN_UP_TO
from flowchat.chat.text import fold
from flowchat.jobs.queue import enqueue

_FIRST_SEQ = 1


@transaction.atomic
def create_room(
    *,
    creator: User,
    kind: RoomKind,
    name: str,
    description: str = "",
    people: Sequence[User] = (),
    starting: bool = False,
) -> Membership:
    """Make a private or public room of `creator` (its owner) and `people`; returns the creator's membership.

    A `starting` room is one that new accounts join by themselves.
    """
    room = Room(
        kind=kind,
        name=name,
        description=description,
        search_key=search_key(name),
        starting=starting,
        created_by=creator,
    )
    room.save(force_insert=True)
    others = {person.id: person for person in people if person.id != creator.id}
    owner, *_ = found_room(
        room, [(creator, RoomRole.OWNER), *((one, RoomRole.MEMBER) for one in others.values())]
    )
    return owner


def found_room(room: Room, seats: Sequence[tuple[User, RoomRole]]) -> list[Membership]:
    """Seat the first members of a new room and tell them; `room.created` is the stream's seq 1.

    They start with nothing unread, so their position is that seq.
    """
    memberships = Membership.objects.bulk_create(
        Membership(
            room=room,
            user=user,
            role=role,
            joined_seq=_FIRST_SEQ,
            last_read_seq=_FIRST_SEQ,
            seen_seq=_FIRST_SEQ,
            threads_read_seq=_FIRST_SEQ,
        )
        for user, role in seats
    )
    members = [to_member(one, show_position=len(memberships) <= SHOWN_UP_TO) for one in memberships]
    log.append(room_stream(room.id), RoomCreated(room=to_room(room), members=members))
    tell_joined(memberships)
    return memberships


@transaction.atomic
def update_room(
    *,
    editor: Membership,
    name: str | None = None,
    description: str | None = None,
    archived: bool | None = None,
) -> Membership:
    """Rename, describe, archive or restore a room (admins and owners); None leaves a thing as it is.

    Returns the editor's membership with the room as it is now. Raises Conflict for direct rooms, and for archived
    ones unless this restores it. A change that changes nothing is no event.
    """
    editor = hold(editor)
    refuse_direct(editor.room)
    require(editor, RoomRole.ADMIN)
    room = editor.room
    if archived is not False:
        _refuse_edit_of_archived(room, name=name, description=description)
    before = to_room(room)
    if name is not None:
        room.name, room.search_key = name, search_key(name)
    if description is not None:
        room.description = description
    if archived is not None and archived != before.archived:
        room.archived_at = timezone.now() if archived else None
    after = to_room(room)
    if after != before:
        room.save(update_fields=["name", "search_key", "description", "archived_at"])
        log.append(room_stream(room.id), RoomUpdated(room=after))
    return editor


def _refuse_edit_of_archived(room: Room, *, name: str | None, description: str | None) -> None:
    if name is not None or description is not None:
        refuse_archived(room)


@transaction.atomic
def delete_room(*, owner: Membership, confirm: str) -> None:
    """Delete a room and its messages for good (owners). `confirm` must be its name, or Invalid is raised.

    However much it holds, this takes no longer: see `erase`.
    """
    owner = hold(owner)
    room = owner.room
    refuse_direct(room)
    require(owner, RoomRole.OWNER)
    if confirm != room.name:
        raise Invalid(fields={"confirm": ["Type the room's name to delete it."]})
    members = list(Membership.objects.filter(room_id=room.id).values_list("user_id", flat=True))
    erase(room)
    tell_left(members, room_id=room.id, reason="deleted")


def erase(room: Room) -> None:
    """Take a held room away from everybody for good. Its last event is announced, not kept.

    What is left is a private room without members or a name, which nobody can find, read or enter, whatever part of the
    server they ask. What it held is removed soon after (`removing`).
    """
    Membership.objects.filter(room_id=room.id).delete()
    Room.objects.filter(id=room.id).update(
        kind=RoomKind.PRIVATE,
        name="",
        description="",
        search_key="",
        starting=False,
        picture_id=None,
        deleted_at=timezone.now(),
    )
    log.close(room_stream(room.id), RoomDeleted(room_id=room.id))
    enqueue(REMOVING)


def search_key(name: str) -> str:
    """Return a room's name as search compares it, cut to its column: folding can lengthen text."""
    return fold(name)[:80]
