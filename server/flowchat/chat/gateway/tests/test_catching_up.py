"""Catching up together: each gets what they would have got alone, and only what is theirs."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from flowchat.chat.accounts.actions.sessions import sign_out
from flowchat.chat.accounts.models import Session, User
from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.events.queries import backlogs_each
from flowchat.chat.events.streams import user_stream
from flowchat.chat.gateway import catching_up
from flowchat.chat.gateway.catching_up import Behind, catch_up_each
from flowchat.chat.gateway.recent import KEPT_SECONDS, LARGEST_BYTES, Key, Recent
from flowchat.chat.gateway.tests.conftest import Cast
from flowchat.chat.gateway.tests.harness import sign_in, token_for
from flowchat.chat.gateway.tests.test_membership import remove
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions.delete import delete_message


def behind(session: Session, stream: str, after: int = 0) -> Behind:
    return Behind(session.user_id, session.id, stream, after)


def alone(session: Session, stream: str, after: int) -> bytes | None:
    """What the view answers."""
    client = APIClient(headers={"authorization": f"Bearer {token_for(session.user, session)}"})
    response = client.get("/api/sync/", {"stream": stream, "after": str(after)})
    return response.content if response.status_code == 200 else None


def understood(answer: bytes | None) -> Any:
    """What an answer says, in whatever order of keys."""
    return None if answer is None else json.loads(answer)


def test_each_gets_what_the_view_would_answer(cast: Cast) -> None:
    for text in ("One", "Zwei \u2028 and \u2029", "Three 👋"):
        cast.say(text)
    alice, bob, carol = sign_in(cast.alice), sign_in(cast.bob), sign_in(cast.carol)
    streams = [
        "community",
        user_stream(cast.bob.id),
        cast.stream,
        "room.x",
        "nothing",
        "",
        "user",
        cast.stream.upper(),
    ]
    asking = [
        behind(session, stream, after)
        for session in (alice, bob, carol)
        for stream in streams
        for after in (0, 2, 3, 5, 99)
    ]
    found = [understood(one) for one in catch_up_each(asking, Recent())]
    expected = [
        understood(alone({one.id: one for one in (alice, bob, carol)}[ask.session_id], ask.stream, ask.after))
        for ask in asking
    ]
    assert found == expected
    assert {one is None for one in found} == {True, False}


def test_pruned_events_ask_for_a_fresh_snapshot(cast: Cast) -> None:
    for text in ("One", "Two", "Three"):
        cast.say(text)
    LoggedEvent.objects.filter(stream_id=cast.stream, seq__lt=4).delete()
    session = sign_in(cast.bob)
    for after in range(7):
        (found,) = catch_up_each([behind(session, cast.stream, after)], Recent())
        assert understood(found) == understood(alone(session, cast.stream, after))


def test_only_the_living_and_only_ones_own(cast: Cast) -> None:
    cast.say("For members")
    ended, inactive, good, other = (sign_in(one) for one in (cast.bob, cast.alice, cast.bob, cast.carol))
    unused = sign_in(cast.bob)
    Session.objects.filter(id=unused.id).update(expires_at=timezone.now())
    sign_out(ended)
    User.objects.filter(id=cast.alice.id).update(is_active=False)
    borrowed = Behind(cast.bob.id, other.id, cast.stream, 0)
    asking = [*(behind(one, cast.stream) for one in (ended, inactive, good, other, unused)), borrowed]
    found = [one is not None for one in catch_up_each(asking, Recent())]
    assert found == [False, False, True, False, False, False]


def test_the_statements_do_not_grow(cast: Cast) -> None:
    cast.say("One")
    people = [cast.alice, cast.bob]
    asking = [behind(sign_in(one), cast.stream, after) for one in people for after in (0, 1, 2)]
    asking += [behind(sign_in(one), user_stream(one.id)) for one in people]
    counts = []
    for crowd in (asking[:1], asking):
        with CaptureQueriesContext(connection) as queries:
            assert None not in catch_up_each(crowd, Recent())
        counts.append(len(queries))
    assert counts[0] == counts[1] == 2, "the rights with the heads, and the events"


def test_what_would_be_too_much_at_once_is_left_to_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "PORTION", 2)
    monkeypatch.setattr(catching_up, "BATCH_BYTES", 3000)
    for _ in range(6):
        cast.say("x" * 500)
    session = sign_in(cast.bob)
    found = catch_up_each([behind(session, cast.stream, after) for after in range(1, 7)], Recent())
    assert [one is not None for one in found] == [True, True, False, False, False, False]
    assert understood(found[0]) == understood(alone(session, cast.stream, 1))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The positions for which the log was read."""
    read: list[tuple[str, int]] = []

    def note(positions: Sequence[Key]) -> list[str]:
        read.extend((stream, after) for stream, after, _ in positions)
        return backlogs_each(positions)

    monkeypatch.setattr(catching_up, "backlogs_each", note)
    return read


