"""The people in a room over HTTP."""

from typing import Any

from flowchat.chat.accounts.models import User
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.models import Room, RoomKind, RoomRole
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, make_person, make_room, seat_of


def add(user: User | None, room: Room, *people: User) -> Any:
    body = {"user_ids": [str(one.id) for one in people]}
    return client_of(user).post(f"/api/rooms/{room.id}/members/", body, format="json")


def change(user: User | None, room: Room, target: User, role: str) -> Any:
    path = f"/api/rooms/{room.id}/members/{target.id}/"
    return client_of(user).patch(path, {"role": role}, format="json")


def remove(user: User | None, room: Room, target: User) -> int:
    return int(client_of(user).delete(f"/api/rooms/{room.id}/members/{target.id}/").status_code)


def test_adding_people_to_a_private_room(cast: Cast) -> None:
    dora = make_person("Dora")
    assert add(None, cast.room, cast.carol).status_code == 401
    assert add(cast.carol, cast.room, cast.carol).status_code == 404
    assert add(cast.bob, cast.room, cast.carol).status_code == 403
    response = add(cast.anna, cast.room, cast.carol, cast.bob, dora, dora)
    assert response.status_code == 201
    assert [one["person"]["name"] for one in response.json()["members"]] == ["Carol", "Dora"]
    assert add(cast.alice, cast.room, cast.carol).json() == {"members": []}
    assert add(cast.alice, cast.room).status_code == 400


def test_any_member_of_a_public_room_may_bring_people(cast: Cast) -> None:
    room = make_room(cast.alice, cast.bob, kind=RoomKind.PUBLIC)
    assert add(cast.carol, room, cast.anna).status_code == 403
    assert add(cast.bob, room, cast.anna).status_code == 201


def test_joining(cast: Cast) -> None:
    room = make_room(cast.alice, kind=RoomKind.PUBLIC)
    join = f"/api/rooms/{room.id}/join/"
    assert client_of(None).post(join).status_code == 401
    joined = client_of(cast.carol).post(join)
    assert (joined.status_code, joined.json()["role"], joined.json()["seq"]) == (200, "member", 2)
    assert client_of(cast.carol).post(join).json() == joined.json()
    assert client_of(cast.carol).post(f"/api/rooms/{cast.room.id}/join/").status_code == 404
    # In already: joining a private room of one's own changes nothing either.
    assert client_of(cast.bob).post(f"/api/rooms/{cast.room.id}/join/").json()["role"] == "member"


def test_how_far_people_read_is_for_members_to_know(cast: Cast) -> None:
    room = make_room(cast.alice, cast.bob, kind=RoomKind.PUBLIC)
    path = f"/api/rooms/{room.id}/members/"

    def positions(viewer: User) -> list[int]:
        return [one["last_read_seq"] for one in client_of(viewer).get(path).json()["members"]]

    assert positions(cast.bob) == [1, 1]
    assert positions(cast.carol) == [0, 0], "Carol only looks in"


def test_leaving(cast: Cast) -> None:
    leave = f"/api/rooms/{cast.room.id}/leave/"
    assert client_of(None).post(leave).status_code == 401
    assert client_of(cast.carol).post(leave).status_code == 404
    refused = client_of(cast.alice).post(leave)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "last_owner")
    assert client_of(cast.bob).post(leave).status_code == 204
    assert client_of(cast.bob).post(leave).status_code == 404
    public = make_room(cast.alice, kind=RoomKind.PUBLIC)
    assert client_of(cast.carol).post(f"/api/rooms/{public.id}/leave/").status_code == 403


def test_who_may_give_which_role(cast: Cast) -> None:
    assert change(None, cast.room, cast.bob, "admin").status_code == 401
    assert change(cast.carol, cast.room, cast.bob, "admin").status_code == 404
    assert change(cast.bob, cast.room, cast.bob, "admin").status_code == 403
    assert change(cast.anna, cast.room, cast.bob, "admin").json()["role"] == "admin"
    assert change(cast.anna, cast.room, cast.bob, "member").json()["role"] == "member"
    assert change(cast.anna, cast.room, cast.bob, "owner").status_code == 403
    assert change(cast.anna, cast.room, cast.alice, "member").status_code == 403
    assert change(cast.alice, cast.room, cast.alice, "admin").json()["error"]["code"] == "last_owner"
    assert change(cast.alice, cast.room, cast.bob, "owner").json()["role"] == "owner"
    assert change(cast.alice, cast.room, cast.alice, "admin").json()["role"] == "admin"
    assert change(cast.bob, cast.room, cast.carol, "admin").status_code == 404
    assert change(cast.bob, cast.room, cast.anna, "king").status_code == 400
    assert change(cast.anna, cast.room, cast.anna, "member").json()["role"] == "member"


def test_who_may_remove_whom(cast: Cast) -> None:
    dora = make_person("Dora")
    actions.add_members(adder=seat_of(cast.alice, cast.room), people=[dora])
    assert remove(None, cast.room, cast.bob) == 401
    assert remove(cast.carol, cast.room, cast.bob) == 404
    assert remove(cast.bob, cast.room, dora) == 403
    assert remove(cast.anna, cast.room, cast.alice) == 403
    assert remove(cast.anna, cast.room, cast.carol) == 404
    assert remove(cast.anna, cast.room, dora) == 204
    assert remove(cast.anna, cast.room, dora) == 404
    # Oneself: the same as leaving, with the same limit.
    assert remove(cast.bob, cast.room, cast.bob) == 204
    assert remove(cast.alice, cast.room, cast.alice) == 409
    actions.change_role(changer=seat_of(cast.alice, cast.room), user_id=cast.anna.id, role=RoomRole.OWNER)
    assert remove(cast.anna, cast.room, cast.alice) == 204


def test_handing_over(cast: Cast) -> None:
    def hand_over(user: User | None, heir: User) -> int:
        path, body = f"/api/rooms/{cast.room.id}/hand-over/", {"user_id": str(heir.id)}
        return int(client_of(user).post(path, body, format="json").status_code)

    assert hand_over(None, cast.bob) == 401
    assert hand_over(cast.carol, cast.bob) == 404
    assert hand_over(cast.bob, cast.bob) == 403
    assert hand_over(cast.anna, cast.bob) == 403
    assert hand_over(cast.alice, cast.carol) == 400
    assert hand_over(cast.alice, cast.alice) == 400
    assert hand_over(cast.alice, cast.bob) == 204
    assert hand_over(cast.alice, cast.bob) == 403
