"""The only doors from a person to a file."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Conflict, Invalid, NotFound
from flowchat.chat.media.models import FileKind, Place, Upload
from flowchat.chat.rooms.access import member_of, require, viewer_of
from flowchat.chat.rooms.actions.holding import refuse_archived, refuse_direct
from flowchat.chat.rooms.models import Membership, Room, RoomRole

LIFETIME = timedelta(hours=24)
"""How long an upload may wait, for its next part or for something to name it."""


def own_upload(user: User, upload_id: UUID) -> Upload:
    """Return an upload of this person, with its file; raises NotFound for others' and for one that has expired."""
    found = Upload.objects.select_related("file").filter(id=upload_id, owner=user).first()
    if found is None or (found.place == Place.NONE and timezone.now() > expires_at(found)):
        raise NotFound("There is no such upload.")
    return found


def loose_upload(user: User, upload_id: UUID) -> Upload:
    """Return an upload that its owner may still take back; raises NotFound, or Conflict `upload_taken`."""
    found = own_upload(user, upload_id)
    if found.place != Place.NONE:
        raise Conflict("This file was sent already.", code="upload_taken")
    return found


def picture_to_show(user: User, upload_id: UUID) -> Upload:
    """Return a picture that may become a person's or a room's: its owner's, whole, and nothing names it yet.

    Raises Invalid for what is no such picture, and Conflict `upload_taken`.
    """
    try:
        found = loose_upload(user, upload_id)
    except NotFound as error:
        raise Invalid(
            fields={"upload_id": ["This picture is not there any more. Please choose it again."]}
        ) from error
    if found.file is None or found.file.kind != FileKind.PICTURE:
        raise Invalid(fields={"upload_id": ["This is no picture."]})
    return found


def pictured_room(user: User, room_id: UUID) -> Membership:
    """Return the membership of someone who may change a room's picture.

    Raises NotFound for strangers, Forbidden for other members, and Conflict `direct_room`, `room_archived`.
    """
    editor = member_of(user, room_id)
    require_picture_right(editor)
    return editor


def require_picture_right(editor: Membership) -> None:
    """Raise Forbidden or Conflict unless this member may change the room's picture as things stand."""
    refuse_direct(editor.room)
    require(editor, RoomRole.ADMIN)
    refuse_archived(editor.room)


def viewable(user: User, upload_id: UUID) -> Upload:
    """Return an upload whose file this person may fetch, with the file; asked again for every fetch.

    Until something names it: its owner. Then who may read the message's room, while the message isn't deleted; who is
    signed in, while it is its owner's picture; who sees the room whose picture it is. Raises NotFound otherwise, in
    the same words whatever the reason.
    """
    found = Upload.objects.select_related("file").filter(id=upload_id, file__isnull=False).first()
    if found is None or not _may_fetch(user, found):
        raise NotFound("There is no such file.")
    return found


def _may_fetch(user: User, upload: Upload) -> bool:
    match upload.place:
        case Place.NONE:
            return upload.owner_id == user.id and timezone.now() <= expires_at(upload)
        case Place.MESSAGE:
            return upload.hidden_at is None and _sees_room(user, upload) is not None
        case Place.PROFILE:
            return User.objects.filter(id=upload.owner_id, picture_id=upload.id).exists()
        case _:
            room = _sees_room(user, upload)
            return room is not None and room.picture_id == upload.id


def _sees_room(user: User, upload: Upload) -> Room | None:
    if upload.room_id is None:
        return None
    try:
        return viewer_of(user, upload.room_id).room
    except NotFound:
        return None


def remember_taken_back(upload: Upload) -> None:
    """Keep in mind for a while whose upload this was, for an owner whose first request was lost."""
    cache.set(f"upload-taken-back:{upload.id}", str(upload.owner_id), LIFETIME.total_seconds())


def was_taken_back(user: User, upload_id: UUID) -> bool:
    """Was this an upload of this person, until they took it back?"""
    return bool(cache.get(f"upload-taken-back:{upload_id}") == str(user.id))


def expires_at(upload: Upload) -> datetime:
    """Return when an upload that nothing names will be gone."""
    return upload.created_at + LIFETIME
