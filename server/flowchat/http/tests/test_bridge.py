"""HTTP through the bridge: as under WSGI where that matters, and bounded where WSGI isn't."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import connection

from flowchat.chat.gateway.tests.harness import RunningServer
from flowchat.http import pool
from flowchat.http.body import BodyTooLarge, read_body
from flowchat.http.bridge import Bridge
from flowchat.http.gone import ClientGone
from flowchat.http.tests import urls


def test_a_request_arrives_whole(either: httpx.Client) -> None:
    seen = either.post(
        "/echo/?q=caf%C3%A9&q2=",
        content="Grüße 👋".encode(),
        headers={"Content-Type": "text/plain; charset=utf-8", "Cookie": "a=1; b=2", "Accept-Language": "de"},
    ).json()
    assert seen == {
        "method": "POST",
        "path": "/echo/",
        "path_info": "/echo/",
        "query": {"q": "café", "q2": ""},
        "body": "Grüße 👋",
        "host": either.base_url.netloc.decode(),
        "cookies": {"a": "1", "b": "2"},
        "address": "127.0.0.1",
        "content_type": "text/plain",
        "accept": "de",
    }


def test_a_content_type_of_many_parameters_is_not_even_read(server: RunningServer) -> None:
    """Reading it would take seconds, on every address and from anyone."""
    kind = 'a; x="' + ";" * 30_000
    for method, path in (("GET", "/echo/"), ("POST", "/api/uploads/"), ("POST", "/api/auth/login/")):
        answered = httpx.request(method, server.http + path, headers={"Content-Type": kind}, timeout=30)
        assert (answered.status_code, answered.json()["error"]["code"]) == (400, "invalid")


def test_every_cookie_is_a_field_of_its_own(either: httpx.Client) -> None:
    response = either.get("/cookies/")
    assert [one.strip() for one in response.headers.get_list("set-cookie")] == [
        "one=1; HttpOnly; Path=/",
        "two=2; Path=/; SameSite=Strict",
    ]


def test_head_has_the_headers_and_no_body(bridge: httpx.Client) -> None:
    whole, head = bridge.get("/echo/"), bridge.head("/echo/")
    assert head.content == b""
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.headers["content-length"] == str(len(whole.content) + len("HEAD") - len("GET"))
    assert bridge.head("/file/").content == b""


def test_header_values_may_hold_latin_letters(bridge: httpx.Client) -> None:
    assert (b"x-name", "Zoë".encode("latin-1")) in bridge.get("/nothing/?X-Name=Zo%C3%AB").headers.raw


def test_streams_and_files_arrive_whole(either: httpx.Client) -> None:
    urls.closed.clear()
    assert either.get("/stream/").content == b"x" * 1_600_000
    assert urls.closed == ["stream"]
    assert either.get("/file/").content == urls.FILE


def test_no_content_has_none(either: httpx.Client) -> None:
    response = either.get("/nothing/")
    assert (response.status_code, response.content) == (204, b"")


def test_a_bug_is_told_plainly_and_logged(either: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    response = either.get("/boom/")
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "error"
    assert "LookupError: a bug" in caplog.text
    assert "LookupError" not in response.text


def test_final_slashes_are_optional_below_api(either: httpx.Client) -> None:
    assert either.post("/api/echo", content=b"kept").json()["body"] == "kept"


def test_a_stream_that_breaks_is_cut_off(bridge: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    response = bridge.get("/broken-stream/")
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "error"
    assert "LookupError: in the middle" in caplog.text


def test_a_broken_query_string_is_refused(server: RunningServer) -> None:
    answer = _raw(server, b"GET /echo/?q=\xff HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


LIMIT = settings.REQUEST_BYTES_LIMIT


def _chunks(size: int) -> Iterator[bytes]:
    yield b"x" * size


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_may_be_as_large_as_the_limit(bridge: httpx.Client, announced: bool) -> None:
    body = b"x" * LIMIT
    response = bridge.post("/echo/", content=body if announced else _chunks(LIMIT))
    assert len(response.json()["body"]) == LIMIT
    response = bridge.post("/echo/", content=body + b"x" if announced else _chunks(LIMIT + 1))
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"
    assert response.headers["connection"] == "close"


def test_a_huge_body_is_refused_before_it_is_sent(server: RunningServer) -> None:
    """Only the head arrives, and the answer comes at once."""
    head = b"POST /echo/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000000000\r\nExpect: 100-continue\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(head)
        assert raw.recv(4096).startswith(b"HTTP/1.1 413")


def test_the_page_of_a_named_site_can_read_an_early_refusal(bridge: httpx.Client, settings: Any) -> None:
    """It would take it for a server that can't be reached, and try for ever."""
    settings.CORS_ALLOWED_ORIGINS = ["https://front.example"]
    for origin, allowed in (("https://front.example", True), ("https://other.example", False)):
        answer = bridge.post("/echo/", content=b"x" * (LIMIT + 1), headers={"Origin": origin})
        assert answer.status_code == 413
        assert (answer.headers.get("access-control-allow-origin") == origin) == allowed
        assert ("access-control-allow-credentials" in answer.headers) == allowed


