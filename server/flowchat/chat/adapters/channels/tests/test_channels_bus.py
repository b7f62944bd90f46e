"""The bus on a real Redis: two of them in one process are as good as two processes."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from flowchat.chat.adapters.channels import link
from flowchat.chat.adapters.channels.bus import ChannelsBus
from flowchat.chat.events.arrived import Announced, Arrived
from flowchat.chat.events.bus import Bus
from flowchat.chat.events.types import Envelope, MemberRemoved
from flowchat.chat.ids import new_id
from flowchat.config.redis import read_redis
from tools.ports import free_port
from tools.redis_server import RedisServer

ROOM = "room.019ab3c4-6e7f-7081-92a3-b4c5d6e7f809"
Join = Callable[..., "Process"]


def envelope(seq: int, stream: str = ROOM) -> Envelope:
    gone = MemberRemoved(user_id=new_id(), removed_by=new_id())
    return Envelope(stream=stream, seq=seq, at=datetime.now(UTC), event=gone)


def eventually(check: Callable[[], bool], what: str, *, within: float = 30) -> None:
    deadline = time.monotonic() + within
    while not check():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


@dataclass
class Process:
    """A bus, and what came over it."""

    bus: ChannelsBus
    heard_events: list[Announced] = field(default_factory=list)
    notes: list[tuple[str, str, bytes]] = field(default_factory=list)
    caught_up: list[str] = field(default_factory=list)
    reached: list[bool] = field(default_factory=list)

    def heard(self, topic: str, sender: str, note: bytes) -> None:
        self.notes.append((topic, sender, note))

    def caught(self, topics: Collection[str]) -> None:
        self.caught_up.extend(topics)

    def reach(self, *, reached: bool) -> None:
        self.reached.append(reached)

    def follow(self, *topics: str) -> None:
        """Follow, and wait until it is so."""
        for topic in topics:
            self.bus.follow(topic)
        eventually(lambda: set(topics) <= set(self.caught_up), f"{topics} are not heard")

    @property
    def seqs(self) -> list[int]:
        return [one.seq for one in self.heard_events]


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def join(redis: RedisServer) -> Iterator[Join]:
    with ExitStack() as end:

        def _join(places: list[dict[str, Any]] | None = None, prefix: str = "test") -> Process:
            bus = ChannelsBus(places or [{"address": redis.url}], prefix)
            process = Process(end.enter_context(closing(bus)))
            as_port: Bus = bus
            as_port.listen(process.heard_events.append)
            bus.attend(process)
            eventually(lambda: process.reached == [True], "the bus does not come up")
            return process

        yield _join


def test_events_reach_those_who_follow_and_nobody_else(join: Join, redis: RedisServer) -> None:
    here, there, elsewhere = join(), join(), join()
    there.follow(ROOM)
    elsewhere.follow("community")
    for seq in range(1, 301):
        here.bus.publish(envelope(seq))
    eventually(lambda: len(there.seqs) == 300, "events are missing")
    assert there.seqs == list(range(1, 301))
    assert here.seqs == there.seqs
    here.bus.publish(envelope(1, "community"))
    eventually(lambda: elsewhere.seqs == [1], "the community's event is missing")
    there.bus.unfollow(ROOM)
    eventually(lambda: ROOM not in redis.ask("PUBSUB", "CHANNELS"), "the subscription does not end")
    here.bus.publish(envelope(301))
    time.sleep(0.3)
    assert len(there.seqs) == 300


def test_what_arrives_is_what_was_encoded_once(join: Join) -> None:
    here, there = join(), join()
    there.follow(ROOM)
    sent = envelope(7).of_request("the-request-that-wrote-it")
    here.bus.publish(sent)
    eventually(lambda: bool(there.heard_events), "nothing came")
    (own,), (came,) = here.heard_events, there.heard_events
    assert isinstance(own, Arrived)
    assert isinstance(came, Arrived)
    assert came.json == own.json == sent.model_dump_json().encode()
    # Nobody made an object of it on its way.
    assert "envelope" not in vars(came)
    assert (came.stream, came.seq, came.kind, came.at) == (ROOM, 7, "member.removed", sent.at)
    assert came.request_id == "the-request-that-wrote-it", "for the log of who delivers it"
    assert came.event == sent.event


def test_notes_are_for_the_others(join: Join) -> None:
    here, there = join(), join()
    for process in (here, there):
        process.follow("presence")
    here.bus.tell("presence", b"\x00 whatever")
    eventually(lambda: bool(there.notes), "the note is missing")
    assert there.notes == [("presence", here.bus.me, b"\x00 whatever")]
    assert here.notes == []


def test_installs_that_share_a_redis_hear_nothing_of_each_other(join: Join) -> None:
    ours, theirs = join(prefix="ours"), join(prefix="theirs")
    for process in (ours, theirs):
        process.follow(ROOM)
    ours.bus.publish(envelope(1))
    time.sleep(0.3)
    assert (ours.seqs, theirs.seqs) == ([1], [])


def test_a_redis_that_is_away_is_said_once_and_nothing_waits(
    join: Join, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    here, there = join(), join()
    there.follow(ROOM)
    redis.kill()
    eventually(lambda: here.reached[-1] is there.reached[-1] is False, "nobody noticed")
    assert "out of reach" in here.bus.trouble()
    before = time.monotonic()
    for seq in range(1, 101):
        here.bus.publish(envelope(seq))
    here.bus.tell(ROOM, b"worth nothing later")
    # One that waited for each would take far longer than a machine stands still.
    assert time.monotonic() - before < 10
    assert here.seqs == list(range(1, 101))
    time.sleep(2.5)
    there.caught_up.clear()
    redis.start()
    eventually(lambda: here.reached[-1] and there.reached[-1], "it does not come back")
    # Told on time or to be found in the log: who follows knows which.
    eventually(lambda: ROOM in there.caught_up, "nobody said that something may be missing")
    here.bus.publish(envelope(101))
    eventually(lambda: 101 in there.seqs, "it is not live again")
    assert there.notes == []
    assert here.bus.trouble() == ""
    ours = [one for one in caplog.records if one.name == link.__name__]
    assert [one.levelname for one in ours] == ["WARNING"] * 2 + ["INFO"] * 2
    assert [one for one in caplog.records if one.name.startswith("channels_redis")] == []


def test_a_redis_that_stands_still_is_noticed(join: Join, redis: RedisServer) -> None:
    here, there = join(), join()
    there.follow(ROOM)
    redis.pause()
    here.bus.publish(envelope(1))
    eventually(lambda: here.reached[-1] is there.reached[-1] is False, "nobody noticed")
    redis.go_on()
    eventually(lambda: here.reached[-1] and there.reached[-1], "it does not come back")
    here.bus.publish(envelope(2))
    eventually(lambda: there.seqs[-1:] == [2], "it is not live again")


def test_a_connection_that_broke_and_was_mended_means_something_may_be_missing(
    join: Join, redis: RedisServer
) -> None:
    there = join()
    there.follow(ROOM)
    there.caught_up.clear()
    redis.ask("CLIENT", "KILL", "TYPE", "pubsub")
    eventually(lambda: ROOM in there.caught_up, "nobody said that something may be missing")
    # The line is up once everything is heard again.
    eventually(lambda: there.reached == [True, False, True], "the line did not come back")


def test_last_words_are_sent(join: Join) -> None:
    here, there = join(), join()
    there.follow(ROOM)
    for seq in range(1, 51):
        here.bus.publish(envelope(seq))
    here.bus.close()
    eventually(lambda: len(there.seqs) == 50, "something was left behind")


def test_an_outbox_forgets_the_oldest(join: Join, redis: RedisServer) -> None:
    here = join()
    redis.kill()
    eventually(lambda: here.reached[-1] is False, "nobody noticed")
    for seq in range(link.KEPT + 10):
        here.bus.publish(envelope(seq))
    eventually(lambda: len(here.bus._link._outbox) == link.KEPT, "nothing is kept")
    eventually(lambda: here.bus._link._outbox[-1]["seq"] == link.KEPT + 9, "the newest is not kept")


def test_sentinels_lead_to_the_server(redis: RedisServer, join: Join) -> None:
    with RedisServer(f"sentinel monitor flow 127.0.0.1 {redis.port} 1", mode="--sentinel") as sentinel:
        settings = read_redis(f"redis+sentinel://127.0.0.1:{sentinel.port}/flow")
        assert settings is not None
        here, there = join(settings.places()), join()
        there.follow(ROOM)
        here.bus.publish(envelope(1))
        eventually(lambda: there.seqs == [1], "the sentinel leads elsewhere")


def test_a_cluster_carries_from_node_to_node(join: Join) -> None:
    # Else nodes talk to each other at their port and ten thousand, which may be beyond the last.
    ports = [free_port() for _ in range(2)]
    nodes = [
        RedisServer("cluster-enabled yes", "cluster-node-timeout 2000", f"cluster-port {port}")
        for port in ports
    ]
    with nodes[0], nodes[1]:
        nodes[0].ask("CLUSTER", "ADDSLOTSRANGE", "0", "8000")
        nodes[1].ask("CLUSTER", "ADDSLOTSRANGE", "8001", "16383")
        nodes[0].ask("CLUSTER", "MEET", "127.0.0.1", str(nodes[1].port), str(ports[1]))
        eventually(
            lambda: all("cluster_state:ok" in one.ask("CLUSTER", "INFO") for one in nodes), "no cluster"
        )
        first, second = (f"127.0.0.1:{node.port}" for node in nodes)
        settings = [read_redis(f"redis+cluster://{hosts}") for hosts in (f"{first},{second}", second)]
        here, there = (join(one.places()) for one in settings if one is not None)
        there.follow(ROOM)
        here.bus.publish(envelope(1))
        eventually(lambda: there.seqs == [1], "the nodes don't speak")
        nodes[0].kill()
        # The other node of the address takes over.
        eventually(lambda: here.reached[-2:] == [False, True], "no other node was tried")


def test_a_cancellation_that_comes_out_of_the_line_does_not_end_it(join: Join) -> None:
    """As after standing still, when every time limit has passed at once: nobody would ever be heard again."""
    here, there = join(), join()
    there.follow(ROOM)

    def cancel_what_receives() -> None:
        for task in asyncio.all_tasks():
            if "Session._receive" in str(task.get_coro()):
                task.cancel()

    there.bus._link.soon(cancel_what_receives)
    eventually(lambda: there.reached == [True, False, True], "the line did not come back")
    eventually(lambda: there.caught_up.count(ROOM) == 2, "the topic is not heard again")
    here.bus.publish(envelope(1))
    eventually(lambda: there.seqs == [1], "nothing is heard any more")
