"""What an operator sees of a real server, from outside: numbers that move, a message's way through the log, trouble."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.ops_files import Metric, alert_queries, dashboard_queries, faults_in
from tools.person import Person
from tools.stack import Stack

TOKEN = "only-prometheus-knows-this"
SENT = ("flowchat_events_total", {"type": "message.sent"})


@dataclass(frozen=True, slots=True)
class Harbour:
    """Alice and Bob on a server, with a room."""

    stack: Stack
    alice: Person
    bob: Person
    room: str

    def ask(self, path: str, token: str = TOKEN) -> httpx.Response:
        return httpx.get(f"{self.stack.url}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=40)

    def number(self, name: str, labels: dict[str, str] | None = None) -> float:
        """The sum of the samples of a name that have these labels."""
        wanted = (labels or {}).items()
        return sum(value for one, has, value in self.samples() if one == name and wanted <= has.items())

    def samples(self) -> Iterator[tuple[str, dict[str, str], float]]:
        answered = self.ask("/metrics")
        assert answered.status_code == 200, answered.text
        for family in text_string_to_metric_families(answered.text):
            for sample in family.samples:
                yield sample.name, sample.labels, sample.value

    def lines(self, logger: str) -> list[dict[str, Any]]:
        """What the server's log has of one logger."""
        told = [json.loads(line) for line in self.stack.log.splitlines() if line.startswith("{")]
        return [line for line in told if line["logger"] == logger]


@pytest.fixture(scope="module")
def harbour() -> Iterator[Harbour]:
    environment = {"FLOWCHAT_METRICS_TOKEN": TOKEN, "FLOWCHAT_LOG": "json"}
    with Stack(environment=environment, prepared=True) as stack, ExitStack() as open_things:
        alice, bob = Person(stack.url), Person(stack.url)
        open_things.callback(alice.http.close)
        open_things.callback(bob.http.close)
        alice.set_up(stack.setup_token)
        bob.register("Bob", invite=alice.invite())
        yield Harbour(stack, alice, bob, alice.make_room("Boathouse", bob))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def test_the_numbers_are_for_who_has_the_token(harbour: Harbour) -> None:
    assert harbour.ask("/metrics").status_code == 200
    for answered in (
        httpx.get(f"{harbour.stack.url}/metrics"),
        harbour.ask("/metrics", harbour.alice.access),
    ):
        assert (answered.status_code, "flowchat_" in answered.text) == (401, False)


def test_numbers_move_as_people_chat(harbour: Harbour) -> None:
    sent, delivered = harbour.number(*SENT), harbour.number("flowchat_deliveries_total")
    taken = harbour.number("flowchat_delivery_seconds_count")
    assert harbour.number("flowchat_sockets") == 0
    with harbour.alice.socket() as one, harbour.bob.socket() as two, harbour.bob.socket():
        assert harbour.number("flowchat_sockets") == 3
        for text in ("Ahoy", "Who is there?"):
            harbour.alice.say(harbour.room, text)
            one.hear_event("message.sent")
            two.hear_event("message.sent")
        assert harbour.number(*SENT) - sent == 2
        wait_until(lambda: harbour.number("flowchat_deliveries_total") - delivered >= 6)
        wait_until(lambda: harbour.number("flowchat_delivery_seconds_count") - taken >= 6)
        bounds = {"le": "30.0"}
        assert harbour.number("flowchat_delivery_seconds_bucket", bounds) >= 6, "nothing took that long"
    wait_until(lambda: harbour.number("flowchat_sockets") == 0)
    assert harbour.number("flowchat_sockets_opened_total") == 3
    assert harbour.number("flowchat_sockets_closed_total", {"code": "1000"}) == 3
    asked = {"method": "POST", "route": "/api/messages/", "status": "201"}
    assert harbour.number("flowchat_requests_total", asked) == 2
    assert harbour.number("flowchat_pool_tasks_total", {"pool": "requests"}) > 5
    assert harbour.number("flowchat_pool_connections") >= 1
    assert harbour.number("flowchat_database_connections_limit") >= 20
    wait_until(lambda: harbour.number("flowchat_jobs_oldest_seconds") == 0)


def test_what_waits_in_the_queue_is_told(harbour: Harbour) -> None:
    later = {"state": "later"}
    before = harbour.number("flowchat_jobs", later)
    message = harbour.alice.say(harbour.room, "A slip of the pen")
    harbour.alice.call("DELETE", f"messages/{message['id']}/", {})
    assert harbour.number("flowchat_jobs", later) == before + 1, "its words are wiped when undoing is over"


