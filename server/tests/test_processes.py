"""Two real servers on one PostgreSQL and one Redis: what happens at one is there at the other."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from tools.person import Person, Socket
from tools.prepared import copy_prepared
from tools.redis_server import RedisServer
from tools.stack import Stack


@dataclass
class Install:
    """Alice came in through one server, Bob through the other; both are in one room."""

    one: Stack
    two: Stack
    redis: RedisServer
    alice: Person
    bob: Person
    room: str

    @contextmanager
    def at(self, person: Person, server: Stack) -> Iterator[Socket]:
        """Open a socket of the same person at another server."""
        other = Person(server.url)
        other.access, other.me = person.access, person.me
        with closing(other.http), other.socket() as socket:
            yield socket


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A PostgreSQL of its own, with tables."""
    folder = Path(tempfile.mkdtemp(prefix="flowchat-processes-"))
    copy_prepared(folder)
    cluster = EmbeddedPostgres(data=folder, durable=False)
    cluster.start()
    yield cluster.url
    cluster.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def install(database: str) -> Iterator[Install]:
    with ExitStack() as stack:
        redis = stack.enter_context(RedisServer())
        settings = {"DATABASE_URL": database, "REDIS_URL": redis.url}
        one = stack.enter_context(Stack(environment=settings))
        alice = Person(one.url)
        stack.enter_context(closing(alice.http))
        # Before the second server prints a set-up link, whereupon the first is void.
        room = alice.set_up(one.setup_token)["room_id"]
        two = Stack(environment=settings)
        shutil.copy2(one.data / "secrets.json", two.data)
        stack.enter_context(two)
        bob = Person(two.url)
        stack.enter_context(closing(bob.http))
        bob.register("Bob", invite=alice.invite())
        yield Install(one, two, redis, alice, bob, room)


def eventually_present(socket: Socket, person: Person, state: str, *, within: float = 30) -> None:
    """Wait until a person is told to be in a state; fails when they never are."""
    deadline = time.monotonic() + within
    while True:
        frame = socket.hear("presence", within=deadline - time.monotonic())
        if any((one["user_id"], one["state"]) == (person.id, state) for one in frame["people"]):
            return


def alone(socket: Socket, other: Person) -> None:
    """Wait until the server vouches for who is elsewhere, and somebody of an earlier test is gone."""
    if socket.ready["others"] == "unknown":
        socket.hear("presence", within=30, others="offline")
    if other.id in states(socket.ready):
        eventually_present(socket, other, "offline")


def hears(socket: Socket, seq: int, *, within: float) -> bool:
    """Is a message told in time, now or while something else was waited for?"""
    heard = {
        one["seq"] for one in socket.frames if one["type"] == "event" and one["stream"].startswith("room.")
    }
    return seq in heard or socket.hear_event("message.sent", within=within)["seq"] == seq


def states(ready: dict[str, object]) -> dict[str, str]:
    people = ready["presence"]
    assert isinstance(people, list)
    return {one["user_id"]: one["state"] for one in people}


def test_messages_cross_in_order(install: Install) -> None:
    with install.alice.socket() as alice, install.bob.socket() as bob:
        sent = []
        for turn in range(30):
            sender = (install.alice, install.bob)[turn % 2]
            sent.append(sender.say(install.room, f"Message {turn}")["seq"])
        for socket in (alice, bob):
            heard: list[int] = []
            while len(heard) < len(sent):
                frame = socket.hear_event("message.sent")
                heard.append(frame["seq"])
                assert frame["event"]["message"]["text"] == f"Message {len(heard) - 1}"
            assert heard == sent


def test_a_removed_member_hears_nothing_more_from_anywhere(install: Install) -> None:
    room = install.alice.make_room("Shed", install.bob)
    with install.bob.socket() as bob:
        install.alice.say(room, "Before")
        bob.hear_event("message.sent")
        install.alice.call("DELETE", f"rooms/{room}/members/{install.bob.id}/")
        assert bob.hear_event("room.left")["event"]["reason"] == "removed"
        install.alice.say(room, "Secret")
        assert [one for one in bob.silence(1) if one.get("stream") == f"room.{room}"] == []
        install.alice.call("POST", f"rooms/{room}/members/", {"user_ids": [install.bob.id]})
        bob.hear_event("room.joined")
        install.alice.say(room, "Again")
        assert bob.hear_event("message.sent")["event"]["message"]["text"] == "Again"


