"""Entering, and hearing what happens."""

from unittest.mock import patch

import pytest

from flowchat.chat.events.bus import get_bus
from flowchat.chat.events.streams import COMMUNITY, user_stream
from flowchat.chat.events.types import CONTRACT_LEVEL
from flowchat.chat.gateway import feed
from flowchat.chat.gateway.tests.conftest import Cast, Enter


def test_ready_names_every_stream_with_its_head(cast: Cast, enter: Enter) -> None:
    said = cast.say("Hello")
    ready = enter(cast.bob).ready
    assert ready["user_id"] == str(cast.bob.id)
    assert ready["contract_level"] == CONTRACT_LEVEL
    assert ready["heads"] == {COMMUNITY: 0, user_stream(cast.bob.id): 1, cast.stream: said}
    assert ready["typing"] == []


def test_a_message_reaches_everyone_in_the_room_and_nobody_else(cast: Cast, enter: Enter) -> None:
    alice, bob, carol = enter(cast.alice), enter(cast.bob), enter(cast.carol)
    seq = cast.say("Tomatoes are ripe")
    for client in (alice, bob):
        frame = client.next("event")
        assert (frame["stream"], frame["seq"]) == (cast.stream, seq)
        assert frame["event"]["message"]["text"] == "Tomatoes are ripe"
    assert [f for f in carol.everything(for_seconds=0.3) if f["type"] == "event"] == []


def test_a_process_that_is_behind_tells_each_socket_everything_once(
    cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the socket before a reload has not left yet, and what another process stored is still on its way."""
    enter(cast.alice)
    monkeypatch.setattr(feed, "OVERTAKEN_SECONDS", 0.5)
    with patch.object(get_bus(), "publish"):
        missed = [cast.say("On its way"), cast.say("This too")]
    again, bob = enter(cast.alice), enter(cast.bob)
    last = cast.say("Heard at once")
    assert bob.ready["heads"][cast.stream] == missed[-1], "a newcomer fetches it"
    for client in (again, bob):
        expected = list(range(client.ready["heads"][cast.stream] + 1, last + 1))
        assert client.events(len(expected), cast.stream) == expected
        assert [f for f in client.everything(for_seconds=1) if f.get("stream") == cast.stream] == []