def test_what_several_miss_is_read_once(cast: Cast, reads: list[tuple[str, int]]) -> None:
    alice, bob, recent = sign_in(cast.alice), sign_in(cast.bob), Recent()
    cast.say("One")
    together = catch_up_each([behind(alice, cast.stream), behind(bob, cast.stream)], recent)
    assert together[0] == together[1]
    assert catch_up_each([behind(alice, cast.stream)], recent) == together[:1]
    assert reads == [(cast.stream, 0)]


def test_being_kept_gives_nobody_a_right(cast: Cast) -> None:
    alice, bob, carol, recent = sign_in(cast.alice), sign_in(cast.bob), sign_in(cast.carol), Recent()
    assert catch_up_each([behind(alice, cast.stream)], recent)[0] is not None
    assert catch_up_each([behind(carol, cast.stream)], recent) == [None]
    remove(cast, cast.bob)
    assert catch_up_each([behind(bob, cast.stream)], recent) == [None]


def test_what_is_forgotten_is_not_kept(cast: Cast) -> None:
    alice, recent = sign_in(cast.alice), Recent()
    seq = cast.say("Never said")
    (before,) = catch_up_each([behind(alice, cast.stream)], recent)
    assert before is not None
    assert b"Never said" in before
    message_id = UUID(json.loads(before)["events"][seq - 1]["event"]["message"]["id"])
    delete_message(deleter=member_message_of(cast.alice, message_id))
    (after,) = catch_up_each([behind(alice, cast.stream)], recent)
    assert after is not None
    assert b"Never said" not in after


def test_the_log_of_a_person_is_read_each_time(cast: Cast, reads: list[tuple[str, int]]) -> None:
    bob, recent = sign_in(cast.bob), Recent()
    for _ in range(2):
        catch_up_each([behind(bob, user_stream(cast.bob.id))], recent)
    assert len(reads) == 2


def test_the_right_and_the_events_are_of_one_moment(
    cast: Cast, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A removal between the two lets nothing out that came after it."""
    bob = sign_in(cast.bob)

    def removed_meanwhile(positions: Sequence[Key]) -> list[str]:
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(_remove_and_go_on, cast).result()
        return backlogs_each(positions)

    monkeypatch.setattr(catching_up, "backlogs_each", removed_meanwhile)
    (found,) = catch_up_each([behind(bob, cast.stream)], Recent())
    assert found is not None
    assert b"Without Bob" not in found
    assert b"member.removed" not in found


def _remove_and_go_on(cast: Cast) -> None:
    try:
        remove(cast, cast.bob)
        cast.say("Without Bob")
    finally:
        connections.close_all()


def test_recent_answers_are_bounded() -> None:
    now = 0.0
    recent = Recent(lambda: now)
    recent.put(("room.a", 0, 1), b"a")
    recent.put(("room.b", 0, 1), b"*" * (LARGEST_BYTES + 1))
    assert recent.get(("room.a", 0, 1)) == b"a"
    assert recent.get(("room.b", 0, 1)) is None
    for number in range(20):
        recent.put(("room.c", number, 99), b"*" * LARGEST_BYTES)
    assert recent.get(("room.a", 0, 1)) is None, "the oldest went"
    assert recent.get(("room.c", 19, 99)) is not None
    now = KEPT_SECONDS
    assert recent.get(("room.c", 19, 99)) is None
    assert recent._bytes == 0
