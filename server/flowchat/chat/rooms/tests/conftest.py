"""Alice owns the room, Anna is an admin of it, Bob is a member, Carol is outside."""

from dataclasses import dataclass

import pytest

from flowchat.chat.accounts.models import User
from flowchat.chat.rooms.actions import change_role
from flowchat.chat.rooms.models import Room, RoomRole
from flowchat.chat.rooms.tests.factories import make_person, make_room, seat_of


@dataclass
class Cast:
    """The people of most tests, and a private room."""

    alice: User
    anna: User
    bob: User
    carol: User
    room: Room


@pytest.fixture
def cast(db: None) -> Cast:
    alice, anna, bob, carol = (make_person(name) for name in ("Alice", "Anna", "Bob", "Carol"))
    room = make_room(alice, anna, bob)
    change_role(changer=seat_of(alice, room), user_id=anna.id, role=RoomRole.ADMIN)
    return Cast(alice=alice, anna=anna, bob=bob, carol=carol, room=room)
