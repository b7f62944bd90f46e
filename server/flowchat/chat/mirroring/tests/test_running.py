"""The mirror in threads of its own, as in a server: outages, two at once, and what the log file says."""

import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection

from e2e.support.cable import Cable
from e2e.support.firebase import FirebaseStandIns
from flowchat.chat.accounts.models import User
from flowchat.chat.adapters.channels.bus import ChannelsBus
from flowchat.chat.adapters.firebase.app import firebase
from flowchat.chat.events import log
from flowchat.chat.events.objects import Message
from flowchat.chat.mirroring import service
from flowchat.chat.mirroring.keeping import compare_everything
from flowchat.chat.mirroring.lag import lag_of
from flowchat.chat.mirroring.lanes import RoomsLane
from flowchat.chat.mirroring.port import make_target
from flowchat.chat.mirroring.service import Mirroring
from flowchat.chat.mirroring.tests.conftest import leave_firebase, use_firebase
from flowchat.chat.mirroring.tests.glass import Window
from flowchat.chat.mirroring.thread import Pace, is_running
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import make_person, say
from tools.redis_server import RedisServer

QUICK = Pace(look=0.2, first_pause=0.05, longest_pause=0.2)
SLOW_TO_LOOK = Pace(look=60.0, first_pause=0.05, longest_pause=0.2)
# The lanes' locks of this database alone: another process of the suite runs mirrors in its own.
LANES = """
    FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def lanes_that_run() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {LANES} AND granted")
        return int(cursor.fetchone()[0])


def eventually(check: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 30
    while not check():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


class Running:
    """Mirrors that were started and will be stopped."""

    def __init__(self, cast: Cast, window: Window, end: ExitStack) -> None:
        self.cast = cast
        self.window = window
        self._end = end

    @property
    def name(self) -> str:
        return f"firebase {firebase().project_id}"

    def start(self, pace: Pace = QUICK) -> Mirroring:
        mirroring = Mirroring(pace=pace)
        mirroring.start()
        self._end.callback(mirroring.stop)
        return mirroring

    def say(self, count: int) -> list[Message]:
        return [say(self.cast.alice, self.cast.room, f"Number {number}") for number in range(count)]

    def shows(self, said: list[Message]) -> bool:
        return self.window.messages(self.cast.room).keys() == {str(one.id) for one in said}

    def is_whole(self) -> bool:
        target = make_target()
        assert target is not None
        return lag_of(target.name).nothing_left and not compare_everything(target).differences


@pytest.fixture
def cable(stand_ins: FirebaseStandIns) -> Iterator[Cable]:
    _host, _, port = stand_ins.firestore.rpartition(":")
    one = Cable(int(port))
    yield one
    one.close()


@pytest.fixture
def running(
    transactional_db: None,
    stand_ins: FirebaseStandIns,
    cable: Cable,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    cast: Cast,
) -> Iterator[Running]:
    use_firebase(stand_ins, settings, monkeypatch, firestore=f"127.0.0.1:{cable.port}")
    # The window looks past the cable.
    with monkeypatch.context() as past:
        past.setenv("FIRESTORE_EMULATOR_HOST", stand_ins.firestore)
        window = Window()
    with ExitStack() as end:
        yield Running(cast, window, end)
    leave_firebase()


def test_a_message_is_there_at_once_without_looking(running: Running) -> None:
    running.start(SLOW_TO_LOOK)
    eventually(lambda: is_running(running.name, RoomsLane.name), "the mirror does not start")
    said = running.say(3)
    eventually(lambda: running.shows(said), "the bus did not wake the mirror")


def test_what_another_process_commits_is_there_at_once_without_looking(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as end:
        redis = end.enter_context(RedisServer())
        buses = [ChannelsBus([{"address": redis.url}], "mirrors") for _ in range(2)]
        for bus in buses:
            end.callback(bus.close)
            monkeypatch.setattr(service, "get_bus", lambda bus=bus: bus)
            running.start(SLOW_TO_LOOK)
            # The first of the two is the mirror; the second only passes on.
            eventually(lambda: is_running(running.name, RoomsLane.name), "the mirror does not start")
        eventually(lambda: not any(bus.trouble() for bus in buses), "the buses do not start")
        monkeypatch.setattr(log, "get_bus", lambda: buses[1])
        said = running.say(3)
        eventually(lambda: running.shows(said), "the other process did not wake the mirror")


def test_a_newcomer_is_let_in_at_once(running: Running) -> None:
    running.start(SLOW_TO_LOOK)
    eventually(lambda: running.window.one(f"people/{running.cast.bob.id}"), "nobody was told of")
    newcomer: User = make_person("Nina")
    eventually(lambda: running.window.one(f"people/{newcomer.id}"), "the newcomer was not told of")


def test_an_outage_loses_nothing_and_holds_nobody_up(
    running: Running, cable: Cable, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="flowchat.chat.mirroring")
    running.start()
    said = running.say(3)
    eventually(lambda: running.shows(said), "the mirror does not start")
    cable.cut()
    said += running.say(30)
    eventually(lambda: "The mirror of rooms waits" in caplog.text, "nobody said that the mirror waits")
    said += running.say(30)
    assert lag_of(running.name).events >= 60
    assert len(running.window.messages(running.cast.room)) == 3
    cable.mend()
    eventually(lambda: running.shows(said), "messages are missing")
    eventually(running.is_whole, "both sides differ")
    eventually(lambda: "The mirror of rooms goes on" in caplog.text, "nobody said that the mirror goes on")
    lines = [one.getMessage() for one in caplog.records if "mirror of rooms" in one.getMessage()]
    assert [one.split(":")[0] for one in lines] == [
        "The mirror of rooms waits",
        "The mirror of rooms goes on",
    ]


def test_a_firestore_that_never_answers_holds_nobody_up(
    running: Running, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"127.0.0.1:{deaf.getsockname()[1]}")
        running.start(Pace(look=0.2, grace=0.1))
        caller = deaf.accept()[0]
        assert len(running.say(20)) == 20
        assert lag_of(running.name).events >= 20
        caller.close()


def test_of_two_mirrors_one_works_and_the_other_takes_over(running: Running) -> None:
    first, second = running.start(), running.start()
    said = running.say(20)
    eventually(lambda: running.shows(said), "messages are missing")
    # A lane for rooms and one for people, each run by one of the two.
    eventually(lambda: lanes_that_run() == 2, "the people's lane does not start")
    first.stop()
    said += running.say(20)
    eventually(lambda: running.shows(said), "nobody took over")
    second.stop()
    third = running.say(5)
    running.start()
    eventually(lambda: running.shows(said + third), "a later mirror does not go on")
    eventually(running.is_whole, "both sides differ")


def test_a_database_that_broke_off_is_asked_again(running: Running) -> None:
    running.start()
    said = running.say(3)
    eventually(lambda: running.shows(said), "the mirror does not start")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) {LANES}")
    said += running.say(3)
    eventually(lambda: running.shows(said), "the mirror did not come back")
