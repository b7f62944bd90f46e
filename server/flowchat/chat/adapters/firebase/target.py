"""Firebase as a mirror: rooms in Firestore, people in Firestore and in the Realtime Database."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from google.cloud.firestore import Client

from flowchat.chat.adapters.firebase import people as database
from flowchat.chat.adapters.firebase.app import firebase, firebase_app
from flowchat.chat.adapters.firebase.comparing import (
    Fault,
    compare_documents,
    compare_members,
    compare_messages,
    compare_readings,
    with_what_was_forgotten,
)
from flowchat.chat.adapters.firebase.documents import (
    MESSAGES,
    PEOPLE,
    ROOMS,
    Document,
    member_document,
    members_path,
    message_document,
    messages_path,
    person_document,
    reading_document,
    readings_path,
    receipt_document,
    receipts_path,
    typing_path,
)
from flowchat.chat.adapters.firebase.store import Store
from flowchat.chat.mirroring.news import PersonState, RoomNews
from flowchat.chat.mirroring.shelves import Difference, Members, Messages, People, Readings, Shelf

_ERASED_AT_ONCE = 100
_ASKED_AT_ONCE = 8
_IN_DATABASE = "database:"
"""Begins the paths of differences in the Realtime Database."""


class FirebaseMirror:
    """The `Target` for Firebase."""

    def __init__(self, store: Store | None = None) -> None:
        config = firebase()
        self.name = f"firebase {config.project_id}"[:64]
        self.receipt_messages = config.receipt_messages
        self._store = store or Store(connect)

    def tell_rooms(self, news: Sequence[RoomNews]) -> None:
        """Write the members first and wait for that: only then what nobody who left may see."""
        self._store.write({path: one for room in news for path, one in _members(room)})
        self._store.write({path: one for room in news for path, one in _contents(room)})

    def tell_people(self, people: Sequence[PersonState], *, signed_out: Collection[UUID]) -> None:
        """Write what the rules ask, then end what can be renewed."""
        documents = {str(one.user_id): person_document(one) for one in people}
        self._store.write({f"{PEOPLE}/{key}": one for key, one in documents.items()})
        database.write_people(documents)
        database.revoke_sign_ins(signed_out)

    def erase_room(self, room_id: UUID) -> bool:
        """Delete the members, then messages with the receipts of each, then the rest."""
        members = self._store.ids(members_path(room_id), limit=_ERASED_AT_ONCE)
        if members:
            self._delete(members_path(room_id), members)
            return False
        messages = self._store.ids(messages_path(room_id), limit=_ERASED_AT_ONCE)
        if messages:
            self._erase_receipts(room_id, messages)
            self._delete(messages_path(room_id), messages)
            return False
        for collection in (readings_path(room_id), typing_path(room_id)):
            if found := self._store.ids(collection, limit=_ERASED_AT_ONCE):
                self._delete(collection, found)
                return False
        return True

    def _erase_receipts(self, room_id: UUID, messages: Sequence[str]) -> None:
        """Each message has a collection of its own, and asking for it is what takes time: several at once."""

        def erase(message_id: str) -> None:
            collection = receipts_path(room_id, message_id)
            while found := self._store.ids(collection, limit=_ERASED_AT_ONCE):
                self._delete(collection, found)

        with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
            list(pool.map(erase, messages))

    def compare(self, shelf: Shelf) -> list[Difference]:
        """Return where documents differ."""
        return [fault.difference for fault in self._faults(shelf)]

    def mend(self, shelf: Shelf) -> int:
        """Write what differs, and delete what should not be there."""
        faults = list(self._faults(shelf))
        wanted = {one.difference.path: one.wanted for one in faults}
        here = {path: one for path, one in wanted.items() if not path.startswith(_IN_DATABASE)}
        there = {path.rpartition("/")[2]: one for path, one in wanted.items() if path not in here}
        self._store.write(here)
        database.write_people(there)
        return len(wanted)

    def _faults(self, shelf: Shelf) -> Iterator[Fault]:
        match shelf:
            case Members():
                return compare_members(shelf, self._store.read(members_path(shelf.room_id)))
            case Readings():
                return compare_readings(shelf, self._store.read(readings_path(shelf.room_id)))
            case Messages():
                path = messages_path(shelf.room_id)
                return compare_messages(shelf, self._store.read(path, after=shelf.after, up_to=shelf.up_to))
            case People():
                return self._people_faults(shelf)

    def _people_faults(self, shelf: People) -> Iterator[Fault]:
        wanted = {str(one.user_id): person_document(one) for one in shelf.people}
        leave = {str(one) for one in shelf.leave}
        for place, found in (
            (PEOPLE, self._store.read(PEOPLE, after=shelf.after, up_to=shelf.up_to)),
            (f"{_IN_DATABASE}{PEOPLE}", database.read_people(after=shelf.after, up_to=shelf.up_to)),
        ):
            yield from compare_documents(
                place, with_what_was_forgotten(wanted, found, before=shelf.forgotten), found, leave=leave
            )

    def rooms(self) -> set[UUID]:
        """Return the rooms whose messages or members have a collection."""
        named = [one.removeprefix(MESSAGES) for one in self._store.collections() if one.startswith(MESSAGES)]
        return {found for one in (*named, *self._store.parents(ROOMS)) if (found := _room_id(one))}

    def answer(self) -> None:
        """Ask both databases for something."""
        self._store.answer(f"{PEOPLE}/nobody")
        database.read_people(after="", up_to="0")

    def close(self) -> None:
        """Let go of the connection."""
        self._store.close()

    def _delete(self, collection: str, ids: Sequence[str]) -> None:
        self._store.write({f"{collection}/{one}": None for one in ids})


def connect() -> Client:
    """Return a new connection to the project's Firestore; it contacts nobody yet."""
    config = firebase()
    return Client(project=config.project_id, credentials=firebase_app().credential.get_credential())


def _room_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _members(room: RoomNews) -> Iterator[tuple[str, Document | None]]:
    for user_id, role in room.members.items():
        path = f"{members_path(room.room_id)}/{user_id}"
        yield path, None if role is None else member_document(user_id, role)


def _contents(room: RoomNews) -> Iterator[tuple[str, Document | None]]:
    for message in room.messages:
        yield f"{messages_path(room.room_id)}/{message.message.id}", message_document(message)
    for user_id, reading in room.readings.items():
        path = f"{readings_path(room.room_id)}/{user_id}"
        yield path, None if reading is None else reading_document(reading)
    for receipt in room.receipts:
        path = f"{receipts_path(room.room_id, receipt.message_id)}/{receipt.user_id}"
        yield path, receipt_document(room.room_id, receipt)
    for message_id, user_id in room.hidden:
        yield f"{receipts_path(room.room_id, message_id)}/{user_id}", None
