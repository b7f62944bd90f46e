"""Reads about rooms, as wire objects. Every list costs the same number of queries, whatever its length."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Count, Q, QuerySet

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.queries import people_by_id, to_person
from flowchat.chat.errors import Invalid
from flowchat.chat.events import objects
from flowchat.chat.events.queries import heads_of
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.events.streams import room_stream
from flowchat.chat.rooms.access import Viewer, as_viewer, rooms_of
from flowchat.chat.rooms.contents import contents
from flowchat.chat.rooms.models import Membership, Room, RoomKind
from flowchat.chat.rooms.receipts import SHOWN_UP_TO, shows_positions, shows_receipts
from flowchat.chat.text import fold
from flowchat.chat.wire import Wire

BROWSE_LIMIT = 100
_SIMILAR = 0.4
"""How alike a word of a room's name must be to count in spite of a typo."""
NOTHING_READ = objects.Reading(
    last_read_seq=0, unread_count=0, mention_count=0, thread_unread_count=0, thread_mention_count=0
)
"""Of someone who only looks into a public room."""
NO_SUCH_PERSON = "There is no such person."


class MemberList(Wire):
    """The members of a room, in the order they came, at `seq` of its stream."""

    seq: int
    members: list[objects.Member]


class PublicRoom(Wire):
    """A public room, for someone who looks around."""

    room: objects.Room
    member_count: int
    joined: bool


class PublicRooms(Wire):
    """Public rooms."""

    rooms: list[PublicRoom]


def to_room(room: Room) -> objects.Room:
    """Return what the wire says of a room."""
    return objects.Room.model_validate(
        {
            "id": room.id,
            "kind": room.kind,
            "name": room.name,
            "description": room.description,
            "archived": room.archived_at is not None,
            "created_at": room.created_at,
            "created_by": room.created_by_id,
            "picture_id": room.picture_id,
        }
    )


def to_member(membership: Membership, *, show_position: bool = True) -> objects.Member:
    """Return what the wire says of a member, positions as 0 where they aren't shown; load the user before."""
    shown = show_position and shows_receipts(membership.user)
    return objects.Member.model_validate(
        {
            "person": to_person(membership.user),
            "role": membership.role,
            "joined_at": membership.joined_at,
            "last_read_seq": membership.seen_seq if shown else 0,
            "delivered_seq": membership.delivered_seq if shown else 0,
        }
    )


def described_member(membership: Membership) -> objects.Member:
    """Return a member as the others are told of them, in a room of whatever size."""
    return to_member(membership, show_position=shows_positions(membership.room_id))


def to_settings(membership: Membership | None) -> objects.RoomSettings:
    """Return how this person wants the room; someone who only looks in has chosen nothing."""
    if membership is None:
        return objects.RoomSettings()
    chosen = {name: getattr(membership, name) for name in objects.RoomSettings.model_fields}
    return objects.RoomSettings.model_validate(chosen)


def entry_of(viewer: Viewer) -> objects.RoomEntry:
    """Return a room as this person sees it."""
    with one_moment():
        return describe([viewer])[0]


def entries_of(user: User) -> list[objects.RoomEntry]:
    """Return every room of `user`, each at the seq it carries."""
    with one_moment():
        mine = Membership.objects.filter(user_id=user.id).select_related("room").order_by("id")
        return describe([as_viewer(membership, user) for membership in mine])


def members_of(viewer: Viewer) -> MemberList:
    """Return the members of a room and the seq at which that is so.

    How far they have read is for each other to know, in rooms of up to SHOWN_UP_TO people, and not for who only
    looks into a public room.
    """
    stream, inside = room_stream(viewer.room.id), viewer.membership is not None
    with one_moment():
        seq = heads_of([stream])[stream]
        rows = list(Membership.objects.filter(room_id=viewer.room.id).select_related("user").order_by("id"))
    shown = inside and len(rows) <= SHOWN_UP_TO
    return MemberList(seq=seq, members=[to_member(row, show_position=shown) for row in rows])


