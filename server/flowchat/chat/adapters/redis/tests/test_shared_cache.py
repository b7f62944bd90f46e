"""One cache for several processes, on a real Redis that comes and goes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import pytest

from flowchat.chat.adapters.channels.bus import ChannelsBus
from flowchat.chat.adapters.redis import cache as module
from flowchat.chat.adapters.redis.cache import SharedCache
from flowchat.chat.adapters.redis.client import Client, connect
from flowchat.config.redis import Redis, read_redis
from flowchat.http.limits import Counting
from tools.ports import free_port
from tools.redis_server import RedisServer


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.0)


def process(redis: RedisServer, prefix: str) -> SharedCache:
    """A cache as another process would make it: with a line and a memory of its own."""
    return named(redis.url, prefix)


def named(url: str, prefix: str = "x:") -> SharedCache:
    module._line.cache_clear()
    redis = redis_of(url)
    options = {
        "places": redis.places(),
        "cluster": redis.kind == "cluster",
        "prefix": prefix,
        "MAX_ENTRIES": 1000,
    }
    return SharedCache(uuid4().hex, {"OPTIONS": options})


def redis_of(url: str) -> Redis:
    redis = read_redis(url)
    assert redis
    return redis


@pytest.fixture
def two(redis: RedisServer) -> tuple[SharedCache, SharedCache]:
    prefix = f"{uuid4().hex}:"
    return process(redis, prefix), process(redis, prefix)


Two = tuple[SharedCache, SharedCache]


def test_what_one_process_keeps_another_finds(two: Two) -> None:
    one, other = two
    one.set("text", "ünique", timeout=60)
    one.set("for ever", {"a": [1, None]}, timeout=None)
    assert other.get("text") == "ünique"
    assert other.get("for ever") == {"a": [1, None]}
    assert other.get("nothing", "default") == "default"
    assert other.add("text", "second", timeout=60) is False
    assert other.add("new", 1, timeout=60) is True
    assert one.has_key("new")
    assert other.delete("new") is True
    assert one.delete("new") is False


def test_an_install_does_not_see_what_another_keeps(redis: RedisServer, two: Two) -> None:
    two[0].set("text", "mine")
    assert process(redis, "elsewhere:").get("text") is None


def has_left(redis: RedisServer, cache: SharedCache, name: str, seconds: int) -> bool:
    """Does something live for so long from when it was kept? That may have been a few seconds ago."""
    return seconds - 30 < int(redis.ask("TTL", cache._key(name)).strip().removeprefix(":")) <= seconds


def test_times_run_out_in_redis(redis: RedisServer, two: Two) -> None:
    one, other = two
    one.set("over", 1, timeout=0)
    one.set("soon", 1, timeout=60)
    one.set("kept", 1, timeout=60)
    assert other.touch("kept", timeout=None) is True
    assert other.touch("nothing", timeout=60) is False
    threading.Event().wait(0.01)
    assert other.get("over") is None
    assert has_left(redis, one, "soon", 60)
    assert ":-1" in redis.ask("TTL", one._key("kept"))


def test_counters_hold_over_processes_and_threads(two: Two) -> None:
    seen: list[int] = []

    def count(cache: SharedCache) -> None:
        seen.extend(cache.count_up("now", "before", 60)[0] for _ in range(50))

    threads = [threading.Thread(target=count, args=(cache,)) for cache in two for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 301))
    assert isinstance(two[0], Counting)


def test_counting_tells_the_window_before_and_ends_by_itself(redis: RedisServer, two: Two) -> None:
    one, other = two
    one.count_up("before", "long ago", 60)
    one.count_up("before", "long ago", 60)
    assert other.count_up("now", "before", 120) == (1, 2)
    assert has_left(redis, one, "now", 120)
    assert other.decr("now") == 0
    assert other.incr("now", 5) == 5


def test_counting_several_at_once(two: Two) -> None:
    one, other = two
    one.count_up("before", "long ago", 60)
    pairs = [("now", "before"), ("then", "long ago"), ("now", "before")]
    assert other.count_up_each(pairs, 60) == [(1, 1), (1, 0), (2, 1)]
    assert one.count_up_each([], 60) == []


def test_a_counter_that_lost_its_end_gets_one_again(redis: RedisServer, two: Two) -> None:
    """As one that Redis, being full, threw away between two steps."""
    redis.ask("SET", two[0]._key("now"), "5")
    assert two[0].count_up("now", "before", 60) == (6, 0)
    assert has_left(redis, two[0], "now", 60)


def test_a_counter_that_is_gone_stays_gone(redis: RedisServer, two: Two) -> None:
    with pytest.raises(ValueError, match="nobody"):
        two[0].decr("nobody")
    assert ":0" in redis.ask("EXISTS", two[0]._key("nobody"))


def test_only_what_json_can_say_is_kept(two: Two) -> None:
    with pytest.raises(TypeError):
        two[0].set("an object", object())


@pytest.fixture
def own(request: pytest.FixtureRequest) -> Iterator[RedisServer]:
    """A Redis that a test may kill."""
    with RedisServer() as server:
        yield server


def use(cache: SharedCache) -> list[Any]:
    """Everything that can be done with it."""
    cache.set("text", "kept", timeout=60)
    return [
        cache.get("text"),
        cache.add("text", "other", timeout=60),
        cache.touch("text", timeout=60),
        cache.count_up("count", "before", 60),
        cache.decr("count"),
        cache.delete("text"),
        cache.get("text"),
    ]


@pytest.fixture
def bus(own: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChannelsBus]:
    """The line on which events go, connected."""
    made = ChannelsBus(redis_of(own.url).places(), "x:")
    monkeypatch.setattr(module, "get_bus", lambda: made)
    made.follow("anything")
    eventually(lambda: not made.trouble(), "the bus does not connect")
    yield made
    made.close()


def eventually(check: Callable[[], bool], what: str) -> None:
    for _ in range(1000):
        if check():
            return
        threading.Event().wait(0.02)
    raise AssertionError(what)


def warnings_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message.partition(" (")[0] for record in caplog.records if record.name == module.__name__]


def test_without_redis_each_process_counts_by_itself(
    own: RedisServer, bus: ChannelsBus, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = process(own, "x:"), process(own, "x:")
    shared = use(one)
    own.kill()
    eventually(lambda: bool(bus.trouble()), "the bus does not notice")  # and tells it: one line is enough
    assert use(one) == use(other) == shared == ["kept", False, True, (1, 0), 0, True, None]
    with pytest.raises(ValueError, match="nobody"):
        one.decr("nobody")
    own.start()
    assert one.count_up("again", "before", 60) == (1, 0)
    assert other.count_up("again", "before", 60) == (2, 0)
    assert warnings_in(caplog) == []


def test_a_redis_that_takes_no_more_clients_is_told_of_though_the_bus_goes_on(
    own: RedisServer, bus: ChannelsBus, caplog: pytest.LogCaptureFixture
) -> None:
    one = process(own, "x:")
    own.ask("CONFIG", "SET", "maxclients", "1")
    assert [one.count_up("now", "before", 60)[0] for _ in range(3)] == [1, 2, 3]
    assert not bus.trouble()
    assert warnings_in(caplog) == ["Redis does not count"]


def test_a_redis_that_stands_still_is_asked_once_and_then_left_alone(
    own: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 60.0)
    one = process(own, "x:")
    one.count_up("now", "before", 60)
    own.pause()
    asked: list[object] = []
    whole = one._line._connected

    def connected() -> Client | None:
        asked.append(None)
        return whole()

    monkeypatch.setattr(one._line, "_connected", connected)
    assert [one.count_up("now", "before", 60)[0] for _ in range(5)] == [1, 2, 3, 4, 5]
    assert len(asked) == 1
    own.go_on()


def test_a_redis_that_refuses_is_told_of_once(own: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    one = process(own, "x:")
    own.ask("CONFIG", "SET", "maxmemory", "1")
    own.ask("CONFIG", "SET", "maxmemory-policy", "noeviction")
    assert [one.count_up("now", "before", 60)[0] for _ in range(3)] == [1, 2, 3]
    assert warnings_in(caplog) == ["Redis does not count"]


def test_sentinels_lead_to_the_server(redis: RedisServer) -> None:
    with RedisServer(f"sentinel monitor flow 127.0.0.1 {redis.port} 1", mode="--sentinel") as sentinel:
        by_name = named(f"redis+sentinel://127.0.0.1:{sentinel.port}/flow", "s:")
        by_name.set("text", "kept")
        assert process(redis, "s:").get("text") == "kept"
        assert by_name.count_up("now", "before", 60) == (1, 0)


@pytest.fixture
def nodes() -> Iterator[list[RedisServer]]:
    """A Cluster of two."""
    made = [
        RedisServer("cluster-enabled yes", "cluster-node-timeout 2000", f"cluster-port {free_port()}")
        for _ in range(2)
    ]
    with ExitStack() as stack:
        one, other = [stack.enter_context(node) for node in made]
        one.ask("CLUSTER", "ADDSLOTSRANGE", "0", "8000")
        other.ask("CLUSTER", "ADDSLOTSRANGE", "8001", "16383")
        bus = other.ask("CLUSTER", "NODES").partition("@")[2].partition(" ")[0].partition(",")[0]
        one.ask("CLUSTER", "MEET", "127.0.0.1", str(other.port), bus)
        wait_until_whole(made)
        yield made


def wait_until_whole(nodes: list[RedisServer]) -> None:
    eventually(
        lambda: all("cluster_state:ok" in node.ask("CLUSTER", "INFO") for node in nodes), "they don't meet"
    )


def cluster_of(nodes: list[RedisServer]) -> SharedCache:
    return named("redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in nodes))


def test_a_cluster_keeps_each_key_where_it_belongs(nodes: list[RedisServer]) -> None:
    both = cluster_of(nodes)
    assert use(both) == ["kept", False, True, (1, 0), 0, True, None]
    names = [f"key {number}" for number in range(40)]
    for name in names:
        assert both.count_up(name, names[0], 60)[0] == 1
    kept = [node.ask("DBSIZE") for node in nodes]
    assert ":0\r\n" not in kept, kept
    for node in nodes:
        node.kill()
    assert both.count_up("now", "before", 60) == (1, 0)
    assert cluster_of(nodes[:1]).get("text") is None


def test_a_cluster_that_was_away_as_a_whole_and_comes_back_another_is_found_again(
    nodes: list[RedisServer],
) -> None:
    one, other = cluster_of(nodes), cluster_of(nodes)
    names = [f"key-{number}" for number in range(8)]  # at either node
    assert [one.count_up(name, "before", 60)[0] for name in names] == [1] * 8
    for node in nodes:
        node.kill()
    assert [one.count_up(name, "before", 60)[0] for name in [*names, *names]] == [1] * 8 + [2] * 8
    assert [one.get(name) for name in names] == [other.get(name) or 2 for name in names] == [2] * 8
    # All that was the other's is now at the first, and only those who ask it anew know.
    nodes[0].start()
    nodes[0].ask("CLUSTER", "RESET", "HARD")
    nodes[0].ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
    wait_until_whole(nodes[:1])

    def hear_each_other() -> bool:
        one.set("back", "again")
        return bool(other.get("back") == "again")

    eventually(hear_each_other, "they don't find it")
    assert [one.count_up(name, "before", 60)[0] for name in names] == [1] * 8
    assert [other.count_up(name, "before", 60)[0] for name in names] == [2] * 8


def test_those_who_wait_while_a_client_is_made_in_vain_do_not_try_too(
    nodes: list[RedisServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 60.0)
    for node in nodes:
        node.pause()
    dialled: list[object] = []

    def dial(places: list[dict[str, Any]], *, cluster: bool) -> Client:
        dialled.append(None)
        return connect(places, cluster=cluster)

    monkeypatch.setattr(module, "connect", dial)
    one = cluster_of(nodes)
    threads = [threading.Thread(target=one.count_up, args=("now", "before", 60)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(dialled) == 1
    assert one.count_up("now", "before", 60) == (7, 0)
