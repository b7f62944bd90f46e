"""A server that grows evenly: of everything that a list shows, one more each time. And how statements are counted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from flowchat.chat.accounts.models import User
from flowchat.chat.emoji.tests.pictures import encoded, png
from flowchat.chat.events.streams import room_stream
from flowchat.chat.ids import new_id
from flowchat.chat.media.tests.pieces import bring_file
from flowchat.chat.messaging.models import Message
from flowchat.chat.previews.models import LinkPreview
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.tests.factories import client_of, make_person, make_room, seat_of


def statements(call: Callable[[], Any]) -> list[str]:
    """Return what a call asked the database, without what begins and ends transactions."""
    with CaptureQueriesContext(connection) as asked:
        call()
    frame = ("BEGIN", "COMMIT", "SET TRANSACTION", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return [one["sql"].strip() for one in asked if not one["sql"].strip().startswith(frame)]


def ask(client: APIClient, path: str) -> Any:
    """Read something; fails when that is refused."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.content[:300]!r}"
    return answer.json()


@dataclass
class Growing:
    """Alice, who runs the server and looks at everything, a room she shares with all, and a root that all answer."""

    alice: User = field(default_factory=lambda: make_person("Alice", role="owner"))
    people: list[User] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = client_of(self.alice)
        self.room = make_room(self.alice, name="Hall")
        self.root = self._say(self.client, self.room, text="The root")

    @property
    def stream(self) -> str:
        """The stream of the shared room."""
        return room_stream(self.room.id)

    def grow(self) -> None:
        """One more person, with one more of everything."""
        number = len(self.people)
        other = make_person(f"Person{number}")
        theirs, self.people = client_of(other), [*self.people, other]
        self._places(other, theirs, number)
        self._post(self.client, f"rooms/{self.room.id}/members/", user_ids=[str(other.id)])
        said = self._rich_message(other, theirs, number)
        self._hang_on(self.client, said, number)
        self._answers(theirs, said)
        self._versions(number)
        removed = self._say(theirs, self.room, text="To be removed")
        body = {"reason": "Noise"}
        assert self.client.delete(f"/api/messages/{removed}/", body, format="json").status_code == 204

    def _places(self, other: User, theirs: APIClient, number: int) -> None:
        """Rooms of every kind, with something unread, a draft, a link and a session."""
        private = make_room(self.alice, other, name=f"Room {number}")
        make_room(other, name=f"Open {number}", kind=RoomKind.PUBLIC)
        direct = self._post(theirs, "rooms/direct/", user_ids=[str(self.alice.id)])["room"]["id"]
        for room in (private.id, direct):
            self._say(theirs, room, text=f"tea for @alice {number}")
        draft = {"room": str(private.id), "thread": None, "text": "So", "reply_to": None, "version": 1}
        assert self.client.put("/api/drafts/", draft, format="json").status_code == 200
        self._post(self.client, "invites/", expires_in_hours=None, use_limit=None, note=f"{number}")
        seat = seat_of(other, private)
        assert seat.user_id == other.id
        picture = {"name": f"emoji{number}", "picture": encoded(png())}
        self._post(self.client, "emoji/", **picture)

    def _rich_message(self, other: User, theirs: APIClient, number: int) -> str:
        upload = bring_file(other, f"plan{number}.txt")
        return self._say(
            theirs,
            self.room,
            text=f"tea with @alice and @person{number} https://example.org/{number}",
            upload_ids=[str(upload.id)],
            reply_to=self.root,
        )

    def _hang_on(self, mine: APIClient, said: str, number: int) -> None:
        """What others put on a message: reactions, a pin, a preview, a place in my list."""
        for emoji in ("🎉", f":emoji{number}:"):
            assert mine.put(f"/api/messages/{said}/reactions/{emoji}/").status_code == 200
        for part in ("pin", "saved"):
            assert mine.put(f"/api/messages/{said}/{part}/").status_code == 204
        LinkPreview.objects.create(
            message=Message.objects.get(id=said),
            position=0,
            url=f"https://example.org/{number}",
            title="A page",
        )
        forward = {"room": str(self.room.id), "client_id": str(new_id()), "text": ""}
        assert mine.post(f"/api/messages/{said}/forward/", forward, format="json").status_code == 201

    def _answers(self, theirs: APIClient, said: str) -> None:
        """Two in a thread of its own, one in the thread that everyone answers in."""
        for text in ("One", "Two"):
            self._say(theirs, self.room, text=text, thread=said)
        self._say(self.client, self.room, text="Mine", thread=said)
        self._say(theirs, self.room, text="To the root", thread=self.root)

    def _versions(self, number: int) -> None:
        body = {"text": f"The root, for the {number}th time", "version": number}
        assert self.client.patch(f"/api/messages/{self.root}/", body, format="json").status_code == 200

    def _say(self, client: APIClient, room: Any, **fields: Any) -> str:
        place = room.id if isinstance(room, Room) else room
        body = {"room": str(place), "client_id": str(new_id()), **fields}
        said: str = self._post(client, "messages/", **body)["message"]["id"]
        return said

    @staticmethod
    def _post(client: APIClient, path: str, **body: Any) -> Any:
        answer = client.post(f"/api/{path}", body, format="json")
        assert answer.status_code in (200, 201), f"{path}: {answer.status_code} {answer.content[:300]!r}"
        return answer.json()
