"""Rooms over HTTP: making, changing, deleting."""

from typing import Any

import pytest

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import (
    client_of,
    finish_deleting,
    make_person,
    make_room,
    room_events,
    seat_of,
)


def create(user: User | None, **body: Any) -> Any:
    return client_of(user).post("/api/rooms/", {"kind": "private", "name": "Shed", **body}, format="json")


def patch(user: User | None, room: Room, **body: Any) -> Any:
    return client_of(user).patch(f"/api/rooms/{room.id}/", body, format="json")


def test_making_a_room(cast: Cast) -> None:
    ids = [str(cast.bob.id), str(cast.bob.id), str(cast.alice.id)]
    response = create(cast.alice, name="  Tool   shed ", description=" a\r\nb ", member_ids=ids)
    assert response.status_code == 201
    entry = response.json()
    assert (entry["room"]["name"], entry["room"]["description"]) == ("Tool shed", "a\nb")
    assert (entry["role"], entry["member_count"], entry["seq"]) == ("owner", 2, 1)
    assert entry["room"]["created_by"] == str(cast.alice.id)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "direct"}, "kind"),
        ({"name": " "}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "\u3164"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": None}, "name"),
        ({"description": "x" * 501}, "description"),
        ({"member_ids": ["x"]}, "member_ids.0"),
        ({"member_ids": [str(new_id())]}, "member_ids"),
        ({"member_ids": None}, "member_ids"),
        ({"starting": True}, "starting"),
    ],
)
def test_a_room_that_is_refused(cast: Cast, body: Any, field: str) -> None:
    if body.get("name") == "\ud800":
        response = client_of(cast.alice).post(
            "/api/rooms/", b'{"kind": "private", "name": "\\ud800"}', content_type="application/json"
        )
    else:
        response = create(cast.alice, **body)
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]
    assert Room.objects.count() == 1


def test_nobody_is_added_who_was_deactivated(cast: Cast) -> None:
    gone = make_person("Gone", is_active=False)
    assert create(cast.alice, member_ids=[str(gone.id)]).status_code == 400
    response = client_of(cast.alice).post(
        f"/api/rooms/{cast.room.id}/members/", {"user_ids": [str(gone.id)]}, format="json"
    )
    assert response.status_code == 400


def test_who_may_look(cast: Cast) -> None:
    public = make_room(cast.alice, kind=RoomKind.PUBLIC)

    def status(user: User | None, room: Room) -> int:
        return int(client_of(user).get(f"/api/rooms/{room.id}/").status_code)

    assert [status(user, cast.room) for user in (cast.alice, cast.anna, cast.bob)] == [200] * 3
    assert (status(cast.carol, cast.room), status(None, cast.room)) == (404, 401)
    assert (status(cast.carol, public), status(None, public)) == (200, 401)
    assert client_of(cast.carol).get(f"/api/rooms/{public.id}/").json()["role"] is None
    members = client_of(cast.carol).get(f"/api/rooms/{public.id}/members/").json()
    assert members["seq"] == 1
    assert [one["person"]["name"] for one in members["members"]] == ["Alice"]
    assert client_of(cast.carol).get(f"/api/rooms/{cast.room.id}/members/").status_code == 404


def test_changing_a_room(cast: Cast) -> None:
    assert patch(cast.anna, cast.room, name="Orchard").json()["room"]["name"] == "Orchard"
    assert patch(cast.alice, cast.room, description="Apples").json()["room"]["description"] == "Apples"
    assert patch(cast.alice, cast.room).json()["room"]["name"] == "Orchard"
    assert patch(cast.bob, cast.room, name="Mine").status_code == 403
    assert patch(cast.carol, cast.room, name="Mine").status_code == 404
    assert patch(None, cast.room, name="Mine").status_code == 401
    for wrong in ({"name": ""}, {"name": None}, {"archived": "yes"}, {"archived": None}, {"kind": "public"}):
        assert patch(cast.alice, cast.room, **wrong).status_code == 400
    assert room_events(cast.room)[2:] == ["room.updated", "room.updated"]
    cast.room.refresh_from_db()
    assert cast.room.search_key == "orchard"


def test_an_archived_room_is_read_only(cast: Cast) -> None:
    room = make_room(cast.alice, cast.bob, kind=RoomKind.PUBLIC)
    assert patch(cast.alice, room, archived=True).json()["room"]["archived"] is True
    owner, path = client_of(cast.alice), f"/api/rooms/{room.id}/"
    refused = [
        patch(cast.alice, room, name="New"),
        patch(cast.alice, room, name="New", archived=True),
        owner.post(f"{path}members/", {"user_ids": [str(cast.carol.id)]}, format="json"),
        owner.patch(f"{path}members/{cast.bob.id}/", {"role": "admin"}, format="json"),
        owner.post(f"{path}hand-over/", {"user_id": str(cast.bob.id)}, format="json"),
        client_of(cast.carol).post(f"{path}join/"),
    ]
    assert [(one.status_code, one.json()["error"]["code"]) for one in refused] == [(409, "room_archived")] * 6
    # What takes nothing from the record stays possible: looking, reading up, leaving, removing, coming back.
    assert client_of(cast.bob).post(f"{path}read/", {"seq": 9}, format="json").status_code == 200
    assert client_of(cast.bob).post(f"{path}leave/").status_code == 204
    assert patch(cast.alice, room, name="New", archived=False).json()["room"]["name"] == "New"


def test_deleting_a_room(cast: Cast) -> None:
    def delete(user: User | None, **body: Any) -> Any:
        return client_of(user).delete(f"/api/rooms/{cast.room.id}/", body, format="json")

    assert delete(None, confirm="Garden").status_code == 401
    assert delete(cast.carol, confirm="Garden").status_code == 404
    assert delete(cast.bob, confirm="Garden").status_code == 403
    assert delete(cast.anna, confirm="Garden").status_code == 403
    assert delete(cast.alice).status_code == 400
    assert delete(cast.alice, confirm="garden").json()["error"]["fields"] == {
        "confirm": ["Type the room's name to delete it."]
    }
    assert delete(cast.alice, confirm="Garden").status_code == 204
    assert delete(cast.alice, confirm="Garden").status_code == 404
    finish_deleting()
    assert not Room.objects.exists()


def test_a_removed_member_is_a_stranger(cast: Cast) -> None:
    actions.remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    client, path = client_of(cast.bob), f"/api/rooms/{cast.room.id}/"
    answers = [
        client.get(path),
        client.get(f"{path}members/"),
        client.patch(path, {"name": "x"}, format="json"),
        client.post(f"{path}leave/"),
        client.post(f"{path}join/"),
        client.post(f"{path}read/", {"seq": 1}, format="json"),
        client.post(f"{path}members/", {"user_ids": [str(cast.bob.id)]}, format="json"),
    ]
    assert [one.status_code for one in answers] == [404] * 7


def test_paths_that_name_no_room(cast: Cast) -> None:
    client = client_of(cast.alice)
    for path in (f"/api/rooms/{new_id()}/", "/api/rooms/x/", f"/api/rooms/{str(cast.room.id).upper()}/"):
        response = client.get(path)
        assert response.status_code == 404
        assert response.json()["error"]["code"] == "not_found"
