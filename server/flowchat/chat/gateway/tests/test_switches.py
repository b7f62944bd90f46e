"""What people keep to themselves: typing and when they were last here. Hiding mine hides nothing of the others."""

from typing import Any

from flowchat.chat.accounts.actions import change_profile
from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.shapes import ProfileChanges
from flowchat.chat.gateway.tests.conftest import Cast, Enter
from flowchat.chat.gateway.tests.harness import Client


def prefer(user: User, **preferences: Any) -> None:
    change_profile(user=user, changes=ProfileChanges.model_validate({"preferences": preferences}))


def types(client: Client) -> list[str]:
    return [frame["type"] for frame in client.everything(for_seconds=0.3)]


def test_who_hides_their_typing_still_sees_that_of_others(cast: Cast, enter: Enter) -> None:
    prefer(cast.bob, show_typing=False)
    alice, bob = enter(cast.alice), enter(cast.bob)
    bob.send(type="typing", room_id=cast.room.id, typing=True)
    assert "typing" not in types(alice)
    alice.send(type="typing", room_id=cast.room.id, typing=True)
    assert bob.next("typing")["user_id"] == str(cast.alice.id)


def test_switching_counts_at_once_on_every_device(cast: Cast, enter: Enter) -> None:
    alice, bob = enter(cast.alice), enter(cast.bob)
    prefer(cast.bob, show_typing=False)
    bob.next("event", where=lambda frame: frame["event"]["type"] == "account.changed")
    bob.send(type="typing", room_id=cast.room.id, typing=True)
    assert "typing" not in types(alice)
    prefer(cast.bob, show_typing=True)
    bob.next("event", where=lambda frame: frame["event"]["type"] == "account.changed")
    bob.send(type="typing", room_id=cast.room.id, typing=True)
    assert alice.next("typing")["typing"] is True


def test_last_seen_is_kept_back_and_being_here_is_not(cast: Cast, enter: Enter) -> None:
    prefer(cast.bob, show_last_seen=False)
    alice, bob = enter(cast.alice), enter(cast.bob)
    assert alice.presence_of(cast.bob) == "online"
    bob.close()
    frame = alice.next("presence", where=lambda f: f["people"][0]["state"] == "offline")
    assert frame["people"][0]["last_seen_at"] is None
