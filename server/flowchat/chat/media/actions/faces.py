"""The pictures of people and rooms."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from flowchat.chat.accounts.actions.profile import announce_account
from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Invalid
from flowchat.chat.events import log
from flowchat.chat.events.streams import COMMUNITY, room_stream
from flowchat.chat.events.types import RoomUpdated
from flowchat.chat.ids import new_id
from flowchat.chat.media.access import require_picture_right
from flowchat.chat.media.actions.freeing import FREEING
from flowchat.chat.media.actions.receiving import lock_loose
from flowchat.chat.media.actions.sizes import fetched, make_sizes_later
from flowchat.chat.media.models import FileKind, Place, StoredFile, Upload
from flowchat.chat.media.pictures import clean_face
from flowchat.chat.media.storage.keeping import kept
from flowchat.chat.rooms.actions.holding import hold
from flowchat.chat.rooms.models import Membership, Room
from flowchat.chat.rooms.queries import to_room
from flowchat.jobs.queue import enqueue


def set_my_picture(upload: Upload) -> User:
    """Show a square of this picture beside its owner's name from now on, and tell everyone. For what
    `access.picture_to_show` let through.

    What was shown before is let go of. Raises UploadGone when the upload is used or taken back meanwhile.
    """
    # Outside the transaction: nobody should wait for a decoder at the community's lock.
    with _square(upload) as file, transaction.atomic():
        log.lock(COMMUNITY)
        _take(upload.id, file, place=Place.PROFILE, room=None)
        return _show(upload.owner_id, upload.id)


@transaction.atomic
def drop_my_picture(user: User) -> User:
    """Show a person without a picture again. A repeat changes nothing."""
    log.lock(COMMUNITY)
    return _show(user.id, None)


def set_room_picture(upload: Upload, *, editor: Membership) -> Membership:
    """Show a square of this picture beside a room's name (admins and owners), and tell its members.

    Raises what `drop_room_picture` raises, and UploadGone.
    """
    with _square(upload) as file, transaction.atomic():
        editor = hold(editor)
        require_picture_right(editor)
        _take(upload.id, file, place=Place.ROOM, room=editor.room)
        _show_room(editor.room, upload.id)
        return editor


@transaction.atomic
def drop_room_picture(*, editor: Membership) -> Membership:
    """Show a room without a picture again. Raises Forbidden for members, Conflict for direct and archived rooms."""
    editor = hold(editor)
    require_picture_right(editor)
    _show_room(editor.room, None)
    return editor


@contextmanager
def _square(upload: Upload) -> Iterator[StoredFile]:
    """Keep the square in the middle of an upload's picture; it goes again when the block raises."""
    assert upload.file is not None, "the door lets only whole pictures through"
    try:
        with fetched(upload.file) as source:
            made = clean_face(source)
            row = StoredFile(
                id=new_id(),
                kind=FileKind.PICTURE,
                content_type=made.content_type,
                width=made.width,
                height=made.height,
                thumbhash=made.thumbhash,
            )
            try:
                with kept(row, made.path):
                    yield row
            finally:
                made.path.unlink(missing_ok=True)
    except FileNotFoundError as error:
        raise Invalid(
            fields={"upload_id": ["This picture is not there any more. Please choose it again."]}
        ) from error


def _take(upload_id: UUID, file: StoredFile, *, place: Place, room: Room | None) -> None:
    """Give the upload its place, and the square for its file; nothing names the large one any more."""
    upload = lock_loose(upload_id)
    file.save(force_insert=True)
    upload.file, upload.length = file, file.size
    upload.place, upload.room = place, room
    upload.save(update_fields=["file", "length", "place", "room"])
    make_sizes_later(file, face=True)
    enqueue(FREEING)  # the large one: its upload stays, so nothing else says that it is free


def _show(user_id: UUID, picture_id: UUID | None) -> User:
    user = User.objects.select_for_update(no_key=True).get(id=user_id)
    if user.picture_id == picture_id:
        return user
    if user.picture_id is not None:
        Upload.objects.filter(id=user.picture_id, owner_id=user_id, place=Place.PROFILE).delete()
    user.picture_id = picture_id
    user.revision += 1
    user.save(update_fields=["picture_id", "revision"])
    announce_account(user, public=True)
    return user


def _show_room(room: Room, picture_id: UUID | None) -> None:
    if room.picture_id == picture_id:
        return
    if room.picture_id is not None:
        Upload.objects.filter(id=room.picture_id, room_id=room.id, place=Place.ROOM).delete()
    room.picture_id = picture_id
    room.save(update_fields=["picture_id"])
    log.append(room_stream(room.id), RoomUpdated(room=to_room(room)))
