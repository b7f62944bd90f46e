"""Sending: once, in order, by those who may."""

import json
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Conflict, NotFound
from flowchat.chat.events.models import LoggedEvent, Stream
from flowchat.chat.events.streams import room_stream
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.api import views
from flowchat.chat.messaging.api.shapes import check_text
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import (
    at_once,
    client_of,
    finish_deleting,
    logged,
    make_person,
    make_room,
    say,
    seat_of,
)
from flowchat.chat.text import MESSAGE_LENGTH
from flowchat.http.limits import Rate


def post(user: User | None, room: Room, text: Any = "Hello", client_id: UUID | None = None) -> Any:
    body = {"room": str(room.id), "client_id": str(client_id or new_id()), "text": text}
    # As a browser writes it: escaped, so that half of a surrogate pair can cross the wire at all.
    return client_of(user).post("/api/messages/", json.dumps(body), content_type="application/json")


def test_sending(cast: Cast) -> None:
    client_id = new_id()
    response = post(cast.bob, cast.room, "  Hello \n", client_id)
    assert response.status_code == 201
    message = response.json()["message"]
    assert message["text"] == "Hello"
    assert message["seq"] == 3
    assert message["client_id"] == str(client_id)
    event = logged(room_stream(cast.room.id))[-1]
    assert event["message"] == message
    assert event["author"]["username"] == "bob"
    assert seat_of(cast.bob, cast.room).last_read_seq == 3
    assert seat_of(cast.alice, cast.room).last_read_seq == 1


def test_again_with_the_same_client_id(cast: Cast) -> None:
    client_id = new_id()
    first = post(cast.bob, cast.room, "one", client_id)
    again = post(cast.bob, cast.room, "changed on the way", client_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Message.objects.count() == 1
    assert Stream.objects.get(key=room_stream(cast.room.id)).head == 3
    # The next one follows without a hole: the repeat gave its number back.
    assert post(cast.alice, cast.room).json()["message"]["seq"] == 4


def test_a_client_id_belongs_to_its_author(cast: Cast) -> None:
    client_id = new_id()
    assert post(cast.bob, cast.room, "mine", client_id).status_code == 201
    assert post(cast.alice, cast.room, "mine too", client_id).status_code == 201


def test_a_client_id_of_another_room(cast: Cast) -> None:
    other = make_room(cast.bob)
    client_id = new_id()
    post(cast.bob, cast.room, "here", client_id)
    response = post(cast.bob, other, "there", client_id)
    assert response.status_code == 409
    assert response.json()["error"]["code"] == "client_id_reused"
    assert Message.objects.filter(room=other).count() == 0
    assert Stream.objects.get(key=room_stream(other.id)).head == 1


def test_an_archived_room_takes_nothing_new_but_remembers(cast: Cast) -> None:
    client_id = new_id()
    first = post(cast.bob, cast.room, "before", client_id)
    actions.update_room(editor=seat_of(cast.alice, cast.room), archived=True)
    refused = post(cast.bob, cast.room, "after")
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "room_archived"
    again = post(cast.bob, cast.room, "before", client_id)
    assert (again.status_code, again.json()) == (200, first.json())


def test_who_may_send(cast: Cast) -> None:
    public = make_room(cast.alice, kind=RoomKind.PUBLIC)
    assert post(None, cast.room).status_code == 401
    assert post(cast.carol, cast.room).status_code == 404
    looking_in = post(cast.carol, public)
    assert looking_in.status_code == 403
    assert looking_in.json()["error"]["code"] == "not_a_member"
    for insider in (cast.alice, cast.anna, cast.bob):
        assert post(insider, cast.room).status_code == 201
    actions.remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    assert post(cast.bob, cast.room).status_code == 404
    assert Message.objects.filter(room=cast.room).count() == 3


def test_a_member_who_was_removed_meanwhile_sends_nothing(cast: Cast) -> None:
    bob = seat_of(cast.bob, cast.room)
    actions.remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    head = Stream.objects.get(key=room_stream(cast.room.id)).head
    with pytest.raises(NotFound):
        send_message(sender=bob, new=NewMessage(client_id=new_id(), text="one more thing"))
    assert not Message.objects.exists()
    assert Stream.objects.get(key=room_stream(cast.room.id)).head == head


@pytest.mark.parametrize(
    "text",
    ["", "   \n\t ", "a\x00b", "\ud83d", "x" * (MESSAGE_LENGTH + 1), None, 5, ["a"]],
    ids=["empty", "blank", "nul", "surrogate", "long", "null", "number", "list"],
)
def test_text_that_is_refused(cast: Cast, text: Any) -> None:
    response = post(cast.bob, cast.room, text)
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == ["text"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "x" * MESSAGE_LENGTH,
        "👩🏽‍🚀" * (MESSAGE_LENGTH // 4),
        "e\u0301 stays apart from \u00e9",
        "Ａ ﬁ ² Å",
        "\u202eright to left\u202c",
        "a\u200bb\u200dc\ufeffd",
        "\ue000 private, \U0010ffff last, \U0001fae8 new",
        "line\r\nends\u2028stay",
        "\x07 bell",
    ],
)
def test_any_other_text_stays_as_it_is(cast: Cast, text: str) -> None:
    response = post(cast.bob, cast.room, text)
    assert response.status_code == 201
    assert response.json()["message"]["text"] == text
    assert Message.objects.get().text == text
    assert logged(room_stream(cast.room.id))[-1]["message"]["text"] == text


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=50))
def test_checked_text_is_trimmed_and_otherwise_untouched(text: str) -> None:
    held = "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
    try:
        checked = check_text(text)
    except ValueError:
        assert not held or not text.strip()
    else:
        assert held
        assert checked == text.strip() != ""
        assert checked.encode().decode() == checked