def test_presence_holds_across_processes(install: Install) -> None:
    with install.alice.socket() as alice:
        alone(alice, install.bob)
        with install.bob.socket() as bob:
            assert states(bob.ready)[install.alice.id] == "online"
            eventually_present(alice, install.bob, "online")
            with install.at(install.bob, install.one) as other:
                bob.say(type="heartbeat", active=False)
                assert [one for one in alice.silence(0.5) if one["type"] == "presence"] == []
                other.say(type="heartbeat", active=False)
                eventually_present(alice, install.bob, "away")
                bob.say(type="heartbeat", active=True)
                eventually_present(alice, install.bob, "online")
            assert [one for one in alice.silence(2.5) if one["type"] == "presence"] == []
        frame = alice.hear("presence", within=30)
        (told,) = frame["people"]
        assert (told["user_id"], told["state"], frame["others"]) == (install.bob.id, "offline", "offline")
        assert told["last_seen_at"] is not None


def test_typing_crosses(install: Install) -> None:
    with install.alice.socket() as alice, install.bob.socket() as bob:
        for typing in (True, False):
            bob.say(type="typing", room_id=install.room, typing=typing)
            told = alice.hear("typing", user_id=install.bob.id, room_id=install.room)
            assert told["typing"] is typing
        bob.say(type="typing", room_id=install.room, typing=True)
        alice.hear("typing", typing=True)
        with install.at(install.alice, install.one) as late:
            assert late.ready["typing"] == [{"room_id": install.room, "user_id": install.bob.id}]
        install.bob.say(install.room, "Written")
        alice.hear("typing", typing=False)


def test_here_calls_people_at_other_processes(install: Install) -> None:
    with install.alice.socket() as alice:
        alone(alice, install.bob)
        assert install.alice.say(install.room, "@here nobody")["mentions"]["user_ids"] == []
        with install.bob.socket():
            eventually_present(alice, install.bob, "online")
            assert install.alice.say(install.room, "@here Bob")["mentions"]["user_ids"] == [install.bob.id]


def test_a_strangers_presence_stays_hidden(install: Install) -> None:
    carol = Person(install.one.url)
    carol.register("Carol", invite=install.alice.invite())
    carol.call("DELETE", f"rooms/{install.room}/members/{carol.id}/")
    with closing(carol.http), carol.socket() as stranger:
        with install.bob.socket():
            assert [one for one in stranger.silence(1.5) if one["type"] == "presence"] == []
        assert states(stranger.ready) == {carol.id: "online"}


def test_a_killed_process_takes_its_people_with_it(install: Install) -> None:
    with install.alice.socket() as alice:
        alone(alice, install.bob)
        with install.bob.socket():
            eventually_present(alice, install.bob, "online")
            install.two.kill()
        eventually_present(alice, install.bob, "offline", within=25)
        install.two.start()
        profile = install.alice.call("GET", f"users/{install.bob.id}/")
        assert profile["last_seen_at"] is not None
        with install.bob.socket():
            eventually_present(alice, install.bob, "online")
            # The subscriptions of the first server were idle for longer than the 5 s after which newer clients of
            # Redis than ours give up.
            seq = install.bob.say(install.room, "Back")["seq"]
            assert hears(alice, seq, within=5)


def test_redis_killed_and_back(install: Install) -> None:
    with install.alice.socket() as alice, install.bob.socket() as bob:
        install.redis.kill()
        # Said at once where it was taken, and found in the log at the other's next heartbeat.
        seq = install.bob.say(install.room, "Without Redis")["seq"]
        assert bob.hear_event("message.sent", within=5)["seq"] == seq
        alice.hear("presence", within=30, others="unknown")
        with install.at(install.alice, install.one) as late:
            assert late.ready["others"] == "unknown"
            assert install.bob.id not in states(late.ready)
        assert hears(alice, seq, within=30)
        install.redis.start()
        eventually_present(alice, install.bob, "online")
        install.bob.say(install.room, "Live again")
        alice.hear_event("message.sent", within=5)
    for server in (install.one, install.two):
        assert server.log.count("Redis is out of reach") == server.log.count("Redis is back") == 1
        assert "Traceback" not in server.log


def test_redis_paused_flushed_and_cutting_connections(install: Install) -> None:
    with install.alice.socket() as alice, install.bob.socket() as bob:
        install.redis.pause()
        seq = install.alice.say(install.room, "Redis stands still")["seq"]
        assert alice.hear_event("message.sent", within=5)["seq"] == seq
        bob.hear("presence", within=30, others="unknown")
        install.redis.go_on()
        bob.hear("presence", others="offline")
        assert hears(bob, seq, within=5)
        install.redis.ask("FLUSHALL")
        install.alice.say(install.room, "Flushed")
        bob.hear_event("message.sent", within=5)
        install.redis.ask("CLIENT", "KILL", "TYPE", "pubsub")
        seq = install.alice.say(install.room, "Cut")["seq"]
        assert bob.hear_event("message.sent", within=5)["seq"] == seq
