"""Pinned for the room, saved for oneself, taken over elsewhere, quoted in an answer."""

from functools import partial
from typing import Any

import pytest

from flowchat.chat.accounts.models import User
from flowchat.chat.events.objects import Message as Said
from flowchat.chat.events.streams import user_stream
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.access import member_message_of, message_of
from flowchat.chat.messaging.actions.pin import set_pinned
from flowchat.chat.messaging.actions.save import save_message
from flowchat.chat.messaging.api import keeping
from flowchat.chat.messaging.models import Message, Saved
from flowchat.chat.messaging.queries import saved as saved_queries
from flowchat.chat.messaging.tests.changes import (
    answer,
    delete,
    forward,
    history,
    last_event,
    look,
    put,
    restore,
    take,
)
from flowchat.chat.rooms.actions import leave_room, remove_member, update_room
from flowchat.chat.rooms.models import Membership, Room, RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import (
    at_once,
    client_of,
    logged,
    make_person,
    make_room,
    room_events,
    say,
    seat_of,
)
from flowchat.http.limits import Rate


@pytest.fixture
def said(cast: Cast) -> Said:
    return say(cast.bob, cast.room, "Worth keeping")


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def pins(user: User, room: Room) -> dict[str, Any]:
    found: dict[str, Any] = client_of(user).get(f"/api/rooms/{room.id}/pins/").json()
    return found


def saved(user: User, **wanted: Any) -> dict[str, Any]:
    found: dict[str, Any] = client_of(user).get("/api/saved/", wanted).json()
    return found


# Pins


def test_any_member_pins_and_unpins(cast: Cast, said: Said) -> None:
    assert put(cast.anna, said, "pin").status_code == 204
    event = last_event(cast.room)
    assert (event["type"], event["message_id"], event["message_seq"]) == (
        "message.pinned",
        str(said.id),
        said.seq,
    )
    assert event["pinned"]["by"] == str(cast.anna.id)
    listed = pins(cast.alice, cast.room)
    assert [one["pinned"] for one in listed["messages"]] == [event["pinned"]]
    assert {one["username"] for one in listed["people"]} == {"bob"}
    assert take(cast.bob, said, "pin").status_code == 204
    assert last_event(cast.room)["pinned"] is None
    assert pins(cast.alice, cast.room)["messages"] == []


def test_again_changes_nothing(cast: Cast, said: Said) -> None:
    put(cast.anna, said, "pin")
    before = room_events(cast.room)
    assert put(cast.alice, said, "pin").status_code == 204
    assert room_events(cast.room) == before
    assert history(cast.bob, cast.room)[0]["pinned"]["by"] == str(cast.anna.id)
    take(cast.bob, said, "pin")
    before = room_events(cast.room)
    assert take(cast.bob, said, "pin").status_code == 204
    assert room_events(cast.room) == before


def test_the_latest_pin_is_first(cast: Cast) -> None:
    kept = [say(cast.bob, cast.room, f"number {number}") for number in range(3)]
    for number in (1, 0, 2):
        put(cast.bob, kept[number], "pin")
    assert [one["text"] for one in pins(cast.bob, cast.room)["messages"]] == [
        "number 2",
        "number 0",
        "number 1",
    ]


def test_pins_go_and_come_with_their_message(cast: Cast, said: Said) -> None:
    put(cast.bob, said, "pin")
    delete(cast.bob, said)
    assert pins(cast.bob, cast.room)["messages"] == []
    assert code(put(cast.bob, said, "pin")) == (409, "message_deleted")
    restore(cast.bob, said)
    assert len(pins(cast.bob, cast.room)["messages"]) == 1


def test_an_archived_room_keeps_its_pins(cast: Cast, said: Said) -> None:
    put(cast.bob, said, "pin")
    update_room(editor=seat_of(cast.alice, cast.room), archived=True)
    assert code(take(cast.bob, said, "pin")) == (409, "room_archived")
    assert len(pins(cast.bob, cast.room)["messages"]) == 1


@pytest.mark.django_db(transaction=True)
def test_two_pin_and_one_unpins_at_once() -> None:
    alice, bob = make_person("Alice"), make_person("Bob")
    room = make_room(alice, bob)
    said = say(bob, room)
    for _ in range(6):
        jobs = [
            partial(set_pinned, member=member_message_of(alice, said.id), pinned=True),
            partial(set_pinned, member=member_message_of(bob, said.id), pinned=True),
            partial(set_pinned, member=member_message_of(bob, said.id), pinned=False),
        ]
        assert at_once(*jobs) == [None] * 3
        pinned = Message.objects.get(id=said.id).pinned_at is not None
        told = last_event(room)
        assert told["type"] != "message.pinned" or (told["pinned"] is not None) == pinned


