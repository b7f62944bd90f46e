"""What someone has begun to write, on all their devices."""

from typing import Any

import pytest

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Conflict
from flowchat.chat.events.streams import user_stream
from flowchat.chat.messaging.actions import drafts
from flowchat.chat.messaging.actions.drafts import keep_draft
from flowchat.chat.rooms.actions import leave_room
from flowchat.chat.rooms.models import RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import at_once, client_of, logged, make_room, say, seat_of


def keep(user: User | None, cast: Cast, **fields: Any) -> Any:
    body = {
        "room": str(cast.room.id),
        "thread": None,
        "text": "Dear",
        "reply_to": None,
        "version": 1,
        **fields,
    }
    return client_of(user).put("/api/drafts/", body, format="json")


def kept(user: User) -> list[dict[str, Any]]:
    drafts: list[dict[str, Any]] = client_of(user).get("/api/drafts/").json()["drafts"]
    return drafts


def test_a_draft_is_kept_and_told(cast: Cast) -> None:
    said = say(cast.alice, cast.room, "What do you think?")
    answer = keep(cast.bob, cast, text=" I think \n", reply_to=str(said.id))
    assert answer.status_code == 200
    draft = answer.json()
    assert (draft["text"], draft["reply_to_id"], draft["version"]) == (" I think \n", str(said.id), 1)
    assert kept(cast.bob) == [draft]
    assert kept(cast.alice) == []
    assert logged(user_stream(cast.bob.id))[-1] == {"type": "draft.changed", "draft": draft}


def test_one_for_the_room_and_one_for_each_thread(cast: Cast) -> None:
    roots = [say(cast.alice, cast.room, text) for text in ("one", "two")]
    keep(cast.bob, cast, text="to the room")
    for root in roots:
        keep(cast.bob, cast, text=f"to {root.text}", thread=str(root.id))
    assert [one["text"] for one in kept(cast.bob)] == ["to two", "to one", "to the room"]


def test_no_more_drafts_than_are_shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message can begin a thread and have a draft: they are a place to store anything, without an end."""
    monkeypatch.setattr(drafts, "DRAFTS_LIMIT", 2)
    roots = [str(say(cast.alice, cast.room, text).id) for text in ("one", "two", "three")]
    for root in roots[:2]:
        assert keep(cast.bob, cast, thread=root).status_code == 200
    refused = keep(cast.bob, cast, thread=roots[2])
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "too_many_drafts")
    assert keep(cast.bob, cast, thread=roots[2], text="").status_code == 200
    assert keep(cast.bob, cast, thread=roots[0], text="Dearest", version=2).status_code == 200
    assert keep(cast.bob, cast, thread=roots[1], text="", version=2).status_code == 200
    assert keep(cast.bob, cast, thread=roots[2], version=2).status_code == 200


def test_the_last_writer_wins_by_version(cast: Cast) -> None:
    assert keep(cast.bob, cast, text="first", version=1).status_code == 200
    assert keep(cast.bob, cast, text="second", version=2).status_code == 200
    late = keep(cast.bob, cast, text="from a device that slept", version=2)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "draft_changed")
    assert kept(cast.bob)[0]["text"] == "second"


def test_an_empty_one_is_gone_and_does_not_come_back(cast: Cast) -> None:
    keep(cast.bob, cast, text="first", version=1)
    keep(cast.bob, cast, text="", version=2)
    assert kept(cast.bob) == []
    assert keep(cast.bob, cast, text="first", version=2).status_code == 409
    assert kept(cast.bob) == []


def test_the_log_keeps_no_words_but_the_last(cast: Cast) -> None:
    for version, text in enumerate(("a secret", "nothing special", "")):
        keep(cast.bob, cast, text=text, version=version + 1)
    texts = [
        one["draft"]["text"] for one in logged(user_stream(cast.bob.id)) if one["type"] == "draft.changed"
    ]
    assert texts == ["", "", ""]


def test_the_start_brings_them(cast: Cast) -> None:
    draft = keep(cast.bob, cast).json()
    assert client_of(cast.bob).get("/api/bootstrap/").json()["drafts"] == [draft]


def test_nothing_of_a_room_one_left(cast: Cast) -> None:
    keep(cast.bob, cast)
    leave_room(leaver=seat_of(cast.bob, cast.room))
    assert kept(cast.bob) == []
    assert keep(cast.bob, cast, version=2).status_code == 404


def test_who_may(cast: Cast) -> None:
    assert keep(None, cast).status_code == 401
    assert keep(cast.carol, cast).status_code == 404
    public = make_room(cast.alice, kind=RoomKind.PUBLIC)
    assert keep(cast.carol, cast, room=str(public.id)).status_code == 403
    elsewhere = say(cast.alice, public, "elsewhere")
    reply_root = say(cast.alice, cast.room, "root")
    assert keep(cast.bob, cast, thread=str(elsewhere.id)).status_code == 400
    assert keep(cast.bob, cast, reply_to=str(elsewhere.id)).status_code == 400
    assert keep(cast.bob, cast, thread=str(reply_root.id)).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 0},
        {"version": "1"},
        {"version": 2**53},
        {"text": None},
        {"text": "a\x00"},
        {"text": "x" * 20_001},
        {"thread": "no"},
        {"room": None},
        {"extra": 1},
    ],
)
def test_garbage(cast: Cast, wrong: dict[str, Any]) -> None:
    assert keep(cast.bob, cast, **wrong).status_code == 400
    assert kept(cast.bob) == []


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once(cast: Cast) -> None:
    """Whichever is first wins its version; the other hears that it was not."""
    bob = seat_of(cast.bob, cast.room)

    def device(text: str) -> Any:
        return lambda: keep_draft(writer=bob, thread=None, text=text, reply_to=None, version=1)

    results = at_once(device("phone"), device("laptop"))
    assert sorted(type(one).__name__ for one in results) == ["Conflict", "Draft"]
    assert isinstance(next(one for one in results if isinstance(one, Exception)), Conflict)
