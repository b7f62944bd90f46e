"""What the gateway counts and says of deliveries."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from flowchat.chat.events.objects import Community
from flowchat.chat.events.types import CommunityChanged, Envelope
from flowchat.chat.gateway import measures
from flowchat.chat.gateway.limits import CloseCode
from flowchat.chat.gateway.measures import began, ended, note_delivery
from flowchat.chat.gateway.tests.conftest import Cast, Enter
from flowchat.chat.gateway.tests.harness import until
from flowchat.observing import request_ids


def envelope(seq: int) -> Envelope:
    community = Community(
        name="Harbour", registration="open", link_previews=True, edit_minutes=5, confirm_mentions_above=10
    )
    event = CommunityChanged(community=community)
    return Envelope(stream="community", seq=seq, at=timezone.now(), event=event)


def test_a_late_delivery_has_its_own_requests_id(caplog: pytest.LogCaptureFixture) -> None:
    """What came early waits for what was before it, and is delivered by the task of another request."""
    caplog.set_level(logging.INFO, logger="flowchat.deliveries")
    early = envelope(2).of_request("the-second-request")
    request_ids.begin("the-first-request")
    first = envelope(1).of_request(request_ids.current_request_id())
    for one in (first, early):
        note_delivery(one, 3)
    told = [(getattr(one, "seq", 0), getattr(one, "request_id", "")) for one in caplog.records]
    assert told == [(1, "the-first-request"), (2, "the-second-request")]


def test_an_id_is_no_part_of_the_wire() -> None:
    assert "request" not in envelope(1).of_request("a-secret-request").model_dump_json()
    assert "request" not in str(Envelope.model_json_schema())


def test_a_clock_behind_ours_makes_no_negative_times() -> None:
    one = envelope(1)
    ahead = one.model_copy(update={"at": one.at + timedelta(minutes=5)})
    before = {suffix: value for suffix, _, value in measures.DELIVERY_SECONDS.read().samples}
    note_delivery(ahead, 1)
    after = {suffix: value for suffix, _, value in measures.DELIVERY_SECONDS.read().samples}
    assert after["_count"] == before["_count"] + 1
    assert after["_sum"] == before["_sum"]


def test_codes_that_clients_make_up_are_one_series() -> None:
    def codes() -> dict[str, float]:
        return {labels["code"]: value for _, labels, value in measures.CLOSED.read().samples}

    before = codes()
    for code in (4000, 4001, 3333, CloseCode.RESTART):
        began()
        ended(code)
    assert codes().get("other", 0) - before.get("other", 0) == 3
    assert codes()["1012"] - before.get("1012", 0) == 1
    assert not {"4000", "4001", "3333"} & codes().keys()


def test_only_sockets_that_get_it_count_as_deliveries(cast: Cast, enter: Enter) -> None:
    enter(cast.carol)
    alice = enter(cast.alice)
    for _ in range(2):
        enter(cast.bob)
    before = measures.DELIVERIES.value
    seq = cast.say("Three of us hear this")
    assert alice.next("event", where=lambda frame: frame["stream"] == cast.stream)["seq"] == seq
    # The frame goes out before it is counted.
    until(lambda: measures.DELIVERIES.value > before)
    assert measures.DELIVERIES.value - before == 3
