"""The log: one gap-free order per stream, whatever writers do."""

import contextlib
import random
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from flowchat.chat.events import log
from flowchat.chat.events.arrived import Announced
from flowchat.chat.events.bus import get_bus
from flowchat.chat.events.forgetting import forget_closed
from flowchat.chat.events.models import LoggedEvent, Stream
from flowchat.chat.events.queries import backlog, heads_of
from flowchat.chat.events.types import Envelope, RoomDeleted, RoomLeft
from flowchat.chat.ids import new_id
from flowchat.chat.rooms.tests.factories import at_once

STREAM = "user.00000000-0000-7000-8000-000000000001"
WRITERS, TRIES, ROLLED_BACK = 8, 25, 0.2


def left(room_id: UUID | None = None) -> RoomLeft:
    return RoomLeft(room_id=room_id or new_id(), reason="left")


class _RolledBack(Exception):
    pass


def write_and_sometimes_roll_back(chance: random.Random) -> list[UUID]:
    """Append events, a fifth of them in transactions that fail; returns what was committed."""
    committed = []
    for _ in range(TRIES):
        event = left()
        with contextlib.suppress(_RolledBack), transaction.atomic():
            log.append(STREAM, event)
            if chance.random() < ROLLED_BACK:
                raise _RolledBack
            committed.append(event.room_id)
    return committed


def kept(chance: random.Random) -> int:
    """How many of one writer's transactions will be committed."""
    return sum(chance.random() >= ROLLED_BACK for _ in range(TRIES))


def follow(expected: int) -> list[Envelope]:
    """Page through the log by seq while it is being written."""
    followed: list[Envelope] = []
    while len(followed) < expected:
        page = backlog(STREAM, after=len(followed), limit=7)
        assert not page.reset
        followed += page.events
    return followed


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_and_rollbacks_leave_no_hole_and_no_double() -> None:
    """Eight writers, a fifth of their transactions rolled back, and a reader who follows by seq meanwhile."""
    seeds = range(WRITERS)
    expected = sum(kept(random.Random(seed)) for seed in seeds)
    writers = [lambda seed=seed: write_and_sometimes_roll_back(random.Random(seed)) for seed in seeds]
    *written, followed = at_once(*writers, lambda: follow(expected))
    committed = [one for each in written for one in each]
    assert len(committed) == expected < WRITERS * TRIES
    assert [one.seq for one in followed] == list(range(1, expected + 1))
    assert {one.event.room_id for one in followed} == set(committed)
    assert heads_of([STREAM]) == {STREAM: expected}


def test_it_is_written_only_inside_a_transaction(transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        log.append(STREAM, left())
    assert not Stream.objects.exists()


def test_an_event_is_announced_after_commit_and_only_then(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    heard: list[Announced] = []
    stop = get_bus().listen(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            envelope = log.append(STREAM, left())
            assert heard == []
    finally:
        stop()
    assert heard == [envelope]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_announced() -> None:
    heard: list[Announced] = []
    stop = get_bus().listen(heard.append)
    try:
        with contextlib.suppress(_RolledBack), transaction.atomic():
            log.append(STREAM, left())
            raise _RolledBack
        with transaction.atomic():
            kept = log.append(STREAM, left())
    finally:
        stop()
    assert heard == [kept]
    assert kept.seq == 1


@pytest.mark.django_db(transaction=True)
def test_a_failing_listener_harms_neither_the_change_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    def fail(envelope: Announced) -> None:
        raise ValueError("broken listener")

    heard: list[Announced] = []
    stops = [get_bus().listen(fail), get_bus().listen(heard.append)]
    try:
        with transaction.atomic():
            log.append(STREAM, left())
    finally:
        for stop in stops:
            stop()
    assert len(heard) == 1
    assert LoggedEvent.objects.count() == 1
    assert "A bus listener failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_stopped_hears_nothing() -> None:
    heard: list[Announced] = []
    get_bus().listen(heard.append)()
    with transaction.atomic():
        log.append(STREAM, left())
    assert heard == []


def test_closing_a_stream_forgets_it(db: None) -> None:
    other = STREAM.replace("1", "2")
    with transaction.atomic():
        log.append(STREAM, left())
        log.append(other, left())
        last = log.close(STREAM, RoomDeleted(room_id=new_id()))
    assert last.seq == 2
    assert list(Stream.objects.values_list("key", flat=True)) == [other]
    assert backlog(STREAM, after=0).events == [], "what is left of it is nobody's to read"
    assert backlog(STREAM, after=1).reset
    assert forget_closed(STREAM)
    assert not forget_closed(STREAM)
    assert list(LoggedEvent.objects.values_list("stream_id", flat=True)) == [other]


def test_several_streams_are_written_in_the_order_of_their_names(db: None) -> None:
    events = {f"user.{new_id()}": left() for _ in range(5)}
    shuffled = dict(random.Random(1).sample(list(events.items()), 5))
    assert [one.stream for one in log.append_each(shuffled)] == sorted(events)


def test_locking_changes_nothing(db: None) -> None:
    with transaction.atomic():
        assert log.lock(STREAM) == 0
        log.append(STREAM, left())
        assert log.lock(STREAM) == 1
    assert backlog(STREAM, after=0).head == 1
