"""The demo: lively, quick, and with a log that tells the same story as the tables."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Conflict
from flowchat.chat.events import objects
from flowchat.chat.events.models import LoggedEvent, Stream
from flowchat.chat.events.queries import backlog
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import (
    Envelope,
    MessageSent,
    RoomCreated,
    RoomRead,
    RoomUpdated,
)
from flowchat.chat.media.access import viewable
from flowchat.chat.media.models import Place, Upload
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.models import Membership, Room
from flowchat.chat.rooms.queries import entries_of, to_room
from flowchat.cli.demo import album, seed, workshop
from flowchat.cli.demo.people import CAST
from flowchat.cli.demo.places import PLACES
from flowchat.cli.demo.talk import tell, templates


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[seed.DemoAccounts]:
    """Filled once for all tests, in a transaction that is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed.fill()
        transaction.set_rollback(True)


@pytest.fixture
def demo(filled: seed.DemoAccounts, db: None) -> seed.DemoAccounts:
    return filled


def whole_log(stream: str) -> list[Envelope]:
    events: list[Envelope] = []
    while True:
        page = backlog(stream, after=len(events))
        assert not page.reset
        events += page.events
        if not page.more:
            return events


def test_the_log_tells_the_same_story_as_the_tables(demo: seed.DemoAccounts) -> None:
    for room in Room.objects.exclude(name=workshop.NAME):
        events = whole_log(room_stream(room.id))
        assert [one.seq for one in events] == list(range(1, len(events) + 1))
        assert Stream.objects.get(key=room_stream(room.id)).head == len(events)
        positions: dict[object, int] = {}
        unread: Counter[object] = Counter()
        messages = []
        shown: objects.Room | None = None
        for envelope in events:
            event = envelope.event
            match event:
                case RoomCreated():
                    positions = {one.person.id: one.last_read_seq for one in event.members}
                    shown = event.room
                case RoomUpdated():
                    shown = event.room
                case MessageSent():
                    messages.append(event.message)
                    assert event.message.seq == envelope.seq
                    unread.update(one for one in positions if one != event.message.author_id)
                    positions[event.message.author_id] = envelope.seq
                    unread[event.message.author_id] = 0
                case RoomRead():
                    positions[event.user_id] = event.last_read_seq
                    unread[event.user_id] = sum(
                        one.seq > event.last_read_seq and one.author_id != event.user_id for one in messages
                    )
                case _:
                    pytest.fail(f"unforeseen {event.type}")
        rows = Message.objects.filter(room=room).order_by("seq").values_list("id", "seq", "text", "author_id")
        assert [(m.id, m.seq, m.text, m.author_id) for m in messages] == list(rows)
        assert [m.sent_at for m in messages] == sorted(m.sent_at for m in messages)
        seats = Membership.objects.filter(room=room).select_related("user", "room")
        assert {one.user_id: one.last_read_seq for one in seats} == positions
        for one in seats:
            (entry,) = [e for e in entries_of(one.user) if e.room.id == room.id]
            assert entry.unread_count == unread[one.user_id]
        assert shown is not None
        assert shown.model_dump(mode="json") == to_room(room).model_dump(mode="json")


def test_everyone_has_what_was_planned_for_them_unread(demo: seed.DemoAccounts) -> None:
    for username in demo.usernames:
        left = workshop.ALICE_HAS_LEFT if username == "alice" else 0
        seen = 0  # of the album
        planned = sorted(
            [left, seen, *(one.unread.get(username, 0) for one in PLACES if username in one.people)]
        )
        entries = entries_of(User.objects.get(username=username))
        assert sorted(entry.unread_count for entry in entries) == planned
        assert sum(planned) > 5


def test_it_is_lively(demo: seed.DemoAccounts) -> None:
    assert Message.objects.count() > 2500
    assert User.objects.count() == len(CAST) == 15
    assert {room.kind for room in Room.objects.all()} == {"direct", "private", "public"}
    assert Room.objects.exclude(archived_at=None).count() == 1
    texts = list(Message.objects.values_list("text", flat=True))
    joined = "".join(texts)
    for letter in ("я", "λ", "ع", "ש", "ह", "家", "の", "한", "é", "🙏"):
        assert letter in joined
    assert "{" not in joined.replace("{}", "")
    assert max(len(text) for text in texts) > 500
    commonest = Counter(text for text in texts if len(text) > 60).most_common(1)[0][1]
    assert commonest < len(texts) / 100


def test_it_never_mixes_with_real_use(demo: seed.DemoAccounts) -> None:
    events = LoggedEvent.objects.count()
    with pytest.raises(Conflict):
        seed.fill()
    assert LoggedEvent.objects.count() == events


def test_people_can_sign_in_as_printed(demo: seed.DemoAccounts) -> None:
    for username in demo.usernames:
        assert User.objects.get(username=username).check_password(demo.password)
    assert demo.password in seed.sign_in_lines()[0]


def test_the_story_is_the_same_every_time() -> None:
    def some(count: int) -> list[object]:
        chance = random.Random(5)
        chosen = templates(["engineering"], ["ann", "ben", "cleo", "dan"], chance)
        return [tell(next(chosen), ["ann", "ben", "cleo", "dan"], chance) for _ in range(count)]

    assert some(40) == some(40)


def test_the_workshop_shows_what_can_be_done_with_messages(demo: seed.DemoAccounts) -> None:
    room = Room.objects.get(name=workshop.NAME)
    told = {one.event.type for one in whole_log(room_stream(room.id))}
    assert told >= {"message.edited", "message.deleted", "message.pinned", "reaction.added", "thread.changed"}
    alice = User.objects.get(username="alice")
    (entry,) = [one for one in entries_of(alice) if one.room.id == room.id]
    assert (entry.unread_count, entry.mention_count) == (1, 1)
    assert entry.settings.favourite


def test_the_album_shows_faces_and_files(demo: seed.DemoAccounts) -> None:
    for username in demo.usernames:
        person = User.objects.get(username=username)
        assert Upload.objects.get(owner=person, place=Place.PROFILE).id == person.picture_id
    room = Room.objects.get(name=album.NAME)
    assert Upload.objects.get(room=room, place=Place.ROOM).id == room.picture_id
    shown = [one for event in whole_log(room_stream(room.id)) for one in files_in(event)]
    assert Counter(one.kind for one in shown) == {"picture": 4, "file": 1, "audio": 1}
    for one in shown:
        assert viewable(User.objects.get(username="alice"), one.id).name == one.name
        assert (one.kind == "picture") == bool(one.thumbhash)


def files_in(envelope: Envelope) -> list[objects.Attachment]:
    event = envelope.event
    return event.message.attachments if isinstance(event, MessageSent) else []
