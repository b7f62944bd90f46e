"""Faces: of people and rooms, replaced everywhere at once."""

import io
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from flowchat.chat.accounts.models import User
from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.ids import new_id
from flowchat.chat.media.actions.faces import set_my_picture
from flowchat.chat.media.models import Place, Upload
from flowchat.chat.media.storage import get_storage
from flowchat.chat.media.tests.pictures import photo
from flowchat.chat.media.tests.pieces import bring_file, bring_picture, kept_bytes
from flowchat.chat.rooms.actions import start_conversation, update_room
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests.conftest import Cast, cast
from flowchat.chat.rooms.tests.factories import client_of, logged, seat_of

__all__ = ["cast"]
MINE = "/api/me/picture/"


def put(user: User | None, path: str, upload_id: Any) -> Any:
    return client_of(user).put(path, {"upload_id": str(upload_id)}, format="json")


def of_room(room: Room) -> str:
    return f"/api/rooms/{room.id}/picture/"


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_a_face_is_told_to_everyone(cast: Cast) -> None:
    upload = bring_picture(cast.bob, photo(size=(900, 300)))
    revision = cast.bob.revision
    answer = put(cast.bob, MINE, upload.id)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["picture_id"] == str(upload.id)
    assert answer.json()["revision"] == revision + 1
    assert logged(user_stream(cast.bob.id))[-1]["me"]["picture_id"] == str(upload.id)
    told = LoggedEvent.objects.filter(stream_id="community").latest("seq").body
    assert (told["type"], told["person"]["picture_id"]) == ("profile.changed", str(upload.id))
    upload.refresh_from_db()
    assert (upload.place, upload.room_id) == (Place.PROFILE, None)
    file = upload.file
    assert file is not None
    assert (file.content_type, file.width, file.height, upload.length) == ("image/webp", 512, 512, file.size)
    assert Image.open(io.BytesIO(kept_bytes(file))).size == (512, 512)


def test_another_takes_its_place(cast: Cast) -> None:
    first, second = bring_picture(cast.bob), bring_picture(cast.bob)
    put(cast.bob, MINE, first.id)
    assert put(cast.bob, MINE, second.id).json()["picture_id"] == str(second.id)
    assert not Upload.objects.filter(id=first.id).exists()
    assert Upload.objects.filter(id=second.id, place=Place.PROFILE).exists()


def test_again_and_none(cast: Cast) -> None:
    upload = bring_picture(cast.bob)
    first = put(cast.bob, MINE, upload.id)
    cast.bob.refresh_from_db()
    assert put(cast.bob, MINE, upload.id).json() == first.json()
    without = client_of(cast.bob).delete(MINE)
    assert (without.status_code, without.json()["picture_id"]) == (200, None)
    assert not Upload.objects.filter(id=upload.id).exists()
    cast.bob.refresh_from_db()
    events = LoggedEvent.objects.count()
    assert client_of(cast.bob).delete(MINE).json() == without.json()
    assert LoggedEvent.objects.count() == events


def test_what_can_be_no_face(cast: Cast) -> None:
    coming = Upload.objects.create(owner=cast.bob, name="later.png", length=5)
    others = bring_picture(cast.alice)
    for upload_id in (coming.id, others.id, bring_file(cast.bob).id, new_id()):
        answer = put(cast.bob, MINE, upload_id)
        assert code_of(answer) == (400, "invalid")
        assert "upload_id" in answer.json()["error"]["fields"]
    sent = bring_picture(cast.bob)
    Upload.objects.filter(id=sent.id).update(place=Place.MESSAGE, room=cast.room, message_id=new_id())
    assert code_of(put(cast.bob, MINE, sent.id)) == (409, "upload_taken")
    assert code_of(put(cast.bob, MINE, "not an id")) == (400, "invalid")
    assert put(None, MINE, sent.id).status_code == 401


