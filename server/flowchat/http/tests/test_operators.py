"""What an operator's machines may ask, who may ask it, and what they are told."""

import os
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from flowchat.chat.gateway.tests.harness import RunningServer
from flowchat.http import operators, readiness
from flowchat.http.asgi import Receive, Scope, Send
from flowchat.http.operators import Operators
from flowchat.http.pool import WorkerPool
from flowchat.http.readiness import Check
from flowchat.observing.measures import read_process
from flowchat.observing.workers import Workers

TOKEN = "a-token-for-prometheus-alone"


async def elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"elsewhere"})


class Asked(NamedTuple):
    """What to ask with, and what must be answered."""

    peer: str
    headers: dict[str, str]
    token: str | None
    direct: bool
    status: int


LOCAL = {"Host": "localhost:8000"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
async def pool(transactional_db: None) -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(2)
    yield pool
    await pool.close()


@pytest.mark.parametrize(
    "asked",
    [
        Asked("127.0.0.1", LOCAL, None, True, 200),
        Asked("::1", {"Host": "[::1]:8000"}, None, True, 200),
        Asked("127.0.0.1", {"Host": "127.0.0.1"}, None, True, 200),
        # From another machine, whatever it says it is.
        Asked("203.0.113.5", LOCAL, None, True, 404),
        Asked("10.0.0.9", {**LOCAL, **BEARER}, None, True, 404),
        # Through a proxy on this machine.
        Asked("127.0.0.1", {**LOCAL, "X-Forwarded-For": "203.0.113.5"}, None, True, 404),
        Asked("127.0.0.1", {**LOCAL, "Forwarded": "for=203.0.113.5"}, None, True, 404),
        Asked("127.0.0.1", {"Host": "chat.example.org"}, None, True, 404),
        # FLOWCHAT_PUBLIC_URL is set: a proxy may stand in front that says nothing of whom it speaks for.
        Asked("127.0.0.1", LOCAL, None, False, 404),
        # With a token, it alone counts.
        Asked("203.0.113.5", {"Host": "chat.example.org", **BEARER}, TOKEN, False, 200),
        Asked("127.0.0.1", {**LOCAL, **BEARER}, TOKEN, True, 200),
        Asked("127.0.0.1", LOCAL, TOKEN, True, 401),
        Asked("127.0.0.1", {**LOCAL, "Authorization": f"Bearer {TOKEN}x"}, TOKEN, True, 401),
        Asked("127.0.0.1", {**LOCAL, "Authorization": f"Basic {TOKEN}"}, TOKEN, True, 401),
        Asked("127.0.0.1", {**LOCAL, "Authorization": "Bearer"}, TOKEN, True, 401),
        Asked("127.0.0.1", {**LOCAL, "Authorization": "Bearer é"}, TOKEN, True, 401),
    ],
)
async def test_who_may_see_the_numbers(pool: WorkerPool, tmp_path: Path, asked: Asked) -> None:
    workers = Workers(tmp_path, read_process)
    app = Operators(elsewhere, pool, workers, token=asked.token, direct=asked.direct)
    transport = httpx.ASGITransport(app, client=(asked.peer, 40_000))
    headers = [(name.encode(), value.encode("latin-1")) for name, value in asked.headers.items()]
    async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
        answered = await client.get("/metrics", headers=headers)
        assert (await client.get("/other", headers=headers)).text == "elsewhere"
        assert (await client.get("/healthz", headers=headers)).text == "ok"
    assert answered.status_code == asked.status
    assert ("flowchat_deliveries_total" in answered.text) == (asked.status == 200)
    assert ("www-authenticate" in answered.headers) == (asked.status == 401)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[Check]:
    """The checks of this test, beside those of the database."""
    own: list[Check] = []
    monkeypatch.setattr(readiness, "_checks", own)
    return own


def test_probes_come_by_address_and_may_only_look(server: RunningServer) -> None:
    headers = {"Host": "10.1.2.3:8000"}
    for path, text in (("/healthz", "ok"), ("/readyz", "ready"), ("/readyz/", "ready")):
        answered = httpx.get(server.http + path, headers=headers)
        assert (answered.status_code, answered.text.partition("\n")[0]) == (200, text)
        head = httpx.head(server.http + path)
        assert (head.status_code, head.content) == (200, b"")
        refused = httpx.post(server.http + path)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


def test_what_is_vital_takes_the_server_out_and_the_rest_is_told(
    server: RunningServer, checks: list[Check]
) -> None:
    trouble = {"vital": "", "other": "Redis is away"}
    checks.append(Check("vital", lambda: trouble["vital"], vital=True))
    checks.append(Check("other", lambda: trouble["other"], vital=False))
    answered = httpx.get(f"{server.http}/readyz")
    assert (answered.status_code, answered.text) == (200, "ready\nRedis is away")
    trouble["vital"] = "nothing goes"
    answered = httpx.get(f"{server.http}/readyz")
    assert (answered.status_code, answered.text) == (503, "nothing goes")
    numbers = httpx.get(f"{server.http}/metrics").text
    assert 'flowchat_ready{check="vital"} 0.0' in numbers
    assert 'flowchat_ready{check="database"} 1.0' in numbers
    assert httpx.get(f"{server.http}/healthz").status_code == 200


def test_a_check_that_fails_is_in_trouble(server: RunningServer, checks: list[Check]) -> None:
    def look() -> str:
        raise LookupError("a secret")

    checks.append(Check("parts", look, vital=True))
    answered = httpx.get(f"{server.http}/readyz")
    assert (answered.status_code, answered.text) == (503, "parts can't be checked (LookupError)")


def test_many_probes_take_one_thread_and_are_answered_in_time(
    server: RunningServer, checks: list[Check], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operators, "PATIENCE_SECONDS", 0.2)
    let_go, asked = threading.Event(), []

    def wait() -> str:
        asked.append(1)
        let_go.wait(60)
        return ""

    checks.append(Check("slow", wait, vital=True))
    try:
        for _ in range(6):
            answered = httpx.get(f"{server.http}/readyz")
            assert (answered.status_code, answered.text) == (503, "the database does not answer in time")
        assert len(asked) == 1
        assert httpx.get(f"{server.http}/api/echo").status_code == 200, "the other threads go on"
    finally:
        let_go.set()


def test_waiting_migrations_are_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    readiness._applied.clear()
    recorder = MigrationRecorder(connection)
    app, name = max(key for key in recorder.applied_migrations() if key[0] == "search")
    recorder.record_unapplied(app, name)
    assert [one.name for one in readiness.look() if one.trouble] == ["migrations"]
    recorder.record_applied(app, name)
    assert [one.trouble for one in readiness.look() if one.name == "migrations"] == [""]


def test_a_disk_without_space_is_told_and_stops_only_a_database_on_it(
    db: None, checks: list[Check], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk(free_megabytes: int) -> Any:
        fields = [4096, 4096, 2**25, 0, free_megabytes * 256, 0, 0, 0, 0, 255]
        return lambda path: os.statvfs_result(fields)

    def troubles() -> list[str]:
        return [one.name for one in readiness.look() if one.trouble]

    readiness.watch_disk(tmp_path)
    monkeypatch.setattr(os, "statvfs", disk(300))
    assert troubles() == []
    monkeypatch.setattr(os, "statvfs", disk(200))
    assert troubles() == ["disk"]
    monkeypatch.setattr(os, "statvfs", disk(50))
    assert troubles() == ["disk"]
    (tmp_path / "postgres" / "pgdata").mkdir(parents=True)
    (tmp_path / "postgres" / "pgdata" / "postmaster.pid").touch()
    assert troubles() == ["disk", "database disk"]


@pytest.mark.parametrize(
    ("offered", "kept"),
    [
        ("0af7651916cd43dd8448eb211c80319c", True),
        ("6f1c2d1e-0000-4000-8000-00000000000a", True),
        ("short", False),
        ("a" * 65, False),
        ('abcdefgh" level="error', False),
        ("abcdefgh\tijkl", False),
    ],
)
def test_a_request_id_is_believed_in_a_strict_shape(server: RunningServer, offered: str, kept: bool) -> None:
    answered = httpx.get(f"{server.http}/api/echo", headers={"X-Request-ID": offered}).headers["x-request-id"]
    assert (answered == offered) == kept
    assert 8 <= len(answered) <= 64


def test_each_request_has_an_id_of_its_own(bridge: httpx.Client) -> None:
    ids = {bridge.get(path).headers["x-request-id"] for path in ("/echo/", "/echo/", "/boom/", "/nowhere")}
    assert len(ids) == 4


def test_a_bugs_line_in_the_log_has_the_id_of_the_answer(
    bridge: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    from flowchat.config.logs import OfRequest

    caplog.handler.addFilter(of_request := OfRequest())
    try:
        answered = bridge.get("/boom/")
    finally:
        caplog.handler.removeFilter(of_request)
    told = [one for one in caplog.records if "LookupError" in str(one.exc_info)]
    assert [getattr(one, "request_id", "") for one in told] == [answered.headers["x-request-id"]]


def test_requests_are_counted_by_pattern_and_never_by_address(bridge: httpx.Client) -> None:
    bridge.get("/echo/?q=a-secret")
    bridge.get("/nothing-by-this-name-secret")
    bridge.request("PROPFIND", "/echo/")
    numbers = bridge.get("/metrics").text
    told = [line for line in numbers.splitlines() if line.startswith("flowchat_requests_total")]
    assert [line for line in told if 'method="GET",route="/echo/",status="200"}' in line], told
    assert [line for line in told if 'method="other"' in line], told
    assert "secret" not in numbers
    assert "PROPFIND" not in numbers