async def test_reading_stops_at_the_limit() -> None:
    asked = 0

    async def endless() -> dict[str, object]:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    with pytest.raises(BodyTooLarge):
        await read_body({"headers": []}, endless, limit=10_500)
    assert asked == 11


async def test_a_client_that_leaves_in_the_middle() -> None:
    async def gone() -> dict[str, object]:
        return {"type": "http.disconnect"}

    with pytest.raises(ClientGone):
        await read_body({"headers": []}, gone, limit=1)


def test_clients_that_leave_disturb_nobody(
    server: RunningServer, bridge: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    urls.closed.clear()
    for request in (b"POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly this", _GET_STREAM):
        with socket.create_connection(("127.0.0.1", server.port)) as raw:
            raw.sendall(request)
    while urls.closed != ["stream"]:
        time.sleep(0.01)
    assert bridge.get("/nothing/").status_code == 204
    assert caplog.text == ""


_GET_STREAM = b"GET /stream/?pieces=1000000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def test_threads_keep_their_connection_and_heal(bridge: httpx.Client) -> None:
    backends = {bridge.get("/backend/").text for _ in range(12)}
    assert 1 <= len(backends) <= pool.THREADS
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as own:
        for pid in backends:
            own.execute("SELECT pg_terminate_backend(%s, 20000)", [int(pid)])  # and wait until it is over
    healed = {bridge.get("/backend/").text for _ in range(12)}
    assert healed.isdisjoint(backends)
    assert all(pid.isdigit() for pid in healed)


async def test_a_prefix_and_a_missing_peer(transactional_db: None, settings: Any) -> None:
    """Mounted below /chat by a proxy, over a unix socket."""
    settings.ROOT_URLCONF = "flowchat.http.tests.urls"
    workers = pool.WorkerPool(threads=1)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "scheme": "https",
        "path": "/chat/echo/",
        "root_path": "/chat",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": None,
        "server": None,
    }
    await Bridge(workers, body_limit=10)(scope, receive, send)
    await workers.close()
    seen = json.loads(sent[1]["body"])
    assert (seen["path"], seen["path_info"], seen["address"]) == ("/chat/echo/", "/echo/", "")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/chat/echo/", 200), ("/chat/echo", 404), ("/chat/nothing/", 413), ("/chat/echo/echo/", 413)],
)
async def test_some_addresses_take_more(
    path: str, status: int, transactional_db: None, settings: Any
) -> None:
    settings.ROOT_URLCONF = "flowchat.http.tests.urls"
    workers = pool.WorkerPool(threads=1)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"fifteen letters", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "scheme": "https",
        "path": path,
        "root_path": "/chat",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": None,
        "server": None,
    }
    await Bridge(workers, body_limit=10, larger={"/echo": 20})(scope, receive, send)
    await workers.close()
    assert sent[0]["status"] == status


async def test_the_pool_returns_and_raises_what_the_work_does() -> None:
    workers = pool.WorkerPool(threads=1)
    assert await workers.run(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await workers.run(divmod, 1, 0)
    done: list[str] = []

    def slowly() -> None:
        time.sleep(0.05)
        done.append("finished")

    under_way = asyncio.create_task(workers.run(slowly))
    await asyncio.sleep(0)
    await workers.close()
    assert done == ["finished"], "closing waits for what began"
    await under_way


def _raw(server: RunningServer, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(request)
        return b"".join(iter(lambda: raw.recv(65536), b""))
