"""Rate limits: counting, sliding, waiting as told."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from flowchat.chat.accounts.tests.factories import at_once
from flowchat.chat.errors import SlowDown
from flowchat.http import limits
from flowchat.http.limits import Rate

RATE = Rate(5, 60)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000_000_020.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr(limits, "time", stopped)
    return stopped


def passes(rate: Rate = RATE, key: object = "me") -> bool:
    return wait_for(rate, key) == 0


def wait_for(rate: Rate = RATE, key: object = "me") -> int:
    try:
        limits.check("test", key, rate)
    except SlowDown as refusal:
        return refusal.retry_after
    return 0


def test_so_many_and_no_more(clock: Clock) -> None:
    assert [passes() for _ in range(8)] == [True] * 5 + [False] * 3


def test_keys_and_scopes_count_apart(clock: Clock) -> None:
    assert all(passes(key=key) for key in ("a", "b", 1, "1 ", "é\nb") for _ in range(5))
    assert not passes(key="a")
    limits.check("another", "a", RATE)


@pytest.mark.parametrize("start", [0, 1, 17, 30, 59, 59.9])
@pytest.mark.parametrize("rate", [Rate(1, 10), Rate(5, 60), Rate(3, 7), Rate(100, 3600)])
def test_who_waits_as_told_gets_through_and_not_much_sooner(clock: Clock, start: float, rate: Rate) -> None:
    clock.now += start
    for _ in range(3 * rate.count):
        wait = wait_for(rate)
        if wait:
            assert 1 <= wait <= 2 * rate.seconds
            clock.now += wait - 1
            clock.now -= 0.001
            assert not passes(rate)
            clock.now += 1.001
            assert passes(rate)


@pytest.mark.parametrize("rate", [Rate(1, 10), Rate(5, 60), Rate(30, 60)])
def test_no_period_holds_much_more_than_the_rate(clock: Clock, rate: Rate) -> None:
    """Two counters are an estimate: it is right when tries are spread evenly, and never off by more than a window."""
    passed: list[float] = []
    for _ in range(20 * rate.count):
        if passes(rate):
            passed.append(clock.now)
        clock.now += rate.seconds / (2 * rate.count)
    for moment in passed:
        inside = [other for other in passed if moment <= other < moment + rate.seconds]
        assert len(inside) <= rate.count + 1


def test_a_refused_try_does_not_count(clock: Clock) -> None:
    first = [wait_for() for _ in range(6)][-1]
    assert [wait_for() for _ in range(50)][-1] == first


def test_a_use_can_be_given_back(clock: Clock) -> None:
    for _ in range(20):
        assert passes()
        limits.give_back("test", "me", RATE)
    limits.give_back("test", "nobody", RATE)
    assert [passes() for _ in range(6)] == [True] * 5 + [False]


def test_threads_can_not_slip_through_together() -> None:
    answers = at_once(*(lambda: passes(Rate(5, 3600)) for _ in range(16)))
    assert answers.count(True) == 5


def test_names_stay_out_of_the_cache(clock: Clock) -> None:
    name = limits.name_of("test", "bob@example.org")
    assert "bob" not in name
    assert cache.get(name) is None


@pytest.mark.parametrize(
    ("peer", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "local"),
        ("unix:", "local"),
    ],
)
def test_whom_a_request_is_counted_against(peer: str, counted: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert limits.address_of(request) == counted


def test_the_cache_holds_more_than_a_flood_of_names(settings: Any) -> None:
    assert passes()
    for number in range(2000):
        limits.check("flood", number, RATE)
    assert [passes() for _ in range(5)] == [True] * 4 + [False]


def test_counting_several_is_counting_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    rate = Rate(count=3, seconds=60)
    limits.check("several", "ann", rate)
    assert limits.check_each("several", ["ann", "ben", "ann", "ann", "ben"], rate) == [
        True,
        True,
        True,
        False,
        True,
    ]
    # What was refused was not counted.
    limits.give_back("several", "ann", rate)
    assert limits.check_each("several", ["ann", "ann"], rate) == [True, False]
    assert limits.check_each("several", [], rate) == []