def test_nothing_is_left_when_it_was_used_meanwhile(cast: Cast) -> None:
    upload = bring_picture(cast.bob)
    seen = Upload.objects.select_related("file").get(id=upload.id)
    Upload.objects.filter(id=upload.id).update(place=Place.MESSAGE, room=cast.room, message_id=new_id())
    before = {one.key for one in get_storage().find_all()}
    with pytest.raises(Exception, match="no such upload"):
        set_my_picture(seen)
    assert {one.key for one in get_storage().find_all()} == before
    cast.bob.refresh_from_db()
    assert cast.bob.picture_id is None


def test_the_file_is_gone(cast: Cast) -> None:
    upload = bring_picture(cast.bob)
    assert upload.file is not None
    get_storage().remove(upload.file)
    assert code_of(put(cast.bob, MINE, upload.id)) == (400, "invalid")


def test_a_rooms_picture(cast: Cast) -> None:
    upload = bring_picture(cast.anna)
    answer = put(cast.anna, of_room(cast.room), upload.id)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["room"]["picture_id"] == str(upload.id)
    event = logged(room_stream(cast.room.id))[-1]
    assert (event["type"], event["room"]["picture_id"]) == ("room.updated", str(upload.id))
    upload.refresh_from_db()
    assert (upload.place, upload.room_id) == (Place.ROOM, cast.room.id)
    second = bring_picture(cast.alice)
    put(cast.alice, of_room(cast.room), second.id)
    assert not Upload.objects.filter(id=upload.id).exists()
    events = len(logged(room_stream(cast.room.id)))
    assert put(cast.anna, of_room(cast.room), second.id).status_code == 200
    assert len(logged(room_stream(cast.room.id))) == events
    without = client_of(cast.anna).delete(of_room(cast.room))
    assert (without.status_code, without.json()["room"]["picture_id"]) == (200, None)
    assert client_of(cast.anna).delete(of_room(cast.room)).status_code == 200
    assert len(logged(room_stream(cast.room.id))) == events + 1


def test_whose_room(cast: Cast) -> None:
    upload = bring_picture(cast.bob)
    assert code_of(put(cast.bob, of_room(cast.room), upload.id)) == (403, "forbidden")
    assert code_of(client_of(cast.bob).delete(of_room(cast.room))) == (403, "forbidden")
    assert put(cast.carol, of_room(cast.room), upload.id).status_code == 404
    direct = start_conversation(starter=cast.bob, people=[cast.alice]).membership.room
    assert code_of(put(cast.bob, of_room(direct), upload.id)) == (409, "direct_room")
    update_room(editor=seat_of(cast.alice, cast.room), archived=True)
    mine = bring_picture(cast.alice)
    assert code_of(put(cast.alice, of_room(cast.room), mine.id)) == (409, "room_archived")
    for one in (upload, mine):
        one.refresh_from_db()
        assert one.place == Place.NONE


def test_who_may_fetch_them(cast: Cast) -> None:
    """A face is everyone's; a room's picture belongs to who sees the room."""
    face, picture = bring_picture(cast.bob), bring_picture(cast.alice)
    put(cast.bob, MINE, face.id)
    put(cast.alice, of_room(cast.room), picture.id)

    def fetch(user: User, upload_id: UUID) -> int:
        status: int = client_of(user).get(f"/api/files/{upload_id}/").status_code
        return status

    assert [fetch(one, face.id) for one in (cast.alice, cast.carol)] == [200, 200]
    assert [fetch(one, picture.id) for one in (cast.bob, cast.carol)] == [200, 404]
    put(cast.bob, MINE, bring_picture(cast.bob).id)
    assert fetch(cast.alice, face.id) == 404


def test_not_all_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from flowchat.chat.media.api import faces

    monkeypatch.setattr(faces, "_CHANGING", replace(faces._CHANGING, count=1))
    assert put(cast.bob, MINE, bring_picture(cast.bob).id).status_code == 200
    assert put(cast.bob, MINE, bring_picture(cast.bob).id).status_code == 429
