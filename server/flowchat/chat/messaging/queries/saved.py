"""Reading what someone keeps for later."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from flowchat.chat.accounts.models import User
from flowchat.chat.events import objects
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.messaging.models import Saved
from flowchat.chat.messaging.objects import to_messages
from flowchat.chat.messaging.queries.history import people_in
from flowchat.chat.rooms.models import Membership, RoomKind
from flowchat.chat.wire import Time, Wire

PAGE = 50
IDS_LIMIT = 1000


class SavedItem(Wire):
    """A message that was saved, and when. `id` is for asking what comes after it."""

    id: int
    saved_at: Time
    message: objects.Message


class SavedRoom(Wire):
    """Where a saved message stands."""

    id: UUID
    kind: objects.RoomKind
    name: str


class SavedPage(Wire):
    """Saved messages, the latest first."""

    items: list[SavedItem]
    rooms: list[SavedRoom]
    people: list[objects.Person]
    more: bool


def saved_by(user: User) -> QuerySet[Saved, UUID]:
    """Find the ids of what this person saved last, the latest first."""
    return (
        Saved.objects.filter(user_id=user.id).order_by("-id").values_list("message_id", flat=True)[:IDS_LIMIT]
    )


def saved_page(user: User, *, before: int | None) -> SavedPage:
    """Return the next of what this person saved and may still read; what is deleted is left out."""
    with one_moment():
        wanted = _readable(user).select_related("message__room").order_by("-id")
        rows = list((wanted if before is None else wanted.filter(id__lt=before))[: PAGE + 1])
        kept = rows[:PAGE]
        messages = to_messages([row.message for row in kept])
        people = people_in(messages)
    rooms = {row.message.room_id: row.message.room for row in kept}
    return SavedPage(
        items=[
            SavedItem(id=row.id, saved_at=row.saved_at, message=message)
            for row, message in zip(kept, messages, strict=True)
        ],
        rooms=[
            SavedRoom.model_validate({"id": room.id, "kind": room.kind, "name": room.name})
            for room in rooms.values()
        ],
        people=people,
        more=len(rows) > PAGE,
    )


def _readable(user: User) -> QuerySet[Saved]:
    seat = Membership.objects.filter(room_id=OuterRef("message__room_id"), user_id=user.id)
    mine = Saved.objects.filter(user_id=user.id, message__deleted_at=None)
    return mine.filter(Q(Exists(seat)) | Q(message__room__kind=RoomKind.PUBLIC))
