"""The files of the demo: faces, and a room with pictures, a document and a sound."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PIL import Image

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.media.actions.faces import set_my_picture, set_room_picture
from flowchat.chat.media.actions.sizes import make_sizes_later
from flowchat.chat.media.decoding.thumbhash import thumbhash_of
from flowchat.chat.media.models import FileKind, StoredFile, Upload
from flowchat.chat.media.receiving.parts import incoming_folder
from flowchat.chat.media.storage.keeping import kept
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.actions import create_room, mark_read
from flowchat.chat.rooms.models import RoomKind
from flowchat.cli.demo.drawing import (
    EVENING,
    MORNING,
    NOON,
    Look,
    draw_face,
    draw_landscape,
    play_bell,
)

NAME = "Harbour trip"
_LOOKS = {
    "alice": Look((124, 108, 190), (240, 200, 170), (92, 52, 34), (60, 110, 140), long_hair=True),
    "bob": Look((70, 140, 130), (196, 142, 104), (34, 28, 28), (220, 180, 90), long_hair=False),
    "carol": Look((226, 140, 110), (250, 214, 186), (214, 168, 88), (110, 60, 90), long_hair=True),
}
_LIST = """Harbour trip, Saturday
======================

- boots, it will be wet
- a jumper each
- bread, cheese, two lemons
- the small sail
"""


def fill_album(people: dict[str, User]) -> UUID:
    """Give three people their faces, and make the room; returns its id."""
    for username, look in _LOOKS.items():
        set_my_picture(_picture(people[username], f"{username}.jpg", draw_face(look)))
    alice, bob, carol = (people[name] for name in ("alice", "bob", "carol"))
    room_id = create_room(
        creator=carol, kind=RoomKind.PRIVATE, name=NAME, description="Pictures and plans", people=[alice, bob]
    ).room_id
    cover = _picture(carol, "cover.jpg", draw_landscape((640, 640), EVENING, seed=4))
    set_room_picture(cover, editor=member_of(carol, room_id))
    _say(carol, room_id, "Saturday, as it was", [
        _picture(carol, "evening.jpg", draw_landscape((1600, 1067), EVENING, seed=1)),
        _picture(carol, "early.jpg", draw_landscape((900, 1350), MORNING, seed=2)),
        _picture(carol, "noon.jpg", draw_landscape((1600, 1067), NOON, seed=3)),
    ])  # fmt: skip
    _say(bob, room_id, "", [_picture(bob, "panorama.jpg", draw_landscape((2400, 800), MORNING, seed=8))])
    _say(alice, room_id, "What to bring next time, and how the bell sounds", [
        _file(alice, "packing list.txt", _LIST.encode(), content_type="application/octet-stream"),
        _file(alice, "harbour bell.wav", play_bell(), kind=FileKind.AUDIO, content_type="audio/wav"),
    ])  # fmt: skip
    end = _say(bob, room_id, "I have the lemons already", [])
    for who in (alice, carol):
        mark_read(reader=member_of(who, room_id), seq=end)
    return room_id


def _say(who: User, room_id: UUID, text: str, uploads: Sequence[Upload]) -> int:
    new = NewMessage(client_id=new_id(), text=text, upload_ids=[one.id for one in uploads])
    return send_message(sender=member_of(who, room_id), new=new).message.seq


def _picture(owner: User, name: str, data: bytes) -> Upload:
    """Bring a picture that was drawn just now: there is nothing in it to be cleaned of."""
    upload = _file(owner, name, data, kind=FileKind.PICTURE, content_type="image/jpeg")
    assert upload.file is not None
    make_sizes_later(upload.file)
    return upload


def _file(
    owner: User, name: str, data: bytes, *, kind: FileKind = FileKind.FILE, content_type: str
) -> Upload:
    row = StoredFile(id=new_id(), kind=kind, content_type=content_type)
    with tempfile.NamedTemporaryFile(dir=incoming_folder(), prefix="demo-", delete=False) as place:
        place.write(data)
    path = Path(place.name)
    try:
        if kind == FileKind.PICTURE:
            with Image.open(path) as image:
                row.width, row.height, row.thumbhash = image.width, image.height, thumbhash_of(image)
        with kept(row, path):
            row.save(force_insert=True)
    finally:
        path.unlink(missing_ok=True)
    return Upload.objects.create(owner=owner, name=name, length=len(data), file=row)