def describe(viewers: Sequence[Viewer]) -> list[objects.RoomEntry]:
    """Return the entry of each viewer's room. The caller holds one moment, or the rooms' streams."""
    room_ids = {viewer.room.id for viewer in viewers}
    sizes = _heads_and_sizes(room_ids)
    latest = contents().latest(room_ids)
    readings = contents().readings([v.membership.id for v in viewers if v.membership is not None])
    people = _people_beside(viewers, latest.values())
    entries = []
    for viewer in viewers:
        room, own, last = viewer.room, viewer.membership, latest.get(viewer.room.id)
        head, size = sizes[room.id]
        entries.append(
            objects.RoomEntry.model_validate(
                {
                    "room": to_room(room),
                    "seq": head,
                    "role": own and own.role,
                    **(readings[own.id] if own else NOTHING_READ).model_dump(),
                    "settings": to_settings(own),
                    "member_count": size,
                    "last_message": last,
                    "people": people(room, last),
                }
            )
        )
    return entries


# Both for each room by its own probe: the planner's guess at how many rooms were asked for matters to neither.
_HEADS_AND_SIZES = """
    SELECT room.id, COALESCE((SELECT head FROM events_stream WHERE key = 'room.' || room.id), 0),
        (SELECT count(*) FROM rooms_membership AS seat WHERE seat.room_id = room.id)
    FROM unnest(%s::uuid[]) AS room (id)
"""


def _heads_and_sizes(room_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return of each of these rooms where its stream stands and how many people are in it."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS_AND_SIZES, [list(room_ids)])
        return {room_id: (head, size) for room_id, head, size in cursor.fetchall()}


class _PeopleBeside:
    """Whom an entry names: the author of its last message and, in direct rooms, both sides."""

    def __init__(self, pairs: dict[UUID, list[UUID]], people: dict[UUID, objects.Person]) -> None:
        self._pairs = pairs
        self._people = people

    def __call__(self, room: Room, last: objects.Message | None) -> list[objects.Person]:
        wanted = [*self._pairs.get(room.id, []), *([last.author_id] if last else [])]
        return [self._people[one] for one in dict.fromkeys(wanted)]


def _people_beside(viewers: Iterable[Viewer], latest: Iterable[objects.Message]) -> _PeopleBeside:
    direct = {viewer.room.id for viewer in viewers if viewer.room.kind == RoomKind.DIRECT}
    pairs: dict[UUID, list[UUID]] = {}
    rows = Membership.objects.filter(room_id__in=direct).order_by("id")
    for room_id, user_id in rows.values_list("room_id", "user_id"):
        pairs.setdefault(room_id, []).append(user_id)
    wanted = {message.author_id for message in latest}.union(*pairs.values())
    return _PeopleBeside(pairs, people_by_id(wanted))


def member_counts(room_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many people are in each of these rooms; empty ones are left out."""
    rows = Membership.objects.filter(room_id__in=room_ids).values("room_id")
    return {row["room_id"]: row["n"] for row in rows.annotate(n=Count("id"))}


def browse_public_rooms(user: User, *, search: str = "") -> PublicRooms:
    """Return public rooms that are not archived: the best matches first, or the largest without a search."""
    with one_moment():
        found = list(_matching(fold(search))[:BROWSE_LIMIT])
        counts = member_counts([room.id for room in found])
        mine = set(rooms_of(user))
    return PublicRooms(
        rooms=[
            PublicRoom(room=to_room(room), member_count=counts.get(room.id, 0), joined=room.id in mine)
            for room in found
        ]
    )


def _matching(wanted: str) -> QuerySet[Room]:
    rooms = Room.objects.filter(kind=RoomKind.PUBLIC, archived_at=None).alias(size=Count("memberships"))
    if not wanted:
        return rooms.order_by("-size", "name", "id")
    rooms = rooms.alias(likeness=TrigramWordSimilarity(wanted, "search_key"))
    matches = Q(search_key__contains=wanted) | Q(likeness__gte=_SIMILAR)
    return rooms.filter(matches).order_by("-likeness", "-size", "name", "id")


def people_named(ids: Collection[UUID], *, field: str, active_only: bool = True) -> list[User]:
    """Return the accounts with these ids, in that order, each once; raises Invalid on `field` for others."""
    wanted = list(dict.fromkeys(ids))
    found = {user.id: user for user in User.objects.filter(id__in=wanted)}
    if any(one not in found or (active_only and not found[one].is_active) for one in wanted):
        raise Invalid(fields={field: [NO_SUCH_PERSON]})
    return [found[one] for one in wanted]