@pytest.mark.parametrize(
    "body",
    [{}, [], "text", {"room": "x"}, {"room": str(new_id()), "client_id": "x", "text": "a"}, {"extra": 1}],
)
def test_garbage(cast: Cast, body: Any) -> None:
    response = client_of(cast.bob).post("/api/messages/", body, format="json")
    assert response.status_code == 400
    assert set(response.json()["error"]) == {"code", "message", "fields"}


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_once_is_one_message() -> None:
    alice = make_person("Alice")
    room = make_room(alice)
    for _ in range(5):
        client_id, sender = new_id(), seat_of(alice, room)

        def send(client_id: UUID = client_id, sender: Any = sender) -> Any:
            return send_message(sender=sender, new=NewMessage(client_id=client_id, text="once"))

        results = at_once(*[send] * 4)
        assert sorted(one.created for one in results) == [False, False, False, True]
        assert len({one.message.id for one in results}) == 1
    assert list(Message.objects.order_by("seq").values_list("seq", flat=True)) == [2, 3, 4, 5, 6]
    assert LoggedEvent.objects.filter(stream_id=room_stream(room.id)).count() == 6


@pytest.mark.django_db(transaction=True)
def test_the_same_client_id_in_two_rooms_at_once_is_in_one() -> None:
    alice = make_person("Alice")
    rooms = [make_room(alice), make_room(alice)]
    client_id = new_id()
    results = at_once(
        *(
            lambda room=room: send_message(
                sender=seat_of(alice, room), new=NewMessage(client_id=client_id, text="where")
            )
            for room in rooms
        )
    )
    refused = [one for one in results if isinstance(one, Conflict)]
    assert [one.code for one in refused] == ["client_id_reused"]
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_everyone_at_once_makes_one_order() -> None:
    people = [make_person(name) for name in ("Alice", "Bob", "Carol", "Dora")]
    room = make_room(*people)

    def talk(person: User) -> None:
        for number in range(10):
            say(person, room, f"{person.name} {number}")

    assert at_once(*(lambda person=person: talk(person) for person in people)) == [None] * 4
    rows = list(Message.objects.order_by("seq").values_list("seq", "text"))
    assert [seq for seq, _ in rows] == list(range(2, 42))
    for person in people:
        own = [text for _, text in rows if text.startswith(person.name)]
        assert own == [f"{person.name} {number}" for number in range(10)]


@pytest.mark.django_db(transaction=True)
def test_removal_and_sending_at_once() -> None:
    """Whoever comes first: no message of Bob's lies behind his removal."""
    alice = make_person("Alice")
    for round_number in range(5):
        bob = make_person(f"Bob{round_number}")
        room = make_room(alice, bob)
        owner, sender = seat_of(alice, room), seat_of(bob, room)

        def send(sender: Any = sender) -> None:
            while True:
                send_message(sender=sender, new=NewMessage(client_id=new_id(), text="and another thing"))

        def remove(owner: Any = owner, bob: User = bob) -> None:
            actions.remove_member(remover=owner, user_id=bob.id)

        results = at_once(send, remove)
        assert isinstance(results[0], NotFound)
        assert logged(room_stream(room.id))[-1]["type"] == "member.removed"


def test_a_member_who_left_and_came_back_meanwhile_sends(cast: Cast) -> None:
    bob = seat_of(cast.bob, cast.room)
    actions.leave_room(leaver=bob)
    actions.add_members(adder=seat_of(cast.alice, cast.room), people=[cast.bob])
    sent = send_message(sender=bob, new=NewMessage(client_id=new_id(), text="here again")).message
    assert seat_of(cast.bob, cast.room).last_read_seq == sent.seq


def test_sending_without_end_is_slowed_down(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SENDING", Rate(count=3, seconds=60))
    assert [post(cast.bob, cast.room).status_code for _ in range(4)] == [201, 201, 201, 429]
    slowed = post(cast.bob, cast.room)
    assert slowed.json()["error"]["code"] == "slow_down"
    assert 0 < int(slowed.headers["Retry-After"]) <= 120
    # Everyone has a budget of their own.
    assert post(cast.alice, cast.room).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_deletion_and_sending_at_once_leave_nothing_behind() -> None:
    alice = make_person("Alice")
    for _ in range(5):
        room = make_room(alice)
        owner, sender = seat_of(alice, room), seat_of(alice, room)

        def send(sender: Any = sender) -> None:
            while True:
                send_message(sender=sender, new=NewMessage(client_id=new_id(), text="into the void"))

        results = at_once(send, partial(actions.delete_room, owner=owner, confirm=room.name))
        assert isinstance(results[0], NotFound)
        assert results[1] is None
        finish_deleting()
        assert not Message.objects.exists()
        assert not Stream.objects.filter(key=room_stream(room.id)).exists()
