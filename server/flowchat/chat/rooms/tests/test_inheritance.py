"""A room whose only owner is deactivated passes on."""

from flowchat.chat.accounts.access import ManagedAccount
from flowchat.chat.accounts.actions import change_account
from flowchat.chat.accounts.models import AccountRole, User
from flowchat.chat.events.streams import room_stream
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.models import Membership, Room, RoomKind, RoomRole
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, logged, make_person, make_room, seat_of


def deactivate(user: User, *, active: bool = False) -> None:
    boss = User.objects.filter(username="boss").first() or make_person("Boss", role=AccountRole.OWNER)
    change_account(ManagedAccount(by=boss, target=user), active=active)


def roles(room: Room) -> dict[str, str]:
    rows = Membership.objects.filter(room=room).values_list("user__username", "role")
    return dict(rows)


def test_an_admin_before_members_who_came_earlier(cast: Cast) -> None:
    room = make_room(cast.alice, cast.bob, cast.anna)
    actions.change_role(changer=seat_of(cast.alice, room), user_id=cast.anna.id, role=RoomRole.ADMIN)
    deactivate(cast.alice)
    assert roles(room) == {"alice": "owner", "bob": "member", "anna": "owner"}
    event = logged(room_stream(room.id))[-1]
    assert (event["type"], event["member"]["role"]) == ("member.changed", "owner")
    deactivate(cast.alice, active=True)
    assert roles(room)["anna"] == "owner"


def test_without_admins_whoever_came_first_and_is_there(cast: Cast) -> None:
    room = make_room(cast.alice, cast.bob, cast.carol, kind=RoomKind.PUBLIC)
    deactivate(cast.bob)
    deactivate(cast.alice)
    assert roles(room) == {"alice": "owner", "bob": "member", "carol": "owner"}


def test_nothing_passes_on_while_an_owner_is_left(cast: Cast) -> None:
    room = make_room(cast.alice, cast.bob, cast.carol)
    actions.change_role(changer=seat_of(cast.alice, room), user_id=cast.bob.id, role=RoomRole.OWNER)
    direct = actions.start_conversation(starter=cast.alice, people=[cast.bob]).membership.room
    deactivate(cast.alice)
    assert roles(room)["carol"] == "member"
    assert roles(direct) == {"alice": "member", "bob": "member"}
    answer = client_of(cast.bob).post(f"/api/rooms/{room.id}/leave/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "last_owner")
