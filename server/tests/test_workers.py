"""`flowchat serve --workers 2`: two real workers behind one address, with people at them while they come and go."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from flowchat.chat.gateway.limits import SOCKETS_PER_ACCOUNT
from flowchat.cli.postgres.pidfile import read_pid_file
from flowchat.cli.postgres.processes import command_line
from tests.crowd import Crowd, assert_all_there_once
from tools.person import Person, Socket
from tools.redis_server import RedisServer
from tools.stack import Stack

PEOPLE = 20


@dataclass
class Install:
    """A server with two workers, and people who are all in one room."""

    server: Stack
    redis: RedisServer
    people: list[Person]
    room: str

    @property
    def parent(self) -> int:
        assert self.server.process
        return self.server.process.pid

    @property
    def postmaster(self) -> int:
        told = read_pid_file(self.server.data / "postgres" / "pgdata")
        assert told
        return told.pid

    def workers(self) -> set[int]:
        """The process ids of those that serve, as the one that is asked tells."""
        return set(self.sockets())

    def sockets(self) -> dict[int, int]:
        """How many each worker has, as far as the one that is asked knows: what the others counted is up to 5 s old."""
        text = httpx.get(f"{self.server.url}/metrics", timeout=10).text
        return {
            int(line.partition('worker="')[2].partition('"')[0]): int(float(line.rpartition(" ")[2]))
            for line in text.splitlines()
            if line.startswith("flowchat_sockets{")
        }

    def both_workers(self) -> set[int]:
        """The two; waits until they know each other."""
        eventually(lambda: len(self.workers()) == 2, "the workers don't know each other")
        return self.workers()

    def wait_until_ready(self) -> None:
        eventually(self._both_are_ready, "a worker does not get ready")

    def _both_are_ready(self) -> bool:
        """Each connection goes to either worker."""
        try:
            answers = [httpx.get(f"{self.server.url}/readyz", timeout=10) for _ in range(8)]
        except httpx.TransportError:
            return False
        return all(answer.status_code == 200 for answer in answers)


def eventually(check: Callable[[], bool], what: str, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def invite_people(server: Stack, stack: ExitStack, count: int = PEOPLE) -> tuple[list[Person], str]:
    people = [Person(server.url) for _ in range(count)]
    for person in people:
        stack.enter_context(closing(person.http))
    room = people[0].set_up(server.setup_token)["room_id"]
    invite = people[0].invite()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: one[1].register(f"Person {one[0]}", invite=invite), enumerate(people[1:])))
    return people, room


@pytest.fixture(scope="module")
def install() -> Iterator[Install]:
    with ExitStack() as stack:
        redis = stack.enter_context(RedisServer())
        server = stack.enter_context(
            Stack("--workers", "2", environment={"REDIS_URL": redis.url}, prepared=True)
        )
        people, room = invite_people(server, stack)
        yield Install(server, redis, people, room)


def test_a_scrape_of_one_tells_of_all(install: Install) -> None:
    with ExitStack() as sockets:
        for person in install.people[:9]:
            sockets.enter_context(person.socket())
        install.both_workers()
        eventually(lambda: sum(install.sockets().values()) == 9, "the numbers of one worker are missing")
        text = httpx.get(f"{install.server.url}/metrics", timeout=10).text
        # What is one for the install is told once, whoever is asked.
        assert [line for line in text.splitlines() if line.startswith("flowchat_ready{")]
        assert 'flowchat_ready{check="database"} 1.0' in text


def test_the_oldest_of_too_many_sockets_is_closed_wherever_it_is(install: Install) -> None:
    with ExitStack() as sockets:
        first, *rest = [
            sockets.enter_context(install.people[1].socket()) for _ in range(SOCKETS_PER_ACCOUNT + 1)
        ]
        assert first.close_code() == 4409
        seq = install.people[0].say(install.room, "To those who are left")["seq"]
        assert {socket.hear_event("message.sent")["seq"] for socket in rest} == {seq}


def statuses(person: Person, count: int) -> Counter[int]:
    """Read everything so many times, each time on a connection of its own and so at either worker."""
    found: Counter[int] = Counter()
    for _ in range(count):
        with closing(connection_to(person.url)) as connection:
            connection.request(
                "POST", "/api/reading/all/", headers={"Authorization": f"Bearer {person.access}"}
            )
            found[connection.getresponse().status] += 1
    return found


def test_limits_hold_for_both_together_and_without_redis_for_each(install: Install) -> None:
    # Counted by the clock's minutes: in the next one some of the last one's would be free again.
    if time.time() % 60 > 40:
        time.sleep(60 - time.time() % 60)
    assert statuses(install.people[2], 26) == {200: 20, 429: 6}
    install.redis.kill()
    assert statuses(install.people[3], 20) == {200: 20}
    install.redis.start()
    eventually(lambda: install.server.log.count("Redis is back") == 2, "Redis is not found again")
    assert install.server.log.count("each counts limits by itself") == 2
    assert "Traceback" not in install.server.log


def test_a_leaving_worker_answers_what_was_begun_and_what_still_comes(install: Install) -> None:
    with ExitStack() as open_things:
        sockets = [open_things.enter_context(person.socket()) for person in install.people[:8]]
        # Which connection is at which worker is chance, so it is one that has some: here, the one with most.
        eventually(lambda: sum(install.sockets().values()) == 8, "the numbers of one worker are missing")
        leaving = max(install.both_workers(), key=lambda worker: install.sockets().get(worker, 0))
        begun, idle = [
            [open_things.enter_context(closing(connection_to(install.server.url))) for _ in range(8)]
            for _ in range(2)
        ]
        for connection in idle:
            assert status_of("/healthz", connection) == (200, None)
        for connection in begun:
            connection.putrequest("POST", "/api/auth/login/")
            connection.putheader("Content-Type", "application/json")
            connection.putheader("Content-Length", "2")
            connection.endheaders(b"{")
        os.kill(leaving, signal.SIGTERM)
        assert first_close_code(sockets) == 1012
        time.sleep(0.5)  # a worker that cared for its sockets only would be gone by now
        # All are asked at once: nothing is asked on them for so long that soon they are closed.
        for connection in idle:
            connection.request("GET", "/healthz")
        answers = [answer_of(connection) for connection in idle]
        for connection in begun:
            connection.send(b"}")
            answers.append((connection.getresponse().status, None))
    # None may notice more than that its answer was the last.
    assert Counter(status for status, _ in answers) == {200: 8, 400: 8}
    assert {closing for _, closing in answers} <= {None, "close"}
    eventually(lambda: leaving not in install.both_workers(), "it is not replaced")


def connection_to(url: str) -> HTTPConnection:
    return HTTPConnection(url.removeprefix("http://"), timeout=20)


def status_of(path: str, connection: HTTPConnection) -> tuple[int, str | None]:
    connection.request("GET", path)
    return answer_of(connection)


def answer_of(connection: HTTPConnection) -> tuple[int, str | None]:
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.getheader("Connection")


def first_close_code(sockets: list[Socket]) -> int:
    """Wait until the server closes any of these."""
    while True:
        for socket in sockets:
            try:
                socket.silence(0.01)
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006


def test_a_reload_under_load_loses_nothing(install: Install) -> None:
    before = install.both_workers()
    with Crowd(install.people, install.room) as crowd:
        os.kill(install.parent, signal.SIGHUP)
        eventually(lambda: "All workers are new" in install.server.log, "the reload does not end")
        crowd.wait_until_online()
        seq = install.people[0].say(install.room, "To everyone")["seq"]
        eventually(lambda: all(seq in one.heard for one in crowd.told), "somebody is not heard")
    assert [one.unanswered for one in crowd.told] == [[]] * PEOPLE
    assert [one.refused for one in crowd.told] == [[]] * PEOPLE
    # Once, or twice for those who came back to the other old worker.
    assert all(one.closes in ([1012], [1012, 1012]) for one in crowd.told), [one.closes for one in crowd.told]
    assert_all_there_once(crowd, install.people[0], install.room)
    assert not before & install.both_workers()


def test_a_reload_that_fails_changes_nothing(install: Install) -> None:
    before, keys = install.both_workers(), install.server.data / "secrets.json"
    good = keys.read_text()
    keys.write_text("{}")
    os.kill(install.parent, signal.SIGHUP)
    eventually(lambda: "those that serve go on" in install.server.log, "the failure is not told")
    assert install.both_workers() == before
    keys.write_text(good)
    install.people[0].say(install.room, "Still here")


def test_a_worker_that_is_given_up_says_where_it_hangs(install: Install) -> None:
    """SIGABRT is what the parent sends after 30 s without a sign of life."""
    victim = min(install.both_workers())
    os.kill(victim, signal.SIGABRT)
    eventually(lambda: victim not in install.both_workers(), "it is not replaced")
    assert "Fatal Python error: Aborted" in install.server.log
    assert "cli/workers/worker.py" in install.server.log


def test_a_killed_worker_is_replaced_and_the_other_goes_on(install: Install) -> None:
    victim, other = sorted(install.both_workers())
    with Crowd(install.people, install.room) as crowd:
        os.kill(victim, signal.SIGKILL)
        eventually(lambda: not {victim, other} >= install.workers(), "it is not replaced")
        crowd.wait_until_online()
        seq = install.people[0].say(install.room, "To everyone")["seq"]
        eventually(lambda: all(seq in one.heard for one in crowd.told), "somebody is not heard")
    closes = [one.closes for one in crowd.told]
    assert all(codes in ([], [1006]) for codes in closes), closes
    assert [] in closes
    assert [1006] in closes
    assert [one.refused for one in crowd.told] == [[]] * PEOPLE
    assert other in install.both_workers()
    assert_all_there_once(crowd, install.people[0], install.room)


def end_database(crowd: Crowd, postmaster: int, how: signal.Signals) -> None:
    """End PostgreSQL and wait until everyone could send again, three times."""
    before = [len(one.acknowledged) for one in crowd.told]
    os.kill(postmaster, how)
    eventually(lambda: command_line(postmaster) is None, "PostgreSQL does not end")

    def everyone_sends() -> bool:
        sent = [len(one.acknowledged) for one in crowd.told]
        return all(now >= then + 3 for now, then in zip(sent, before, strict=True))

    eventually(everyone_sends, "somebody can't send any more")


def assert_database_may_go(server: Stack, crowd: Crowd, postmaster: Callable[[], int]) -> None:
    """PostgreSQL is restarted, and then killed: requests in between are refused and told when to come again."""
    for how in (signal.SIGINT, signal.SIGKILL):
        end_database(crowd, postmaster(), how)
    refused = [answer for one in crowd.told for answer in one.refused]
    assert refused
    assert {answer.status_code for answer in refused} == {503}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
    assert [one.unanswered for one in crowd.told] == [[]] * len(crowd.told)
    # Whoever was connected stays, and hears what was said meanwhile.
    last = max(seq for one in crowd.told for seq in one.acknowledged.values())
    eventually(lambda: all(last in one.heard for one in crowd.told), "somebody is not heard")
    assert [one.closes for one in crowd.told] == [[]] * len(crowd.told)
    assert "WORKER TIMEOUT" not in server.log
    assert "Traceback" not in server.log


def test_postgresql_restarted_under_two_workers(install: Install) -> None:
    with Crowd(install.people, install.room) as crowd:
        assert_database_may_go(install.server, crowd, lambda: install.postmaster)
        install.wait_until_ready()
    assert_all_there_once(crowd, install.people[0], install.room)


def test_ctrl_c_sends_everyone_away_and_ends_all_of_it(install: Install) -> None:
    workers, postmaster = install.both_workers(), install.postmaster
    assert install.server.process
    with Crowd(install.people, install.room) as crowd:
        # As in a terminal: to every process of the group.
        for process in [install.parent, *workers]:
            os.kill(process, signal.SIGINT)
        assert install.server.process.wait(30) == 0
    # Once, or twice for those who were quick enough to come to the other worker.
    assert {code for one in crowd.told for code in one.closes} == {1012}
    assert all(one.closes for one in crowd.told)
    assert all(command_line(process) is None for process in [*workers, postmaster])
    assert install.server.log.rstrip().endswith("Stopped.")
    assert "Traceback" not in install.server.log
    assert list((install.server.data / "metrics").rglob("*.json")) == []
    install.server.start()
    assert_all_there_once(crowd, install.people[0], install.room)


def test_a_killed_parent_takes_all_with_it_and_the_next_start_finds_everything_free(install: Install) -> None:
    workers, postmaster = install.both_workers(), install.postmaster
    install.server.kill()
    eventually(
        lambda: all(command_line(process) is None for process in [*workers, postmaster]), "something is left"
    )
    install.server.start()
    install.wait_until_ready()


def test_postgresql_restarted_under_a_server_that_is_alone(tmp_path: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(Stack(prepared=True))
        people, room = invite_people(server, stack, 8)
        install = Install(server, RedisServer(), people, room)
        with Crowd(people, room) as crowd:
            assert_database_may_go(server, crowd, lambda: install.postmaster)
        assert_all_there_once(crowd, people[0], room)
