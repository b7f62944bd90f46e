"""A mirror that moves when a test says so, and a look at what it shows."""

import json
import os
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import httpx
from firebase_admin import db
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client

from flowchat.chat.adapters.firebase.app import firebase, firebase_app
from flowchat.chat.adapters.firebase.target import FirebaseMirror
from flowchat.chat.events.objects import Message
from flowchat.chat.mirroring.lanes import PeopleLane, RoomsLane
from flowchat.chat.rooms.models import Room

Document = dict[str, Any]


def empty_firestore(host: str, project_id: str) -> None:
    """Take everything away, as the emulator's console does."""
    path = f"/emulator/v1/projects/{project_id}/databases/(default)/documents"
    assert httpx.delete(f"http://{host}{path}").status_code == 200


class Window:
    """What stands in Firestore, past all rules."""

    def __init__(self) -> None:
        credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]  # the SDK carries few types
        self.client = Client(project=firebase().project_id, credentials=credentials)

    def all(self, collection: str) -> dict[str, Document]:
        return {one.id: one.to_dict() or {} for one in self.client.collection(collection).stream()}

    def one(self, path: str) -> Document | None:
        return self.client.document(path).get().to_dict()

    def messages(self, room: Room) -> dict[str, Document]:
        return self.all(f"chat_rooms_{room.id}")

    def message(self, message: Message) -> Document:
        found = self.one(f"chat_rooms_{message.room_id}/{message.id}")
        assert found is not None
        return found

    def events(self, message: Message) -> list[str]:
        return [json.loads(one)["event"]["type"] for one in self.message(message)["events"]]

    def members(self, room: Room) -> dict[str, str]:
        return {key: one["role"] for key, one in self.all(f"rooms/{room.id}/members").items()}

    def everything(self) -> str:
        """All documents of all collections at the top as one text, for looking for words that must not be there."""
        found = {one.id: self.all(one.id) for one in self.client.collections()}
        return json.dumps(found, ensure_ascii=False, sort_keys=True)

    def people(self) -> Any:
        """The accounts in the Realtime Database."""
        return db.reference("people", app=firebase_app())

    def empty(self) -> None:
        """Take everything in Firestore away."""
        empty_firestore(os.environ["FIRESTORE_EMULATOR_HOST"], firebase().project_id)

    def database(self, user_id: UUID) -> Any:
        return self.people().child(str(user_id)).get()


class Glass:
    """Both lanes of a mirror, and a window on what they wrote."""

    def __init__(self) -> None:
        assert os.environ["FIRESTORE_EMULATOR_HOST"]
        self.target = FirebaseMirror()
        self.rooms = RoomsLane(self.target)
        self.people = PeopleLane(self.target)
        self.window = Window()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.target.close()

    def catch_up(self) -> None:
        """Tell everything that is new in rooms."""
        while self.rooms.round():
            pass

    def greet(self) -> None:
        """Tell everything that is new of people."""
        while self.people.round():
            pass