# Saved for later


def test_saving_is_told_to_ones_own_devices_only(cast: Cast, said: Said) -> None:
    before = room_events(cast.room)
    assert put(cast.anna, said, "saved").status_code == 204
    assert put(cast.anna, said, "saved").status_code == 204
    told = {"type": "saved.changed", "room_id": str(cast.room.id), "message_id": str(said.id), "saved": True}
    assert [one for one in logged(user_stream(cast.anna.id)) if one["type"] == "saved.changed"] == [told]
    assert room_events(cast.room) == before
    page = saved(cast.anna)
    assert [one["message"]["id"] for one in page["items"]] == [str(said.id)]
    assert page["rooms"] == [{"id": str(cast.room.id), "kind": "private", "name": "Garden"}]
    assert {one["username"] for one in page["people"]} == {"bob"}
    assert page["more"] is False
    assert saved(cast.bob)["items"] == []
    assert client_of(cast.anna).get("/api/bootstrap/").json()["saved_ids"] == [str(said.id)]
    assert take(cast.anna, said, "saved").status_code == 204
    assert take(cast.anna, said, "saved").status_code == 204
    assert logged(user_stream(cast.anna.id))[-1] == {**told, "saved": False}
    assert saved(cast.anna)["items"] == []


def test_the_list_shows_only_what_i_may_still_read(cast: Cast, said: Said) -> None:
    public = make_room(cast.alice, cast.bob, kind=RoomKind.PUBLIC, name="Square")
    open_said = say(cast.alice, public, "For all")
    gone = say(cast.alice, public, "Regrettable")
    for one in (said, open_said, gone):
        put(cast.bob, one, "saved")
    delete(cast.alice, gone)
    remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    leave_room(leaver=seat_of(cast.bob, public))
    page = saved(cast.bob)
    assert [one["message"]["text"] for one in page["items"]] == ["For all"]
    assert [one["name"] for one in page["rooms"]] == ["Square"]
    assert put(cast.bob, said, "saved").status_code == 404
    assert code(put(cast.alice, gone, "saved")) == (409, "message_deleted")
    assert put(cast.carol, open_said, "saved").status_code == 204


def test_page_by_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_queries, "PAGE", 2)
    for number in range(5):
        put(cast.bob, say(cast.bob, cast.room, f"number {number}"), "saved")
    seen: list[str] = []
    wanted: dict[str, Any] = {}
    while True:
        page = saved(cast.bob, **wanted)
        seen += [one["message"]["text"] for one in page["items"]]
        if not page["more"]:
            break
        wanted = {"before": page["items"][-1]["id"]}
    assert seen == [f"number {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    "query", ["before=x", "before=-1", "before=1&before=2", "after=1", f"before={2**70}"]
)
def test_garbage(cast: Cast, query: str) -> None:
    assert code(client_of(cast.bob).get(f"/api/saved/?{query}")) == (400, "invalid")


@pytest.mark.django_db(transaction=True)
def test_two_devices_save_at_once() -> None:
    bob = make_person("Bob")
    room = make_room(bob)
    for _ in range(6):
        said = say(bob, room)
        jobs = [partial(save_message, reader=message_of(bob, said.id))] * 2
        assert at_once(*jobs) == [None, None]
        assert Saved.objects.filter(message_id=said.id).count() == 1


