"""Hashing passwords is hard work on purpose: it may not hold up the others, nor they it."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from flowchat.chat.gateway.tests.harness import RunningServer, running_server, until
from flowchat.http.pool import WorkerPool

PASSWORD_PATHS = (
    "/api/auth/login/",
    "/api/auth/login",
    "/api/auth/register/",
    "/api/auth/password/",
    "/api/auth/reset/",
    "/api/setup/",
    "/admin/login/",
)


_BODY = b'{"login": "a", "password": "b"}'
_SIGN_IN = (
    b"POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)
)


@pytest.fixture
def server(transactional_db: None) -> Iterator[RunningServer]:
    with running_server() as running:
        yield running


@contextmanager
def busy(pool: WorkerPool) -> Iterator[None]:
    """Keep every thread of a pool at work until the block ends."""
    threads, go_on = pool.use().threads, threading.Event()
    holders = [threading.Thread(target=lambda: asyncio.run(pool.hop(go_on.wait, 60))) for _ in range(threads)]
    for holder in holders:
        holder.start()
    until(lambda: pool.use().busy == threads)
    try:
        yield
    finally:
        go_on.set()
        for holder in holders:
            holder.join()


def test_a_morning_of_sign_ins_holds_up_nobody(server: RunningServer) -> None:
    with httpx.Client(base_url=server.http, timeout=30) as http:
        with busy(server.app._passwords):
            assert http.get("/api/community/").status_code == 200
            with pytest.raises(httpx.ReadTimeout):
                http.post("/api/auth/login/", json={"login": "a", "password": "b"}, timeout=0.5)
        assert http.post("/api/auth/login/", json={"login": "a", "password": "b"}).status_code == 401


def test_nothing_is_hashed_for_who_hung_up(server: RunningServer) -> None:
    pool = server.app._passwords
    with busy(pool):
        begun = pool.use().begun
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(_SIGN_IN)
            until(lambda: pool.use().waiting == 1)
        until(lambda: pool.use().waiting == 0)
    assert pool.use().begun == begun


@pytest.mark.parametrize("path", PASSWORD_PATHS)
def test_passwords_have_threads_of_their_own(server: RunningServer, path: str) -> None:
    with httpx.Client(base_url=server.http, timeout=30) as http, busy(server.app._pool):
        assert http.post(path, json={}).status_code in {400, 401, 403}
        with pytest.raises(httpx.ReadTimeout):
            http.get("/api/community/", timeout=0.3)
