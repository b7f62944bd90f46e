"""People and rooms for tests, made through the real actions."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from rest_framework.test import APIClient

from flowchat.chat.accounts.models import User
from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.events.objects import Message
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.actions import create_room
from flowchat.chat.rooms.actions.removing import remove_portion
from flowchat.chat.rooms.models import Membership, Room, RoomKind
from flowchat.chat.text import fold, fold_name


def make_person(name: str, **fields: Any) -> User:
    """An account, its username being its name in small letters."""
    username = fields.pop("username", name.lower())
    person = User(
        username=username,
        username_key=fold_name(username),
        name=name,
        search_key=fold(f"{name} {username}"),
        password="!",
        **fields,
    )
    person.save(force_insert=True)
    return person


def make_room(owner: User, *people: User, kind: RoomKind = RoomKind.PRIVATE, name: str = "Garden") -> Room:
    """A room of `owner` and these members."""
    return create_room(creator=owner, kind=kind, name=name, people=people).room


def seat_of(user: User, room: Room) -> Membership:
    """The membership as it is now."""
    return member_of(user, room.id)


def say(user: User, room: Room, text: str = "Hello", client_id: UUID | None = None) -> Message:
    """Send a message."""
    new = NewMessage(client_id=client_id or new_id(), text=text)
    return send_message(sender=seat_of(user, room), new=new).message


def finish_deleting() -> int:
    """Remove what deleted rooms held, as the job does; returns in how many portions."""
    portions = 0
    while remove_portion():
        portions += 1
    return portions


def client_of(user: User | None) -> APIClient:
    """A client of the API that is signed in as `user`, or signed out."""
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    return client


def logged(stream: str) -> list[dict[str, Any]]:
    """The bodies of a stream's events; fails when their numbers have a hole."""
    rows = list(LoggedEvent.objects.filter(stream_id=stream).order_by("seq"))
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    return [row.body for row in rows]


def room_events(room: Room) -> list[str]:
    """The types of what happened in a room."""
    return [body["type"] for body in logged(room_stream(room.id))]


def user_events(user: User) -> list[str]:
    """The types of what a person's own devices were told."""
    return [body["type"] for body in logged(user_stream(user.id))]


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run jobs in threads that start together; returns each one's result or exception."""
    gate = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(index: int, job: Callable[[], Any]) -> None:
        try:
            gate.wait(60)
            results[index] = job()
        except Exception as error:  # noqa: BLE001 - the test looks at whatever it was
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, job)) for index, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
