"""Threads: who follows, what is left of them, and that they can be resolved."""

from typing import Any
from uuid import UUID

import pytest

from flowchat.chat.accounts.models import User
from flowchat.chat.events.objects import Message
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.access import as_viewer
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.queries import entry_of
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, logged, say, seat_of


def reply(user: User, room: Room, root: UUID, text: str = "And?") -> Message:
    new = NewMessage(client_id=new_id(), text=text, thread=root)
    return send_message(sender=seat_of(user, room), new=new).message


def call(user: User, method: str, path: str, body: Any = None) -> Any:
    answer = getattr(client_of(user), method)(f"/api/{path}", body, format="json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def threaded(room: Room, *people: User, **settings: Any) -> None:
    for person in people:
        call(person, "patch", f"rooms/{room.id}/settings/", {"view": "threaded", **settings})


def left(user: User, room: Room) -> tuple[int, int, int, int]:
    """What is unread for someone: of the room and of threads, each with what calls them."""
    entry = entry_of(as_viewer(seat_of(user, room)))
    return (
        entry.unread_count,
        entry.mention_count,
        entry.thread_unread_count,
        entry.thread_mention_count,
    )


def followers(room: Room) -> list[set[str]]:
    """Who followed after each reply."""
    sent = [one for one in logged(room_stream(room.id)) if one["type"] == "message.sent"]
    return [set(one["thread_followers"]) for one in sent if one["message"]["thread_id"]]


@pytest.fixture
def root(cast: Cast) -> Message:
    """Alice's question."""
    return say(cast.alice, cast.room, "Who brings the sail?")


def test_a_reply_shows_on_its_root(cast: Cast, root: Message) -> None:
    first = reply(cast.bob, cast.room, root.id)
    event = logged(room_stream(cast.room.id))[first.seq - 1]
    assert event["message"]["thread_id"] == str(root.id)
    assert event["thread"] == {
        "reply_count": 1,
        "last_reply_seq": first.seq,
        "last_reply_at": event["message"]["sent_at"],
        "participant_ids": [str(cast.bob.id)],
        "resolved": None,
    }
    page = call(cast.anna, "get", f"threads/{root.id}/")
    assert page["root"]["thread"] == event["thread"]
    assert page["root"]["id"] == str(root.id)


def test_who_follows(cast: Cast, root: Message) -> None:
    alice, anna, bob = (str(one.id) for one in (cast.alice, cast.anna, cast.bob))
    reply(cast.bob, cast.room, root.id)
    reply(cast.bob, cast.room, root.id, "@anna knows")
    call(cast.bob, "delete", f"threads/{root.id}/following/")
    reply(cast.alice, cast.room, root.id, "@bob and you?")
    reply(cast.bob, cast.room, root.id, "Me too")
    assert followers(cast.room) == [{alice, bob}, {alice, anna, bob}, {alice, anna}, {alice, anna, bob}]


def test_all_threads_of_a_room_but_one(cast: Cast, root: Message) -> None:
    other = say(cast.alice, cast.room, "Another matter")
    call(cast.anna, "patch", f"rooms/{cast.room.id}/settings/", {"view": "threaded", "follow_threads": True})
    reply(cast.bob, cast.room, root.id)
    reply(cast.bob, cast.room, other.id)
    assert left(cast.anna, cast.room)[2] == 2
    call(cast.anna, "delete", f"threads/{other.id}/following/")
    assert left(cast.anna, cast.room)[2] == 1
    reply(cast.bob, cast.room, other.id, "@anna")
    assert left(cast.anna, cast.room)[2:] == (1, 0)
    assert str(cast.anna.id) not in followers(cast.room)[-1]


def test_following_is_not_a_debt(cast: Cast, root: Message) -> None:
    reply(cast.bob, cast.room, root.id)
    threaded(cast.room, cast.anna)
    assert call(cast.anna, "put", f"threads/{root.id}/following/")["unread_count"] == 0
    reply(cast.bob, cast.room, root.id)
    assert left(cast.anna, cast.room)[2] == 1
    other = say(cast.alice, cast.room, "Another matter")
    reply(cast.bob, cast.room, other.id)
    threaded(cast.room, cast.anna, follow_threads=True)
    assert left(cast.anna, cast.room)[2] == 1
    reply(cast.bob, cast.room, other.id)
    assert left(cast.anna, cast.room)[2] == 2


def test_a_threaded_reply_leaves_the_room_where_it_was(cast: Cast, root: Message) -> None:
    threaded(cast.room, cast.bob)
    reply(cast.alice, cast.room, root.id)
    mine = reply(cast.bob, cast.room, root.id)
    seat = seat_of(cast.bob, cast.room)
    assert seat.last_read_seq < root.seq
    assert seat.seen_seq < root.seq
    own = logged(user_stream(cast.bob.id))[-1]
    assert own["type"] == "reading.changed"
    assert (own["room_seq"], own["reading"]["unread_count"]) == (mine.seq, 1)
    assert own["threads"] == [
        {
            "thread_id": str(root.id),
            "following": True,
            "last_read_seq": mine.seq,
            "unread_count": 0,
            "mention_count": 0,
        }
    ]


def test_a_flat_reply_reads_the_room_and_says_so(cast: Cast, root: Message) -> None:
    mine = reply(cast.bob, cast.room, root.id)
    assert seat_of(cast.bob, cast.room).seen_seq == mine.seq
    assert logged(room_stream(cast.room.id))[-1] == {
        "type": "room.read",
        "user_id": str(cast.bob.id),
        "last_read_seq": mine.seq,
    }


def test_reading_a_thread_goes_forward(cast: Cast, root: Message) -> None:
    threaded(cast.room, cast.alice)
    first = reply(cast.bob, cast.room, root.id, "@alice")
    reply(cast.bob, cast.room, root.id, "@all")
    assert left(cast.alice, cast.room) == (0, 0, 2, 2)
    read = call(cast.alice, "post", f"threads/{root.id}/read/", {"seq": first.seq})
    assert (read["last_read_seq"], read["unread_count"], read["mention_count"]) == (first.seq, 1, 1)
    again = call(cast.alice, "post", f"threads/{root.id}/read/", {"seq": 1})
    assert again == read
    assert left(cast.alice, cast.room) == (0, 0, 1, 1)


def test_the_list_of_threads(cast: Cast, root: Message) -> None:
    other = say(cast.alice, cast.room, "Another matter")
    threaded(cast.room, cast.alice)
    for text in ("one", "two", "three"):
        reply(cast.bob, cast.room, root.id, text)
    reply(cast.anna, cast.room, other.id)
    found = call(cast.alice, "get", "threads/")
    assert [one["root"]["id"] for one in found["threads"]] == [str(other.id), str(root.id)]
    assert [one["text"] for one in found["threads"][1]["replies"]] == ["two", "three"]
    assert [one["reading"]["unread_count"] for one in found["threads"]] == [1, 3]
    assert {one["username"] for one in found["people"]} == {"alice", "anna", "bob"}
    call(cast.alice, "post", f"threads/{other.id}/read/", {"seq": 99})
    unread = call(cast.alice, "get", f"threads/?filter=unread&room={cast.room.id}")
    assert [one["root"]["id"] for one in unread["threads"]] == [str(root.id)]
    assert call(cast.carol, "get", f"threads/?room={cast.room.id}")["threads"] == []


def test_a_long_list_of_threads_goes_on(cast: Cast) -> None:
    roots = [say(cast.alice, cast.room, f"Matter {number}").id for number in range(23)]
    for one in roots:
        reply(cast.bob, cast.room, one)
    first = call(cast.alice, "get", "threads/")
    rest = client_of(cast.alice).get("/api/threads/", {"before": first["next"]}).json()
    found = [one["root"]["id"] for page in (first, rest) for one in page["threads"]]
    assert found == [str(one) for one in reversed(roots)]
    assert rest["next"] is None
    early = f"0001-01-01T00:00:00+23:59~{roots[0]}"
    for garbled in ("x", "~", "2026-01-01~x", f"2026-01-01T00:00:00~{roots[0]}", early):
        assert client_of(cast.alice).get("/api/threads/", {"before": garbled}).status_code == 400
    odd = {"before": f"2999-01-01T00:00:00+23:59~{roots[0]}"}
    assert client_of(cast.alice).get("/api/threads/", odd).json() == first


def test_resolving_and_reopening(cast: Cast, root: Message) -> None:
    reply(cast.bob, cast.room, root.id)
    done = call(cast.bob, "put", f"threads/{root.id}/resolved/")["thread"]
    assert (done["resolved"]["by"], done["reply_count"]) == (str(cast.bob.id), 1)
    assert call(cast.anna, "put", f"threads/{root.id}/resolved/")["thread"] == done
    assert call(cast.anna, "delete", f"threads/{root.id}/resolved/")["thread"]["resolved"] is None
    call(cast.anna, "delete", f"threads/{root.id}/resolved/")
    events = [one for one in logged(room_stream(cast.room.id)) if one["type"] == "thread.changed"]
    assert [one["thread"]["resolved"] is None for one in events] == [False, True]
    assert {(one["thread_id"], one["thread_seq"]) for one in events} == {(str(root.id), root.seq)}
    actions.update_room(editor=seat_of(cast.alice, cast.room), archived=True)
    answer = client_of(cast.bob).put(f"/api/threads/{root.id}/resolved/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "room_archived")


def test_a_thread_is_no_place_for_strangers(cast: Cast, root: Message) -> None:
    child = reply(cast.bob, cast.room, root.id)
    for thread in (child.id, new_id()):
        answer = client_of(cast.bob).post(
            "/api/messages/",
            {"room": str(cast.room.id), "client_id": str(new_id()), "text": "x", "thread": str(thread)},
            format="json",
        )
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["thread"])
        assert client_of(cast.bob).get(f"/api/threads/{thread}/").status_code == 404
    assert client_of(cast.carol).get(f"/api/threads/{root.id}/").status_code == 404
    assert client_of(cast.carol).put(f"/api/threads/{root.id}/following/").status_code == 404


def test_who_left_owes_nothing_and_is_not_told(cast: Cast, root: Message) -> None:
    threaded(cast.room, cast.bob)
    reply(cast.bob, cast.room, root.id)
    actions.leave_room(leaver=seat_of(cast.bob, cast.room))
    reply(cast.alice, cast.room, root.id)
    assert str(cast.bob.id) not in followers(cast.room)[-1]
    actions.add_members(adder=seat_of(cast.alice, cast.room), people=[cast.bob])
    threaded(cast.room, cast.bob)
    assert left(cast.bob, cast.room) == (0, 0, 0, 0)
    reply(cast.alice, cast.room, root.id)
    assert left(cast.bob, cast.room) == (0, 0, 1, 0)


def test_calling_a_whole_crowd_fits_the_indexes(cast: Cast, root: Message) -> None:
    """A few hundred ids beside a message are more than an entry of a B-tree holds."""
    from flowchat.chat.messaging.models import Message as Row

    Row.objects.filter(id=root.id).update(mentioned_ids=[new_id() for _ in range(600)])
    assert Row.objects.get(id=root.id).mentioned_ids != []
