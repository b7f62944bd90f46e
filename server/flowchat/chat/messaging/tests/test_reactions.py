"""Reactions: set and unset, the same everywhere, by members only."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowchat.chat.accounts.models import User
from flowchat.chat.emoji.models import CustomEmoji
from flowchat.chat.events.streams import room_stream
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions import reactions
from flowchat.chat.messaging.api import reactions as api
from flowchat.chat.messaging.models import Message, Reaction
from flowchat.chat.rooms import actions as rooms
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import (
    at_once,
    client_of,
    logged,
    make_person,
    make_room,
    say,
    seat_of,
)
from flowchat.http.limits import Rate

HEART = "❤\ufe0f"


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def address(message_id: UUID, emoji: str) -> str:
    return f"/api/messages/{message_id}/reactions/{quote(emoji, safe='')}/"


def put(user: User | None, message_id: UUID, emoji: str) -> Any:
    return client_of(user).put(address(message_id, emoji))


def delete(user: User | None, message_id: UUID, emoji: str) -> Any:
    return client_of(user).delete(address(message_id, emoji))


def shown(user: User, room: Room, message_id: UUID) -> list[tuple[str, list[str]]]:
    page = client_of(user).get(f"/api/messages/?room={room.id}").json()
    message = next(one for one in page["messages"] if one["id"] == str(message_id))
    return [(one["emoji"], one["user_ids"]) for one in message["reactions"]]


def replayed(room: Room, message_id: UUID) -> list[tuple[str, list[str]]]:
    """What a client shows that applied the room's log: a kind goes with its last friend, and comes back at the end."""
    kinds: dict[str, list[str]] = {}
    for event in logged(room_stream(room.id)):
        if event.get("message_id") != str(message_id):
            continue
        if event["type"] == "reaction.added":
            kinds.setdefault(event["emoji"], []).append(event["user_id"])
        elif event["type"] == "reaction.removed":
            kinds[event["emoji"]].remove(event["user_id"])
            kinds = {emoji: people for emoji, people in kinds.items() if people}
    return list(kinds.items())


def test_a_reaction_is_put_and_taken_away(cast: Cast) -> None:
    message = say(cast.alice, cast.room)
    added = put(cast.bob, message.id, "🎉")
    assert (added.status_code, added.json()) == (200, {"revision": message.seq + 1})
    assert shown(cast.anna, cast.room, message.id) == [("🎉", [str(cast.bob.id)])]
    told = {
        "message_id": str(message.id),
        "message_seq": message.seq,
        "user_id": str(cast.bob.id),
        "emoji": "🎉",
    }
    assert logged(room_stream(cast.room.id))[-1] == {"type": "reaction.added", **told}
    removed = delete(cast.bob, message.id, "🎉")
    assert (removed.status_code, removed.json()) == (200, {"revision": message.seq + 2})
    assert logged(room_stream(cast.room.id))[-1] == {"type": "reaction.removed", **told}
    assert shown(cast.anna, cast.room, message.id) == []
    assert Message.objects.get(id=message.id).revision == message.seq + 2


def test_again_changes_nothing(cast: Cast) -> None:
    message = say(cast.alice, cast.room)
    first = put(cast.bob, message.id, "👍")
    before = logged(room_stream(cast.room.id))
    assert put(cast.bob, message.id, "👍").json() == first.json()
    assert put(cast.bob, message.id, "👍\ufe0f").json() == first.json()
    assert delete(cast.anna, message.id, "👍").json() == first.json()
    assert delete(cast.bob, message.id, "nonsense").json() == first.json()
    assert logged(room_stream(cast.room.id)) == before


def test_one_heart_however_it_is_written(cast: Cast) -> None:
    message = say(cast.alice, cast.room)
    put(cast.bob, message.id, "❤")
    put(cast.anna, message.id, HEART)
    assert shown(cast.alice, cast.room, message.id) == [(HEART, [str(cast.bob.id), str(cast.anna.id)])]
    delete(cast.bob, message.id, "❤\ufe0e")
    assert shown(cast.alice, cast.room, message.id) == [(HEART, [str(cast.anna.id)])]


def test_a_kind_keeps_its_place_when_its_first_friend_leaves(cast: Cast) -> None:
    message = say(cast.alice, cast.room)
    put(cast.alice, message.id, "👍")
    put(cast.bob, message.id, "🎉")
    put(cast.anna, message.id, "👍")
    delete(cast.alice, message.id, "👍")
    put(cast.alice, message.id, "🎉")
    assert [emoji for emoji, _ in shown(cast.bob, cast.room, message.id)] == ["👍", "🎉"]
    assert shown(cast.bob, cast.room, message.id) == replayed(cast.room, message.id)
    delete(cast.anna, message.id, "👍")
    put(cast.anna, message.id, "👍")
    assert [emoji for emoji, _ in shown(cast.bob, cast.room, message.id)] == ["🎉", "👍"]


def test_custom_emoji(cast: Cast) -> None:
    message = say(cast.alice, cast.room)
    assert put(cast.bob, message.id, ":parrot:").status_code == 400
    parrot = CustomEmoji.objects.create(name="parrot", picture=b"")
    assert put(cast.bob, message.id, ":parrot:").status_code == 200
    parrot.delete()
    # Still there, as text; it can be taken away and not be put again.
    assert shown(cast.anna, cast.room, message.id) == [(":parrot:", [str(cast.bob.id)])]
    assert put(cast.anna, message.id, ":parrot:").status_code == 400
    assert delete(cast.bob, message.id, ":parrot:").status_code == 200
    assert shown(cast.anna, cast.room, message.id) == []


