"""Catching up."""

import pytest
from django.db import transaction

from flowchat.chat.events import log
from flowchat.chat.events.models import LoggedEvent, Stream
from flowchat.chat.events.queries import SYNC_LIMIT, backlog
from flowchat.chat.events.streams import COMMUNITY, parse_stream, room_stream, user_stream
from flowchat.chat.events.types import RoomLeft
from flowchat.chat.ids import new_id

STREAM = "user.00000000-0000-7000-8000-000000000001"


def fill(count: int) -> None:
    with transaction.atomic():
        for _ in range(count):
            log.append(STREAM, RoomLeft(room_id=new_id(), reason="left"))


def test_the_rest_comes_in_order(db: None) -> None:
    fill(5)
    page = backlog(STREAM, after=2)
    assert [one.seq for one in page.events] == [3, 4, 5]
    assert (page.head, page.more, page.reset) == (5, False, False)


def test_pages_join_without_a_seam(db: None) -> None:
    fill(7)
    seen: list[int] = []
    pages = []
    while True:
        page = backlog(STREAM, after=len(seen), limit=3)
        pages.append(len(page.events))
        seen += [one.seq for one in page.events]
        if not page.more:
            break
    assert seen == list(range(1, 8))
    assert pages == [3, 3, 1]
    assert SYNC_LIMIT == 500


@pytest.mark.parametrize("after", [0, 5])
def test_nothing_new(db: None, after: int) -> None:
    fill(after)
    page = backlog(STREAM, after=after)
    assert page.events == []
    assert (page.head, page.more, page.reset) == (after, False, False)


def test_past_the_end_asks_for_a_fresh_snapshot(db: None) -> None:
    fill(2)
    page = backlog(STREAM, after=3)
    assert (page.events, page.reset, page.head) == ([], True, 2)


def test_a_pruned_log_asks_for_a_fresh_snapshot(db: None) -> None:
    fill(5)
    LoggedEvent.objects.filter(stream_id=STREAM, seq__lte=3).delete()
    assert backlog(STREAM, after=2).reset
    assert [one.seq for one in backlog(STREAM, after=3).events] == [4, 5]
    LoggedEvent.objects.all().delete()
    assert backlog(STREAM, after=4).reset
    assert not backlog(STREAM, after=5).reset


def test_an_event_comes_back_as_it_was(db: None) -> None:
    event = RoomLeft(room_id=new_id(), reason="removed")
    with transaction.atomic():
        envelope = log.append(STREAM, event)
    (read,) = backlog(STREAM, after=0).events
    assert read.event == event
    assert read.model_dump(mode="json") == envelope.model_dump(mode="json")
    assert str(Stream.objects.get()) == f"{STREAM}@1"


def test_names_of_streams() -> None:
    one = new_id()
    assert parse_stream(room_stream(one)) == ("room", one)
    assert parse_stream(user_stream(one)) == ("user", one)
    assert parse_stream(COMMUNITY) == (COMMUNITY, None)
    for wrong in (
        "",
        "room",
        "room.",
        f"room.{one}x",
        f"room.{str(one).upper()}",
        f"rooms.{one}",
        f"user.{one.hex}",
    ):
        assert parse_stream(wrong) is None
