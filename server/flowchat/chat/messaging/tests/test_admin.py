"""The Django admin shows rooms and messages to the server's owner, changes none and tells no text."""

import pytest
from django.test import Client

from flowchat.chat.accounts.models import AccountRole
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.models import Membership
from flowchat.chat.rooms.tests.factories import make_person, make_room, say

SECRET = "only for the room"


@pytest.fixture
def operator(client: Client, db: None) -> Client:
    owner = make_person("Olga", role=AccountRole.OWNER)
    bob = make_person("Bob")
    say(bob, make_room(bob, name="Cellar"), SECRET)
    client.force_login(owner)
    return client


def test_rooms_and_members_are_listed(operator: Client) -> None:
    assert "Cellar" in operator.get("/admin/rooms/room/").content.decode()
    assert "bob" in operator.get("/admin/rooms/membership/").content.decode()


def test_messages_are_listed_without_their_text(operator: Client) -> None:
    message = Message.objects.get()
    for path in ("/admin/messaging/message/", f"/admin/messaging/message/{message.id}/change/"):
        response = operator.get(path)
        assert response.status_code == 200
        assert SECRET not in response.content.decode()


def test_nothing_is_changed_here(operator: Client) -> None:
    seat = Membership.objects.get()
    assert operator.get("/admin/rooms/room/add/").status_code == 403
    assert operator.post(f"/admin/rooms/membership/{seat.id}/delete/", {"post": "yes"}).status_code == 403
    assert operator.post(f"/admin/rooms/membership/{seat.id}/change/", {"role": "member"}).status_code == 403
    seat.refresh_from_db()
    assert seat.role == "owner"