def test_one_id_follows_a_message_from_its_post_to_its_delivery(harbour: Harbour) -> None:
    body = {"room": harbour.room, "client_id": "0f6a2b0e-5c6b-4c8e-9d43-0a7b6c5d4e3f", "text": "Follow me"}
    headers = {"Authorization": f"Bearer {harbour.alice.access}", "X-Request-ID": "a-trace-of-a-message"}
    with harbour.bob.socket() as socket:
        answered = harbour.alice.http.post("/api/messages/", json=body, headers=headers)
        socket.hear_event("message.sent")
    assert answered.headers["x-request-id"] == "a-trace-of-a-message"
    seq = answered.json()["message"]["seq"]

    def told(logger: str) -> list[dict[str, Any]]:
        return [line for line in harbour.lines(logger) if line.get("request_id") == "a-trace-of-a-message"]

    wait_until(lambda: bool(told("flowchat.requests") and told("flowchat.deliveries")))
    (request,) = told("flowchat.requests")
    assert (request["method"], request["route"], request["status"]) == ("POST", "/api/messages/", 201)
    delivery = next(line for line in told("flowchat.deliveries") if line["type"] == "message.sent")
    assert (delivery["stream"], delivery["seq"]) == (f"room.{harbour.room}", seq)
    assert delivery["sockets"] == 1
    assert delivery["milliseconds"] >= 0
    assert "Follow me" not in harbour.stack.log
    others = [line for line in harbour.lines("flowchat.requests") if line not in told("flowchat.requests")]
    assert len({line["request_id"] for line in others}) == len(others), "each other request has its own"


def test_dashboard_and_alerts_ask_for_what_there_is(harbour: Harbour) -> None:
    """Every query can be parsed, and every name and label in it exists."""
    # A preview of a port that is never asked: a job that is done at once.
    harbour.alice.say(harbour.room, "https://example.org:1/")
    wait_until(lambda: harbour.number("flowchat_jobs_run_total", {"outcome": "done"}) > 0)
    there: dict[str, Metric] = {}
    for name, labels, _ in harbour.samples():
        there.setdefault(name, Metric()).labels.update(labels)
    queries = [*dashboard_queries(), *alert_queries()]
    assert len(queries) > 40
    assert [fault for query in queries for fault in faults_in(query, there)] == []


def test_a_query_for_what_is_not_there_is_found() -> None:
    there = {"flowchat_sockets": Metric({"worker"})}
    assert faults_in("sum by (worker, instance) (flowchat_sockets)", there) == []
    for wrong in (
        "flowchat_socket",
        "sum by (room) (flowchat_sockets)",
        'flowchat_sockets{room="a"}',
        "sum(flowchat_sockets",
        "1 + 1",
    ):
        assert faults_in(wrong, there), wrong


@contextmanager
def stopped(stack: Stack) -> Iterator[None]:
    """PostgreSQL answers nothing for a while, and hangs up on nobody: worse than being away."""
    (pidfile,) = stack.data.rglob("postmaster.pid")
    first = int(pidfile.read_text().split()[0])
    # Backends lead process groups of their own.
    # It first: then there are no more of them.
    os.kill(first, signal.SIGSTOP)
    family = [first, *children_of(first)]
    for process in family[1:]:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in family:
            os.kill(process, signal.SIGCONT)


def children_of(process: int) -> list[int]:
    with open(f"/proc/{process}/task/{process}/children") as listed:  # noqa: PTH123 - of the kernel, not of a disk
        return [int(child) for child in listed.read().split()]


def test_a_stuck_database_is_told_from_a_dead_process(harbour: Harbour) -> None:
    harbour.alice.call("GET", "me/")
    with stopped(harbour.stack):
        with ThreadPoolExecutor() as at_once:
            ready, numbers = (at_once.submit(harbour.ask, path) for path in ("/readyz", "/metrics"))
            assert httpx.get(f"{harbour.stack.url}/healthz", timeout=10).text == "ok"
        assert (ready.result().status_code, ready.result().text) == (
            503,
            "the database does not answer in time",
        )
        told = numbers.result().text
    assert 'flowchat_ready{check="database"} 0.0' in told
    assert 'flowchat_collector_up{collector="jobs"} 0.0' in told
    assert 'flowchat_events_total{type="message.sent"}' in told, "what the process knows by itself is there"
    wait_until(lambda: harbour.ask("/readyz").text == "ready")
    assert harbour.number("flowchat_ready", {"check": "database"}) == 1
    assert harbour.number("flowchat_collector_up", {"collector": "jobs"}) == 1