@pytest.mark.parametrize(
    "emoji", ["a", "👍👍", ":", "::", ":no such:", "\x00", ":\x00\x00:", "%", "👍" * 400]
)
def test_what_is_no_emoji(cast: Cast, emoji: str) -> None:
    message = say(cast.alice, cast.room)
    refused = put(cast.bob, message.id, emoji)
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, ["emoji"])
    assert delete(cast.bob, message.id, emoji).status_code == 200
    assert not Reaction.objects.exists()


def test_emoji_that_are_special_in_addresses(cast: Cast) -> None:
    message = say(cast.alice, cast.room)
    CustomEmoji.objects.create(name="a+b", picture=b"")
    for emoji in ("#\ufe0f⃣", "*\ufe0f⃣", ":a+b:", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"):
        assert put(cast.bob, message.id, emoji).status_code == 200
    kinds = [emoji for emoji, _ in shown(cast.bob, cast.room, message.id)]
    assert kinds == ["#\ufe0f⃣", "*\ufe0f⃣", ":a+b:", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]


def test_who_may_not(cast: Cast) -> None:
    message = say(cast.alice, cast.room)
    assert put(cast.carol, message.id, "👍").status_code == 404
    assert delete(cast.carol, message.id, "👍").status_code == 404
    assert put(None, message.id, "👍").status_code == 401
    assert put(cast.bob, new_id(), "👍").status_code == 404
    public = make_room(cast.alice, kind=RoomKind.PUBLIC)
    refused = put(cast.carol, say(cast.alice, public).id, "👍")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_a_member")


def test_not_in_an_archived_room(cast: Cast) -> None:
    message = say(cast.alice, cast.room)
    put(cast.bob, message.id, "👍")
    rooms.update_room(editor=seat_of(cast.alice, cast.room), archived=True)
    for refused in (put(cast.bob, message.id, "🎉"), delete(cast.bob, message.id, "👍")):
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "room_archived")


def test_there_is_an_end_of_kinds(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "MOST_KINDS", 2)
    message = say(cast.alice, cast.room)
    assert [put(cast.bob, message.id, emoji).status_code for emoji in ("👍", "🎉")] == [200, 200]
    third = put(cast.bob, message.id, "🚀")
    assert (third.status_code, third.json()["error"]["code"]) == (409, "too_many_reactions")
    assert put(cast.anna, message.id, "🎉").status_code == 200, "a kind that is there takes more people"


def test_there_is_a_limit_in_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "REACTING", Rate(2, 60))
    message = say(cast.alice, cast.room)
    assert [put(cast.bob, message.id, "👍").status_code for _ in range(3)] == [200, 200, 429]


def test_a_page_of_history_asks_once(cast: Cast, django_assert_num_queries: Any) -> None:
    many = [say(cast.alice, cast.room, f"number {n}") for n in range(20)]
    client = client_of(cast.bob)
    client.get(f"/api/messages/?room={cast.room.id}")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as before:
        client.get(f"/api/messages/?room={cast.room.id}")
    for message in many:
        for user in (cast.alice, cast.bob, cast.anna):
            reactions.add_reaction(proof=member_message_of(user, message.id), emoji="👍")
    with django_assert_num_queries(len(before)):
        client.get(f"/api/messages/?room={cast.room.id}")


@pytest.mark.django_db(transaction=True)
def test_everyone_at_once_ends_the_same_everywhere() -> None:
    people = [make_person(name) for name in ("Alice", "Bob", "Carol", "Dora")]
    room = make_room(people[0], *people[1:])
    for _ in range(4):
        message = say(people[0], room)
        proofs = [member_message_of(user, message.id) for user in people]
        adds = [partial(reactions.add_reaction, proof=proof, emoji="👍") for proof in proofs]
        # Each from two devices, one of whom takes it back while the other puts another.
        takes = [partial(reactions.remove_reaction, proof=proof, emoji="👍") for proof in proofs[:2]]
        others = [partial(reactions.add_reaction, proof=proof, emoji="🎉") for proof in proofs]
        results = at_once(*adds, *adds, *takes, *others)
        assert not [one for one in results if isinstance(one, Exception)]
        seen = shown(people[1], room, message.id)
        assert seen == replayed(room, message.id)
        kinds = dict(seen)
        assert sorted(kinds["🎉"]) == sorted(str(user.id) for user in people)
        assert {str(user.id) for user in people[2:]} <= set(kinds["👍"])


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(
        st.tuples(st.booleans(), st.integers(0, 2), st.sampled_from(["👍", "🎉", "❤"])), max_size=25
    )
)
def test_any_order_of_deeds_replays_to_what_is_shown(cast: Cast, deeds: list[tuple[bool, int, str]]) -> None:
    people = (cast.alice, cast.anna, cast.bob)
    message = say(cast.alice, cast.room)
    for adds, who, emoji in deeds:
        act = reactions.add_reaction if adds else reactions.remove_reaction
        act(proof=member_message_of(people[who], message.id), emoji=emoji)
    assert shown(cast.bob, cast.room, message.id) == replayed(cast.room, message.id)
