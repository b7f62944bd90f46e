"""A server, people and rooms for the gateway's stories: Alice owns the room, Bob is in it, Carol is outside."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from flowchat.chat.accounts.models import Session, User
from flowchat.chat.events.streams import room_stream
from flowchat.chat.gateway.tests.harness import Client, RunningServer, client_id, make_user, running_server
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.actions import create_room
from flowchat.chat.rooms.models import Room, RoomKind

Enter = Callable[..., Client]


@dataclass(frozen=True, slots=True)
class Cast:
    """Three people and a room."""

    alice: User
    bob: User
    carol: User
    room: Room

    @property
    def stream(self) -> str:
        return room_stream(self.room.id)

    def say(self, text: str, *, by: User | None = None) -> int:
        """Send a message and return its seq."""
        sender = member_of(by or self.alice, self.room.id)
        return send_message(sender=sender, new=NewMessage(client_id=client_id(), text=text)).message.seq


@pytest.fixture
def server(transactional_db: None) -> Iterator[RunningServer]:
    with running_server() as running:
        yield running


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    alice, bob, carol = make_user("Alice"), make_user("Bob"), make_user("Carol")
    owner = create_room(creator=alice, kind=RoomKind.PRIVATE, name="Garden", description="", people=[bob])
    return Cast(alice, bob, carol, owner.room)


@pytest.fixture
def enter(server: RunningServer) -> Iterator[Enter]:
    """Open a socket and authenticate; closed when the test ends."""
    clients: list[Client] = []

    def _enter(user: User, session: Session | None = None, **options: Any) -> Client:
        client = Client(server.ws, **options)
        clients.append(client)
        return client.enter(user, session)

    yield _enter
    for client in clients:
        client.close()


@pytest.fixture(autouse=True)
def clean_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever clients do, it is no error of ours: nothing above INFO may be logged."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    # Django says each 4xx; the product's log settings leave that out.
    loud = [one for one in records if one.levelno >= logging.WARNING and one.name != "django.request"]
    assert [one.getMessage() for one in loud] == []
