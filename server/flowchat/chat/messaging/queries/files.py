"""The files of a room, as the tab of files shows them."""

from collections.abc import Iterator
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from flowchat.chat.accounts.queries import people_by_id
from flowchat.chat.events import objects
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.media.queries import used_in
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import files_of
from flowchat.chat.rooms.access import Viewer
from flowchat.chat.wire import Time, Wire

PAGE = 50

Kind = Literal["picture", "video", "audio", "file"]


class RoomFile(Wire):
    """A file, and the message that brought it."""

    attachment: objects.Attachment
    message_id: UUID
    seq: int
    author_id: UUID
    sent_at: Time


class RoomFiles(Wire):
    """Files of a room, the latest first, with who sent them, and the bytes they all take."""

    files: list[RoomFile]
    people: list[objects.Person]
    more: bool
    used: int
    limit: int | None


def files_in(viewer: Viewer, *, before: int | None, kind: Kind | None) -> RoomFiles:
    """Return about PAGE files of messages before `before`: the files of one message stay together."""
    with one_moment():
        rows = _messages(viewer, before=before, kind=kind)
        page, files = 0, list[RoomFile]()
        while page < len(rows) and len(files) < PAGE:
            files += _files(rows[page], kind)
            page += 1
        people = people_by_id({one.author_id for one in files})
        return RoomFiles(
            files=files,
            people=[people[one] for one in sorted(people)],
            more=page < len(rows),
            used=used_in(viewer.room.id),
            limit=settings.UPLOADS.room_quota,
        )


def _messages(viewer: Viewer, *, before: int | None, kind: Kind | None) -> list[Message]:
    found = Message.objects.filter(room_id=viewer.room.id, attachments__isnull=False, deleted_at=None)
    if before is not None:
        found = found.filter(seq__lt=before)
    if kind is not None:
        wanted = [{"kind": kind}]
        found = found.filter(Q(attachments__contains=wanted) | Q(forwarded__attachments__contains=wanted))
    return list(found.order_by("-seq")[: PAGE + 1])


def _files(row: Message, kind: Kind | None) -> Iterator[RoomFile]:
    for one in files_of(row):
        if kind is None or one.kind == kind:
            yield RoomFile(
                attachment=one, message_id=row.id, seq=row.seq, author_id=row.author_id, sent_at=row.sent_at
            )