def test_there_is_a_limit(cast: Cast, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEEPING", Rate(count=2, seconds=60))
    put(cast.bob, said, "pin")
    put(cast.bob, said, "saved")
    assert code(put(cast.bob, said, "saved")) == (429, "slow_down")


# Forwards


def test_a_copy_goes_over(cast: Cast, said: Said) -> None:
    other = make_room(cast.bob, cast.carol)
    response = forward(cast.bob, said, other, " Look, @carol ")
    assert response.status_code == 201
    message = response.json()["message"]
    assert message["text"] == "Look, @carol"
    assert message["mentions"]["user_ids"] == [str(cast.carol.id)]
    assert message["forwarded"] == {
        "message_id": str(said.id),
        "room_id": str(cast.room.id),
        "author_id": str(cast.bob.id),
        "text": "Worth keeping",
        "attachments": [],
        "sent_at": message["forwarded"]["sent_at"],
    }
    assert last_event(other)["message"] == message
    assert history(cast.carol, other) == [message]


def test_what_can_no_longer_be_read_is_taken_off_the_list(cast: Cast, said: Said) -> None:
    put(cast.bob, said, "saved")
    Membership.objects.filter(user=cast.bob, room=cast.room).delete()
    assert take(cast.bob, said, "saved").status_code == 204
    assert take(cast.bob, said, "saved").status_code == 204
    assert not Saved.objects.filter(user=cast.bob).exists()
    told = [one["saved"] for one in logged(user_stream(cast.bob.id)) if one["type"] == "saved.changed"]
    assert told == [True, False]
    assert take(None, said, "saved").status_code == 401


def test_a_forwarded_forward_keeps_the_first_origin(cast: Cast, said: Said) -> None:
    other, third = make_room(cast.alice, cast.carol), make_room(cast.carol)
    sent = Said.model_validate(forward(cast.alice, said, other, "Look").json()["message"])
    again = forward(cast.carol, sent, third).json()["message"]
    assert (again["text"], again["forwarded"]) == ("", sent.model_dump(mode="json")["forwarded"])
    assert {one["username"] for one in last_event(third)["people"]} == {"bob"}


def test_again_with_the_same_client_id(cast: Cast, said: Said) -> None:
    client_id = new_id()
    first = forward(cast.bob, said, cast.room, client_id=client_id)
    delete(cast.bob, said)
    again = forward(cast.bob, said, cast.room, client_id=client_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


def test_again_when_the_first_message_can_no_longer_be_read(cast: Cast, said: Said) -> None:
    other, client_id = make_room(cast.bob), new_id()
    first = forward(cast.bob, said, other, client_id=client_id)
    Membership.objects.filter(user=cast.bob, room=cast.room).delete()
    again = forward(cast.bob, said, other, client_id=client_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert forward(cast.bob, said, other).status_code == 404
    assert forward(cast.carol, said, make_room(cast.carol), client_id=client_id).status_code == 404


def test_who_may_forward(cast: Cast, said: Said) -> None:
    other = make_room(cast.carol)
    assert forward(cast.carol, said, other).status_code == 404
    assert forward(cast.bob, said, other).status_code == 404
    assert forward(None, said, cast.room).status_code == 401
    public = make_room(cast.alice, kind=RoomKind.PUBLIC)
    assert code(forward(cast.bob, said, public)) == (403, "not_a_member")
    delete(cast.bob, said)
    assert code(forward(cast.anna, said, cast.room)) == (409, "message_deleted")


def test_only_a_forward_may_say_nothing(cast: Cast) -> None:
    body = {"room": str(cast.room.id), "client_id": str(new_id()), "text": " "}
    assert client_of(cast.bob).post("/api/messages/", body, format="json").status_code == 400


# Answers


def test_an_answer_quotes(cast: Cast, said: Said) -> None:
    response = answer(cast.alice, cast.room, said)
    assert response.status_code == 201
    message = response.json()["message"]
    assert message["reply_to"] == {
        "message_id": str(said.id),
        "seq": said.seq,
        "author_id": str(cast.bob.id),
        "text": "Worth keeping",
        "attachment": None,
        "deleted": False,
    }
    event = last_event(cast.room)
    assert event["message"] == message
    assert [one["username"] for one in event["people"]] == ["bob"]
    assert history(cast.anna, cast.room)[-1] == message


def test_a_quote_is_short_and_plain(cast: Cast) -> None:
    said = say(cast.bob, cast.room, "**bold** ||the butler|| " + "x" * 300)
    quote = answer(cast.alice, cast.room, said).json()["message"]["reply_to"]
    assert len(quote["text"]) == 200
    assert quote["text"].startswith("bold █████ xxx")


def test_an_answer_stays_in_its_room(cast: Cast, said: Said) -> None:
    other = make_room(cast.bob)
    refused = answer(cast.bob, other, said)
    assert code(refused) == (400, "invalid")
    assert list(refused.json()["error"]["fields"]) == ["reply_to"]
    assert answer(cast.bob, cast.room, Said.model_construct(id=new_id())).status_code == 400
    assert room_events(other) == ["room.created"]


# One message


def test_a_permalink_leads_to_its_message(cast: Cast, said: Said) -> None:
    found = look(cast.alice, said).json()
    assert found["message"] == history(cast.alice, cast.room)[0]
    assert [one["username"] for one in found["people"]] == ["bob"]
    stranger, never = look(cast.carol, said), look(cast.carol, Said.model_construct(id=new_id()))
    # Nobody can tell one that is elsewhere from one that never was.
    assert (stranger.status_code, stranger.json()) == (404, never.json())
