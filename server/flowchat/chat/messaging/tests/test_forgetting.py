"""What was deleted is told nowhere at once, and stands nowhere when the time for undoing is over."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from flowchat.chat.events.forgetting import without_words
from flowchat.chat.events.log import append
from flowchat.chat.events.objects import LinkPreview
from flowchat.chat.events.objects import Message as Said
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.events.types import MessagePreviewed
from flowchat.chat.ids import new_id
from flowchat.chat.messaging import ports
from flowchat.chat.messaging.actions.wiping import WIPING, do_wiping, wipe_deleted
from flowchat.chat.messaging.models import Message, MessageVersion, Reaction, Saved
from flowchat.chat.messaging.tests.changes import (
    answer,
    delete,
    edit,
    forward,
    history,
    let_time_pass,
    look,
    put,
    restore,
)
from flowchat.chat.rooms.actions import add_members
from flowchat.chat.rooms.models import RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, logged, make_person, make_room, say, seat_of
from flowchat.http.pool import WorkerPool
from flowchat.jobs.registry import registered

WORDS = ("wormwood", "henbane", "foxglove", "oleander")
"""What was sent, what it was edited to, what it forwarded, what its link led to."""


def told(*streams: str) -> str:
    """Everything the log tells about these streams."""
    return json.dumps([logged(one) for one in streams])


def everything() -> str:
    """Every row of every table, as text: what a dump would hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [row[0] for row in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM "{table}" AS t')
            rows.append(f"{table}: {cursor.fetchone()[0]}")
    return "\n".join(rows)


def words_in(text: str) -> list[str]:
    return [word for word in WORDS if word in text]


@pytest.fixture
def said(cast: Cast) -> Said:
    """A forward by Bob that was edited, previewed, reacted to, answered, pinned, saved, and someone's last line."""
    source = say(cast.alice, make_room(cast.alice, cast.bob), "foxglove")
    sent = Said.model_validate(forward(cast.bob, source, cast.room, "wormwood @anna").json()["message"])
    delete(cast.alice, source)
    add_members(adder=seat_of(cast.alice, cast.room), people=[make_person("Dora")])
    edit(cast.bob, sent, "henbane ||wormwood|| @anna")
    preview = LinkPreview(
        id=new_id(), url="https://x.example/", title="oleander", description="", site="", picture=None
    )
    with transaction.atomic():
        append(
            room_stream(cast.room.id),
            MessagePreviewed(message_id=sent.id, message_seq=sent.seq, previews=[preview]),
        )
    for part in ("pin", "saved"):
        put(cast.alice, sent, part)
    Reaction.objects.create(message_id=sent.id, user=cast.anna, emoji="👍", kind_seq=9)
    quoting = Said.model_validate(answer(cast.alice, cast.room, sent, "Poison?").json()["message"])
    edit(cast.alice, quoting, "Poisons?")
    add_members(adder=seat_of(cast.alice, cast.room), people=[make_person("Emil")])
    # Gone and back: both events carry the answer, with its quote, as the last line.
    other = say(cast.bob, cast.room, "Wait")
    delete(cast.bob, other)
    restore(cast.bob, other)
    delete(cast.bob, other)
    return sent


def test_the_log_forgets_at_once(cast: Cast, said: Said) -> None:
    people = [*seats(cast), *(user_stream(one.id) for one in (cast.alice, cast.bob))]
    before = told(room_stream(cast.room.id), *people)
    assert set(words_in(before)) == set(WORDS)
    delete(cast.bob, said)
    assert words_in(told(room_stream(cast.room.id), *people)) == []


def seats(cast: Cast) -> list[str]:
    members = client_of(cast.alice).get(f"/api/rooms/{cast.room.id}/members/").json()["members"]
    return [user_stream(one["person"]["id"]) for one in members]


def test_nothing_that_is_asked_tells_it(cast: Cast, said: Said) -> None:
    delete(cast.bob, said)
    client = client_of(cast.alice)
    room = cast.room.id
    for address in (
        f"/api/messages/?room={room}",
        f"/api/messages/?room={room}&around={said.seq}",
        f"/api/messages/{said.id}/",
        f"/api/messages/{said.id}/versions/",
        f"/api/rooms/{room}/",
        f"/api/rooms/{room}/pins/",
        f"/api/rooms/{room}/removals/",
        "/api/rooms/?browse=public",
        "/api/saved/",
        "/api/drafts/",
        "/api/bootstrap/",
        "/api/search/?q=wormwood",
        "/api/search/?q=henbane",
        "/api/search/?q=foxglove",
        f"/api/sync/?stream=room.{room}&after=0",
        f"/api/sync/?stream=user.{cast.alice.id}&after=0",
    ):
        response = client.get(address)
        assert response.status_code in {200, 409}, address
        # The search repeats what was asked for.
        texts = response.content.decode().replace(f'"{address.rpartition("=")[2]}"', "")
        assert words_in(texts) == [], address


def test_restoring_tells_it_again(cast: Cast, said: Said) -> None:
    delete(cast.bob, said)
    assert restore(cast.bob, said).status_code == 200
    assert set(words_in(told(room_stream(cast.room.id)))) >= {"henbane", "foxglove"}
    assert [one["version"] for one in look(cast.alice, said, "versions/").json()["versions"]] == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_after_the_undo_it_stands_nowhere(cast: Cast, said: Said) -> None:
    delete(cast.bob, said)
    assert words_in(everything())
    for one in Message.objects.exclude(deleted_at=None):
        let_time_pass(Said.model_construct(id=one.id), 30)
    assert wipe_deleted() == 3
    assert words_in(everything()) == []
    assert not MessageVersion.objects.filter(message_id=said.id).exists()
    assert not Reaction.objects.filter(message_id=said.id).exists()
    assert not Saved.objects.filter(message_id=said.id).exists()
    # The tombstone stays, and so does the answer.
    shown = {one["id"]: one for one in history(cast.alice, cast.room)}
    assert shown[str(said.id)]["deletion"]["by"] == str(cast.bob.id)
    assert [one["text"] for one in shown.values() if one["reply_to"]] == ["Poisons?"]


def test_what_may_still_be_undone_is_left_alone(cast: Cast) -> None:
    young, old = (say(cast.bob, cast.room, text) for text in ("young", "old"))
    for one in (young, old):
        delete(cast.bob, one)
    let_time_pass(old, 21)
    assert wipe_deleted() == 1
    assert wipe_deleted() == 0
    assert restore(cast.bob, young).json()["message"]["text"] == "young"
    assert Message.objects.get(id=old.id).text == ""


def test_a_wiped_message_does_not_come_back(cast: Cast) -> None:
    said = say(cast.bob, cast.room, "old")
    delete(cast.bob, said)
    let_time_pass(said, 21)
    wipe_deleted()
    assert restore(cast.bob, said).status_code == 409
    assert delete(cast.bob, said).status_code == 204


def test_a_forward_that_was_sent_before_is_a_message_of_its_own(cast: Cast) -> None:
    other = make_room(cast.bob, kind=RoomKind.PUBLIC)
    said = say(cast.bob, cast.room, "henbane")
    forward(cast.bob, said, other)
    delete(cast.bob, said)
    assert history(cast.bob, other)[0]["forwarded"]["text"] == "henbane"
    assert forward(cast.bob, said, other).status_code == 409


def test_the_job_is_left_with_the_deletion(cast: Cast) -> None:
    said = say(cast.bob, cast.room)
    with connection.cursor() as cursor:
        # Stories that commit leave jobs of their own in the same table: only what comes after counts here.
        cursor.execute("SELECT coalesce(max(id), 0) FROM procrastinate_jobs")
        (last,) = cursor.fetchone()
        delete(cast.bob, said)
        cursor.execute(
            "SELECT scheduled_at > now() + interval '15 s', priority > 0 FROM procrastinate_jobs"
            " WHERE task_name = %s AND id > %s",
            [WIPING, last],
        )
        assert cursor.fetchall() == [(True, True)]
    assert registered()[WIPING] is do_wiping


@pytest.mark.django_db(transaction=True)
async def test_the_job_wipes() -> None:
    pool = WorkerPool(threads=1)

    def begin() -> Said:
        bob = make_person("Bob")
        said = say(bob, make_room(bob), "henbane")
        delete(bob, said)
        let_time_pass(said, 30)
        return said

    try:
        said = await pool.run(begin)
        await do_wiping(pool)
        assert await pool.run(lambda: Message.objects.get(id=said.id).text) == ""
    finally:
        await pool.close()


class Hearing:
    """A listener that notes what it is told before and after."""

    call = "set_config('flowchat.heard', %s, TRUE)"

    def __init__(self) -> None:
        self.heard: list[str] = []

    def values_of(self, messages: Sequence[ports.PlainMessage]) -> list[str]:
        self.heard += [one.text for one in messages]
        return ["yes"]

    def remainder_of(self, messages: Sequence[ports.PlainMessage]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('flowchat.heard')")
            assert cursor.fetchone() == ("yes",)


def test_listeners_hear_of_it_with_the_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written elsewhere is found by its words, and taken away there."""
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(ports, "_listeners", [lambda row, change: heard.append((row.text, change))])
    listener = Hearing()
    monkeypatch.setattr(ports, "_plain_listeners", [listener])
    said = say(cast.bob, cast.room, "one")
    edit(cast.bob, said, "two")
    delete(cast.bob, said)
    restore(cast.bob, said)
    assert (listener.heard, heard) == (["one"], [("two", "edited"), ("two", "deleted"), ("two", "restored")])


_WHOLE = {
    "id": "m",
    "client_id": "c",
    "text": "w",
    "reply_to": {},
    "forwarded": {},
    "attachments": [1],
    "previews": [1],
    "seq": 1,
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            _WHOLE,
            {**_WHOLE, "text": "", "reply_to": None, "forwarded": None, "attachments": [], "previews": []},
        ),
        ({**_WHOLE, "id": "other"}, {**_WHOLE, "id": "other"}),
        (
            {"a": [{"message_id": "m", "text": "w", "deleted": False}]},
            {"a": [{"message_id": "m", "text": "", "attachment": None, "deleted": True}]},
        ),
        # A copy that was forwarded.
        ({"message_id": "m", "text": "w", "room_id": "r"}, {"message_id": "m", "text": "w", "room_id": "r"}),
        ({"message_id": "m", "previews": [1]}, {"message_id": "m", "previews": []}),
        ({"message_id": "m", "emoji": "👍"}, {"message_id": "m", "emoji": "👍"}),
    ],
)
def test_which_words_go(before: Any, after: Any) -> None:
    assert without_words(before, "m") == after


def test_the_number_of_queries_does_not_grow_with_the_answers(cast: Cast) -> None:
    def count(answers: int) -> int:
        said = say(cast.bob, cast.room)
        for _ in range(answers):
            answer(cast.alice, cast.room, said)
        with CaptureQueriesContext(connection) as queries:
            assert delete(cast.bob, said).status_code == 204
        return len(queries.captured_queries)

    assert count(1) == count(9)
