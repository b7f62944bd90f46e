"""Rows of the permission matrix: files.

Owner and admin of the room bring no right to another's upload with them: the columns differ only where it is one's own.
"""

from typing import Any

from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.media.models import FileKind, Place, StoredFile, Upload
from flowchat.chat.media.receiving.parts import create_part
from flowchat.chat.media.tests.kept import bring
from tests.matrix_cast import Cast
from tests.matrix_rows import (
    MEMBERS,
    NOBODY,
    ONE_OF_PAIR,
    PUBLIC_ADMINS,
    ROOM_ADMINS,
    SIGNED_IN,
    Maker,
    Row,
    instead,
    of,
    room,
)

FORM = (
    b'--line\r\nContent-Disposition: form-data; name="file"; filename="plan.txt"\r\n\r\nsome words\r\n--line--\r\n',
    "multipart/form-data; boundary=line",
)
OWN = (404, 404, 200, 404, 404, 404, 401, 401)
"""The persona `member` is the owner of what is tried."""


def stored_file(**fields: Any) -> StoredFile:
    """Make the row of a file; its bytes are nowhere."""
    file_id = new_id()
    known = {"kind": FileKind.FILE, "content_type": "application/octet-stream", "size": 3, "digest": "0" * 64}
    return StoredFile.objects.create(
        id=file_id, storage="local", key=f"{file_id.hex[-2:]}/{file_id}", **known | fields
    )


def upload_of(owner: str, *, complete: bool = False) -> Maker:
    """Name an upload of this persona in the path."""

    def make(cast: Cast) -> dict[str, Any]:
        file = stored_file() if complete else None
        row = Upload.objects.create(owner=cast.people[owner], name="plan.txt", length=3, file=file)
        if not complete:
            create_part(row.id)
        return {"upload_id": row.id}

    return make


def _part(offset: int) -> Maker:
    return of(**{"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)})


def picture(place: Place = Place.NONE, *, of_room: str = "", shown: bool = True) -> Maker:
    """Name a picture that the persona `member` brought and that belongs to a place; `shown`: that place shows it."""

    def make(cast: Cast) -> dict[str, Any]:
        row = bring(cast.people["member"], kind=FileKind.PICTURE, content_type="image/webp")
        row.place = place
        if of_room:
            row.room, row.message_id = getattr(cast, of_room), new_id()
        row.hidden_at = None if shown else timezone.now()
        row.save()
        if shown and place == Place.PROFILE:
            User.objects.filter(id=row.owner_id).update(picture_id=row.id)
        if shown and place == Place.ROOM:
            getattr(cast, of_room).picture_id = row.id
            getattr(cast, of_room).save(update_fields=["picture_id"])
        return {"upload_id": row.id}

    return make


def picture_of_each(cast: Cast) -> dict[str, Any]:
    """Name something that is nobody's picture: who may choose one hears that in a field."""
    return {"upload_id": str(new_id())}


FILE_ROWS = [
    Row("upload_file", instead(SIGNED_IN, ok=201), content=FORM),
    Row(
        "upload_file",
        instead(SIGNED_IN, ok=201),
        headers=of(**{"Tus-Resumable": "1.0.0", "Upload-Length": "5"}),
        on="in parts",
    ),
    Row("get_upload", OWN, path=upload_of("member")),
    Row("get_upload", OWN, path=upload_of("member", complete=True), on="complete"),
    Row(
        "continue_upload",
        instead(OWN, ok=204),
        path=upload_of("member"),
        headers=_part(0),
        content=(b"abc", "application/offset+octet-stream"),
    ),
    Row("delete_upload", instead(OWN, ok=204), path=upload_of("member")),
    Row("delete_upload", instead(OWN, ok=204), path=upload_of("member", complete=True), on="complete"),
    Row("get_storage_use", SIGNED_IN),
    Row("set_my_picture", instead(SIGNED_IN, ok=400), body=picture_of_each),
    Row("drop_my_picture", SIGNED_IN),
    Row(
        "set_room_picture",
        instead(ROOM_ADMINS, ok=400),
        path=room("private"),
        body=picture_of_each,
        on="private",
    ),
    Row(
        "set_room_picture",
        instead(PUBLIC_ADMINS, ok=400),
        path=room("public"),
        body=picture_of_each,
        on="public",
    ),
    Row(
        "set_room_picture",
        instead(ONE_OF_PAIR, ok=409),
        path=room("direct"),
        body=picture_of_each,
        on="direct",
    ),
    Row("drop_room_picture", ROOM_ADMINS, path=room("private"), on="private"),
    Row("drop_room_picture", PUBLIC_ADMINS, path=room("public"), on="public"),
    Row("drop_room_picture", instead(ONE_OF_PAIR, ok=409), path=room("direct"), on="direct"),
    *(
        row
        for operation in ("get_file", "get_small_file", "get_large_file")
        for row in (
            Row(operation, OWN, path=picture(), on="loose"),
            Row(operation, MEMBERS, path=picture(Place.MESSAGE, of_room="private"), on="private"),
            Row(operation, SIGNED_IN, path=picture(Place.MESSAGE, of_room="public"), on="public"),
            Row(operation, ONE_OF_PAIR, path=picture(Place.MESSAGE, of_room="direct"), on="direct"),
            Row(operation, NOBODY, path=picture(Place.MESSAGE, of_room="public", shown=False), on="deleted"),
            Row(operation, SIGNED_IN, path=picture(Place.PROFILE), on="face"),
            Row(operation, NOBODY, path=picture(Place.PROFILE, shown=False), on="old face"),
            Row(operation, MEMBERS, path=picture(Place.ROOM, of_room="private"), on="private face"),
            Row(operation, SIGNED_IN, path=picture(Place.ROOM, of_room="public"), on="public face"),
            Row(operation, NOBODY, path=picture(Place.ROOM, of_room="public", shown=False), on="old room"),
        )
    ),
    Row("list_room_files", MEMBERS, path=room("private"), on="private"),
    Row("list_room_files", SIGNED_IN, path=room("public"), on="public"),
    Row("list_room_files", ONE_OF_PAIR, path=room("direct"), on="direct"),
]
